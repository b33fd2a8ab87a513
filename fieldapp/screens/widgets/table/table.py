"""A whole table: rows under their titles, sums, pages, and what stands there when there is nothing.

The rule kept here: search, order and pages of rows in memory need nobody's help; a page that reads its rows
anew for each of them listens to `sorted` and `turned` and hands in what it read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import set_seen
from fieldapp.screens.widgets.cells.kinds import Cell
from fieldapp.screens.widgets.reading import Fronted
from fieldapp.screens.widgets.table.columns import Column, R
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.listing import Among, Listing
from fieldapp.screens.widgets.table.pager import ENDLESS, Pager
from fieldapp.screens.widgets.table.totals import Totals
from fieldapp.screens.widgets.table.view import TableView

_UP, _DOWN = "up", "down"
LEAST_ROWS = 4
"""What a page that is a list always has in sight; in a lower window the page scrolls."""


class Table(Fronted, Generic[R]):
    """`columns`, the key of a row, and its `cells` make a table; `search` is the text a row is found by.

    `chosen` when a row is tapped or entered, `selected` when another came to rest as the chosen one,
    `pressed` with a row's key and its button's, `sorted` with a column and whether it ascends, `turned` with
    the page and its size, `near_end` when one has scrolled nearly to the last row.
    """

    chosen = Signal(object)
    selected = Signal(object)
    pressed = Signal(object, str)
    sorted = Signal(str, bool)
    turned = Signal(int, int)
    near_end = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], Hashable],
        cells: Callable[[R], Cells],
        search: Callable[[R], str] | None = None,
        page_size: int = ENDLESS,
        paged: bool = False,
    ) -> None:
        super().__init__()
        self._listing: Listing[R] = Listing(key, search)
        self._listing.turn(0, page_size)
        self._size = page_size
        self._order: tuple[str, bool] | None = None
        self.view: TableView[R] = TableView(look, name, self._listing, columns, cells)
        self.front = self.view
        self.totals: Totals[R] = Totals(self.view)
        self.pager = Pager(look) if paged else None
        """What turns the pages of a table that has them."""
        self._instead: QWidget | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.XS)
        self._box.setSpacing(Gap.NONE)
        self._box.addWidget(self.view)
        self._box.addWidget(self.totals)
        if self.pager is not None:
            self._box.addWidget(self.pager)
            self.pager.turned.connect(self._turn)
        self.view.chosen.connect(self.chosen)
        self.view.selected.connect(self.selected)
        self.view.pressed.connect(self.pressed)
        self.view.head.wanted.connect(self._turn_order)
        self.view.near_end.connect(self.near_end)

    def set_rows(
        self, rows: Sequence[R], among: Among | None = None, totals: Mapping[str, Cell] | None = None
    ) -> None:
        """Show other rows, staying where one was; with `among` they are one page, read when turned to.

        `totals` that go with them are as in `set_totals`; together they are laid out once.
        """
        if totals is not None:
            self.view.totals = totals
        self.view.keeping_place(lambda: self.view.rows.put(rows, among))
        if totals is not None:
            self.totals.say()
        self._said_page()

    def set_filter(self, text: str) -> None:
        """Show only rows in which every word typed occurs; at once, from memory."""
        self._show_from_top(lambda: self._listing.sift(text))

    def sort_by(self, column: str, *, ascending: bool = True) -> None:
        """Put the rows in order of a column, where the table can, and say so in its title."""
        self._order = (column, ascending)
        order = next(each.order for each in self.view.rows.columns if each.key == column)
        self.view.head.set_sorted(column, ascending=ascending)
        self.view.rows.mark_sorted(column, ascending=ascending)
        if order is not None:
            self._show_from_top(lambda: self._listing.sort(order, ascending=ascending))

    def set_totals(self, totals: Mapping[str, Cell]) -> None:
        """Show sums under the columns with these keys, and words under the first; none hides them."""
        self.totals.set_totals(totals)

    def set_instead(self, widget: QWidget) -> None:
        """Show this where there are no rows, in the place of the titles and an empty space."""
        self._instead = widget
        self._box.insertWidget(0, widget, 1)
        self._said_page()

    def select(self, key: Hashable) -> None:
        """Make a row the chosen one without saying so."""
        self.view.select(key)

    def release(self, key: Hashable) -> None:
        """Let a row's buttons be pressed again after what its writing button began."""
        self.view.release(key)

    @property
    def count(self) -> int:
        """How many rows pass the filter, on all pages."""
        return self._listing.total

    def _show_from_top(self, change: Callable[[], None]) -> None:
        key = self.view.current_key
        change()
        self.view.rows.reset()
        if key is not None:
            self.view.select(key)
        self.view.scrollToTop()
        self._said_page()

    def _turn_order(self, column: str) -> None:
        ascending = not (self._order is not None and self._order == (column, True))
        self.sort_by(column, ascending=ascending)
        self.sorted.emit(column, ascending)

    def _turn(self, page: int, size: int) -> None:
        self._size = size
        self._show_from_top(lambda: self._listing.turn(page, size))
        self.turned.emit(page, size)

    def _said_page(self) -> None:
        if self.pager is not None:
            self.pager.show_page(self._listing.total, self._listing.page, self._size)
        bare = self._instead is not None and not self._listing.total
        if self._instead is not None:
            set_seen(self._instead, seen=bare)
        set_seen(self.view, seen=not bare)
        set_seen(self.totals, seen=bool(self.view.totals) and not bare)
        if self.pager is not None:
            set_seen(self.pager, seen=not bare)


def keep_order(table: Table[R], usual: str, kept: str, keep: Callable[[str], None]) -> None:
    """Order rows in memory as `kept` says, else by the `usual` column; `keep` is told every other order.

    Without a usual column they stand as they came. An order that no column has any more is forgotten quietly.
    """
    column, _, way = kept.partition(" ")
    known = column in {each.key for each in table.view.rows.columns if each.order is not None}
    if known or usual:
        table.sort_by(column if known else usual, ascending=not known or way != _DOWN)
    table.sorted.connect(lambda chosen, ascending: keep(f"{chosen} {_UP if ascending else _DOWN}"))
