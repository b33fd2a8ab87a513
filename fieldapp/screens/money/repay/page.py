"""Record a repayment: who, how much, how, what it does, saved once.

The rules kept here: the id of the repayment is kept with the draft before it is saved, so a kill at any
moment records it once; one press writes once; what saving will do was looked at before it is done; nothing
is kept of a form that nobody touched.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from fieldapp.desk.receipts import Receipt
from fieldapp.officer.collect_repayment import Preview, RepaymentForm, collect_repayment, preview
from fieldapp.officer.drafts.repayment_draft import RepaymentDraft, draft_key, packed, unpacked
from fieldapp.officer.repaying.opening import Opening, open_repayment
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.money import turn
from fieldapp.screens.money.repay.amount import AmountCard, lacking
from fieldapp.screens.money.repay.foot import RepayFoot
from fieldapp.screens.money.repay.parts import RepayParts
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.typed.drafting import Drafting
from fieldapp.screens.typed.looking import Looking
from fieldapp.screens.widgets.buttons import CommitButton
from fieldapp.screens.words import Told, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import LoanId

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class RepayPage(Page):
    """One repayment for one loan."""

    whole = True

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Record repayment"), margin=Gap.NONE)
        self._loan = LoanId(to.id)
        self._turn = turn.turn_of(to)
        self._opening: Opening | None = None
        self._recorded: Receipt | None = None
        self.parts = RepayParts(bench)
        self.amount = self.parts.amount
        self.foot = RepayFoot(bench)
        self.save = self.foot.save
        self._drafting: Drafting[RepaymentDraft] = Drafting(
            bench, self, draft_key(self._loan), packed, unpacked
        )
        self.looking: Looking[RepaymentForm, Preview] = Looking(bench, self, preview)
        self.body.addWidget(self.parts, 1)
        self.body.addStretch()
        self.set_foot(self.foot)
        self.parts.hide()
        self.foot.judge(None, None, lost=False)
        self._connect()

    def load(self) -> None:
        drafted, loan = self._drafting.found, self._loan
        known = self._opening.repayment if self._opening else drafted.repayment if drafted else None
        self.read(lambda desk: open_repayment(desk, loan, known), partial(self._show, drafted))

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("0–9", self.tr("Type the amount")),
            Key("Enter", self.tr("Go on to what is missing, then to Save")),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures are the amount's, wherever the focus is."""
        typed = event.text()
        if typed and (typed.isdecimal() or typed == ".") and not event.modifiers() & _COMMANDS:
            self.amount.hero.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.amount.hero.edit.type_key(typed)
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        self.amount.changed.connect(self._typed)
        self.amount.entered.connect(partial(_go_on, self.amount, self.save))
        self.parts.effect.exactly.connect(self.amount.hero.set_amount)
        self.looking.looked.connect(self._looked)
        self.looking.failed.connect(self.tell)
        self.looking.failed.connect(self._looked)
        self.looking.mended.connect(self.notice.clear)
        self.save.committed.connect(partial(self.looking.press, self._write, self.save.guard.release))
        self.foot.cancel.clicked.connect(self._give_up)
        self.notice.acted.connect(self._act_on_notice)

    def _show(self, drafted: RepaymentDraft | None, opening: Opening) -> None:
        first, self._opening = self._opening is None or opening.recorded is not None, opening
        self.parts.show()
        if opening.recorded is not None:
            drafted, self._recorded = None, opening.recorded
            self._drafting.tear()
            self.tell(_recorded_words(opening.recorded, self.bench))
        self.head(self.title, " · ".join(filter(None, (opening.member_name, opening.union_name))))
        self.parts.payer.show_opening(opening)
        self.foot.name_receipt(opening.next_receipt)
        usual = self.tr("Due") if opening.due_minor else self.tr("All owed")
        self.parts.keypad.offer(0, self.tr("Overdue"), opening.overdue_minor)
        self.parts.keypad.offer(1, usual, opening.usual_minor)
        if first:
            self.amount.open(opening, drafted, self._turn.start)
            if self._turn.led:
                # Its button stood where this one does: pressed twice, it has not been looked at.
                self.save.pause()
            # Coming back here, as after a lock, goes on with what was typed meanwhile.
            self.target = turn.repay(self._loan, self._turn.after)
            self.amount.hero.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.amount.hero.edit.selectAll()
        else:
            self.amount.renew(opening)

    def _typed(self) -> None:
        """Keep what is typed at once, and look a moment later at what it would do."""
        if self._opening is None:
            return
        draft, minor = self.amount.draft(self._opening.repayment), self.amount.hero.amount_minor
        if self.amount.untouched:
            self._drafting.tear()
        else:
            self._drafting.keep(draft)
        _, lacks = lacking(self.amount)
        ready = not lacks
        on = self.amount.when.on
        form = _form(self._opening, draft, minor or 0, on) if ready and on is not None else None
        known = self.looking.found if form == self.looking.form else None
        self.looking.ask(form)
        self.foot.judge(minor if ready else None, known, lost=self.looking.lost, lacks=lacks)

    def _looked(self) -> None:
        """Show what would come of it, as far as that can be known."""
        found, form, opening = self.looking.found, self.looking.form, self._opening
        _, lacks = lacking(self.amount)
        if found is None or form is None or opening is None:
            self.parts.effect.show_nothing("" if self.amount.hero.amount_minor is None else lacks)
        else:
            self.parts.effect.show_preview(found, opening, form.value_on)
            self.amount.missing(found.refusal)
        self.foot.judge(form.amount_minor if form else None, found, lost=self.looking.lost, lacks=lacks)

    def _write(self, form: RepaymentForm, found: Preview) -> None:
        """Save what was pressed for, unless it is refused."""
        guard = self.save.guard
        if found.refusal is not None:
            guard.release()
            return
        self._drafting.keep(self.amount.draft(form.repayment))
        self.bench.write(
            self,
            lambda desk: collect_repayment(desk, form),
            guard.told(self._saved),
            guard.told(self.fault),
        )

    def _saved(self, receipt: Receipt) -> None:
        """It is on the disk: its receipt takes the place of this page, or waits here for who went away."""
        self._drafting.tear()
        if not self.bench.go.leave(self, turn.receipt(receipt.repayment, self._turn.after)):
            self._recorded = receipt
            self.foot.judge(None, None, lost=False)
            self.tell(_recorded_words(receipt, self.bench))

    def _give_up(self) -> None:
        self._drafting.tear()
        self.bench.go.leave(self)

    def _act_on_notice(self) -> None:
        """Look again, where that failed; else the notice is of a receipt."""
        if self.looking.lost:
            self.looking.hurry()
        elif self._recorded is not None:
            self.bench.go.open(Target("receipt", self._recorded.repayment))


def _go_on(amount: AmountCard, save: CommitButton) -> None:
    """Enter in a field leads to what is missing, else to the button: what it does is seen first."""
    field, _ = lacking(amount)
    (field or save).setFocus(Qt.FocusReason.TabFocusReason)


def _form(opening: Opening, typed: RepaymentDraft, amount_minor: int, on: date) -> RepaymentForm:
    """What would be recorded."""
    return RepaymentForm(
        repayment=opening.repayment,
        member=opening.member,
        loan=opening.loan,
        amount_minor=amount_minor,
        value_on=on,
        method=typed.method,
        reference=typed.reference if typed.method != "CASH" else "",
        note=typed.note if on != opening.today else "",
        repeat_reason=typed.repeat_reason,
    )


def _recorded_words(receipt: Receipt, bench: Workbench) -> Told:
    """What is said where a draft turns out to have been saved just before the program ended."""
    title = tr("{amount} was saved before: receipt {number}").format(
        amount=bench.formats.signed(receipt.amount_minor), number=receipt.receipt_number
    )
    return Told(
        "done", title, tr("It is not recorded again. What follows is another payment."), tr("Show it")
    )
