"""Correct a receipt: take it back, and record how it should have been.

The rules kept here: no fact is edited; the correction shows what it does to the loan before it is recorded;
and nobody corrects what they received themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import LoanAccount, load_account
from fieldapp.desk.facts import RepaymentFacts
from fieldapp.desk.receipts import Receipt, receipt_of
from fieldapp.desk.repayment_rules import before_disbursement
from fieldapp.desk.standing import Standing, checked, may_record, read_standing
from fieldapp.store.author import Desk
from fieldapp.store.outbox import append
from fieldapp.store.sync_state import take_number
from fieldapp.store.transaction import Reading
from shared.contract.bodies.lending import PaymentMethod, RepaymentCorrected, RepaymentRecorded
from shared.contract.operations import SeenVersion
from shared.errors import RuleRefused
from shared.ids import LoanId, MemberId, RepaymentId
from shared.lending.allocation import Payment
from shared.money import check_amount


@dataclass(frozen=True, slots=True)
class Replacement:
    """How the receipt should have been; `repayment` is made when the form opens. Amount in minor units."""

    repayment: RepaymentId
    member: MemberId
    loan: LoanId | None
    amount_minor: int
    value_on: date
    method: PaymentMethod = "CASH"
    reference: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """A receipt to be taken back, with a reason; nothing replaces it when `replacement` is None."""

    repayment: RepaymentId
    reason: str
    replacement: Replacement | None = None


@dataclass(frozen=True, slots=True)
class LoanImpact:
    """What a correction changes on one loan today, in minor units."""

    loan: LoanId
    number: str
    owed_before_minor: int
    owed_after_minor: int
    overdue_before_minor: int
    overdue_after_minor: int
    credit_after_minor: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What a correction would do to every loan it touches, and what recording it would meet."""

    receipt: Receipt
    loans: tuple[LoanImpact, ...]
    refusal: RuleRefused | None


def open_replacement(desk: Desk, repayment: RepaymentId) -> Replacement:
    """Return a replacement that says what the receipt said, to be changed. Refusals: `repayment.unknown`."""
    with desk.store.read() as tx:
        found = _known(tx, repayment)
        receipt = receipt_of(tx, repayment)
    if receipt.member is None:
        raise RuleRefused(
            "member.unknown", "The member of this receipt is not on this tablet", "Ask the office."
        )
    new = RepaymentId(desk.author.ids.make())
    amount, value_on = found.amount_minor, found.value_on
    return Replacement(new, receipt.member, found.loan, amount, value_on, found.method, found.reference)


def impact_of(desk: Desk, form: CorrectionForm) -> Impact:
    """Say what the correction would do. Refusals: `repayment.unknown`, `loan.unknown`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        found = _known(tx, form.repayment)
        new = form.replacement
        touched = dict.fromkeys(loan for loan in (found.loan, new.loan if new else None) if loan)
        accounts = [load_account(tx, loan) for loan in touched]
        try:
            _check(tx, may_record(tx, desk, "repayment.corrected"), found, form)
            refusal = None
        except RuleRefused as refused:
            refusal = refused
        receipt = receipt_of(tx, form.repayment)
    return Impact(receipt, tuple(_impact(account, form, standing.today) for account in accounts), refusal)


def correct_repayment(desk: Desk, form: CorrectionForm) -> Receipt:
    """Record the correction, durably, and return the replacement's receipt, or the reversed one's without
    any.

    The same form again records nothing. Refusals: those of `may_record`, `repayment.unknown`,
    `repayment.own`, `repayment.reversed_before`, `repayment.exists`, `reason.missing`, `amount.*`,
    `repayment.bad_method`, `repayment.reference_missing`, `repayment.bad_value_date`, `member.unknown`,
    `loan.unknown`, `loan.other_member`, `repayment.before_disbursement`, `loan.takes_no_payments`,
    `form.not_accepted`.
    """
    shown = form.replacement.repayment if form.replacement else form.repayment
    with desk.store.transaction() as tx:
        found = _known(tx, form.repayment)
        if found.state == "REVERSED" and (shown == form.repayment or facts.repayment(tx, shown) is not None):
            return receipt_of(tx, shown)
        standing = may_record(tx, desk, "repayment.corrected")
        _check(tx, standing, found, form)
        number = take_number(tx, desk.author, "receipt") if form.replacement else "-"
        seen = (SeenVersion("repayment", found.repayment, found.version),)
        append(tx, desk.author, checked(_body(form, found, number)), seen=seen)
        return receipt_of(tx, shown)


def _check(tx: Reading, standing: Standing, found: RepaymentFacts, form: CorrectionForm) -> None:
    if found.received_by == standing.me.staff:
        detail = "Somebody else corrects what you received."
        raise RuleRefused("repayment.own", "Nobody corrects their own receipts", detail)
    if found.state == "REVERSED":
        detail = "Correct the receipt that replaced it, if it is wrong too."
        raise RuleRefused("repayment.reversed_before", "This receipt was taken back before", detail)
    if not form.reason.strip():
        raise RuleRefused("reason.missing", "The reason is missing", "Say why, in a few words.")
    if form.replacement is not None:
        _check_replacement(tx, standing, found, form.replacement)


def _check_replacement(tx: Reading, standing: Standing, found: RepaymentFacts, new: Replacement) -> None:
    check_amount(new.amount_minor)
    if facts.repayment(tx, new.repayment) is not None:
        detail = "A replacement is a receipt of its own. Open a new form."
        raise RuleRefused("repayment.exists", "The replacement was recorded before", detail)
    if new.method not in get_args(PaymentMethod):
        raise RuleRefused(
            "repayment.bad_method", "This way of paying is not known", "Choose one of the list."
        )
    if new.method != "CASH" and not new.reference.strip():
        detail = "Enter the reference of the payment: everything but cash needs one."
        raise RuleRefused("repayment.reference_missing", "The reference is missing", detail)
    _check_day(standing, found, new.value_on)
    if facts.member(tx, new.member) is None:
        raise RuleRefused("member.unknown", "This member is not on this tablet", "Look the member up again.")
    if new.loan is not None:
        _check_loan(load_account(tx, new.loan), new)


def _check_day(standing: Standing, found: RepaymentFacts, value_on: date) -> None:
    """A replacement may keep the day of what it replaces, however old, but goes no further back."""
    limit = standing.today.toordinal() - standing.settings.backdate_days
    locked = standing.settings.locked_until
    earliest = max(limit, locked.toordinal() + 1) if locked else limit
    if value_on != found.value_on and not earliest <= value_on.toordinal() <= standing.today.toordinal():
        raise RuleRefused(
            "repayment.bad_value_date",
            "This day is not open",
            "Take the day it was, or one from {first} to {last}.",
            first=date.fromordinal(earliest),
            last=standing.today,
        )


def _check_loan(account: LoanAccount, new: Replacement) -> None:
    if account.loan.member != new.member:
        detail = "Choose the loan from the member's own loans."
        raise RuleRefused("loan.other_member", "This loan belongs to another member", detail)
    disbursed_on = account.loan.disbursed_on
    if disbursed_on is None or not (account.takes_payments or account.loan.state == "COMPLETED"):
        detail = "Record it without a loan; it then stands in suspense."
        raise RuleRefused("loan.takes_no_payments", "This loan takes no payments", detail)
    if new.value_on < disbursed_on:
        raise before_disbursement(disbursed_on)


def _impact(account: LoanAccount, form: CorrectionForm, today: date) -> LoanImpact:
    left = tuple(row for row in account.payments if row.id != form.repayment.hex())
    new = form.replacement
    added = []
    if new is not None and new.loan == account.loan.loan and new.amount_minor > 0:
        added.append(Payment(new.repayment.hex(), new.amount_minor, new.value_on))
    before = account.position(today)
    after = replace(account, payments=left).position(today, added)
    return LoanImpact(
        loan=account.loan.loan,
        number=account.loan.number,
        owed_before_minor=before.outstanding_minor,
        owed_after_minor=after.outstanding_minor,
        overdue_before_minor=before.overdue_minor(today),
        overdue_after_minor=after.overdue_minor(today),
        credit_after_minor=after.credit_minor,
    )


def _body(form: CorrectionForm, found: RepaymentFacts, number: str) -> RepaymentCorrected:
    new = form.replacement
    if new is None:
        return RepaymentCorrected(form.repayment, form.reason.strip())
    recorded = RepaymentRecorded(
        repayment=new.repayment,
        loan=new.loan,
        member=new.member,
        amount_minor=new.amount_minor,
        method=new.method,
        value_on=new.value_on,
        receipt_number=number,
        reference=new.reference.strip(),
        meeting=found.meeting,
        note=new.note.strip(),
    )
    return RepaymentCorrected(form.repayment, form.reason.strip(), recorded)


def _known(tx: Reading, repayment: RepaymentId) -> RepaymentFacts:
    found = facts.repayment(tx, repayment)
    if found is None:
        raise RuleRefused("repayment.unknown", "This receipt is not on this tablet", "Look it up again.")
    return found
