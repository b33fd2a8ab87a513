"""The titles over a table: painted, with the order beside the word, pressed by finger or key.

The rule kept here: a title that sorts is as high as a finger, says how the rows are ordered, and the Tab key
comes to it before it comes to the rows.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Radius, TextRole, Width
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.table.columns import Column, Layout, R

_ROLE: TextRole = "caption"
_CHOSEN: TextRole = "badge"


def title_width(letters: Letters, column: Column[R]) -> float:
    """Return how wide a title is, with room for the sign of the order where it can have one."""
    caret = Gap.XS + letters.look.icon_px(IconSize.BADGE) if column.sorts else 0
    return letters.width(column.title, _CHOSEN) + caret


class Header(QHeaderView):
    """Titles in the places of their columns; `pressed` with the column whose title was pressed."""

    wanted = Signal(str)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._columns: tuple[Column[object], ...] = ()
        self._sorted: tuple[str, bool] | None = None
        self._at = -1
        self.layout_now = Layout({})
        self.setAccessibleName(name)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def set_columns(self, columns: tuple[Column[R], ...]) -> None:
        """Show other titles."""
        self._columns = columns  # type: ignore[assignment]  # a title asks nothing of its rows
        can_sort = any(column.sorts for column in columns)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if can_sort else Qt.FocusPolicy.NoFocus)

    def set_sorted(self, column: str, *, ascending: bool) -> None:
        """Show which column the rows are in order of."""
        self._sorted = (column, ascending)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        least = Height.TOUCH if any(column.sorts for column in self._columns) else Height.TABLE_HEADER
        return QSize(0, max(least, round(Letters.of(self._look).height(_ROLE)) + Gap.L))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        column, box = self._columns[logicalIndex], QRectF(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = Pen(painter, self._look, box, from_right=self.isRightToLeft())
        pen.fill(QRectF(box.x(), box.bottom() - Width.BORDER, box.width(), Width.BORDER), pen.colours.line)
        _paint_title(pen, column, self.layout_now.room(column.key, box), self._sorted)
        if self.hasFocus() and logicalIndex == self._at:
            inner = box.adjusted(2, 2, -2, -2)
            pen.rounded(inner, Radius.BADGE, "", pen.colours.focus, Width.FOCUS)
        painter.restore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.logicalIndexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and self.viewport().rect().contains(
            event.position().toPoint()
        ):
            self._want(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nothing yet: a title is pressed where the finger lifts."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat():
                self._want(self._at)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if (key == Qt.Key.Key_Right) != self.isRightToLeft() else -1)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at not in self._sorting():
            self._at = next(iter(self._sorting()), -1)
        self.viewport().update()

    def _sorting(self) -> list[int]:
        return [
            place
            for place, column in enumerate(self._columns)
            if column.sorts and column.key in self.layout_now.widths
        ]

    def _step(self, by: int) -> None:
        places = self._sorting()
        if places:
            at = places.index(self._at) + by if self._at in places else 0
            self._at = places[min(max(at, 0), len(places) - 1)]
            self.viewport().update()

    def _want(self, section: int) -> None:
        if section in self._sorting():
            self._at = section
            self.wanted.emit(self._columns[section].key)


def _paint_title(pen: Pen, column: Column[object], box: QRectF, order: tuple[str, bool] | None) -> None:
    sorted_by = order is not None and order[0] == column.key
    role: TextRole = _CHOSEN if sorted_by else _ROLE
    size = pen.look.icon_px(IconSize.BADGE)
    caret = size + Gap.XS if sorted_by else 0
    room = box.adjusted(0, 0, -caret, 0)
    taken = pen.words(column.title, role, "text" if sorted_by else "muted", room, end=column.end)
    if sorted_by and order is not None:
        left = box.right() - size if column.end else box.x() + taken + Gap.XS
        where = QRectF(left, box.center().y() - size / 2, size, size)
        pen.icon("caret-up" if order[1] else "caret-down", "text", where)
