"""Money was received: it is counted on its loan, or kept in suspense with a reason; it is never refused.

The rule kept here: one receipt is posted once, whatever comes twice, and to the last minor unit: interest,
principal, fee, tax and penalty of the loan, what is over as the member's credit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.exchange import Difference
from shared.lending.lifecycle import OWING_STATES
from shared.writing import Writing
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.lending import tables
from syncserver.lending.aggregates import Loan, Repayment
from syncserver.lending.payments.days import value_date
from syncserver.lending.payments.posting import Act, add_payment, post_suspense
from syncserver.lending.payments.queries import LOAN_REPAYMENTS, REPAYMENTS, TOTALS, repayment_row
from syncserver.lending.queries import LOANS, settings_of
from syncserver.people.caller import Caller
from syncserver.people.queries import MEMBERS, UNIONS, writing_of
from syncserver.people.scope import member_in_scope
from syncserver.people.tasks import open_task


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why money is not counted on the loan it was recorded for."""

    code: str
    detail: str


def record_repayment(work: Work, caller: Caller, body: RepaymentRecorded) -> Ruling:
    """Count a payment on its loan as of the day it was received.

    The same repayment again is superseded; other money under its id goes to suspense. So does money for an
    unknown loan, for one that takes no payments, from a caller in doubt or out of scope. A value date in the
    future, beyond the back-date limit of the day it was recorded, or in the locked past becomes today, and
    the ruling says so.
    """
    known = work.get(REPAYMENTS, body.repayment)
    if known is not None:
        return _known_already(work, caller, body, known)
    loan = work.get(LOANS, body.loan) if body.loan is not None else None
    doubt = _doubt(work, caller, body, loan)
    if doubt is not None or loan is None:
        doubt = doubt or Doubt("loan.unknown", "The money was recorded for no loan.")
        return suspend_repayment(work, caller, body, doubt.code, doubt.detail)
    value_on = value_date(work, caller, body.value_on, settings_of(work))
    reason = ""
    if value_on != body.value_on:
        day = writing_of(work).day
        reason = f"Recorded for {day(body.value_on)}, counted on {day(value_on)}."
    received = receipt(work, caller, body, value_on=value_on, loan=loan.id, posting="POSTED", reason=reason)
    add_payment(work, loan, received, Act("repayment", caller.operation, value_on))
    keep_receipt(work, received)
    if not reason:
        return APPLIED
    moved = (_redated(body.value_on, value_on),)
    return Ruling("applied_changed", "repayment.value_date", "Counted on another day", reason, moved)


def suspend_repayment(work: Work, caller: Caller, body: RepaymentRecorded, code: str, reason: str) -> Ruling:
    """Keep money in suspense with a code and a reason, and ask the supervisor to look at it.

    Nothing else has to be right: neither the loan nor the member need exist. A loan that is not the
    recorder's is kept as if there were none, and nobody learns from the receipt that there is. The value date
    is held to the days that are open, since a supervisor may later count the money on a loan as of that day.
    """
    known = work.get(REPAYMENTS, body.repayment)
    if known is not None:
        return _known_already(work, caller, body, known)
    loan = work.get(LOANS, body.loan) if body.loan is not None else None
    received = receipt(
        work,
        caller,
        body,
        value_on=value_date(work, caller, body.value_on, settings_of(work)),
        loan=loan.id if loan is not None and _is_theirs(work, caller, loan) else None,
        posting="SUSPENDED",
        reason=reason,
    )
    post_suspense(work, received, Act("suspense", caller.operation, received.value_on))
    keep_receipt(work, received)
    ask_about_suspense(work, received)
    return Ruling("suspended", code, "The money is kept in suspense", reason)


def prefetch_repayments(work: Work, bodies: Sequence[RepaymentRecorded]) -> None:
    """Load what recording these payments needs, in a handful of queries: locks are taken on members, then
    on loans, and what hangs on a loan is read after.
    """
    loans = [body.loan for body in bodies if body.loan is not None]
    work.prefetch(MEMBERS, (body.member for body in bodies))
    work.prefetch(LOANS, loans)
    work.prefetch(REPAYMENTS, (body.repayment for body in bodies))
    work.prefetch(LOAN_REPAYMENTS, loans)
    work.prefetch(TOTALS, loans)
    members = (work.get(MEMBERS, body.member) for body in bodies)
    work.prefetch(UNIONS, (member.union for member in members if member is not None))


def receipt(
    work: Work,
    caller: Caller,
    body: RepaymentRecorded,
    *,
    value_on: date,
    loan: bytes | None,
    posting: str,
    reason: str = "",
    received_by: bytes | None = None,
) -> Repayment:
    """The payment as it is kept, posted today; `received_by` is the caller unless somebody else is named."""
    return Repayment(
        id=body.repayment,
        operation=caller.operation,
        loan=loan,
        member=body.member,
        amount_minor=body.amount_minor,
        method=body.method,
        value_on=value_on,
        posted_on=work.today,
        recorded_at_ms=caller.at_ms,
        receipt_number=body.receipt_number,
        received_by=received_by or caller.staff,
        recorded_by=caller.staff,
        posting=posting,
        reference=body.reference,
        meeting=body.meeting,
        note=body.note,
        repeat_reason=body.repeat_reason,
        reason=reason,
    )


def keep_receipt(work: Work, received: Repayment) -> None:
    """Append a payment and publish it."""
    work.put(REPAYMENTS, received.id, received)
    work.append(tables.repayment, repayment_row(received))
    work.publish("repayment", received.id)


def ask_about_suspense(work: Work, received: Repayment) -> None:
    """Open the task that makes somebody look at money in suspense."""
    open_task(
        work,
        kind="repayment.suspended",
        title=f"Receipt {received.receipt_number} is in suspense",
        detail=received.reason,
        about_kind="repayment",
        about=received.id,
        staff=received.received_by,
    )


def _doubt(work: Work, caller: Caller, body: RepaymentRecorded, loan: Loan | None) -> Doubt | None:
    """The first reason not to count the money on the loan."""
    if caller.doubt:
        return Doubt("caller.doubt", caller.doubt)
    if body.loan is None:
        return None
    if loan is None or not _is_theirs(work, caller, loan):
        return Doubt("out_of_scope", "The loan is not known or not in the recorder's unions.")
    if body.member != loan.member:
        return Doubt("repayment.other_member", "The loan belongs to another member than was recorded.")
    return payment_doubt(loan, body.value_on, writing_of(work))


def _is_theirs(work: Work, caller: Caller, loan: Loan) -> bool:
    member = work.get(MEMBERS, loan.member)
    return member is not None and member_in_scope(work, caller, member)


def payment_doubt(loan: Loan, value_on: date, writing: Writing) -> Doubt | None:
    """Why a loan does not take a payment of that day, if it does not."""
    if loan.state not in OWING_STATES:
        return Doubt("loan.takes_no_payments", f"The loan is {loan.state}.")
    assert loan.disbursed_on is not None, "a loan that owes was disbursed"
    if value_on < loan.disbursed_on:
        paid_out = writing.day(loan.disbursed_on)
        detail = f"The loan was paid out on {paid_out}, after the money was received."
        return Doubt("repayment.before_disbursement", detail)
    return None


def _redated(sent: date, stands: date) -> Difference:
    return Difference("value_on", sent.isoformat(), stands.isoformat())


def _known_already(work: Work, caller: Caller, body: RepaymentRecorded, known: Repayment) -> Ruling:
    """The same fact posts nothing again; other money under a taken id is kept under its operation's own."""
    sent = (caller.staff, body.member, body.amount_minor, body.method, body.receipt_number)
    stands = (known.received_by, known.member, known.amount_minor, known.method, known.receipt_number)
    if sent == stands or work.get(REPAYMENTS, caller.operation) is not None:
        detail = "The same repayment was recorded before; nothing was posted again."
        return Ruling("superseded", "repayment.recorded_before", "Recorded before", detail)
    own = caller.staff in (known.received_by, known.recorded_by)
    receipt_named = f"Receipt {known.receipt_number}" if own else "Another receipt"
    detail = f"{receipt_named} was recorded under the same id, so this is other money."
    renamed = replace(body, repayment=caller.operation)
    return suspend_repayment(work, caller, renamed, "repayment.id_taken", detail)
