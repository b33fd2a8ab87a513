"""A receipt: shown right after the money was taken, or looked up again, and saved as a PDF.

The rule kept here: only the receipt that was saved a moment ago is the first; every later one says "copy".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtGui import QShowEvent

from fieldapp.desk.receipts import Receipt, ReceiptCodeText
from fieldapp.everyone.repayments.explaining import Explained, load_explanation
from fieldapp.officer.collect_repayment import load_receipt, load_receipt_code
from fieldapp.officer.repaying.in_turn import NextPayer, next_payer
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.money import turn
from fieldapp.screens.money.receipts.code import code_block
from fieldapp.screens.money.receipts.explained import ExplainSheet
from fieldapp.screens.money.receipts.printing import ReceiptPrinting
from fieldapp.screens.money.receipts.words import receipt_blocks
from fieldapp.screens.paper import pdf
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.paper.saving import PaperSaver
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Scrolled, centred
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from shared.ids import LoanId, RepaymentId


@dataclass(frozen=True, slots=True)
class _Shown:
    receipt: Receipt
    code: ReceiptCodeText | None
    next: NextPayer | None


class ReceiptPage(Page):
    """One receipt; the filled button goes on to who is next, or back."""

    whole = True

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Receipt"))
        self.repayment = RepaymentId(to.id)
        self._turn = turn.turn_of(to)
        self._shown: _Shown | None = None
        self.paper = Paper(bench.look, self.tr("Receipt"))
        self.save = Button(bench.look, self.tr("Save as PDF"), "plain", "file-pdf")
        self.loan = Button(bench.look, self.tr("Show the loan"))
        self.done = Button(bench.look, self.tr("Done"), "final")
        self.verify = Button(bench.look, self.tr("Check a receipt"), "plain", "seal-check")
        self.why = Button(bench.look, self.tr("Why it went there"), "plain", "list-checks")
        self.explained: ExplainSheet | None = None
        self._saver = PaperSaver(bench, self)
        self.printing = ReceiptPrinting(bench, self)
        self._lay_out()
        self._connect()

    def load(self) -> None:
        repayment, after = self.repayment, self._turn.after
        self.read(lambda desk: _load(desk, repayment, after), self._show)

    def arrive(self, target: Target) -> None:
        """Whoever comes here again sees a copy."""
        super().arrive(target)
        self._turn = replace(self._turn, fresh=turn.turn_of(target).fresh)
        if self._shown is not None:
            self._show(self._shown)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._turn.fresh:
            # It stands where the button stood that saved, and whoever pressed that twice has not read this.
            self.done.pause()

    def _lay_out(self) -> None:
        scrolled = Scrolled(0)
        scrolled.body.addStretch()
        scrolled.body.addLayout(centred(self.paper))
        scrolled.body.addStretch()
        self.body.addWidget(scrolled, 1)
        foot = ActionBar()
        foot.totals.addWidget(self.printing.button)
        foot.totals.addWidget(self.save)
        foot.totals.addWidget(self.loan)
        foot.totals.addStretch()
        foot.acts.addWidget(self.done)
        self.set_foot(foot)
        self.add_act(self.why)
        self.add_act(self.verify)
        for button in (self.save, self.loan, self.why):
            button.setEnabled(False)

    def _connect(self) -> None:
        self.save.clicked.connect(self._save)
        self.loan.clicked.connect(self._open_loan)
        self.done.clicked.connect(self._go_on)
        self.why.clicked.connect(self._explain)
        self.verify.clicked.connect(lambda: self.bench.go.open(Target("verify")))

    def _show(self, shown: _Shown) -> None:
        self._shown = shown
        # Coming back here later, as after a lock, shows a copy.
        self.target = turn.again(self.repayment, self._turn.after)
        receipt, say = shown.receipt, self.bench.formats
        self.head(tr("Receipt"), " · ".join(filter(None, (receipt.receipt_number, receipt.member_name))))
        code = code_block(shown.code) if shown.code is not None else None
        self.paper.set_blocks(receipt_blocks(receipt, say, code, copy=not self._turn.fresh))
        self.printing.offer(receipt, code, fresh=self._turn.fresh)
        self.save.setEnabled(True)
        self.why.setEnabled(True)
        self.loan.setEnabled(receipt.loan is not None and bool(receipt.loan_number))
        saved_ms = receipt.taken_at_ms if self._turn.fresh else None
        kept = self.tr("Saved on this tablet {time}")
        self.say_kept("" if saved_ms is None else kept.format(time=say.clock_s(saved_ms)))
        if shown.next is not None:
            words = self.tr("Next: {name}, due {amount}")
            self.done.set_words(
                words.format(name=shown.next.member_name, amount=say.signed(shown.next.due_minor))
            )

    def _save(self) -> None:
        if self._shown is None:
            return
        blocks, number = self.paper.blocks, self._shown.receipt.receipt_number
        title = self.tr("Receipt {number}").format(number=number)
        code = self._shown.code.text if self._shown.code is not None else ""
        make = partial(pdf.pdf_of, blocks, title, pdf.RECEIPT, lambda page, pages: "", code)
        self._saver.save(title, make)

    def _explain(self) -> None:
        repayment = self.repayment
        self.bench.read(self, lambda desk: load_explanation(desk, repayment), self._show_why, self.fault)

    def _show_why(self, found: Explained) -> None:
        if self.explained is None:
            self.explained = ExplainSheet(self.bench, self)
        self.explained.explain(found, self.bench.formats)

    def _open_loan(self) -> None:
        if self._shown is not None and self._shown.receipt.loan is not None:
            self.bench.go.open(Target("loan", self._shown.receipt.loan))

    def _go_on(self) -> None:
        """To the next in turn, over the list this began with; else back to where somebody came from."""
        following = self._shown.next if self._shown is not None else None
        to = turn.led(following.loan, following.after) if following is not None else None
        self.bench.go.leave(self, to)


def _load(desk: Desk, repayment: RepaymentId, after: tuple[LoanId, ...]) -> _Shown:
    receipt, code = load_receipt(desk, repayment), load_receipt_code(desk, repayment)
    return _Shown(receipt, code, next_payer(desk, after) if after else None)
