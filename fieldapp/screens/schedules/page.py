"""The schedules hub: what falls due, is late and was paid; filtered, sorted, summed, and paid from here.

The rule kept here: the figures over the list follow the union, the totals under it follow every filter; a due
payment is two taps away.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import get_args

from fieldapp.everyone.exports.schedules import schedules_file
from fieldapp.everyone.schedules import Column as By
from fieldapp.everyone.schedules import Hub, SchedulePage, ScheduleRow, Wanted, load_hub, load_schedules
from fieldapp.screens.frame import Page
from fieldapp.screens.money import turn
from fieldapp.screens.paper.exports.choosing import Exporter
from fieldapp.screens.schedules.cards import CardRow
from fieldapp.screens.schedules.cells import OTHER, PAY, RECEIPT, cells_of, columns
from fieldapp.screens.schedules.filters import Filters
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


class SchedulesPage(Page):
    """Cards, filters, and the table with its totals and pages."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Schedules"))
        self._by: By = "due_on"
        self._descending = False
        self._turned_to, self._size = 0, _PAGE_SIZE
        self.cards = CardRow(bench.look)
        self.filters = Filters(bench)
        self.finds_with(self.filters.text)
        self.table: Table[ScheduleRow] = Table(
            bench.look,
            self.tr("Instalments"),
            columns(),
            key=lambda found: (found.loan, found.sequence),
            cells=lambda found: cells_of(found, bench.formats, takes=bench.go.may_open(Target("repay"))),
            page_size=_PAGE_SIZE,
            paged=True,
        )
        self.nothing = EmptyState(bench.look, "calendar-check", "")
        self.nothing.acted.connect(self.filters.let_go)
        self.table.set_instead(self.nothing)
        self.export = Button(bench.look, self.tr("Export"), "plain", "download-simple")
        self._exporter = Exporter(bench, self)
        self.history = Button(bench.look, self.tr("Repayments"), "plain", "receipt")
        self.add_act(self.history)
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
        self.table.chosen.connect(self._open_loan)
        self.table.pressed.connect(self._press)
        self.history.clicked.connect(self._open_history)
        self.export.clicked.connect(self._export)

    def load(self) -> None:
        wanted = self._wanted()
        self.read(lambda desk: load_hub(desk, wanted), partial(self._show, wanted))

    def _wanted(self) -> Wanted:
        size = self._size or _MOST
        asked = replace(self.filters.wanted(self.bench.today()), by=self._by, descending=self._descending)
        return replace(asked, offset=self._turned_to * size, limit=size)

    def _ask(self, whole: bool) -> None:
        """Something else is asked for: its first page, and the figures where they follow what it is."""
        self._turned_to = 0
        if whole:
            self.load()
        else:
            self._find()

    def _find(self) -> None:
        wanted = self._wanted()
        self.read(lambda desk: load_schedules(desk, wanted), partial(self._show_page, wanted))

    def _show(self, wanted: Wanted, found: Hub) -> None:
        say = self.bench.formats
        self.head(self.title, self.tr("as of {day}").format(day=say.long_day(found.page.on)))
        self.cards.show_cards(found.cards, say)
        self.filters.offer_unions(found.unions)
        self._show_page(wanted, found.page)

    def _show_page(self, wanted: Wanted, found: SchedulePage) -> None:
        totals = found.totals
        if totals.items and not found.rows:
            # There are fewer pages than there were.
            self._turned_to = (totals.items - 1) // wanted.limit
            self._find()
            return
        self.filters.show_counts(found.counts)
        too_many = wanted.limit == _MOST and totals.items > _MOST
        among = Among(wanted.offset // wanted.limit, _MOST if too_many else totals.items)
        self.nothing.say(*_nothing_words(untouched=self.filters.untouched))
        words = self.tr("Total of {count} filtered").format(count=f"{totals.items:,}")
        if too_many:
            words = self.tr("{count} filtered, the first {shown} are shown").format(
                count=f"{totals.items:,}", shown=f"{len(found.rows):,}"
            )
        sums = {"due": totals.due_minor, "paid": totals.paid_minor, "left": totals.left_minor}
        figures = {key: FigureCell(money(amount), strong=True) for key, amount in sums.items()}
        summed: dict[str, Cell] = {"member": TextCell(words, strong=True), **figures} if found.rows else {}
        self.table.set_rows(found.rows, among, summed)

    def _turn(self, page: int, size: int) -> None:
        self._turned_to, self._size = page, size
        self._find()

    def _sort(self, column: str, ascending: bool) -> None:
        self._by = next(each for each in get_args(By) if each == column)
        self._descending = not ascending
        self._ask(False)

    def _open_loan(self, key: object) -> None:
        if isinstance(key, tuple):
            self.bench.go.open(Target("loan", key[0]))

    def _open_history(self) -> None:
        self.bench.go.open(Target("repayments"))

    def _press(self, key: object, button: str) -> None:
        if not isinstance(key, tuple):
            return
        places = {PAY: turn.repay(key[0], start="due"), OTHER: turn.repay(key[0], start="other")}
        self.bench.go.open(
            places.get(button, Target("loan", key[0], "payments" if button == RECEIPT else ""))
        )

    def _export(self) -> None:
        wanted = replace(self.filters.wanted(self.bench.today()), by=self._by, descending=self._descending)
        desk = self.bench.desk
        name = self.tr("Schedules {day}").format(day=self.bench.today().isoformat())
        self._exporter.ask(name, lambda kind: schedules_file(desk, wanted, kind))


def _nothing_words(*, untouched: bool) -> tuple[str, ...]:
    """Return what is said where no row is: of what is asked for at first, no filter is to be let go of."""
    if untouched:
        return tr("Nothing is overdue, and nothing falls due this week"), tr(
            "Choose another time to see more."
        )
    return (
        tr("No instalment matches"),
        tr("Clear the filters, or choose another time."),
        tr("Clear the filters"),
    )
