"""The officer's loans: applications in their states and loans that run; found, sorted, gone on with.

The rule kept here: what needs work stands first; an application that can still be changed opens as a form,
everything else as the loan.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent

from fieldapp.officer.drafts.loan_draft import about_of, unpacked
from fieldapp.officer.lending.listing import LoanLine, TypedForm, load_loans
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import MainAct
from fieldapp.screens.notebook import Notebook
from fieldapp.screens.officer.loans.lines import (
    ALL,
    OPEN,
    belongs,
    cells_of,
    chips,
    columns,
    is_group,
    searched,
)
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card, Scrolled
from fieldapp.screens.widgets.choices.chips import FilterRow
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.table import LEAST_ROWS, Table, keep_order
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import MemberId

_PAGE_SIZE = 50
_FORMS = frozenset({"typed", "draft", "sent_back", "waiting"})
"""Where it opens as an application: it can be changed, or taken back to be changed."""


class LoansPage(Page):
    """Chips, a search, the table, and the act that begins an application."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Loans"))
        self._lines: dict[bytes, LoanLine] = {}
        self.states = FilterRow(bench.look, self.tr("Show"))
        wanted = self.recall("state", OPEN)
        self.states.choose(wanted if is_group(wanted) else OPEN)
        self.finder = FindField(
            bench.look, self.tr("Find by name, number, union or amount"), self.tr("Find a loan")
        )
        self.finds_with(self.finder)
        self.table: Table[LoanLine] = Table(
            bench.look,
            self.tr("Loans"),
            columns(bench.formats.sign),
            key=lambda line: line.key,
            cells=lambda line: cells_of(line, bench.formats),
            search=searched,
            page_size=_PAGE_SIZE,
            paged=True,
        )
        self.nothing = EmptyState(bench.look, "note-pencil", "")
        self.table.set_instead(self.nothing)
        self.new = MainAct(self, self.tr("New application"), "plus")
        self._lay_out()
        self._connect()

    def load(self) -> None:
        typed = _typed(self.bench.notes)
        self.read(lambda desk: load_loans(desk, typed), self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.new.arrange()

    def _lay_out(self) -> None:
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.table, 1)
        self.table.view.least_rows = LEAST_ROWS
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(self.states)
        scrolled.body.addWidget(self.finder)
        scrolled.body.addWidget(card, 1)
        self.body.addWidget(scrolled, 1)

    def _connect(self) -> None:
        self.new.wanted.connect(self._begin)
        self.states.chosen.connect(self._choose)
        self.finder.textChanged.connect(self._find)
        self.table.chosen.connect(self._open)
        self.nothing.acted.connect(self._act_on_nothing)
        keep_order(self.table, "", self.recall("order"), partial(self.remember, "order"))

    def _show(self, lines: tuple[LoanLine, ...]) -> None:
        self._lines = {line.key: line for line in lines}
        self.new.offer(offered=True)
        self.states.offer(chips(lines))
        self._fill()

    def _fill(self) -> None:
        shown = [line for line in self._lines.values() if belongs(line, self.states.current)]
        self.table.set_rows(shown)
        back = sum(line.stands == "sent_back" for line in self._lines.values())
        words = counted(back, self.tr("application was sent back"), self.tr("applications were sent back"))
        self.head(self.title, words if back else "")
        self.nothing.say(*_why_nothing(sought=bool(self.finder.text().strip()), known=bool(self._lines)))

    def _choose(self, state: str) -> None:
        self.remember("state", state)
        self._fill()

    def _find(self, text: str) -> None:
        self.table.set_filter(text)
        self.nothing.say(*_why_nothing(sought=bool(text.strip()), known=bool(self._lines)))

    def _open(self, key: object) -> None:
        line = self._lines.get(key) if isinstance(key, bytes) else None
        if line is not None and line.loan is None:
            self.bench.go.open(Target("application", line.member, "new"))
        elif line is not None and line.loan is not None:
            self.bench.go.open(Target("application" if line.stands in _FORMS else "loan", line.loan))

    def _begin(self) -> None:
        self.bench.go.open(Target("application"))

    def _act_on_nothing(self) -> None:
        if not self._lines:
            self._begin()
            return
        self.states.choose(ALL)
        self.finder.clear()
        self._choose(ALL)


def _why_nothing(*, sought: bool, known: bool) -> tuple[str, str, str]:
    """Why no row is there, what that means, and what to do: `known` loans are `sought`, or there is none."""
    if sought:
        detail = tr("Look for something else, or among all loans.")
        return tr("No loan matches"), detail, tr("Show all loans")
    if known:
        return tr("No loan is in this state"), "", tr("Show all loans")
    detail = tr("An application begins with the member it is for.")
    return tr("There is no loan yet"), detail, tr("New application")


def _typed(notes: Notebook) -> tuple[TypedForm, ...]:
    """The forms of members that were typed and never saved."""
    found = [
        (about, unpacked(notes.get("draft", key)))
        for key in notes.keys("draft")
        if (about := about_of(key)) is not None
    ]
    return tuple(TypedForm(MemberId(about), draft.loan) for about, draft in found if draft is not None)
