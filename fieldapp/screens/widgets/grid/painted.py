"""A view that paints its rows itself, whole and once.

The rule kept here: the chosen row is told by a tint and a bar at its start, the focus by a ring; nothing
happens under a pointer that only passes over.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Radius, Width
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.cells.pictures import Pictures
from fieldapp.screens.widgets.grid.touched import TouchedView

_ROWS_KEPT = 48
"""About two screens of them."""


class PaintedView(TouchedView):
    """Rows painted by `paint_row`, lines between them unless `plain`; `empty_words` where there is none."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.letters = Letters.of(look)
        self.pictures = Pictures(_ROWS_KEPT)
        self.empty_words = ""
        self.plain = False
        self.whole = False
        look.changed.connect(self.repaint_rows)

    def paint_row(self, pen: Pen, row: int, box: QRectF, chosen: bool) -> None:
        """Paint what is in a row; its ground is there already."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        whole, density = self.viewport().rect(), self.devicePixelRatioF()
        with QPainter(self.viewport()) as painter:
            for row in range(max(0, self.rowAt(event.rect().top())), self.model().rowCount()):
                top = self.rowViewportPosition(row)
                if top > event.rect().bottom():
                    break
                size = QSize(whole.width(), self.rowHeight(row))
                paint = partial(self._paint_picture, row, size)
                painter.drawImage(0, top, self.pictures.get(self._name(row), size, density, paint))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_over(self._pen(painter, QRectF(whole)))

    def _pen(self, painter: QPainter, whole: QRectF) -> Pen:
        return Pen(painter, self.look, whole, from_right=self.isRightToLeft(), letters=self.letters)

    def _name(self, row: int) -> Hashable:
        """What a row looks like now: itself, and what of it is chosen, in focus or under a finger."""
        current = row == self.currentIndex().row()
        return (row, current, *self.touches.state_of(self.key_at(row), has_focus=current and self.hasFocus()))

    def _paint_picture(self, row: int, size: QSize, painter: QPainter) -> None:
        box = QRectF(0, 0, size.width(), size.height())
        pen = self._pen(painter, box)
        chosen = row == self.currentIndex().row()
        if chosen:
            pen.fill(box, pen.colours.tint)
            pen.fill(QRectF(0, 0, Width.SELECTED_BAR, box.height()), pen.colours.primary)
        ends = self.whole and row == self.model().rowCount() - 1
        if not self.plain and not ends:
            pen.fill(QRectF(0, box.bottom() - Width.BORDER, box.width(), Width.BORDER), pen.colours.line)
        self.paint_row(pen, row, box, chosen)

    def _paint_over(self, pen: Pen) -> None:
        """Paint the words in an empty list, and the ring of the focus."""
        row, whole = self.currentIndex().row(), pen.whole
        if not self.model().rowCount():
            pen.words(self.empty_words, "body", "muted", whole.adjusted(Gap.L, 0, -Gap.L, 0), middle=True)
        if self.hasFocus() and (row < 0 or self.touches.focused(row) is None):
            box = whole
            if row >= 0:
                box = QRectF(0, self.rowViewportPosition(row), whole.width(), self.rowHeight(row))
            pen.rounded(box.adjusted(1, 1, -1, -1), Radius.BADGE, "", pen.colours.focus, Width.FOCUS)

    def repaint_rows(self) -> None:
        """Paint all rows anew: what they show, or the look, is another."""
        self.pictures.forget()
        self.viewport().update()
