"""Pay out approved loans: the queue at one side, the loan with what paying it out does at the other.

The rules kept here: what paying out does was looked at for the day and the way chosen before it is done; one
press pays one loan, and the press after it, however fast, does not pay the next.
"""

from __future__ import annotations

from functools import partial

from fieldapp.desk.facts import LoanFacts
from fieldapp.operations import drafts
from fieldapp.operations.disburse_loan import (
    DisbursementForm,
    DisbursementPreview,
    QueueRow,
    disburse_loan,
    load_queue,
    preview_disbursement,
)
from fieldapp.operations.drafts import PayoutDraft
from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.money.queue_page import QueuePage
from fieldapp.screens.operations.payout.loan import PayoutPane
from fieldapp.screens.operations.payout.queue import Queue
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Told, counted, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId


class DisbursePage(QueuePage[QueueRow]):
    """The queue and the loan that is about to be paid out."""

    kind = "payout"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Pay out"), drafts.PAYOUT)
        self._looked: tuple[DisbursementForm, DisbursementPreview] | None = None
        self.queue = Queue(bench)
        self.list, self.empty = self.queue.list, self.queue.empty
        self.detail = PayoutPane(bench)
        self.paying = self.detail.paying
        self.net = Figure(self.tr("Leaves the branch"), "figure")
        self.button = CommitButton(bench.look, self.tr("Pay out"), "hand-coins", busy=self.tr("Paying out…"))
        foot = ActionBar()
        foot.totals.addWidget(self.net)
        foot.totals.addWidget(self.button.why, 1)
        foot.acts.addWidget(self.button, 1)
        self.hang(self.queue, self.detail, foot, [self.button])
        self.paying.changed.connect(self._typed)
        self.paying.entered.connect(self.button.click)
        self.button.committed.connect(self._pay)

    def load(self) -> None:
        self.read(load_queue, self.show_rows)

    def key_of(self, row: QueueRow) -> bytes:
        return row.loan.loan

    def fill(self, rows: tuple[QueueRow, ...]) -> None:
        total = sum(found.net_minor for found in rows)
        loans = counted(len(rows), self.tr("loan"), self.tr("loans"))
        self.head(self.title, f"{loans} · {self.bench.formats.signed(total)}" if rows else "")
        self.queue.show_rows(rows, self.bench.today())

    def gone(self, before: QueueRow | None) -> Told | None:
        title = self.tr("This loan does not wait for its money any more")
        return Told("note", title, self.tr("It was paid out or changed meanwhile."))

    def put(self, typed: bytes | None) -> None:
        self._looked = None
        self.paying.put(drafts.read_payout(typed))
        self._judge()

    def look(self) -> None:
        """Look at what the day and the way chosen bring about."""
        form = self._form()
        if form is not None:
            show = partial(self._show_loan, form)
            self.read(lambda desk: preview_disbursement(desk, form), show, self.panes.chosen)

    def _typed(self) -> None:
        """Keep what is typed at once, and look at what it would do."""
        draft = self.paying.draft
        self.drafting.keep(drafts.packed(draft) if draft != PayoutDraft() else None)
        self._judge()
        self.look()

    def _form(self) -> DisbursementForm | None:
        return self.paying.form(LoanId(self.wanted)) if self.wanted is not None else None

    def _show_loan(self, form: DisbursementForm, preview: DisbursementPreview) -> None:
        if form != self._form():
            return
        self._looked = form, preview
        self.detail.show_preview(preview, self.bench.today())
        amount = self.bench.formats.signed(preview.row.net_minor)
        self.net.set_value(amount)
        self.button.label_as(self.tr("Pay out {amount}").format(amount=amount))
        self._judge()

    def _judge(self) -> None:
        """Let the button act on what was looked at; what is in the way stands beside it in words."""
        form, looked = self._form(), self._looked
        fresh = form is not None and looked is not None and looked[0] == form
        refusal = looked[1].refusal if fresh and looked else None
        words = refusal.title if refusal else ""
        if form is None and self.wanted is not None:
            words = self.tr("Write the day of the payment")
        self.button.allow(fresh and refusal is None, words)

    def _pay(self) -> None:
        if self.paying.follow(self.bench.today()):
            words = self.tr("The schedule is that of the new day. Look at it again.")
            self.tell(Told("note", self.tr("The day has changed"), words))
        form = self._form()
        if form is None or self._looked is None or self._looked[0] != form:
            self.button.guard.release()
            return
        told = self.button.guard.told
        self.bench.write(self, lambda desk: disburse_loan(desk, form), self._paid, told(self.fault))

    def _paid(self, loan: LoanFacts) -> None:
        """It is on the disk: say so, and look at the next one that waits."""
        paid = self.rows.get(loan.loan)
        name = paid.member.name if paid and paid.member else loan.number
        amount = self.bench.formats.signed(paid.net_minor if paid else loan.principal_minor)
        words = self.tr("Saved: {amount} paid out to {name}").format(amount=amount, name=name)
        show = partial(self.bench.go.open, Target("loan", loan.loan))
        self.toasts.say(words, self.tr("Show the loan"), show)
        self.go_on(loan.loan)
