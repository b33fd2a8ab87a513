"""One loan: the figures, the schedule, every payment with where it went, and what happened.

The rule kept here: whoever may take money finds that act at once; a loan that takes none does not offer it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.loan_view import LoanView, load_loan_view
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import MainAct
from fieldapp.screens.loan.application import ApplicationCard
from fieldapp.screens.loan.statement import statement_blocks
from fieldapp.screens.loan.strip import FiguresStrip
from fieldapp.screens.loan.tabs import Beside, LoanTabs
from fieldapp.screens.loan.words import heading
from fieldapp.screens.money import turn
from fieldapp.screens.paper import pdf
from fieldapp.screens.paper.saving import PaperSaver
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Scrolled, row
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId
from shared.lending.lifecycle import TAKES_PAYMENTS


class LoanPage(Page):
    """One loan in full; `payments` beside its id opens it at its payments."""

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Loan"))
        self._loan = LoanId(to.id)
        self.view: LoanView | None = None
        self._may_take = bench.may_sign("repayment.recorded")
        self.strip = FiguresStrip(bench)
        self.application: ApplicationCard | None = None
        self.tabs, self.beside = LoanTabs(bench), Beside(bench)
        self.member = Button(bench.look, self.tr("Member"), "plain", "user")
        self.statement = Button(bench.look, self.tr("Statement"), "plain", "file-pdf")
        self.record = MainAct(self, self.tr("Record repayment"), "money")
        self._to_pay = Figure(self.tr("To pay now"))
        self._saver = PaperSaver(bench, self)
        self._lay_out()
        self._connect()
        if to.extra == "payments":
            self.tabs.open("payments")

    def load(self) -> None:
        loan = self._loan
        self.read(lambda desk: load_loan_view(desk, loan), self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        self._content = QWidget()
        line = row(Gap.M)
        line.addWidget(self.tabs, 1)
        line.addWidget(self.beside)
        self._content.setLayout(line)
        self.beside.setFixedWidth(Width.SIDE_PANE_MOST)
        self._scrolled = Scrolled(Gap.NONE)
        self._scrolled.body.addWidget(self.strip)
        self._scrolled.body.addWidget(self._content, 1)
        self._scrolled.body.addStretch()
        self.body.addWidget(self._scrolled, 1)
        self.record.foot.totals.addWidget(self._to_pay)
        self.record.foot.totals.addStretch()
        self.strip.hide()
        self._content.hide()

    def _connect(self) -> None:
        self.record.wanted.connect(lambda: self.bench.go.open(turn.repay(self._loan)))
        self.member.clicked.connect(self._open_member)
        self.statement.clicked.connect(self._save_statement)
        self.tabs.opened.connect(self.beside.leave_out)
        self.beside.all_payments.connect(lambda: self.tabs.open("payments"))
        for part in (self.tabs, self.beside):
            part.receipt.connect(lambda repayment: self.bench.go.open(Target("receipt", repayment)))

    def _show(self, view: LoanView) -> None:
        self.view = view
        self.head(*heading(view))
        paid_out = view.loan.disbursed_on is not None
        self.offer_act(self.member, offered=view.member is not None)
        self.offer_act(self.statement, offered=paid_out)
        self._content.show()
        self.strip.setVisible(paid_out)
        if paid_out:
            self.strip.show_loan(view)
        self._show_application(None if paid_out else view)
        to_pay = view.figures.to_pay_minor
        self._to_pay.set_value(self.bench.formats.signed(to_pay) if to_pay else "–")
        self.tabs.show_loan(view)
        self.beside.show_loan(view)
        self._arrange()

    def _show_application(self, view: LoanView | None) -> None:
        """What was asked for, as long as it was not paid out; most loans were when somebody looks."""
        whole = Target("application", self._loan)
        if self.application is None and view is not None:
            self.application = ApplicationCard(self.bench)
            self.application.wanted.connect(lambda: self.bench.go.open(whole))
            self._scrolled.body.insertWidget(1, self.application)
        if self.application is not None:
            self.application.setVisible(view is not None)
            self.application.open.setVisible(self.bench.go.may_open(whole))
            if view is not None:
                self.application.show_loan(view)

    def _arrange(self) -> None:
        """Beside the schedule there is room on a wide window only; the act goes under the thumb on others."""
        if self.view is None:
            return
        self.strip.set_narrow(self.width() < max(Width.RAIL_FROM, self.strip.least_width + 2 * Gap.L))
        scale = self.bench.look.scale
        self.beside.stand(beside=self.width() >= Width.SIDE_BY_SIDE_FROM * scale)
        self.record.offer(offered=self._may_take and self.view.loan.state in TAKES_PAYMENTS)

    def _open_member(self) -> None:
        if self.view is not None:
            self.bench.go.open(Target("member", self.view.loan.member))

    def _save_statement(self) -> None:
        if self.view is None:
            return
        view, say = self.view, self.bench.formats
        institution = self.bench.vault.profile.identity.institution_name
        title = self.tr("Statement {number}").format(number=view.loan.number)
        paper = statement_blocks(view, institution, say)
        self._saver.save(title, partial(pdf.pdf_of, paper, title, pdf.STATEMENT, pdf.numbered()))
