"""How a loan is paid out: the way, its reference, and the day.

The rules kept here: what is typed stays until it was saved; the day says itself in words under the field, and
is today for as long as nobody wrote another, also past midnight.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from PySide6.QtCore import Signal

from fieldapp.operations.disburse_loan import DisbursementForm
from fieldapp.operations.drafts import PayoutDraft
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.forms.fields import TextField
from fieldapp.screens.words import method_name, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import PaymentMethod
from shared.ids import LoanId

_METHODS: dict[str, PaymentMethod] = {method: method for method in get_args(PaymentMethod)}
_LONGEST_REFERENCE = 300


class PayingCard(Card):
    """`changed` with everything that is chosen or typed, `entered` when Enter ends the reference."""

    changed = Signal()
    entered = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("How it is paid"))
        self._today = bench.today()
        chips = ((method, method_name(method)) for method in _METHODS)
        self.method = Choice(bench.look, self.tr("How it is paid"), chips, low=True)
        self.reference = TextField(bench.look, self.tr("Reference"), most=_LONGEST_REFERENCE)
        self.day = DateField(bench.look, self.tr("Day"), lambda: bench.formats, Days(self._today))
        self.body.setSpacing(Gap.M)
        for shown in (self.method, self.reference, self.day):
            self.body.addWidget(shown)
        self.body.addStretch()
        self.put(PayoutDraft())
        self.method.chosen.connect(self._method_chosen)
        self.reference.changed.connect(self.changed)
        self.reference.line.returnPressed.connect(self.entered)
        self.day.changed.connect(self.changed)

    @property
    def draft(self) -> PayoutDraft:
        """What is chosen and typed; nothing said of today."""
        method = _METHODS.get(self.method.current, "CASH")
        on = None if self.day.day == self._today else self.day.kept
        return PayoutDraft(method, self.reference.text, on)

    def form(self, loan: LoanId) -> DisbursementForm | None:
        """Return what would be recorded of a loan; None while no day is understood."""
        on, typed = self.day.day, self.draft
        if on is None:
            return None
        return DisbursementForm(loan, on, typed.method, typed.reference)

    def put(self, draft: PayoutDraft) -> None:
        """Put back what was chosen and typed, without saying so."""
        blocked = self.blockSignals(True)
        self.method.choose(draft.method)
        self.reference.set_text(draft.reference)
        self.day.put(self._today.isoformat() if draft.on is None else draft.on)
        self.blockSignals(blocked)
        self._hint()

    def allow_days(self, first: date, today: date) -> None:
        """Say which days are open."""
        why_first = self.tr("the books are closed before")
        self.day.set_days(Days(today, first, today, why_first, self.tr("money leaves today or has left")))
        self.follow(today)

    def follow(self, today: date) -> bool:
        """Go on with another day, where nobody wrote one; whether the day of the payment changed."""
        untouched = self.day.day == self._today != today
        self._today = today
        if untouched:
            self.day.set_day(today)
            self.changed.emit()
        return untouched

    def _method_chosen(self) -> None:
        self._hint()
        self.changed.emit()

    def _hint(self) -> None:
        cash = self.method.current == "CASH"
        self.reference.set_hint(
            self.tr("Not needed for cash") if cash else self.tr("Needed: the number of the payment")
        )
