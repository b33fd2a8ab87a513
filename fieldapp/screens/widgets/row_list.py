"""A list of two-line rows, painted: name and what it is, a figure, a status, a reason where there is one.

The rule kept here: one model and one delegate for every list, whatever its length; a row is one target of at
least a finger's height, reached by keyboard too, and speaks its whole content.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Status, TextRole, Width
from fieldapp.screens.widgets.badge import Mark, badge_width, paint_badge

_Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; `key` is handed back when it is chosen. `figure` comes formatted.

    `reason` is a third line in the colour of `reason_status`; a provisional figure gets a dashed underline.
    """

    key: object
    title: str
    second: str = ""
    figure: str = ""
    mark: Mark | None = None
    reason: str = ""
    reason_status: Status = "overdue"
    provisional: bool = False

    @property
    def spoken(self) -> str:
        """The whole row in words."""
        parts = (self.title, self.second, self.figure, self.mark.text if self.mark else "", self.reason)
        return ", ".join(part for part in parts if part)


class RowModel(QAbstractListModel):
    """Rows as they are."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints a row: words at the start, figure and status at the end."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row: Row = index.data(ROW)
        lines: list[TextRole] = ["strong", "label"]
        if row.reason:
            lines.append("label")
        words = sum(QFontMetricsF(self._look.font(role)).height() for role in lines)
        return QSize(0, max(Height.ROW_TWO_LINES, round(words) + 2 * Gap.M))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Row = index.data(ROW)
        colours = self._look.colours
        box = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(colours.tint))
            painter.fillRect(
                QRectF(box.x(), box.y(), Width.SELECTED_BAR, box.height()), QColor(colours.primary)
            )
        edge = QRectF(box.x(), box.bottom() - Width.BORDER, box.width(), Width.BORDER)
        painter.fillRect(edge, QColor(colours.line))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.focus), Width.FOCUS))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        end = self._paint_end(painter, row, box.adjusted(Gap.L, 0, -Gap.L, 0))
        self._paint_words(painter, row, box.adjusted(Gap.L, 0, -Gap.L - end, 0))
        painter.restore()

    def _paint_end(self, painter: QPainter, row: Row, box: QRectF) -> float:
        """Paint figure and badge, one over the other, and return the width they take."""
        font = self._look.font("field")
        metrics = QFontMetricsF(font)
        figure_width = metrics.horizontalAdvance(row.figure)
        mark_width = badge_width(self._look, row.mark) if row.mark else 0.0
        figure_height = metrics.height() if row.figure else 0.0
        mark_height = Height.BADGE if row.mark else 0
        gap = Gap.XS if row.figure and row.mark else 0
        top = box.center().y() - (figure_height + gap + mark_height) / 2
        if row.figure:
            at = QRectF(box.right() - figure_width, top, figure_width, figure_height)
            painter.setFont(font)
            painter.setPen(QColor(self._look.colours.text))
            painter.drawText(at, Qt.AlignmentFlag.AlignRight, row.figure)
            if row.provisional:
                painter.setPen(QPen(QColor(self._look.colours.faint), Width.BORDER, Qt.PenStyle.DashLine))
                painter.drawLine(at.bottomLeft(), at.bottomRight())
        if row.mark:
            corner = QPointF(box.right() - mark_width, top + figure_height + gap)
            paint_badge(painter, self._look, row.mark, corner, Height.BADGE)
        widest = max(figure_width, mark_width)
        return widest + Gap.M if widest else 0.0

    def _paint_words(self, painter: QPainter, row: Row, box: QRectF) -> None:
        colours = self._look.colours
        lines: list[tuple[str, TextRole, str]] = [(row.title, "strong", colours.text)]
        if row.second:
            lines.append((row.second, "label", colours.muted))
        if row.reason:
            lines.append((row.reason, "label", colours.status(row.reason_status).fg))
        heights = [QFontMetricsF(self._look.font(role)).height() for _, role, _ in lines]
        top = box.center().y() - sum(heights) / 2
        for (text, role, colour), height in zip(lines, heights, strict=True):
            font = self._look.font(role)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(QRectF(box.x(), top, box.width(), height), Qt.AlignmentFlag.AlignVCenter, shown)
            top += height


class RowList(QListView):
    """The list itself; `chosen` carries the key of the row that was tapped or entered."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._model = RowModel(self)
        self.setModel(self._model)
        self.setItemDelegate(RowDelegate(look, self))
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * Height.ROW_TWO_LINES)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(self._choose)
        look.changed.connect(self.viewport().update)

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show other rows, keeping the place and the row that was current, if it is still there."""
        key, at = self._current_key(), self.verticalScrollBar().value()
        self._model.set_rows(tuple(rows))
        self.verticalScrollBar().setValue(at)
        self.select(key)

    def select(self, key: object) -> None:
        """Make the row with this key current, without choosing it."""
        for number, row in enumerate(self.rows):
            if key is not None and row.key == key:
                self.setCurrentIndex(self._model.index(number))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._model.rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(ROW).key)

    def _current_key(self) -> object:
        index = self.currentIndex()
        return index.data(ROW).key if index.isValid() else None
