"""Members: found as one types, filtered, sorted, exported, each a tap from their page.

The rule kept here: a list of ten thousand answers each letter at once: only what is shown is read.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import get_args

from fieldapp.everyone.exports.members import members_file
from fieldapp.everyone.members.listing import (
    By,
    ListedMember,
    ListedPage,
    Members,
    Wanted,
    load_members,
    load_page,
)
from fieldapp.screens.frame import Page
from fieldapp.screens.members.cells import cells_of, columns
from fieldapp.screens.members.filters import Filters
from fieldapp.screens.members.saved import SavedFilters
from fieldapp.screens.paper.exports.choosing import Exporter
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.listing import Among
from fieldapp.screens.widgets.table.table import LEAST_ROWS, Table
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench

_MOST = 1_000
"""Rows shown at once where all are asked for; who looks for one among more narrows the filters."""
_PAGE_SIZE = 25


class MembersPage(Page):
    """Filters over the table with its pages."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Members"))
        self._by: By = "member"
        self._descending = False
        self._turned_to, self._size = 0, _PAGE_SIZE
        self.filters = Filters(bench)
        self.saved = SavedFilters(bench, self, self.filters)
        self.finds_with(self.filters.text)
        self.table: Table[ListedMember] = Table(
            bench.look,
            self.tr("Members"),
            columns(),
            key=lambda found: found.row.member,
            cells=lambda found: cells_of(found, bench.formats),
            page_size=_PAGE_SIZE,
            paged=True,
        )
        self.nothing = EmptyState(bench.look, "users-three", "")
        self.table.set_instead(self.nothing)
        self.export = Button(bench.look, self.tr("Export"), "plain", "download-simple")
        self.enrol = Button(bench.look, self.tr("New member"), "plain", "user-plus")
        self._exporter = Exporter(bench, self)
        self.offer_act(self.enrol, offered=bench.go.may_open(Target("enrol_member")))
        self.add_act(self.export)
        self._lay_out()
        self.filters.changed.connect(self._ask)
        self.filters.text.returnPressed.connect(self._open_only)
        self.nothing.acted.connect(self.filters.let_go)
        self.table.sorted.connect(self._sort)
        self.table.turned.connect(self._turn)
        self.table.chosen.connect(self._open)
        self.enrol.clicked.connect(lambda: self.bench.go.open(Target("enrol_member")))
        self.export.clicked.connect(self._export)

    def load(self) -> None:
        wanted = self._wanted()
        self.read(lambda desk: load_members(desk, wanted), partial(self._show, wanted))

    def _lay_out(self) -> None:
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.table, 1)
        self.table.view.least_rows = LEAST_ROWS
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(self.filters)
        scrolled.body.addWidget(card, 1)
        self.body.addWidget(scrolled, 1)

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
        self.read(lambda desk: load_page(desk, wanted), partial(self._show_page, wanted))

    def _show(self, wanted: Wanted, found: Members) -> None:
        self.filters.offer(found)
        self.saved.follow()
        self._show_page(wanted, found.page)

    def _show_page(self, wanted: Wanted, found: ListedPage) -> None:
        if found.total and not found.rows:
            # There are fewer pages than there were.
            self._turned_to = (found.total - 1) // wanted.limit
            self._find()
            return
        words = counted(found.total, tr("member"), tr("members"))
        cut = self.tr("{members} of the first found; type more to find others")
        self.head(self.title, cut.format(members=words) if found.cut else words)
        self.filters.show_counts(found.counts)
        too_many = wanted.limit == _MOST and found.total > _MOST
        among = Among(wanted.offset // wanted.limit, _MOST if too_many else found.total)
        self.nothing.say(*_nothing_words(untouched=self.filters.untouched))
        self.table.set_rows(found.rows, among)

    def _turn(self, page: int, size: int) -> None:
        self._turned_to, self._size = page, size
        self._find()

    def _sort(self, column: str, ascending: bool) -> None:
        self._by = next(each for each in get_args(By) if each == column)
        self._descending = not ascending
        self._ask()

    def _open(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("member", key))

    def _open_only(self) -> None:
        """Enter opens the first one found."""
        if self.table.count and self.filters.text.text().strip():
            self._open(self.table.view.key_at(0))

    def _export(self) -> None:
        wanted = replace(self.filters.wanted(self.bench.today()), by=self._by, descending=self._descending)
        desk = self.bench.desk
        name = self.tr("Members {day}").format(day=self.bench.today().isoformat())
        self._exporter.ask(name, lambda kind: members_file(desk, wanted, kind))


def _nothing_words(*, untouched: bool) -> tuple[str, ...]:
    """Return what is said where no row is."""
    if untouched:
        return tr("No member yet"), tr("Members appear here as soon as somebody enrols them.")
    return tr("No member matches"), tr("Clear the filters, or type fewer letters."), tr("Clear the filters")
