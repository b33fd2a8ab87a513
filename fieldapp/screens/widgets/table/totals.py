"""The sums under a table: outside what scrolls, each under its column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.cells.kinds import Cell, State, TextCell
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.painting import paint_cell
from fieldapp.screens.widgets.cells.pen import Pen, mirrored
from fieldapp.screens.widgets.table.columns import R
from fieldapp.screens.widgets.table.folding import composer
from fieldapp.screens.widgets.table.view import TableView


class Totals(QWidget, Generic[R]):
    """Painted under the view whose columns it follows; gone while there are none."""

    def __init__(self, view: TableView[R]) -> None:
        super().__init__()
        self._view = view
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.head.sectionResized.connect(self._follow)
        view.look.changed.connect(self._follow)
        self.hide()

    def set_totals(self, totals: Mapping[str, Cell]) -> None:
        """Show sums by the keys of their columns, and words in the first."""
        self._view.totals = totals
        self._view.lay_out()
        self.say()

    def say(self) -> None:
        """Show what the view holds as its totals; it was laid out with them."""
        totals = self._view.totals
        self.setVisible(bool(totals))
        columns = self._view.rows.columns
        parts = [
            (column.title if place else "", totals.get(column.key)) for place, column in enumerate(columns)
        ]
        self.setAccessibleName(
            ", ".join(f"{title} {cell.spoken}".strip() for title, cell in parts if cell and cell.spoken)
        )
        self._follow()

    def sizeHint(self) -> QSize:
        letters = Letters.of(self._view.look)
        words = letters.height("strong")
        if self._view.layout_now.folded:
            words += letters.height("label")
        return QSize(0, max(Height.ROW_TOTALS, round(words) + Gap.L))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(Pen(painter, self._view.look, QRectF(self.rect()), from_right=self.isRightToLeft()))

    def _paint(self, pen: Pen) -> None:
        view = self._view
        pen.fill(QRectF(0, 0, pen.whole.width(), Width.BORDER), pen.colours.line_strong)
        cells = composer(view.rows.columns, view.layout_now.folded)(view.totals)
        state = State(roomy=bool(view.layout_now.folded))
        for column, box in self._boxes().items():
            cell = cells.get(column)
            if cell is not None:
                room = view.layout_now.room(column, box)
                paint_cell(pen, cell, room, state, end=not isinstance(cell, TextCell))

    def _boxes(self) -> dict[str, QRectF]:
        """Where each total stands, read from the start; words run on over columns that have none."""
        view, head = self._view, self._view.head
        left = self.mapFromGlobal(head.viewport().mapToGlobal(QPoint(0, 0))).x()
        shown = list(view.layout_now.widths)
        boxes: dict[str, QRectF] = {}
        for place, column in enumerate(view.rows.columns):
            if column.key in shown:
                at = head.sectionViewportPosition(place)
                box = QRectF(left + at, 0, head.sectionSize(place), self.height())
                boxes[column.key] = mirrored(box, QRectF(self.rect())) if self.isRightToLeft() else box
        if shown:
            following = next((key for key in shown[1:] if key in view.totals), None)
            end = boxes[following].left() if following else boxes[shown[-1]].right()
            boxes[shown[0]].setRight(end)
        return boxes

    def _follow(self) -> None:
        self.updateGeometry()
        self.update()
