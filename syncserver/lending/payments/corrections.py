"""A receipt was wrong: it is reversed and, where something was received after all, recorded anew.

The rule kept here: no fact is edited. The reversal and the replacement are facts of their own, made by
somebody else than whoever received the money, and the loan's payments are replayed by value date after each.
"""

from dataclasses import replace

from shared.contract.bodies.lending import RepaymentCorrected, RepaymentRecorded
from shared.errors import RuleRefused
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.lending import tables
from syncserver.lending.aggregates import Repayment
from syncserver.lending.applications import loan_in_scope
from syncserver.lending.payments.days import earliest_open_day
from syncserver.lending.payments.posting import Act, add_payment, post_suspense, remove_payment
from syncserver.lending.payments.queries import REPAYMENTS, loan_of_repayment
from syncserver.lending.payments.repayments import (
    ask_about_suspense,
    keep_receipt,
    payment_doubt,
    receipt,
)
from syncserver.lending.queries import LOANS, settings_of
from syncserver.people.caller import Caller
from syncserver.people.queries import MEMBERS, writing_of
from syncserver.people.scope import member_in_scope_now, person_in_scope


def correct_repayment(work: Work, caller: Caller, body: RepaymentCorrected) -> Ruling:
    """Reverse a payment and record its replacement, if there is one, as received by the same person.

    Superseded when the payment was reversed before. Refusals: `out_of_scope` (or unknown),
    `repayment.own`, and for the replacement `repayment.exists`, `repayment.bad_value_date`,
    `repayment.other_member` and whatever keeps its loan from taking it.
    """
    received = _locked_receipt(work, body.repayment)
    if received is None:
        raise _not_theirs()
    _require_scope(work, caller, received)
    if caller.staff in (received.received_by, received.recorded_by):
        detail = "Somebody else than whoever recorded a receipt corrects it."
        raise RuleRefused("repayment.own", "Nobody corrects their own receipts", detail)
    if received.state == "REVERSED":
        detail = "Nothing was changed again."
        return Ruling("superseded", "repayment.reversed_before", "Corrected before", detail)
    _reverse(work, caller, body, received)
    if body.replacement is not None:
        _record_anew(work, caller, body.replacement, received)
    return APPLIED


def _locked_receipt(work: Work, repayment: bytes) -> Repayment | None:
    """The receipt as of when its loan is locked: two corrections at once would both see it stand."""
    loan = loan_of_repayment(work.connection, repayment)
    if loan is not None:
        work.get(LOANS, loan)
    return work.get(REPAYMENTS, repayment)


def _require_scope(work: Work, caller: Caller, received: Repayment) -> None:
    """A supervisor corrects what people below received, and what was received for their members."""
    if person_in_scope(work, caller, received.received_by):
        return
    loan = work.get(LOANS, received.loan) if received.loan is not None else None
    member = work.get(MEMBERS, loan.member) if loan is not None else None
    if member is None or not member_in_scope_now(work, caller, member):
        raise _not_theirs()


def _not_theirs() -> RuleRefused:
    """The one answer about a receipt of another team and about one there is not."""
    detail = (
        "It is not known, or only a supervisor of whoever received the money or an administrator corrects it."
    )
    return RuleRefused("out_of_scope", "This receipt is not yours to correct", detail)


def _reverse(work: Work, caller: Caller, body: RepaymentCorrected, received: Repayment) -> None:
    act = Act("reversal", caller.operation, received.value_on)
    loan = work.get(LOANS, received.loan) if received.loan is not None else None
    if received.state == "POSTED" and loan is not None:
        remove_payment(work, loan, received, act)
    else:
        post_suspense(work, received, act, reversed_=True)
    work.put(REPAYMENTS, received.id, replace(received, reversal_reason=body.reason))
    row = {
        "repayment": received.id,
        "operation": caller.operation,
        "received_by": received.received_by,
        "reversed_by": caller.staff,
        "reason": body.reason,
        "posted_on": work.today,
        "replacement": body.replacement.repayment if body.replacement else None,
    }
    work.append(tables.repayment_reversal, row)
    work.publish("repayment", received.id)


def _record_anew(work: Work, caller: Caller, body: RepaymentRecorded, before: Repayment) -> None:
    if work.get(REPAYMENTS, body.repayment) is not None:
        detail = "A replacement is a receipt of its own; the one named was recorded before."
        raise RuleRefused("repayment.exists", "The replacement was recorded before", detail)
    _require_open_day(work, body, before)
    if body.loan is None:
        _suspend_anew(work, caller, body, before)
        return
    loan = loan_in_scope(work, caller, body.loan)
    if body.member != loan.member:
        detail = "Name the member whose loan it is."
        raise RuleRefused("repayment.other_member", "The loan belongs to another member", detail)
    doubt = payment_doubt(loan, body.value_on, writing_of(work))
    if doubt is not None:
        raise RuleRefused(doubt.code, "The loan cannot take this payment", doubt.detail)
    received = receipt(
        work,
        caller,
        body,
        value_on=body.value_on,
        loan=loan.id,
        posting="POSTED",
        received_by=before.received_by,
    )
    add_payment(work, loan, received, Act("replacement", caller.operation, body.value_on))
    keep_receipt(work, received)


def _suspend_anew(work: Work, caller: Caller, body: RepaymentRecorded, before: Repayment) -> None:
    received = receipt(
        work,
        caller,
        body,
        value_on=body.value_on,
        loan=None,
        posting="SUSPENDED",
        reason="The money was received, but not for the loan it was recorded for.",
        received_by=before.received_by,
    )
    post_suspense(work, received, Act("replacement", caller.operation, body.value_on))
    keep_receipt(work, received)
    ask_about_suspense(work, received)


def _require_open_day(work: Work, body: RepaymentRecorded, before: Repayment) -> None:
    """A replacement may keep the value date of what it replaces, however old, but goes no further back."""
    earliest = min(before.value_on, earliest_open_day(work.today, settings_of(work)))
    if not earliest <= body.value_on <= work.today:
        raise RuleRefused(
            "repayment.bad_value_date",
            "This date is not open",
            "Take a date from {first} to {last}.",
            first=earliest,
            last=work.today,
        )
