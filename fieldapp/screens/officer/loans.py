"""Loan applications under way, and the way to a new one through its member."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QLineEdit

from fieldapp.desk import queries
from fieldapp.desk.facts import LoanFacts
from fieldapp.screens.frame import Page
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.lists.row_list import Row, RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from fieldapp.store.search import Hit, search
from shared.ids import MemberId
from shared.lending.lifecycle import LoanState

_HITS = 30
_STATES = (LoanState.DRAFT, LoanState.PENDING_APPROVAL, LoanState.APPROVED)


@dataclass(frozen=True, slots=True)
class _Applications:
    loans: tuple[LoanFacts, ...]
    names: dict[MemberId, str]


class LoansPage(Page):
    """Applications under way, and the way to a new one through its member."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Loans"), tr("Applications that are not paid out yet"))
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(self.tr("New application: find the member by name, code or phone"))
        self.finder.setAccessibleName(self.tr("Find a member for a new application"))
        self.finder.setClearButtonEnabled(True)
        self.finds_with(self.finder)
        self.hits = RowList(bench.look, self.tr("Members found"))
        self.list = RowList(bench.look, self.tr("Applications"))
        self._empty = EmptyState(
            bench.look,
            "note-pencil",
            self.tr("No application is under way"),
            self.tr("Find a member above to begin one."),
        )
        card = Card(edge=Gap.NONE)
        for shown in (self.hits, self.list, self._empty):
            card.body.addWidget(shown)
        self.body.addWidget(self.finder)
        self.body.addWidget(card, 1)
        self.finder.textChanged.connect(self._search)
        self.hits.chosen.connect(self._begin)
        self.list.chosen.connect(self._go_on)
        self.hits.hide()
        self._loans: dict[bytes, LoanFacts] = {}

    def load(self) -> None:
        self.read(_applications, self._show)

    def _show(self, found: _Applications) -> None:
        self._loans = {loan.loan: loan for loan in found.loans}
        self.list.set_rows(
            _application_row(self.bench, loan, found.names.get(loan.member, "")) for loan in found.loans
        )
        self._arrange()

    def _search(self, text: str) -> None:
        if text.strip():
            self.read(partial(_members, text), self._found)
        self._arrange()

    def _found(self, hits: tuple[Hit, ...]) -> None:
        self.hits.set_rows(Row(hit.id, hit.title, hit.subtitle) for hit in hits)

    def _arrange(self) -> None:
        searching = bool(self.finder.text().strip())
        self.hits.setVisible(searching)
        self.list.setVisible(not searching and bool(self._loans))
        self._empty.setVisible(not searching and not self._loans)

    def _begin(self, key: object) -> None:
        if isinstance(key, bytes):
            self.finder.clear()
            self.bench.go.open(Target("application", key, "new"))

    def _go_on(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("application", key))


def _applications(desk: Desk) -> _Applications:
    with desk.store.read() as tx:
        loans = tuple(loan for state in _STATES for loan in queries.loans_in_state(tx, state))
        members = {loan.member: queries.member(tx, loan.member) for loan in loans}
    return _Applications(loans, {key: found.name for key, found in members.items() if found})


def _members(text: str, desk: Desk) -> tuple[Hit, ...]:
    with desk.store.read() as tx:
        return tuple(hit for hit in search(tx, text, _HITS) if hit.kind == "member")


def _application_row(bench: Workbench, loan: LoanFacts, name: str) -> Row:
    mark = {
        LoanState.DRAFT: Mark("provisional", tr("Draft")),
        LoanState.PENDING_APPROVAL: Mark("pending", tr("Waits for approval")),
    }.get(loan.state, Mark("verified", tr("Approved")))
    term = counted(loan.term_count, tr("instalment"), tr("instalments"))
    return Row(
        key=loan.loan,
        title=name,
        second=f"{loan.number} · {term}",
        figure=bench.formats.signed(loan.principal_minor),
        mark=mark,
        reason=loan.reason if loan.state is LoanState.DRAFT else "",
        reason_status="pending",
        provisional=loan.provisional,
    )
