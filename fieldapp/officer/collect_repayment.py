"""Take a repayment: what it will do, the rules it must keep, and the receipt.

The rules kept here: the form carries the id of its repayment from the moment it is opened, so saving it twice
records it once; and money that no loan can take is still recorded, saying that it will stand in suspense.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
from fieldapp.desk.accounts import LoanAccount, load_account
from fieldapp.desk.cash import CashAlone, cash_alone, cash_standing
from fieldapp.desk.facts import RepaymentFacts
from fieldapp.desk.receipts import (
    NO_EFFECT,
    Effect,
    PaidItem,
    Receipt,
    ReceiptCodeText,
    code_of,
    effect_of,
    receipt_of,
    suspense_of,
)
from fieldapp.desk.repayment_rules import check_repayment
from fieldapp.desk.standing import checked, may_record, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.sync_state import take_number
from fieldapp.store.transaction import Reading, Transaction
from shared.contract.bodies.lending import PaymentMethod, RepaymentRecorded
from shared.errors import RuleRefused
from shared.ids import LoanId, MeetingId, MemberId, RepaymentId
from shared.lending.allocation import Payment
from shared.money import parse_amount

__all__ = [
    "PaidItem",
    "Preview",
    "Receipt",
    "RepaymentForm",
    "amount_typed",
    "collect_repayment",
    "load_receipt",
    "preview",
    "record_in",
]


@dataclass(frozen=True, slots=True)
class RepaymentForm:
    """A repayment as it is being typed; `repayment` is made when the form opens. Amounts in minor units."""

    repayment: RepaymentId
    member: MemberId
    loan: LoanId | None
    amount_minor: int
    value_on: date
    method: PaymentMethod = "CASH"
    reference: str = ""
    meeting: MeetingId | None = None
    note: str = ""
    repeat_reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving will do, in minor units; every figure is provisional until the server posts it.

    `suspense` says why the money will stand in suspense, empty when it goes to the loan. `refusal` is what
    saving would meet. `cash_cap_minor` is a limit that warns and never refuses, as that of `alone` does: the
    cash of today that the office has not heard of.
    """

    items: tuple[PaidItem, ...]
    owed_minor: int
    due_minor: int
    overdue_minor: int
    left_minor: int
    excess_minor: int
    completes: bool
    suspense: str
    refusal: RuleRefused | None
    cash_after_minor: int
    cash_cap_minor: int | None
    alone: CashAlone


def amount_typed(text: str) -> int:
    """Return the minor units somebody typed; an empty field is 0, which records nothing.

    Refusals: those of `shared.money.parse_amount` other than `amount.empty`.
    """
    return parse_amount(text) if text.strip() else 0


def preview(desk: Desk, form: RepaymentForm) -> Preview:
    """Say what saving the form would do, the refusal it would meet included. Refusals: `loan.unknown`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        account = load_account(tx, form.loan) if form.loan else None
        refusal = _refusal(tx, desk, form, account)
        cash = cash_standing(tx, desk.author.staff).in_hand_minor
        alone = cash_alone(tx, desk)
    effect = _effect(form, account)
    before = account.position(standing.today) if account else None
    owed = before.outstanding_minor if before else 0
    in_cash_minor = max(form.amount_minor, 0) if form.method == "CASH" else 0
    left = owed if effect.left_minor is None else effect.left_minor
    return Preview(
        items=effect.items,
        owed_minor=owed,
        due_minor=before.due_minor(standing.today) if before else 0,
        overdue_minor=before.overdue_minor(standing.today) if before else 0,
        left_minor=left,
        excess_minor=effect.excess_minor,
        completes=owed > 0 and left == 0,
        suspense=suspense_of(account, effect),
        refusal=refusal,
        cash_after_minor=cash + in_cash_minor,
        cash_cap_minor=standing.settings.cash_cap_minor,
        alone=alone.with_more(in_cash_minor) if in_cash_minor else CashAlone(),
    )


def collect_repayment(desk: Desk, form: RepaymentForm) -> Receipt:
    """Record the repayment, durably, and return its receipt; the same form again returns the same receipt.

    Refusals: those of `may_record` and `check_repayment`, `loan.unknown`, `form.not_accepted`,
    `repayment.late_reason` for an earlier day without a note, and `repayment.already_recorded` when this form
    was saved before with other content.
    """
    with desk.store.transaction() as tx:
        record_in(tx, desk, form)
        return receipt_of(tx, form.repayment)


def record_in(tx: Transaction, desk: Desk, form: RepaymentForm) -> bool:
    """Record one repayment inside the caller's transaction; False when it was recorded before.

    Refusals: as `collect_repayment`.
    """
    known = queries.repayment(tx, form.repayment)
    if known is not None:
        _check_same(known, form)
        return False
    _check(tx, desk, form, load_account(tx, form.loan) if form.loan else None)
    append(tx, desk.author, checked(_body(form, take_number(tx, desk.author, "receipt"))))
    return True


def load_receipt(desk: Desk, repayment: RepaymentId) -> Receipt:
    """Return the receipt of a recorded repayment, to show or print again. Refusals: `repayment.unknown`."""
    with desk.store.read() as tx:
        return receipt_of(tx, repayment)


def load_receipt_code(desk: Desk, repayment: RepaymentId) -> ReceiptCodeText | None:
    """Return the code of a receipt recorded on this tablet; None for one recorded elsewhere."""
    with desk.store.read() as tx:
        return code_of(tx, desk, repayment)


def _refusal(tx: Reading, desk: Desk, form: RepaymentForm, account: LoanAccount | None) -> RuleRefused | None:
    try:
        _check(tx, desk, form, account)
    except RuleRefused as refusal:
        return refusal
    return None


def _check(tx: Reading, desk: Desk, form: RepaymentForm, account: LoanAccount | None) -> None:
    standing = may_record(tx, desk, "repayment.recorded")
    check_repayment(tx, standing, _body(form, "-"), account)
    late = form.value_on < standing.today
    # A sheet is of its own day, and says so; what is entered late beside one needs a reason.
    if late and form.meeting is None and not form.note.strip():
        detail = "Write down why the money is entered on a later day than it was received."
        raise RuleRefused("repayment.late_reason", "Say why it is entered late", detail)


def _effect(form: RepaymentForm, account: LoanAccount | None) -> Effect:
    if account is None or not account.takes_payments or form.amount_minor <= 0:
        return NO_EFFECT
    return effect_of(account, Payment(form.repayment.hex(), form.amount_minor, form.value_on))


def _body(form: RepaymentForm, receipt_number: str) -> RepaymentRecorded:
    return RepaymentRecorded(
        repayment=form.repayment,
        loan=form.loan,
        member=form.member,
        amount_minor=form.amount_minor,
        method=form.method,
        value_on=form.value_on,
        receipt_number=receipt_number,
        reference=form.reference.strip(),
        meeting=form.meeting,
        note=form.note.strip(),
        repeat_reason=form.repeat_reason.strip(),
    )


def _check_same(known: RepaymentFacts, form: RepaymentForm) -> None:
    recorded = (known.loan, known.amount_minor, known.method, known.value_on, known.reference)
    if recorded != (form.loan, form.amount_minor, form.method, form.value_on, form.reference.strip()):
        detail = "It was recorded with other content. Open a new form for another payment."
        raise RuleRefused("repayment.already_recorded", "This form was saved before", detail)
