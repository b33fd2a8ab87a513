"""The history of repayments: what was received, by whom and how; filtered, sorted, summed, exported.

The rule kept here: the figures over the list follow every filter, and a row opens the receipt as the member
has it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import get_args

from fieldapp.everyone.exports.repayments import repayments_file
from fieldapp.everyone.repayments.history import (
    STANDINGS,
    By,
    History,
    RepaymentPage,
    RepaymentRow,
    Wanted,
    load_history,
    load_repayments,
)
from fieldapp.screens.frame import Page
from fieldapp.screens.paper.exports.choosing import Exporter
from fieldapp.screens.repayments.cards import SumCards
from fieldapp.screens.repayments.cells import cells_of, columns
from fieldapp.screens.repayments.filters import Filters
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.cells.kinds import Cell, FigureCell, TextCell
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.listing import Among
from fieldapp.screens.widgets.table.table import LEAST_ROWS, Table
from fieldapp.screens.words import money, tr
from fieldapp.screens.workbench import Workbench

_MOST = 1_000
"""Rows shown at once where all are asked for; who looks for one among more narrows the filters."""
_PAGE_SIZE = 25


class RepaymentsPage(Page):
    """Cards, filters, and the table with its totals and pages."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Repayments"))
        self._by: By = "received"
        self._descending = True
        self._turned_to, self._size = 0, _PAGE_SIZE
        self.cards = SumCards(bench.look)
        self.filters = Filters(bench)
        self.finds_with(self.filters.text)
        self.table: Table[RepaymentRow] = Table(
            bench.look,
            self.tr("Repayments"),
            columns(),
            key=lambda found: found.repayment,
            cells=lambda found: cells_of(found, bench.formats),
            page_size=_PAGE_SIZE,
            paged=True,
        )
        self.nothing = EmptyState(bench.look, "receipt", "")
        self.nothing.acted.connect(self.filters.let_go)
        self.table.set_instead(self.nothing)
        self.export = Button(bench.look, self.tr("Export"), "plain", "download-simple")
        self._exporter = Exporter(bench, self)
        self.add_act(self.export)
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.table, 1)
        self.table.view.least_rows = LEAST_ROWS
        scrolled = Scrolled(Gap.NONE)
        for widget in (self.cards, self.filters):
            scrolled.body.addWidget(widget)
        scrolled.body.addWidget(card, 1)
        self.body.addWidget(scrolled, 1)
        self.filters.changed.connect(self._ask)
        self.table.sorted.connect(self._sort)
        self.table.turned.connect(self._turn)
        self.table.chosen.connect(self._open_receipt)
        self.export.clicked.connect(self._export)

    def arrive(self, target: Target) -> None:
        """Whoever is sent to those of one standing sees them, whatever was asked for before."""
        super().arrive(target)
        if target.extra in STANDINGS:
            self.filters.ask_for(target.extra)

    def load(self) -> None:
        wanted = self._wanted()
        self.read(lambda desk: load_history(desk, wanted), partial(self._show, wanted))

    def _wanted(self) -> Wanted:
        size = self._size or _MOST
        asked = replace(self.filters.wanted(self.bench.today()), by=self._by, descending=self._descending)
        return replace(asked, offset=self._turned_to * size, limit=size)

    def _ask(self) -> None:
        """Something else is asked for: its first page."""
        self._turned_to = 0
        self._find()

    def _find(self) -> None:
        wanted = self._wanted()
        self.read(lambda desk: load_repayments(desk, wanted), partial(self._show_page, wanted))

    def _show(self, wanted: Wanted, found: History) -> None:
        self.filters.offer(found.unions, found.receivers)
        self._show_page(wanted, found.page)

    def _show_page(self, wanted: Wanted, found: RepaymentPage) -> None:
        listed = found.sums.listed
        if listed and not found.rows:
            # There are fewer pages than there were.
            self._turned_to = (listed - 1) // wanted.limit
            self._find()
            return
        self.cards.show_sums(found.sums, self.bench.formats)
        self.filters.show_counts(found.counts)
        too_many = wanted.limit == _MOST and listed > _MOST
        among = Among(wanted.offset // wanted.limit, _MOST if too_many else listed)
        self.nothing.say(*_nothing_words(untouched=self.filters.untouched))
        words = self.tr("Total of {count} filtered").format(count=f"{found.sums.count:,}")
        if too_many:
            words = self.tr("{count} filtered, the first {shown} are shown").format(
                count=f"{listed:,}", shown=f"{len(found.rows):,}"
            )
        elif found.sums.count < listed:
            words = self.tr("Total of {count} filtered, {back} corrected left out").format(
                count=f"{found.sums.count:,}", back=f"{listed - found.sums.count:,}"
            )
        figure = FigureCell(money(found.sums.minor), strong=True)
        summed: dict[str, Cell] = {"member": TextCell(words, strong=True), "amount": figure}
        self.table.set_rows(found.rows, among, summed if found.rows else {})

    def _turn(self, page: int, size: int) -> None:
        self._turned_to, self._size = page, size
        self._find()

    def _sort(self, column: str, ascending: bool) -> None:
        self._by = next(each for each in get_args(By) if each == column)
        self._descending = not ascending
        self._ask()

    def _open_receipt(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("receipt", key))

    def _export(self) -> None:
        wanted = replace(self.filters.wanted(self.bench.today()), by=self._by, descending=self._descending)
        desk = self.bench.desk
        name = self.tr("Repayments {day}").format(day=self.bench.today().isoformat())
        self._exporter.ask(name, lambda kind: repayments_file(desk, wanted, kind))


def _nothing_words(*, untouched: bool) -> tuple[str, ...]:
    """Return what is said where no row is: of what is asked for at first, no filter is to be let go of."""
    if untouched:
        return tr("Nothing was received in the last 30 days"), tr("Choose another time to see more.")
    return (
        tr("No repayment matches"),
        tr("Clear the filters, or choose another time."),
        tr("Clear the filters"),
    )
