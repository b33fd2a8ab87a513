"""The rows of a table in their columns, laid out anew whenever the width or the size of text changes.

The rule kept here: widths come from what is shown and from the titles, so they stay where they are while
somebody scrolls; a figure that turns out wider makes its column wider, it is never cut.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from math import ceil
from typing import Generic, NamedTuple

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QResizeEvent

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.cells.kinds import ButtonsCell, Cell, CheckCell, State, TextCell
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.measure import buttons_below, cell_width, is_two_lines, row_height
from fieldapp.screens.widgets.cells.painting import paint_cell
from fieldapp.screens.widgets.cells.pen import Pen, mirrored
from fieldapp.screens.widgets.cells.touching import as_buttons, button_boxes, targets
from fieldapp.screens.widgets.grid.grid import Grid
from fieldapp.screens.widgets.grid.touches import Spot
from fieldapp.screens.widgets.table.columns import Column, Layout, R, lay_out
from fieldapp.screens.widgets.table.folding import Cells, composer
from fieldapp.screens.widgets.table.header import Header, title_width
from fieldapp.screens.widgets.table.listing import Listing
from fieldapp.screens.widgets.table.model import CellModel

_SAMPLED = 40

_Slot = tuple[str, int, int, int, bool]
"""A column: its key, its width, the padding at its start and end, and whether words stand at its end."""
_Place = tuple[str, QRectF, QRectF, bool]
"""A column in the box of a row: the room inside the padding, the box around it, and the same."""


class Part(NamedTuple):
    """A cell in its place: the room it is painted in, and the box around it that is pressed."""

    key: str
    cell: Cell
    room: QRectF
    around: QRectF
    end: bool


class _Sample:
    """Cells of the first rows; how wide they are is measured once for each way to put them together."""

    def __init__(self, letters: Letters, columns: Sequence[Column[R]], rows: Sequence[Cells]) -> None:
        self._letters = letters
        self._columns = columns
        self._rows = rows
        self._widths: dict[tuple[bool, tuple[str, ...]], Mapping[str, float]] = {}
        self.roomy = any(map(_is_roomy, rows))

    def widths(self, folded: tuple[str, ...], *, roomy: bool) -> Mapping[str, float]:
        """Return what each column needs, with these folded under the first."""
        key = (roomy, folded)
        if key not in self._widths:
            compose, most = composer(self._columns, folded), Width.COLUMN_MOST * self._letters.look.scale
            widths: dict[str, float] = {}
            first = self._columns[0].key
            for cells in self._rows:
                shown = compose(cells)
                _widen(widths, self._letters, shown, State(roomy=roomy), most)
                if folded and first in shown:
                    # What came under it is read there alone, so it is given twice as much before the rest.
                    _widen(widths, self._letters, {first: shown[first]}, State(roomy=roomy), 2 * most)
            self._widths[key] = widths
        return self._widths[key]


class TableView(Grid, Generic[R]):
    """A table's rows and titles; `totals` are measured with the rows, so that sums have room too."""

    def __init__(
        self,
        look: Look,
        name: str,
        listing: Listing[R],
        columns: Sequence[Column[R]],
        cells: Callable[[R], Cells],
    ) -> None:
        super().__init__(look, name)
        self.rows: CellModel[R] = CellModel(self, listing, columns, cells)
        self.totals: Mapping[str, Cell] = {}
        self.layout_now = Layout({})
        self._slots: list[_Slot] = []
        self._placed_in = QRectF()
        self._places: list[_Place] = []
        self._grown: dict[str, float] = {}
        self._roomy = False
        self._sample: _Sample | None = None
        self._columns = {column.key: place for place, column in enumerate(self.rows.columns)}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.lay_out)
        self.head = Header(look, name)
        self.head.set_columns(self.rows.columns)
        self.setModel(self.rows)
        self.rows.modelReset.connect(self._measure_anew)
        self.rows.dataChanged.connect(self._measure_anew)
        self.setHorizontalHeader(self.head)
        look.changed.connect(self._forget)

    def key_at(self, row: int) -> Hashable:
        return self.rows.listing.key(row)

    def row_of(self, key: Hashable) -> int:
        return self.rows.listing.place(key)

    def spots(self, row: int) -> Sequence[Spot]:
        found: list[Spot] = []
        box = QRectF(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
        for part in self._parts(row, box):
            cell = part.cell
            if not isinstance(cell, ButtonsCell | CheckCell):
                continue
            where = [part.around]
            if isinstance(cell, ButtonsCell):
                where = targets(button_boxes(self.letters, cell, part.room, end=part.end), part.around)
            if self.isRightToLeft():
                where = [mirrored(target, box) for target in where]
            for button, target in zip(as_buttons(cell), where, strict=True):
                found.append(Spot(self.key_at(row), button, target.toRect()))
        return found

    def lay_out(self) -> None:
        """Share the width out among the columns, and give the rows their height."""
        if self._sample is None:
            shown = range(min(_SAMPLED, self.rows.rowCount()))
            self._sample = _Sample(
                self.letters, self.rows.columns, [self.rows.made.raw(row) for row in shown]
            )
        roomy = self._sample.roomy or _is_roomy(self.totals)
        layout = self._layout(self._sample, (), roomy=roomy)
        if layout.folded:
            roomy = True
            layout = self._layout(self._sample, layout.folded, roomy=True)
        self.rows.made.fold(composer(self.rows.columns, layout.folded))
        self._roomy, self.layout_now, self.head.layout_now = roomy, layout, layout
        self._slots = [
            (key, wide, *layout.edges(key), self._column(key).end) for key, wide in layout.widths.items()
        ]
        self._placed_in = QRectF()
        for column, place in self._columns.items():
            self.setColumnHidden(place, column not in layout.widths)
            if column in layout.widths:
                self.setColumnWidth(place, layout.widths[column])
        high = row_height(self.letters, two_lines=roomy)
        if layout.below:
            high += buttons_below(self.letters)
        self.verticalHeader().setDefaultSectionSize(high)
        self.head.viewport().update()
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.lay_out()

    def _forget(self) -> None:
        self._grown.clear()
        self._measure_anew()

    def _measure_anew(self) -> None:
        self._sample = None
        self.lay_out()

    def _layout(self, sample: _Sample, folded: tuple[str, ...], *, roomy: bool) -> Layout:
        scale, columns = self.look.scale, self.rows.columns
        natural = dict(sample.widths(folded, roomy=roomy))
        # Words under the rows run on over columns that have no sum.
        sums = {key: cell for key, cell in self.totals.items() if key != columns[0].key}
        _widen(natural, self.letters, sums, State(roomy=roomy), Width.COLUMN_MOST * scale)
        for column in columns:
            least = max(title_width(self.letters, column), self._grown.get(column.key, 0.0))
            natural[column.key] = ceil(max(natural.get(column.key, 0.0), least))
        return lay_out(columns, natural, self.viewport().width(), scale)

    def _parts(self, row: int, box: QRectF) -> Iterator[Part]:
        """Where the cells of a row stand in its box, read from the start; buttons below it last."""
        cells, layout = self.rows.made.shown(row), self.layout_now
        line = buttons_below(self.letters) if layout.below else 0
        high = box.height() - line
        if box != self._placed_in:
            self._placed_in, self._places = box, list(_places(self._slots, box, high))
        for key, room, around, at_end in self._places:
            if (cell := cells.get(key)) is not None:
                yield Part(key, cell, room, around, at_end)
        found = [cells.get(key) for key in layout.below]
        buttons = [button for cell in found if isinstance(cell, ButtonsCell) for button in cell.buttons]
        if buttons:
            around = QRectF(box.x(), box.y() + high, box.width(), line)
            room = around.adjusted(Gap.L, 0, -Gap.L, -Gap.S)
            yield Part("", ButtonsCell(tuple(buttons)), room, around, False)

    def paint_row(self, pen: Pen, row: int, box: QRectF, chosen: bool) -> None:
        state = State(chosen=chosen, roomy=self._roomy)
        for part in self._parts(row, box):
            cell, now = part.cell, state
            if isinstance(cell, ButtonsCell | CheckCell):
                keys = [button.key for button in as_buttons(cell)]
                focused = self.hasFocus() and row == self.currentIndex().row()
                now = self.touches.state(self.key_at(row), keys, state, has_focus=focused)
            elif not isinstance(cell, TextCell):
                self._grow(part.key, cell_width(self.letters, cell, state), part.room.width())
            paint_cell(pen, cell, part.room, now, end=part.end)

    def _column(self, key: str) -> Column[R]:
        return self.rows.columns[self._columns[key]]

    def _grow(self, column: str, wanted: float, room: float) -> None:
        """Ask for more room, once, where what is painted has too little of it."""
        if wanted > room + 1 and wanted > self._grown.get(column, 0.0):
            self._grown[column] = wanted
            self._later.start()


def _places(slots: Sequence[_Slot], box: QRectF, high: float) -> Iterator[_Place]:
    """Where the columns stand in the box of a row, read from the start."""
    left = box.x()
    for key, wide, start, end, at_end in slots:
        room = QRectF(left + start, box.y(), wide - start - end, high)
        yield key, room, QRectF(left, box.y(), wide, high), at_end
        left += wide


def _is_roomy(cells: Cells) -> bool:
    return any(map(is_two_lines, cells.values()))


def _widen(widths: dict[str, float], letters: Letters, cells: Cells, state: State, most: float) -> None:
    """Take what a row needs into the widths of its columns; words may be shortened from `most` on."""
    for key, cell in cells.items():
        wide = cell_width(letters, cell, state)
        wide = min(wide, most) if isinstance(cell, TextCell) else wide
        if wide > widths.get(key, 0.0):
            widths[key] = wide
