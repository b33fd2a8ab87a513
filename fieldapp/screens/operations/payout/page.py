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
from fieldapp.screens.frame import ActionBar, ListAndDetail, Page
from fieldapp.screens.money.leaving import leave
from fieldapp.screens.operations.payout.loan import PayoutPane
from fieldapp.screens.operations.payout.queue import Queue
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafts
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import Told, counted, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId


class DisbursePage(Page):
    """The queue and the loan that is about to be paid out."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Pay out"), margin=Gap.NONE)
        self._rows: tuple[QueueRow, ...] = ()
        self._wanted: LoanId | None = None
        self._looked: tuple[DisbursementForm, DisbursementPreview] | None = None
        self.queue = Queue(bench)
        self.list = self.queue.list
        self.detail = PayoutPane(bench)
        self.paying = self.detail.paying
        self.net = Figure(self.tr("Leaves the branch"), "figure")
        self.button = CommitButton(bench.look, self.tr("Pay out"), "hand-coins", busy=self.tr("Paying out…"))
        self._drafting = Drafts(bench, self, drafts.PAYOUT)
        self.toasts = Toasts(bench.look, self)
        foot = ActionBar()
        foot.totals.addWidget(self.net)
        foot.totals.addWidget(self.button.why, 1)
        foot.acts.addWidget(self.button, 1)
        self.set_panes(ListAndDetail(self.queue, self.detail, foot))
        self._connect()

    def load(self) -> None:
        self.read(load_queue, self._show)

    def arrive(self, target: Target) -> None:
        super().arrive(target)
        if target.kind == "payout":
            self._choose(target.id)
            self.list.select(target.id)
            self.panes.open_detail()
            if target.id not in self.queue.order():
                # Not known yet, or not there any more: the queue says which.
                self._reload()

    def _connect(self) -> None:
        self.queue.chosen.connect(self._choose)
        self.queue.chosen.connect(self.panes.open_detail)
        self.queue.selected.connect(self._choose)
        self.paying.changed.connect(self._typed)
        self.paying.entered.connect(self.button.click)
        self.button.committed.connect(self._pay)

    def _show(self, rows: tuple[QueueRow, ...]) -> None:
        self._rows = rows
        total = sum(found.net_minor for found in rows)
        loans = counted(len(rows), self.tr("loan"), self.tr("loans"))
        self.head(self.title, f"{loans} · {self.bench.formats.signed(total)}")
        self.queue.show_rows(rows, self.bench.today())
        self._drafting.forget_others(drafts.payout_key(row.loan.loan) for row in rows)
        order = self.queue.order()
        gone = self._wanted is not None and self._wanted not in order
        if gone:
            leave(self, self.panes, [self.button])
        self.panes.set_empty(not rows)
        if self._wanted not in order:
            self._choose(order[0] if order else None)
        else:
            self._preview()
        # Somebody may be running down the list just now.
        if self.list.current_key not in order:
            self.list.select(self._wanted)
        if gone:
            title = self.tr("This loan does not wait for its money any more")
            self.tell(Told("note", title, self.tr("It was paid out or changed meanwhile.")))

    def _choose(self, key: object) -> None:
        wanted = LoanId(key) if isinstance(key, bytes) else None
        if wanted != self._wanted or wanted is None:
            self._wanted, self._looked = wanted, None
            self.notice.clear()
            if wanted is not None:
                self.paying.put(drafts.read_payout(self._drafting.open(drafts.payout_key(wanted))))
        self._judge()
        self._preview()

    def _typed(self) -> None:
        """Keep what is typed at once, and look at what it would do."""
        draft = self.paying.draft
        self._drafting.keep(drafts.packed(draft) if draft != PayoutDraft() else None)
        self._judge()
        self._preview()

    def _preview(self) -> None:
        form = self.paying.form(self._wanted)
        if form is not None and form.loan in self.queue.order():
            show = partial(self._show_loan, form)
            self.read(lambda desk: preview_disbursement(desk, form), show, self.detail)

    def _show_loan(self, form: DisbursementForm, preview: DisbursementPreview) -> None:
        if form != self.paying.form(self._wanted):
            return
        self._looked = form, preview
        self.detail.show_preview(preview, self.bench.today())
        amount = self.bench.formats.signed(preview.row.net_minor)
        self.net.set_value(amount)
        self.button.label_as(self.tr("Pay out {amount}").format(amount=amount))
        self._judge()

    def _judge(self) -> None:
        """Let the button act on what was looked at; what is in the way stands beside it in words."""
        form, looked = self.paying.form(self._wanted), self._looked
        fresh = form is not None and looked is not None and looked[0] == form
        refusal = looked[1].refusal if fresh and looked else None
        words = refusal.title if refusal else ""
        if form is None and self._wanted is not None:
            words = self.tr("Write the day of the payment")
        self.button.allow(fresh and refusal is None, words)

    def _pay(self) -> None:
        if self.paying.follow(self.bench.today()):
            words = self.tr("The schedule is that of the new day. Look at it again.")
            self.tell(Told("note", self.tr("The day has changed"), words))
        form = self.paying.form(self._wanted)
        if form is None or self._looked is None or self._looked[0] != form:
            self.button.guard.release()
            return
        told = self.button.guard.told
        self.bench.write(self, lambda desk: disburse_loan(desk, form), self._paid, told(self.fault))

    def _paid(self, loan: LoanFacts) -> None:
        """It is on the disk: the next one comes, and the focus goes to the queue, not to its button."""
        self.notice.clear()
        paid = next((row for row in self._rows if row.loan.loan == loan.loan), None)
        order = self.queue.order()
        at = order.index(loan.loan) if loan.loan in order else 0
        following = [*order[at + 1 :], *order[:at]]
        self._say_paid(loan, paid)
        self.button.rest()
        if self._wanted == loan.loan:
            self._choose(following[0] if following else None)
            self.list.select(self._wanted)
            self.list.setFocus()

    def _say_paid(self, loan: LoanFacts, paid: QueueRow | None) -> None:
        name = paid.member.name if paid and paid.member else loan.number
        amount = self.bench.formats.signed(paid.net_minor if paid else loan.principal_minor)
        words = self.tr("Saved: {amount} paid out to {name}").format(amount=amount, name=name)
        show = partial(self.bench.go.open, Target("loan", loan.loan))
        self.toasts.say(words, self.tr("Show the loan"), show)
