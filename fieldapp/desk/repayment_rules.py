"""The rules a repayment must keep before it is recorded, for every role that takes money.

The rule kept here: what is refused here was not yet taken. Money that no loan can take is not refused; it is
recorded and stands in suspense, and the form says so beforehand.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from fieldapp.desk import queries
from fieldapp.desk.accounts import LoanAccount
from fieldapp.desk.standing import Standing
from fieldapp.store.transaction import Reading
from shared.contract.bodies.lending import PaymentMethod, RepaymentRecorded
from shared.contract.bodies.people import InstitutionSettings
from shared.errors import RuleRefused
from shared.ids import LoanId, MeetingId, MemberId
from shared.money import check_amount


def check_repayment(
    tx: Reading, standing: Standing, body: RepaymentRecorded, account: LoanAccount | None
) -> None:
    """Refuse what may not be recorded.

    Refusals: `amount.*`, `repayment.above_cap`, `repayment.bad_method`, `repayment.reference_missing`,
    `repayment.future_date`, `repayment.too_old`, `repayment.locked_period`, `repayment.before_disbursement`,
    `member.unknown`, `loan.other_member`, `repayment.repeated`, `meeting.closed`.
    """
    _check_amount(standing.settings, body)
    _check_method(body)
    check_day(standing.settings, standing.today, body.value_on)
    if queries.member(tx, MemberId(body.member)) is None:
        raise RuleRefused("member.unknown", "This member is not on this tablet", "Look the member up again.")
    if account is not None:
        _check_loan(account, body)
    _check_meeting(tx, body)
    if not body.repeat_reason.strip() and _is_repeat(tx, body):
        raise RuleRefused(
            "repayment.repeated",
            "The same amount was recorded for this loan on this day",
            "If the member paid twice, say why; else do not save it again.",
        )


def check_day(settings: InstitutionSettings, today: date, value_on: date) -> None:
    """Refuse a day on which money may no longer, or not yet, be recorded.

    Refusals: `repayment.future_date`, `repayment.too_old`, `repayment.locked_period`.
    """
    if value_on > today:
        raise RuleRefused(
            "repayment.future_date", "The day lies ahead", "Use the day the money was received."
        )
    if (today - value_on) > timedelta(days=settings.backdate_days):
        first = today - timedelta(days=settings.backdate_days)
        detail = "Take {first} or a later day, or ask your supervisor."
        raise RuleRefused("repayment.too_old", "The day lies too far back", detail, first=first)
    if settings.locked_until is not None and value_on <= settings.locked_until:
        detail, until = "The books are closed up to {until}. Ask your supervisor.", settings.locked_until
        raise RuleRefused("repayment.locked_period", "The books of that day are closed", detail, until=until)


def first_open_day(settings: InstitutionSettings, today: date) -> date:
    """Return the first day on which money may still be recorded; today where even that is closed."""
    days = [today - timedelta(days=settings.backdate_days)]
    if settings.locked_until is not None:
        days.append(settings.locked_until + timedelta(days=1))
    return min(max(days), today)


def before_disbursement(disbursed_on: date) -> RuleRefused:
    """Return the refusal of a day on which the loan was not paid out yet."""
    return RuleRefused(
        "repayment.before_disbursement",
        "The day lies before the loan began",
        "The loan was paid out on {disbursed_on}.",
        disbursed_on=disbursed_on,
    )


def suspense_reason(account: LoanAccount | None) -> str:
    """Say why money would stand in suspense; empty when the loan takes it."""
    if account is None:
        return "No loan is named. The money stands in suspense until your supervisor assigns it."
    if account.takes_payments:
        return ""
    state = account.loan.state.replace("_", " ").lower()
    return f"The loan is {state} and takes no payments. The money stands in suspense for your supervisor."


def _check_amount(settings: InstitutionSettings, body: RepaymentRecorded) -> None:
    check_amount(body.amount_minor)
    cap = settings.receipt_cap_minor
    if body.method == "CASH" and cap is not None and body.amount_minor > cap:
        detail = "At most {cap_minor} in cash goes on one receipt. Ask for a transfer instead."
        raise RuleRefused(
            "repayment.above_cap", "More cash than one receipt may carry", detail, cap_minor=cap
        )


def _check_method(body: RepaymentRecorded) -> None:
    if body.method not in get_args(PaymentMethod):
        raise RuleRefused(
            "repayment.bad_method", "This way of paying is not known", "Choose one of the list."
        )
    if body.method != "CASH" and not body.reference.strip():
        detail = "Enter the reference of the payment: everything but cash needs one."
        raise RuleRefused("repayment.reference_missing", "The reference is missing", detail)


def _check_loan(account: LoanAccount, body: RepaymentRecorded) -> None:
    if account.loan.member != body.member:
        detail = "Choose the loan from the member's own loans."
        raise RuleRefused("loan.other_member", "This loan belongs to another member", detail)
    disbursed_on = account.loan.disbursed_on
    if disbursed_on is not None and body.value_on < disbursed_on:
        raise before_disbursement(disbursed_on)


def _check_meeting(tx: Reading, body: RepaymentRecorded) -> None:
    if body.meeting is not None and queries.meeting(tx, MeetingId(body.meeting)) is not None:
        detail = "Record it outside the meeting; a locked sheet changes only through your supervisor."
        raise RuleRefused("meeting.closed", "This meeting is closed", detail)


def _is_repeat(tx: Reading, body: RepaymentRecorded) -> bool:
    """Whether the same loan, or without a loan the same member, got the same amount on the same day."""
    loan = LoanId(body.loan) if body.loan else None
    return queries.same_repayment(tx, loan, MemberId(body.member), body.amount_minor, body.value_on)
