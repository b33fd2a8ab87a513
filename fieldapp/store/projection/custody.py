"""Rows of money received, of cash that changed hands, of meetings, and of what waits for somebody.

The rule kept here: a row is keyed by the record's own id, so an operation whose record has arrived counts
once.
"""

from __future__ import annotations

import msgspec

from fieldapp.store.projection.overlay import LaidOver
from fieldapp.store.projection.rows import Sheet, number_words
from fieldapp.store.projection.sight import Aggregate, Sight
from fieldapp.store.projection.tables import APPROVAL, CASH, MEETING, REPAYMENT, TASK
from shared.contract.bodies import cash
from shared.contract.bodies.lending import ApprovalDecided, RepaymentCorrected, RepaymentRecorded
from shared.contract.codec import decode, encode
from shared.contract.records import (
    ApprovalRecord,
    CashMovementRecord,
    MeetingRecord,
    RepaymentRecord,
    TaskRecord,
)
from shared.ids import StaffId


def project_repayment(aggregate: Aggregate, sight: Sight, sheet: Sheet) -> None:
    """Put a repayment."""
    record = None if aggregate.body is None else decode(RepaymentRecord, aggregate.body)
    for laid in aggregate.operations:
        record = _repayment_after(aggregate.id, record, laid, sight)
    if record is not None:
        _put_repayment(aggregate, record, sheet)


def _repayment_after(
    identifier: bytes, record: RepaymentRecord | None, laid: LaidOver, sight: Sight
) -> RepaymentRecord | None:
    match laid.body:
        case RepaymentRecorded() as body if record is None:
            return _recorded(body, laid.staff)
        case RepaymentCorrected() as body if body.repayment == identifier:
            return record and msgspec.structs.replace(record, state="REVERSED", reason=body.reason)
        case RepaymentCorrected(replacement=RepaymentRecorded() as body) if record is None:
            return _recorded(body, sight.receiver(laid.body.repayment) or laid.staff)
    return record


def _recorded(body: RepaymentRecorded, received_by: StaffId) -> RepaymentRecord:
    return RepaymentRecord(
        loan=body.loan,
        member=body.member if body.loan is None else None,
        amount_minor=body.amount_minor,
        method=body.method,
        value_on=body.value_on,
        posted_on=body.value_on,
        receipt_number=body.receipt_number,
        received_by=received_by,
        state="SUSPENDED" if body.loan is None else "POSTED",
        reference=body.reference,
        meeting=body.meeting,
        reason="",
        allocations=(),
        credit_minor=0,
    )


def _put_repayment(aggregate: Aggregate, record: RepaymentRecord, sheet: Sheet) -> None:
    sheet.put(
        REPAYMENT,
        (
            aggregate.id,
            record.loan,
            record.member,
            record.amount_minor,
            record.method,
            record.value_on.isoformat(),
            record.posted_on.isoformat() if aggregate.version else None,
            record.receipt_number,
            record.state,
            record.reason,
            record.received_by,
            record.meeting,
            record.reference,
            aggregate.version,
            aggregate.provisional,
        ),
    )
    sheet.find_by("repayment", aggregate.id, number_words(record.receipt_number))


def project_meeting(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a closed meeting; `sheet` of its row is the whole `MeetingRecord`."""
    record = None if aggregate.body is None else decode(MeetingRecord, aggregate.body)
    for laid in aggregate.operations:
        if record is None and isinstance(laid.body, cash.MeetingClosed):
            record = _closed(laid.body, laid)
    if record is not None:
        row = (aggregate.id, record.union, record.held_on.isoformat(), record.closed_by)
        amounts = (record.expected_cash_minor, record.counted_cash_minor)
        sheet.put(MEETING, (*row, *amounts, encode(record), aggregate.version, aggregate.provisional))


def _closed(body: cash.MeetingClosed, laid: LaidOver) -> MeetingRecord:
    return MeetingRecord(
        union=body.union,
        held_on=body.held_on,
        closed_by=laid.staff,
        attendance=body.attendance,
        repayments=body.repayments,
        expected_cash_minor=body.expected_cash_minor,
        counted_cash_minor=body.counted_cash_minor,
        denominations=body.denominations,
        variance_reason=body.variance_reason,
        note=body.note,
        signatures=body.signatures,
        variance_code=body.variance_code,
    )


def project_approval(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put a request for a decision; a decision sent but not answered leaves its state as it was."""
    if aggregate.body is None:
        return
    record = decode(ApprovalRecord, aggregate.body)
    sent = [laid.body.decision for laid in aggregate.operations if isinstance(laid.body, ApprovalDecided)]
    sheet.put(
        APPROVAL,
        (
            aggregate.id,
            record.kind,
            record.subject,
            record.title,
            record.amount_minor,
            record.asked_by,
            record.asked_on.isoformat(),
            record.state,
            record.stage,
            record.stages,
            record.content_hash,
            b"".join(record.decided_by),
            record.comment,
            record.version_no,
            None if record.since_last is None else encode(record.since_last),
            sent[-1] if sent else None,
            aggregate.version,
            aggregate.provisional,
        ),
    )


def project_cash(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put cash that changed hands."""
    record = None if aggregate.body is None else decode(CashMovementRecord, aggregate.body)
    for laid in aggregate.operations:
        record = _cash_after(record, laid)
    if record is not None:
        _put_cash(aggregate, record, sheet)


def _cash_after(record: CashMovementRecord | None, laid: LaidOver) -> CashMovementRecord | None:
    match laid.body:
        case cash.CashFloatIssued(officer=officer, amount_minor=amount, on=on) if record is None:
            return CashMovementRecord("FLOAT", "RECEIVED", laid.staff, officer, amount, on, None, None, "")
        case cash.CashHandedOver() as body if record is None:
            return CashMovementRecord(
                "HANDOVER",
                "OPEN",
                laid.staff,
                body.to_staff,
                body.amount_minor,
                body.on,
                None,
                None,
                body.note,
            )
        case cash.CashReceived(counted_minor=counted) if record is not None:
            return msgspec.structs.replace(
                record, state="RECEIVED", counted_minor=counted, counted_by=laid.staff
            )
    return record


def _put_cash(aggregate: Aggregate, record: CashMovementRecord, sheet: Sheet) -> None:
    sheet.put(
        CASH,
        (
            aggregate.id,
            record.kind,
            record.state,
            record.from_staff,
            record.to_staff,
            record.amount_minor,
            record.on.isoformat(),
            record.counted_minor,
            record.counted_by,
            record.note,
            aggregate.version,
            aggregate.provisional,
        ),
    )


def project_task(aggregate: Aggregate, _: Sight, sheet: Sheet) -> None:
    """Put something somebody must look at."""
    if aggregate.body is None:
        return
    record = decode(TaskRecord, aggregate.body)
    row = (aggregate.id, record.kind, record.title, record.detail, record.about_kind, record.about)
    tail = (record.staff, record.opened_on.isoformat(), int(record.open))
    sheet.put(TASK, (*row, *tail, aggregate.version, aggregate.provisional))
