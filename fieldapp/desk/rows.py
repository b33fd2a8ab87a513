"""Rows of the query tables as facts: dates as dates, messages decoded, ids by their kind."""

from __future__ import annotations

from datetime import date

from fieldapp.desk.facts import (
    ApprovalFacts,
    InstalmentFacts,
    LoanFacts,
    MemberFacts,
    MovementFacts,
    Person,
    RepaymentFacts,
    SignedReceipt,
    UnionFacts,
)
from fieldapp.desk.products import ProductFacts
from shared.contract.bodies.cash import CashHandedOver
from shared.contract.bodies.lending import PaymentMethod, ProductDefinition, RepaymentRecorded
from shared.contract.bodies.people import Frequency, StaffStatus
from shared.contract.codec import decode
from shared.contract.operations import Operation
from shared.contract.records import (
    ApprovalState,
    DeviceRecord,
    LoanTermsFrozen,
    MovementKind,
    MovementState,
    RepaymentState,
    Resubmission,
)
from shared.ids import (
    ID_BYTES,
    ApprovalId,
    CashMovementId,
    LoanId,
    MeetingId,
    MemberId,
    ProductId,
    RepaymentId,
    StaffId,
    UnionId,
)
from shared.lending.lifecycle import LoanState
from shared.permissions import Role


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def sum_and_day(amount_minor: int, day: str | None) -> tuple[int, date | None]:
    """An amount and the day that goes with it."""
    return amount_minor, _day(day)


def repayment_and_moment(repayment: bytes, at_ms: int) -> tuple[RepaymentId, int]:
    """A receipt and when it was recorded."""
    return RepaymentId(repayment), at_ms


def owner_and_code(data: bytes, owner: str) -> tuple[str, str]:
    """Whose a device is, and its code."""
    return owner, decode(DeviceRecord, data).device_code


def person_facts(
    staff: bytes, name: str, role: str, status: StaffStatus, supervisor: bytes | None, limit_minor: int | None
) -> Person:
    """A row of colleagues."""
    above = None if supervisor is None else StaffId(supervisor)
    return Person(StaffId(staff), name, Role(role), status, above, limit_minor)


def union_facts(
    union_id: bytes,
    name: str,
    officer: bytes,
    location: str,
    weekday: int | None,
    time: str | None,
    frequency: Frequency,
    place: str,
    provisional: int,
) -> UnionFacts:
    """A row of unions."""
    of = UnionId(union_id), name, StaffId(officer), location
    return UnionFacts(*of, weekday, time or "", frequency, place, bool(provisional))


def member_facts(
    member_id: bytes,
    union_id: bytes,
    code: str,
    first_name: str,
    last_name: str,
    phone: str,
    active: int,
    enrolled_by: bytes,
    verified_by: bytes | None,
    version: int,
    provisional: int,
) -> MemberFacts:
    """A row of members."""
    verifier = None if verified_by is None else StaffId(verified_by)
    names = code, first_name, last_name, phone
    acts = bool(active), StaffId(enrolled_by), verifier
    return MemberFacts(MemberId(member_id), UnionId(union_id), *names, *acts, version, bool(provisional))


def product_facts(product_id: bytes, definition: bytes) -> ProductFacts:
    """A row of products."""
    return ProductFacts(ProductId(product_id), decode(ProductDefinition, definition))


def loan_facts(
    loan_id: bytes,
    number: str,
    member_id: bytes,
    union_id: bytes,
    product_id: bytes,
    officer: bytes,
    state: str,
    principal_minor: int,
    term_count: int,
    terms: bytes | None,
    expected_on: str,
    first_due_on: str | None,
    purpose: str,
    drafted_by: bytes,
    content_hash: bytes,
    approval_id: bytes | None,
    disbursed_on: str | None,
    closed_on: str | None,
    reason: str,
    outstanding_minor: int,
    taken_minor: int,
    credit_minor: int,
    version: int,
    provisional: int,
) -> LoanFacts:
    """A row of loans."""
    return LoanFacts(
        loan=LoanId(loan_id),
        number=number,
        member=MemberId(member_id),
        union=UnionId(union_id),
        product=ProductId(product_id),
        officer=StaffId(officer),
        state=LoanState(state),
        principal_minor=principal_minor,
        term_count=term_count,
        terms=None if terms is None else decode(LoanTermsFrozen, terms),
        expected_on=date.fromisoformat(expected_on),
        first_due_on=_day(first_due_on),
        purpose=purpose,
        drafted_by=StaffId(drafted_by),
        content_hash=content_hash,
        approval=None if approval_id is None else ApprovalId(approval_id),
        disbursed_on=_day(disbursed_on),
        closed_on=_day(closed_on),
        reason=reason,
        outstanding_minor=outstanding_minor,
        taken_minor=taken_minor,
        credit_minor=credit_minor,
        version=version,
        provisional=bool(provisional),
    )


def instalment_facts(
    loan_id: bytes, sequence: int, due_on: str, *amounts_minor: int
) -> tuple[LoanId, InstalmentFacts]:
    """A row of instalments: principal, interest and fee due, then the same paid."""
    return LoanId(loan_id), InstalmentFacts(sequence, date.fromisoformat(due_on), *amounts_minor)


def recorded_facts(data: bytes) -> RepaymentFacts:
    """The operation that recorded a repayment, as long as its record is not on this tablet."""
    operation = decode(Operation, data)
    body = decode(RepaymentRecorded, operation.body)
    return RepaymentFacts(
        repayment=RepaymentId(body.repayment),
        loan=None if body.loan is None else LoanId(body.loan),
        member=MemberId(body.member),
        amount_minor=body.amount_minor,
        method=body.method,
        value_on=body.value_on,
        receipt_number=body.receipt_number,
        received_by=StaffId(operation.staff),
        state="POSTED",
        reference=body.reference,
        meeting=None if body.meeting is None else MeetingId(body.meeting),
        reason="",
        version=0,
        provisional=True,
    )


def handed_facts(data: bytes) -> MovementFacts:
    """The operation that recorded a handover, as long as its record is not on this tablet."""
    operation = decode(Operation, data)
    body = decode(CashHandedOver, operation.body)
    between = StaffId(operation.staff), StaffId(body.to_staff)
    return MovementFacts(
        CashMovementId(body.movement),
        "HANDOVER",
        "OPEN",
        *between,
        body.amount_minor,
        body.on,
        None,
        body.note,
        0,
        True,
    )


def repayment_facts(
    repayment_id: bytes,
    loan_id: bytes | None,
    member_id: bytes | None,
    amount_minor: int,
    method: PaymentMethod,
    value_on: str,
    receipt_number: str,
    received_by: bytes,
    state: RepaymentState,
    reference: str,
    meeting_id: bytes | None,
    reason: str,
    version: int,
    provisional: int,
) -> RepaymentFacts:
    """A row of repayments."""
    return RepaymentFacts(
        repayment=RepaymentId(repayment_id),
        loan=None if loan_id is None else LoanId(loan_id),
        member=None if member_id is None else MemberId(member_id),
        amount_minor=amount_minor,
        method=method,
        value_on=date.fromisoformat(value_on),
        receipt_number=receipt_number,
        received_by=StaffId(received_by),
        state=state,
        reference=reference,
        meeting=None if meeting_id is None else MeetingId(meeting_id),
        reason=reason,
        version=version,
        provisional=bool(provisional),
    )


def approval_facts(
    approval_id: bytes,
    kind: str,
    subject: bytes,
    title: str,
    amount_minor: int,
    asked_by: bytes,
    asked_on: str,
    state: ApprovalState,
    stage: int,
    stages: int,
    content_hash: bytes,
    decided_by: bytes,
    comment: str,
    version_no: int,
    since_last: bytes | None,
    sent_decision: str,
    version: int,
    provisional: int,
) -> ApprovalFacts:
    """A row of requests; deciders lie one behind the other, 16 bytes each."""
    deciders = range(0, len(decided_by), ID_BYTES)
    return ApprovalFacts(
        approval=ApprovalId(approval_id),
        kind=kind,
        subject=subject,
        title=title,
        amount_minor=amount_minor,
        asked_by=StaffId(asked_by),
        asked_on=date.fromisoformat(asked_on),
        state=state,
        stage=stage,
        stages=stages,
        content_hash=content_hash,
        decided_by=tuple(StaffId(decided_by[at : at + ID_BYTES]) for at in deciders),
        comment=comment,
        version_no=version_no,
        since_last=None if since_last is None else decode(Resubmission, since_last),
        sent_decision=sent_decision,
        version=version,
        provisional=bool(provisional),
    )


def signed_receipt(sequence: int, operation_hash: bytes, data: bytes) -> SignedReceipt:
    """An operation that recorded a repayment."""
    operation = decode(Operation, data)
    body = decode(RepaymentRecorded, operation.body)
    return SignedReceipt(
        sequence,
        operation_hash,
        RepaymentId(body.repayment),
        MemberId(body.member),
        body.amount_minor,
        operation.at_ms,
    )


def movement_facts(
    movement_id: bytes,
    kind: MovementKind,
    state: MovementState,
    from_staff: bytes | None,
    to_staff: bytes | None,
    amount_minor: int,
    moved_on: str,
    counted_minor: int | None,
    note: str,
    version: int,
    provisional: int,
) -> MovementFacts:
    """A row of cash movements."""
    giver = None if from_staff is None else StaffId(from_staff)
    taker = None if to_staff is None else StaffId(to_staff)
    of = CashMovementId(movement_id), kind, state, giver, taker
    return MovementFacts(
        *of, amount_minor, date.fromisoformat(moved_on), counted_minor, note, version, bool(provisional)
    )


def union_and_day(union: bytes, day: str) -> tuple[UnionId, date]:
    """A union and a day of its own."""
    return UnionId(union), date.fromisoformat(day)
