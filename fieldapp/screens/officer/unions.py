"""Every union somebody looks after: who meets next first, with what is due, late and owed.

The rule kept here: a union that meets today stands first and its sheet is one tap away; the sums below are of
what is shown.
"""

from __future__ import annotations

from typing import Literal, get_args

from fieldapp.officer.unions import UnionRow, load_unions
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, TableFrom, Width
from fieldapp.screens.union.words import met_words, next_cell, next_rank
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.cells.kinds import (
    ButtonsCell,
    FigureCell,
    RowButton,
    TextCell,
    amount,
)
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.listing import folded
from fieldapp.screens.widgets.table.table import LEAST_ROWS, Table, keep_order
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench

Which = Literal["all", "today", "late"]
_SHEET = "sheet"


class UnionsPage(Page):
    """Unions in a table; typing finds one, a row opens it, its button the sheet of today."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Unions"))
        self._unions: tuple[UnionRow, ...] = ()
        self._known = False
        self.which = Choice(bench.look, self.tr("Show"), _kinds(), low=True)
        kept = self.recall("which", "all")
        self.which.choose(kept if kept in get_args(Which) else "all")
        self.finder = FindField(bench.look, self.tr("Find a union"))
        self.finder.setMinimumWidth(Width.SEARCH)
        self.finds_with(self.finder)
        self.table: Table[UnionRow] = Table(
            bench.look,
            self.tr("Unions"),
            _columns(),
            key=lambda row: row.union.union,
            cells=self._cells,
            search=_searched,
        )
        self.nothing = EmptyState(bench.look, "users-three", "")
        self.table.set_instead(self.nothing)
        self._lay_out()
        keep_order(self.table, "next", self.recall("order"), lambda order: self.remember("order", order))
        self.which.chosen.connect(self._choose)
        self.finder.textChanged.connect(self._find)
        self.finder.returnPressed.connect(self._open_first)
        self.nothing.acted.connect(self._let_go)
        self.table.chosen.connect(self._open)
        self.table.pressed.connect(self._open_sheet)

    def load(self) -> None:
        today = self.bench.today()
        self.read(lambda desk: load_unions(desk, today), self._show)

    def _lay_out(self) -> None:
        tools = Flow(gap=Gap.M)
        tools.addWidget(self.which)
        tools.addWidget(self.finder)
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.table, 1)
        self.table.view.least_rows = LEAST_ROWS
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addLayout(tools)
        scrolled.body.addWidget(card, 1)
        self.body.addWidget(scrolled, 1)
        self.table.hide()

    def _show(self, unions: tuple[UnionRow, ...]) -> None:
        self._unions, self._known = unions, True
        for which in get_args(Which):
            self.which.set_count(which, sum(_belongs(row, which) for row in unions))
        meet = sum(row.meets_today for row in unions)
        parts = [counted(len(unions), self.tr("union"), self.tr("unions"))]
        if meet:
            parts.append(self.tr("{count} today").format(count=counted(meet, tr("meeting"), tr("meetings"))))
        self.head(self.title, " · ".join(parts))
        self._fill()

    def _fill(self) -> None:
        if not self._known:
            return
        which = self.which.current
        self.table.set_rows([row for row in self._unions if _belongs(row, which)])
        self._say_found()
        self.table.show()

    def _find(self, text: str) -> None:
        self.table.set_filter(text)
        self._say_found()

    def _say_found(self) -> None:
        """Say the sums of what is shown, or why there is no row: nothing was assigned, or nothing is like
        what was asked for.
        """
        listing = self.table.view.rows.listing
        found = [listing.row(place) for place in range(len(listing.shown))]
        self.table.set_totals(_totals(found) if found else {})
        if not self._unions:
            self.nothing.say(
                self.tr("No union here"),
                self.tr("Unions arrive with the first contact; your supervisor assigns them."),
            )
        elif self.finder.text().strip():
            words = self.tr("No union is called “{text}”").format(text=self.finder.text().strip())
            self.nothing.say(words, self.tr("Names and places are searched."), self.tr("Show all unions"))
        else:
            late = self.which.current == "late"
            words = self.tr("No union is in arrears") if late else self.tr("No union meets today")
            self.nothing.say(words, "", self.tr("Show all unions"))

    def _cells(self, row: UnionRow) -> Cells:
        union, say = row.union, self.bench.formats
        opens = self.tr("Open the sheet of {union}").format(union=union.name)
        held = row.last_held_on == self.bench.today()
        if self.bench.may_sign("meeting.closed"):
            button = (RowButton(_SHEET, self.tr("Open sheet"), "tonal", said=opens),)
        else:
            button = (RowButton(_SHEET, self.tr("See sheet"), said=opens),)
        return {
            "union": TextCell(union.name, strong=True),
            "next": next_cell(row, self.bench.today(), say),
            "place": TextCell(union.meeting_place or union.location),
            "due": amount(row.due_minor),
            "late": amount(row.overdue_minor, ink="overdue"),
            "owed": amount(row.outstanding_minor, strong=True),
            "members": FigureCell(f"{row.members:,}", ink="muted"),
            "last": TextCell(met_words(row.last_held_on, say), ink="muted"),
            "acts": ButtonsCell(button if row.meets_today and not held else ()),
        }

    def _choose(self, which: str) -> None:
        self.remember("which", which)
        self._fill()

    def _let_go(self) -> None:
        """Show every union again."""
        self.which.choose("all")
        self.remember("which", "all")
        self.finder.clear()
        self._fill()
        self.finder.setFocus()

    def _open_first(self) -> None:
        if self.table.count:
            self._open(self.table.view.key_at(0))

    def _open(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("union", key))

    def _open_sheet(self, key: object, _: str) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("sheet", key))


def _kinds() -> tuple[Option, ...]:
    return (
        Option("all", tr("All")),
        Option("today", tr("Meets today"), "clock", "pending"),
        Option("late", tr("In arrears"), "warning-fill", "overdue"),
    )


def _belongs(row: UnionRow, which: str) -> bool:
    if which == "today":
        return row.meets_today
    return which != "late" or row.overdue_minor > 0


def _searched(row: UnionRow) -> str:
    return f"{row.union.name} {row.union.location} {row.union.meeting_place}"


def _columns() -> tuple[Column[UnionRow], ...]:
    """The place has no column at any width: it stands under the name, after what is more needed there."""
    return (
        Column("union", tr("Union"), share="stretch", order=lambda row: folded(row.union.name)),
        Column("next", tr("Next meeting"), order=next_rank, from_width=TableFrom.XL, fold="{}"),
        Column("place", "", from_width=Width.ANY, fold="{}"),
        Column("due", tr("Due today"), end=True, order=lambda row: row.due_minor, from_width=TableFrom.XS),
        Column("late", tr("Arrears"), end=True, order=lambda row: row.overdue_minor),
        Column(
            "owed",
            tr("Outstanding"),
            end=True,
            order=lambda row: row.outstanding_minor,
            from_width=TableFrom.L,
        ),
        Column("members", tr("Members"), end=True, order=lambda row: row.members, from_width=TableFrom.XL),
        Column("last", tr("Last meeting"), order=_last_rank, from_width=TableFrom.XXL),
        Column("acts", "", still=True),
    )


def _last_rank(row: UnionRow) -> int:
    return row.last_held_on.toordinal() if row.last_held_on else 0


def _totals(found: list[UnionRow]) -> Cells:
    return {
        "union": TextCell(counted(len(found), tr("union"), tr("unions")), strong=True),
        "due": amount(sum(row.due_minor for row in found), strong=True),
        "late": amount(sum(row.overdue_minor for row in found), strong=True),
        "owed": amount(sum(row.outstanding_minor for row in found), strong=True),
        "members": FigureCell(f"{sum(row.members for row in found):,}", strong=True),
    }
