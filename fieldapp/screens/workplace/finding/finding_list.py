"""The list of what search found, painted: groups, each line an icon and two lines of words."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListView, QScroller, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, TextRole, Width
from fieldapp.screens.workplace.finding.findings import Finding

_Index = QModelIndex | QPersistentModelIndex
FOUND = int(Qt.ItemDataRole.UserRole)
FIRST = FOUND + 1
"""Whether a line is the first of its group, and carries the group's name over it."""


class FindingModel(QAbstractListModel):
    """Findings as they are."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: tuple[Finding, ...] = ()

    def set_found(self, found: tuple[Finding, ...]) -> None:
        """Show other findings."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        here = index.row()
        found = self.found[here]
        if role == FOUND:
            return found
        if role == FIRST:
            return here == 0 or self.found[here - 1].group != found.group
        if role == Qt.ItemDataRole.DisplayRole:
            return found.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (found.title, found.second, found.group) if part)
        return None


class FindingDelegate(QStyledItemDelegate):
    """Paints a line, and over the first of a group its name."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        found: Finding = index.data(FOUND)
        roles: tuple[TextRole, ...] = ("strong", "label") if found.second else ("strong",)
        words = sum(self._high(role) for role in roles)
        high = max(Height.FINAL, words + 2 * Gap.S)
        return QSize(0, round(high + (self._over() if index.data(FIRST) else 0)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        found: Finding = index.data(FOUND)
        colours, box = self._look.colours, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(FIRST):
            over = QRectF(box.x() + Gap.L, box.y(), box.width() - 2 * Gap.L, self._over())
            self._write(painter, over.adjusted(0, Gap.S, 0, 0), found.group, "caption", colours.muted)
            box.setTop(box.top() + self._over())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(colours.tint))
            painter.fillRect(
                QRectF(box.x(), box.y(), Width.SELECTED_BAR, box.height()), QColor(colours.primary)
            )
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.focus), Width.FOCUS))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        size = IconSize.NAV
        icon = QRectF(box.x() + Gap.L, box.center().y() - size / 2, size, size)
        self._look.paint_icon(painter, found.icon, colours.muted, icon)
        self._paint_words(painter, found, box.adjusted(Gap.L + size + Gap.M, 0, -Gap.L, 0))
        painter.restore()

    def _paint_words(self, painter: QPainter, found: Finding, box: QRectF) -> None:
        lines: list[tuple[str, TextRole, str]] = [(found.title, "strong", self._look.colours.text)]
        if found.second:
            lines.append((found.second, "label", self._look.colours.muted))
        top = box.center().y() - sum(self._high(role) for _, role, _ in lines) / 2
        for text, role, colour in lines:
            high = self._high(role)
            self._write(painter, QRectF(box.x(), top, box.width(), high), text, role, colour)
            top += high

    def _write(self, painter: QPainter, box: QRectF, text: str, role: TextRole, colour: str) -> None:
        font = self._look.font(role)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)

    def _high(self, role: TextRole) -> float:
        return QFontMetricsF(self._look.font(role)).height()

    def _over(self) -> float:
        return self._high("caption") + Gap.L


class FindingList(QListView):
    """`chosen` with the finding that was tapped; the field over it moves through it with arrow keys."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._model = FindingModel(self)
        self.setModel(self._model)
        self.setItemDelegate(FindingDelegate(look, self))
        self.setAccessibleName(self.tr("Found"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(FOUND)))
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def show_found(self, found: tuple[Finding, ...]) -> None:
        """Show findings, the first of them current."""
        self._model.set_found(found)
        if found:
            self.setCurrentIndex(self._model.index(0))

    @property
    def found(self) -> tuple[Finding, ...]:
        """What is shown."""
        return self._model.found

    @property
    def current(self) -> Finding | None:
        """The line that Enter would take."""
        index = self.currentIndex()
        return index.data(FOUND) if index.isValid() else None

    def step(self, by: int) -> None:
        """Go up or down, around the ends."""
        count = self._model.rowCount()
        if count:
            self.setCurrentIndex(self._model.index((self.currentIndex().row() + by) % count))
