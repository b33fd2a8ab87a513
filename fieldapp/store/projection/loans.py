"""Rows of loans and their instalments.

The rule kept here: without an operation laid over it, a loan shows the figures the server delivered; with
one, its payments are replayed through the same rules the server uses. Nothing here follows from today.
"""

from __future__ import annotations

from datetime import date

import msgspec

from fieldapp.store.projection.loan_terms import instalments, unpaid_items
from fieldapp.store.projection.overlay import LaidOver
from fieldapp.store.projection.rows import Sheet, number_words
from fieldapp.store.projection.sight import Aggregate, CountedPayment, Sight
from fieldapp.store.projection.tables import INSTALMENT, LOAN
from fieldapp.store.transaction import Row
from shared.contract.bodies import lending
from shared.contract.codec import decode, encode
from shared.contract.products import frozen_terms, penalty_terms
from shared.contract.records import LoanItem, LoanRecord, LoanTermsFrozen
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.ids import ID_BYTES
from shared.lending.allocation import Payment, replay
from shared.lending.lifecycle import TAKES_PAYMENTS, LoanAct, LoanState, may_move, move
from shared.lending.position import LoanPosition

NOT_HERE = bytes(ID_BYTES)
"""The union of a drafted loan whose member is not on this tablet."""

_NO_TERMS = LoanTermsFrozen(b"", "MONTH", 1, "ZERO", "0", "YEAR", 0, 0, 1, (), None, 0, 0, 0, 0)


def project_loan(aggregate: Aggregate, sight: Sight, sheet: Sheet) -> None:
    """Put a loan and its instalments."""
    record = None if aggregate.body is None else decode(LoanRecord, aggregate.body)
    for laid in aggregate.operations:
        record = _after(record, laid, sight)
    if record is None:
        return
    moved_to = sight.moved.get(record.member)
    if moved_to is not None:
        record = msgspec.structs.replace(record, union=moved_to)
    if any(_is_payment(laid) for laid in aggregate.operations):
        record = _with_payments(aggregate.id, record, sight)
    _put(aggregate, record, 1 if moved_to is not None else aggregate.provisional, sheet)


def _after(record: LoanRecord | None, laid: LaidOver, sight: Sight) -> LoanRecord | None:
    match laid.body:
        case lending.LoanDrafted(application=application) if record is None:
            return _drafted(application, laid.staff, sight)
        case lending.LoanChanged(application=application) if record is not None and record.state == "DRAFT":
            drafted = _drafted(application, record.drafted_by, sight)
            return msgspec.structs.replace(drafted, officer=record.officer)
        case lending.LoanSubmitted() if record is not None:
            return _moved(record, LoanAct.SUBMIT)
        case lending.LoanWithdrawn() if record is not None:
            return _moved(record, LoanAct.SEND_BACK)
        case lending.LoanCanceled(reason=reason) if record is not None:
            return _moved(record, LoanAct.CANCEL, reason)
        case lending.LoanDefaulted(reason=reason) if record is not None:
            return _moved(record, LoanAct.DEFAULT, reason)
        case lending.LoanCured(reason=reason) if record is not None:
            return _moved(record, LoanAct.CURE, reason)
        case lending.LoanDisbursed() as body if record is not None:
            return _disbursed(record, body, sight)
    return record


def _drafted(application: lending.LoanApplication, by: bytes, sight: Sight) -> LoanRecord:
    return LoanRecord(
        number=application.number,
        member=application.member,
        union=sight.union_of(application.member) or NOT_HERE,
        product=application.product,
        officer=by,
        state="DRAFT",
        principal_minor=application.principal_minor,
        term_count=application.term_count,
        terms=_terms(application, sight),
        expected_on=application.expected_on,
        first_due_on=application.first_due_on,
        purpose=application.purpose,
        drafted_by=by,
        content_hash=content_hash(application),
        approval=None,
        disbursed_on=None,
        closed_on=None,
        reason="",
        items=(),
        penalty_paid_minor=0,
        credit_minor=0,
    )


def _terms(application: lending.LoanApplication, sight: Sight) -> LoanTermsFrozen:
    definition, settings = sight.definition(application.product), sight.settings()
    if definition is None or settings is None:
        return _NO_TERMS
    try:
        return frozen_terms(definition, application.principal_minor, settings)
    except RuleRefused:
        # The server refuses a product that contradicts itself; the draft is shown without its terms.
        return _NO_TERMS


def _moved(record: LoanRecord, act: LoanAct, reason: str = "") -> LoanRecord:
    """The record after an act; as it was where the act is not possible, for then the server refuses it."""
    state = LoanState(record.state)
    if not may_move(state, act):
        return record
    return msgspec.structs.replace(record, state=move(state, act).value, reason=reason or record.reason)


def _disbursed(record: LoanRecord, body: lending.LoanDisbursed, sight: Sight) -> LoanRecord:
    after = _moved(record, LoanAct.DISBURSE)
    if after is record or record.terms is _NO_TERMS:
        return after
    first_due_on = body.first_due_on or record.first_due_on
    try:
        items = unpaid_items(record, body.disbursed_on, first_due_on, sight.calendar())
    except RuleRefused:
        # The server decides; until then the loan stands as approved.
        return record
    return msgspec.structs.replace(
        after, disbursed_on=body.disbursed_on, first_due_on=first_due_on, items=items
    )


def _is_payment(laid: LaidOver) -> bool:
    return isinstance(laid.body, lending.RepaymentRecorded | lending.RepaymentCorrected)


def _with_payments(identifier: bytes, record: LoanRecord, sight: Sight) -> LoanRecord:
    """The record with its items as the payments shown now leave them.

    All payments are replayed where those on this tablet account for the figures delivered. Where some are
    out of sight, the new ones are laid on what the delivered figures leave unpaid.
    """
    takes_payments = record.state in TAKES_PAYMENTS
    payments = [paid for paid in sight.payments(identifier) if paid.delivered or takes_payments]
    delivered = sum(payment.amount_minor for payment in payments if _was_posted(payment))
    if delivered == _paid_minor(record.items) + record.penalty_paid_minor + record.credit_minor:
        return _replayed(record, payments)
    return _laid_on_top(record, [payment for payment in payments if not payment.delivered])


def _was_posted(payment: CountedPayment) -> bool:
    """Whether the delivered figures count it; they do where only the overlay reversed it."""
    reversed_here = payment.state == "REVERSED" and payment.provisional
    return payment.delivered and (payment.state == "POSTED" or reversed_here)


def _replayed(record: LoanRecord, payments: list[CountedPayment]) -> LoanRecord:
    penalty = penalty_terms(record.terms.penalty)
    order = record.terms.allocation_order
    position = replay(
        instalments(record.items), _standing(payments), _last_day(record, payments), order, penalty
    )
    items = [_item_paid(item, _PAID_NOTHING) for item in record.items]
    return msgspec.structs.replace(
        record,
        items=_paid_by(tuple(items), position),
        penalty_paid_minor=position.penalty_paid_minor,
        credit_minor=position.credit_minor,
    )


def _laid_on_top(record: LoanRecord, payments: list[CountedPayment]) -> LoanRecord:
    owed = tuple(
        LoanItem(
            item.sequence,
            item.due_on,
            item.principal_minor - item.principal_paid_minor,
            item.interest_minor - item.interest_paid_minor,
            item.fee_minor - item.fee_paid_minor,
            0,
            0,
            0,
        )
        for item in record.items
    )
    as_of = _last_day(record, payments)
    position = replay(instalments(owed), _standing(payments), as_of, record.terms.allocation_order)
    return msgspec.structs.replace(
        record,
        items=_paid_by(record.items, position),
        credit_minor=record.credit_minor + position.credit_minor,
    )


def _standing(payments: list[CountedPayment]) -> list[Payment]:
    return [
        Payment(payment.id.hex(), payment.amount_minor, payment.value_on)
        for payment in payments
        if payment.state == "POSTED"
    ]


def _last_day(record: LoanRecord, payments: list[CountedPayment]) -> date:
    """The day of the last payment: a replay up to it depends on nothing but the facts."""
    return max((payment.value_on for payment in payments), default=record.expected_on)


_Paid = tuple[int, int, int]
_PAID_NOTHING: _Paid = (0, 0, 0)


def _item_paid(item: LoanItem, paid: _Paid) -> LoanItem:
    principal, interest, fee = paid
    return LoanItem(
        item.sequence,
        item.due_on,
        item.principal_minor,
        item.interest_minor,
        item.fee_minor,
        principal,
        interest,
        fee,
    )


def _paid_by(items: tuple[LoanItem, ...], position: LoanPosition) -> tuple[LoanItem, ...]:
    """The items with what the position paid of each added."""
    paid = {item.sequence: item for item in position.items}
    return tuple(
        _item_paid(
            item,
            (
                item.principal_paid_minor + paid[item.sequence].principal_paid_minor,
                item.interest_paid_minor + paid[item.sequence].interest_paid_minor,
                item.fee_paid_minor + paid[item.sequence].fee_paid_minor,
            ),
        )
        for item in items
    )


def _paid_minor(items: tuple[LoanItem, ...]) -> int:
    return sum(item.principal_paid_minor + item.interest_paid_minor + item.fee_paid_minor for item in items)


def _put(aggregate: Aggregate, record: LoanRecord, provisional: int, sheet: Sheet) -> None:
    rows, outstanding = _instalment_rows(aggregate.id, record, provisional)
    sheet.put_all(INSTALMENT, rows)
    sheet.put(LOAN, _loan_row(aggregate, record, provisional, outstanding))
    sheet.find_by("loan", aggregate.id, number_words(record.number))


def _instalment_rows(loan: bytes, record: LoanRecord, provisional: int) -> tuple[list[Row], int]:
    rows: list[Row] = []
    outstanding = 0
    union = record.union
    for item in record.items:
        principal, interest, fee = item.principal_minor, item.interest_minor, item.fee_minor
        principal_paid, interest_paid = item.principal_paid_minor, item.interest_paid_minor
        fee_paid = item.fee_paid_minor
        owed = principal + interest + fee - principal_paid - interest_paid - fee_paid
        outstanding += owed
        due_on = item.due_on.isoformat()
        rows.append(
            (loan, item.sequence, union, due_on, principal, interest, fee,
             principal_paid, interest_paid, fee_paid, owed, provisional)
        )  # fmt: skip
    return rows, outstanding


def _loan_row(aggregate: Aggregate, record: LoanRecord, provisional: int, outstanding_minor: int) -> Row:
    return (
        aggregate.id,
        record.number,
        record.member,
        record.union,
        record.product,
        record.officer,
        record.state,
        record.principal_minor,
        record.term_count,
        None if record.terms is _NO_TERMS else encode(record.terms),
        record.expected_on.isoformat(),
        _iso(record.first_due_on),
        record.purpose,
        record.drafted_by,
        record.content_hash,
        record.approval,
        _iso(record.disbursed_on),
        _iso(record.closed_on),
        record.reason,
        outstanding_minor,
        _paid_minor(record.items),
        record.penalty_paid_minor,
        record.credit_minor,
        aggregate.version,
        provisional,
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
