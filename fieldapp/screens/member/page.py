"""One member: what they owe, their loans, how they came to the meetings, and what is known of them.

The rule kept here: whoever may take money finds that act at once; where several loans take it, they are asked
which.
"""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.documents.queries import DocumentFacts
from fieldapp.everyone.member_view import MemberLoan, MemberView, load_member_view
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import MainAct, behind_lock
from fieldapp.screens.member.cards import AttendanceCard, LoansCard
from fieldapp.screens.member.documents import DocumentsCard, load_documents
from fieldapp.screens.member.facts import FactsCard
from fieldapp.screens.member.header import MemberHeader
from fieldapp.screens.member.words import loan_row, paying
from fieldapp.screens.money import turn
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Panes, Scrolled, column
from fieldapp.screens.widgets.overlays.chooser import Chooser
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId, MemberId


class MemberPage(Page):
    """One member in full."""

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Member"))
        self._member = MemberId(to.id)
        self.view: MemberView | None = None
        self.header = MemberHeader(bench)
        self.loans, self.attendance = LoansCard(bench), AttendanceCard(bench)
        self.facts = FactsCard(bench)
        self.documents = DocumentsCard(bench, self)
        self.record = MainAct(self, self.tr("Record repayment"), "money")
        self.edit = Button(bench.look, self.tr("Edit"), "plain", "note-pencil")
        self.verify = Button(bench.look, self.tr("Verify"), "plain", "seal-check")
        self.new_loan = Button(bench.look, self.tr("New loan"), "plain", "plus")
        self.settle = Button(bench.look, self.tr("Two values: choose"), "plain", "warning")
        self.chooser: Chooser | None = None
        self._to_pay = Figure(self.tr("To pay now"))
        self._lay_out()
        self._connect()

    def load(self) -> None:
        member = self._member
        self.read(lambda desk: load_member_view(desk, member), self._show)
        self.read(lambda desk: load_documents(desk, member), self._show_documents, self.documents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        main = _stacked(self.loans, self.attendance, self.documents)
        self._below = Panes(self.bench.look, main, _stacked(self.facts))
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(self.header)
        scrolled.body.addWidget(self._below)
        scrolled.body.addStretch(1)
        self.body.addWidget(scrolled, 1)
        self.record.foot.totals.addWidget(self._to_pay)
        self.record.foot.totals.addStretch()
        for shown in (self.header, self._below):
            shown.hide()

    def _connect(self) -> None:
        self.verify.clicked.connect(lambda: self.bench.go.open(Target("check_member", self._member)))
        self.edit.clicked.connect(lambda: self.bench.go.open(Target("edit_member", self._member)))
        self.settle.clicked.connect(lambda: self.bench.go.open(Target("conflict", self._member)))
        self.record.wanted.connect(self._record)
        for wanted in (self.new_loan.clicked, self.loans.wanted):
            wanted.connect(self._begin_loan)
        self.loans.chosen.connect(lambda key: self.bench.go.open(Target("loan", key)))
        self.facts.union_wanted.connect(self._open_union)

    def _show(self, view: MemberView) -> None:
        self.view = view
        member, go = view.member, self.bench.go
        union = view.union.name if view.union else ""
        self.head(self.title, " · ".join(part for part in (member.code, union) if part))
        may_apply = member.active and go.may_open(Target("application", member.member, "new"))
        self.header.show_member(view)
        self.loans.show_member(view, may_apply=may_apply)
        self.attendance.show_member(view)
        self.facts.show_member(view)
        self.header.show()
        self._below.show()
        self.offer_act(self.new_loan, offered=may_apply)
        self.offer_act(self.verify, offered=view.verifiable)
        self.offer_act(self.edit, offered=go.may_open(Target("edit_member", member.member)))
        chooses = view.conflicts > 0 and go.may_open(Target("conflict", member.member))
        self.offer_act(self.settle, offered=chooses)
        self._to_pay.set_value(self.bench.formats.signed(view.to_pay_minor) if view.to_pay_minor else "–")
        takes = paying(view)
        self.record.offer(offered=bool(takes) and go.may_open(Target("repay", takes[0].loan.loan)))
        self._arrange()

    def _show_documents(self, found: tuple[DocumentFacts, ...]) -> None:
        self.documents.show_member(self._member, found, may_add=self.bench.may_sign("document.attached"))

    def _arrange(self) -> None:
        least = max(Width.FORM * self.bench.look.scale, self.header.least_width + 2 * Gap.L)
        self.header.set_narrow(self.width() < least)
        self.record.arrange()

    def _record(self) -> None:
        """Go on to the repayment; where several loans take money, ask which."""
        takes = paying(self.view) if self.view is not None else []
        if len(takes) == 1:
            self._pay(takes[0].loan.loan)
        elif takes:
            self._ask_which(takes)

    def _ask_which(self, takes: list[MemberLoan]) -> None:
        if self.chooser is None:
            title, find = self.tr("Repayment for which loan?"), self.tr("Find a loan")
            self.chooser = Chooser(self.bench.look, behind_lock(self), self, title, find)
            self.chooser.picked.connect(self._pay)
        self.chooser.offer([loan_row(each, self.bench.formats) for each in takes])

    def _pay(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(turn.repay(LoanId(key)))

    def _begin_loan(self) -> None:
        self.bench.go.open(Target("application", self._member, "new"))

    def _open_union(self) -> None:
        if self.view is not None and self.view.union is not None:
            self.bench.go.open(Target("union", self.view.union.union))


def _stacked(*cards: QWidget) -> QWidget:
    """Cards under each other, as high as they are."""
    pane, box = QWidget(), column(Gap.M)
    for card in cards:
        box.addWidget(card)
    box.addStretch(1)
    pane.setLayout(box)
    return pane
