"""Reading single records and their next of kin from the query tables.

The rule kept here: rows leave as facts, with dates as dates; what is stored as a message is decoded here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import starmap
from operator import attrgetter

from fieldapp.desk import rows
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
from fieldapp.store.transaction import Reading, SqlValue
from shared.contract.bodies.people import InstitutionSettings, MemberProfile
from shared.contract.codec import decode
from shared.contract.records import (
    ApprovalState,
    MeetingRecord,
    MovementState,
)
from shared.ids import (
    ApprovalId,
    CashMovementId,
    DeviceId,
    LoanId,
    MeetingId,
    MemberId,
    ProductId,
    RepaymentId,
    StaffId,
    UnionId,
)
from shared.lending.lifecycle import LoanState

_PERSON = "SELECT id, name, role, status, supervisor_id, approval_limit_minor FROM p_staff"
_UNION = (
    "SELECT id, name, officer_id, location, meeting_weekday, meeting_time, meeting_frequency, meeting_place,"
    " provisional FROM p_union"
)
_MEMBER = (
    "SELECT id, union_id, code, first_name, last_name, phone, active, enrolled_by, verified_by, version,"
    " provisional FROM p_member"
)
_LOAN = (
    "SELECT id, number, member_id, union_id, product_id, officer_id, state, principal_minor, term_count,"
    " terms, expected_on, first_due_on, purpose, drafted_by, content_hash, approval_id, disbursed_on,"
    " closed_on, reason, outstanding_minor, paid_minor + penalty_paid_minor + credit_minor, credit_minor,"
    " version, provisional FROM p_loan"
)
_REPAYMENT = (
    "SELECT id, loan_id, member_id, amount_minor, method, value_on, receipt_number, received_by, state,"
    " reference, meeting_id, reason, version, provisional FROM p_repayment"
)
_APPROVAL = (
    "SELECT id, kind, subject_id, title, amount_minor, asked_by, asked_on, state, stage, stages,"
    " content_hash, decided_by, comment, version_no, since_last, coalesce(sent_decision, ''), version,"
    " provisional FROM p_approval"
)
_MOVEMENT = (
    "SELECT id, kind, state, from_staff, to_staff, amount_minor, moved_on, counted_minor, note, version,"
    " provisional FROM p_cash"
)

_OWN_CASH = "received_by = ? AND method = 'CASH' AND state <> 'REVERSED'"
_OUT_OF_SIGHT = (
    "SELECT o.data FROM outbox_subject s JOIN outbox_operation o ON o.seq = s.seq"
    " WHERE s.kind = ? AND o.kind = ?"
)


def settings(tx: Reading) -> InstitutionSettings | None:
    """Return the institution's settings, None before the first round."""
    data = tx.row(bytes, "SELECT settings FROM p_setting")
    return None if data is None else decode(InstitutionSettings, data)


def person(tx: Reading, staff: StaffId) -> Person | None:
    """Return one colleague."""
    return tx.row(rows.person_facts, f"{_PERSON} WHERE id = ?", (staff,))


def device_named(tx: Reading, device: DeviceId) -> tuple[str, str] | None:
    """Return whose a device is, by name, and its code."""
    sql = (
        "SELECT d.device, coalesce(s.name, '') FROM p_device d LEFT JOIN p_staff s ON s.id = d.staff_id"
        " WHERE d.id = ?"
    )
    return tx.row(rows.owner_and_code, sql, (device,))


def people(tx: Reading) -> tuple[Person, ...]:
    """Return all colleagues by name."""
    return tuple(tx.rows(rows.person_facts, f"{_PERSON} ORDER BY name, id"))


def union(tx: Reading, wanted: UnionId) -> UnionFacts | None:
    """Return one union."""
    return tx.row(rows.union_facts, f"{_UNION} WHERE id = ?", (wanted,))


def unions(tx: Reading) -> tuple[UnionFacts, ...]:
    """Return all unions by name."""
    return tuple(tx.rows(rows.union_facts, f"{_UNION} ORDER BY name, id"))


def member(tx: Reading, wanted: MemberId) -> MemberFacts | None:
    """Return one member."""
    return tx.row(rows.member_facts, f"{_MEMBER} WHERE id = ?", (wanted,))


def members_among(tx: Reading, wanted: Iterable[MemberId]) -> dict[MemberId, MemberFacts]:
    """Return those of these members who are known."""
    found = tx.rows_among(rows.member_facts, f"{_MEMBER} WHERE id IN ({{ids}})", wanted)
    return {member.member: member for member in found}


def members_of(tx: Reading, of: UnionId) -> tuple[MemberFacts, ...]:
    """Return the members of a union by name."""
    return tuple(
        tx.rows(rows.member_facts, f"{_MEMBER} WHERE union_id = ? ORDER BY last_name, first_name, id", (of,))
    )


def profile(tx: Reading, wanted: MemberId) -> MemberProfile | None:
    """Return a member's whole profile."""
    data = tx.row(bytes, "SELECT profile FROM p_member WHERE id = ?", (wanted,))
    return None if data is None else decode(MemberProfile, data)


def product(tx: Reading, wanted: ProductId) -> ProductFacts | None:
    """Return one product."""
    return tx.row(rows.product_facts, "SELECT id, definition FROM p_product WHERE id = ?", (wanted,))


def products(tx: Reading) -> tuple[ProductFacts, ...]:
    """Return all products by name."""
    return tuple(tx.rows(rows.product_facts, "SELECT id, definition FROM p_product ORDER BY name, id"))


def loan(tx: Reading, wanted: LoanId) -> LoanFacts | None:
    """Return one loan."""
    return tx.row(rows.loan_facts, f"{_LOAN} WHERE id = ?", (wanted,))


def loans_of_member(tx: Reading, of: MemberId) -> tuple[LoanFacts, ...]:
    """Return a member's loans, newest first."""
    return tuple(tx.rows(rows.loan_facts, f"{_LOAN} WHERE member_id = ? ORDER BY id DESC", (of,)))


def loans_among(tx: Reading, wanted: Iterable[LoanId]) -> tuple[LoanFacts, ...]:
    """Return these loans, oldest first."""
    sql = f"{_LOAN} WHERE id IN ({{ids}})"
    found = starmap(rows.loan_facts, tx.tuples_among(sql, wanted))
    return tuple(sorted(found, key=attrgetter("loan")))


def loans_in_state(tx: Reading, state: LoanState) -> tuple[LoanFacts, ...]:
    """Return all loans in one state, by the day the money is expected."""
    return tuple(
        tx.rows(rows.loan_facts, f"{_LOAN} WHERE state = ? ORDER BY expected_on, id", (state.value,))
    )


def instalments(tx: Reading, loans: Iterable[LoanId]) -> dict[LoanId, list[InstalmentFacts]]:
    """Return the schedules of loans that have one, each in order of sequence."""
    sql = (
        "SELECT loan_id, sequence, due_on, principal_minor, interest_minor, fee_minor, principal_paid_minor,"
        " interest_paid_minor, fee_paid_minor FROM p_instalment WHERE loan_id IN ({ids})"
        " ORDER BY loan_id, sequence"
    )
    found: dict[LoanId, list[InstalmentFacts]] = {}
    for of, item in starmap(rows.instalment_facts, tx.tuples_among(sql, loans)):
        found.setdefault(of, []).append(item)
    return found


def payments(tx: Reading, loans: Iterable[LoanId]) -> dict[LoanId, list[RepaymentFacts]]:
    """Return the repayments that stand on each loan; what is suspended or reversed does not."""
    sql = f"{_REPAYMENT} WHERE loan_id IN ({{ids}}) AND state = 'POSTED'"
    found: dict[LoanId, list[RepaymentFacts]] = {}
    for row in starmap(rows.repayment_facts, tx.tuples_among(sql, loans)):
        if row.loan is not None:
            found.setdefault(row.loan, []).append(row)
    return found


def repayment(tx: Reading, wanted: RepaymentId) -> RepaymentFacts | None:
    """Return one repayment, also one recorded here whose record is out of this tablet's sight."""
    found = tx.row(rows.repayment_facts, f"{_REPAYMENT} WHERE id = ?", (wanted,))
    if found is not None:
        return found
    sql = f"{_OUT_OF_SIGHT} AND s.id = ?"
    return tx.row(rows.recorded_facts, sql, ("repayment", "repayment.recorded", wanted))


def repayments_among(tx: Reading, wanted: Iterable[RepaymentId]) -> dict[RepaymentId, RepaymentFacts]:
    """Return those of these repayments whose records this tablet sees."""
    found = tx.rows_among(rows.repayment_facts, f"{_REPAYMENT} WHERE id IN ({{ids}})", wanted)
    return {row.repayment: row for row in found}


def recorded_at(tx: Reading, wanted: Iterable[RepaymentId]) -> dict[RepaymentId, int]:
    """Return when receipts of this tablet were recorded, in milliseconds of its clock."""
    sql = (
        "SELECT s.id, o.at_ms FROM outbox_subject s JOIN outbox_operation o ON o.seq = s.seq"
        " WHERE s.kind = 'repayment' AND o.kind = 'repayment.recorded' AND s.id IN ({ids})"
    )
    return dict(starmap(rows.repayment_and_moment, tx.tuples_among(sql, wanted)))


def signed_receipt(tx: Reading, wanted: RepaymentId) -> SignedReceipt | None:
    """Return the operation by which a repayment was recorded on this tablet, None for one of another."""
    sql = (
        "SELECT o.seq, o.hash, o.data FROM outbox_subject s JOIN outbox_operation o ON o.seq = s.seq"
        " WHERE s.kind = 'repayment' AND s.id = ? AND o.kind = 'repayment.recorded'"
    )
    return tx.row(rows.signed_receipt, sql, (wanted,))


def receipt_at(tx: Reading, sequence: int) -> SignedReceipt | None:
    """Return the repayment this tablet recorded as its operation of a number, None where it did not."""
    sql = "SELECT seq, hash, data FROM outbox_operation WHERE seq = ? AND kind = 'repayment.recorded'"
    return tx.row(rows.signed_receipt, sql, (sequence,))


def certificate(tx: Reading, device: bytes) -> bytes | None:
    """Return the certificate of a device as the office sent it."""
    sql = "SELECT body FROM base_record WHERE kind = 'certificate' AND id = ?"
    return tx.row(bytes, sql, (device,))


def repayments_of_loan(tx: Reading, of: LoanId) -> tuple[RepaymentFacts, ...]:
    """Return everything received for a loan, newest first."""
    return tuple(
        tx.rows(
            rows.repayment_facts, f"{_REPAYMENT} WHERE loan_id = ? ORDER BY value_on DESC, id DESC", (of,)
        )
    )


def repayments_of_meeting(tx: Reading, of: MeetingId) -> tuple[RepaymentFacts, ...]:
    """Return everything received at a meeting, in the order recorded."""
    return tuple(tx.rows(rows.repayment_facts, f"{_REPAYMENT} WHERE meeting_id = ? ORDER BY id", (of,)))


def same_repayment(tx: Reading, of: LoanId | None, by: MemberId, amount_minor: int, value_on: date) -> bool:
    """Say whether the same money was recorded for the same loan, or without one the member, on the same
    day.
    """
    key: SqlValue = by if of is None else of
    column = "member_id" if of is None else "loan_id"
    sql = f"SELECT 1 FROM p_repayment WHERE {column} = ? AND amount_minor = ? AND value_on = ?"
    return bool(
        tx.tuples(f"{sql} AND state <> 'REVERSED' LIMIT 1", (key, amount_minor, value_on.isoformat()))
    )


def meeting(tx: Reading, wanted: MeetingId) -> MeetingRecord | None:
    """Return one closed meeting."""
    data = tx.row(bytes, "SELECT sheet FROM p_meeting WHERE id = ?", (wanted,))
    return None if data is None else decode(MeetingRecord, data)


def last_meetings(tx: Reading) -> dict[UnionId, date]:
    """Return the day of the last closed meeting of every union that had one."""
    return dict(tx.rows(rows.union_and_day, "SELECT union_id, max(held_on) FROM p_meeting GROUP BY union_id"))


def approval(tx: Reading, wanted: ApprovalId) -> ApprovalFacts | None:
    """Return one request for a decision."""
    return tx.row(rows.approval_facts, f"{_APPROVAL} WHERE id = ?", (wanted,))


def approvals_in_state(tx: Reading, state: ApprovalState) -> tuple[ApprovalFacts, ...]:
    """Return the requests in one state, oldest first."""
    return tuple(tx.rows(rows.approval_facts, f"{_APPROVAL} WHERE state = ? ORDER BY asked_on, id", (state,)))


def approvals_about(tx: Reading, subject: bytes) -> tuple[ApprovalFacts, ...]:
    """Return the requests about one record, oldest first."""
    return tuple(
        tx.rows(rows.approval_facts, f"{_APPROVAL} WHERE subject_id = ? ORDER BY asked_on, id", (subject,))
    )


def movement(tx: Reading, wanted: CashMovementId) -> MovementFacts | None:
    """Return one movement of cash."""
    return tx.row(rows.movement_facts, f"{_MOVEMENT} WHERE id = ?", (wanted,))


def movements_in_state(tx: Reading, state: MovementState) -> tuple[MovementFacts, ...]:
    """Return the movements of cash in one state, oldest first."""
    return tuple(tx.rows(rows.movement_facts, f"{_MOVEMENT} WHERE state = ? ORDER BY moved_on, id", (state,)))


def own_cash_receipts(tx: Reading, staff: StaffId, limit: int = 200) -> tuple[RepaymentFacts, ...]:
    """Return the newest cash somebody received that was not reversed, whatever loan it was for."""
    sql = f"{_REPAYMENT} WHERE {_OWN_CASH} ORDER BY value_on DESC, id DESC LIMIT ?"
    found = [*tx.rows(rows.repayment_facts, sql, (staff, limit)), *_own_cash_out_of_sight(tx, staff)]
    return tuple(sorted(found, key=attrgetter("value_on", "repayment"), reverse=True)[:limit])


def own_cash_received(tx: Reading, staff: StaffId, after: date) -> tuple[int, date | None]:
    """Return all cash somebody received, reversals left out (minor units), and its first day after one."""
    amount, first = tx.one(
        rows.sum_and_day,
        "SELECT coalesce(sum(amount_minor), 0), min(CASE WHEN value_on > ? THEN value_on END)"
        f" FROM p_repayment WHERE {_OWN_CASH}",
        (after.isoformat(), staff),
    )
    hidden = _own_cash_out_of_sight(tx, staff)
    days = [row.value_on for row in hidden if row.value_on > after]
    amount += sum(row.amount_minor for row in hidden)
    return amount, min(days if first is None else [*days, first], default=None)


def cash_unheard_of(tx: Reading, staff: StaffId, since_ms: int) -> int:
    """Return the cash somebody took since a moment that the office has not answered (minor units)."""
    sql = (
        "SELECT data FROM outbox_operation"
        " WHERE state = 'waiting' AND kind = 'repayment.recorded' AND at_ms >= ?"
    )
    found = tx.rows(rows.recorded_facts, sql, (since_ms,))
    return sum(row.amount_minor for row in found if row.method == "CASH" and row.received_by == staff)


def _own_cash_out_of_sight(tx: Reading, staff: StaffId) -> list[RepaymentFacts]:
    """Cash recorded on this tablet the record of which is not here; it was received all the same."""
    sql = f"{_OUT_OF_SIGHT} AND s.id NOT IN (SELECT id FROM p_repayment)"
    found = tx.rows(rows.recorded_facts, sql, ("repayment", "repayment.recorded"))
    return [row for row in found if row.method == "CASH" and row.received_by == staff]


def own_movements(tx: Reading, staff: StaffId) -> tuple[MovementFacts, ...]:
    """Return the movements of cash somebody took part in, newest first.

    What was handed over on this tablet counts even where its record is out of sight.
    """
    found = tx.rows(rows.movement_facts, f"{_MOVEMENT} WHERE from_staff = ? OR to_staff = ?", (staff, staff))
    missing = f"{_OUT_OF_SIGHT} AND s.id NOT IN (SELECT id FROM p_cash)"
    for row in tx.rows(rows.handed_facts, missing, ("cash", "cash.handed_over")):
        if row.from_staff == staff:
            found.append(row)
    return tuple(sorted(found, key=attrgetter("on", "movement"), reverse=True))
