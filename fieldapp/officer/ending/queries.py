"""What somebody received on a day, and what was counted at their meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.store.transaction import Reading
from shared.contract.bodies.lending import PaymentMethod
from shared.ids import StaffId


@dataclass(frozen=True, slots=True)
class Taken:
    """Receipts of one union by one method, in minor units; "" where the union is not known here."""

    union_name: str
    method: PaymentMethod
    count: int
    minor: int


@dataclass(frozen=True, slots=True)
class MeetingCount:
    """The cash of a meeting that was closed: what its sheet says and what was counted, in minor units."""

    union_name: str
    expected_minor: int
    counted_minor: int


def taken_on(tx: Reading, staff: StaffId, on: date) -> tuple[Taken, ...]:
    """Return what a person received on a day, by union and method; what was taken back is left out."""
    sql = (
        "SELECT coalesce(u.name, ''), r.method, count(*), sum(r.amount_minor) FROM p_repayment r"
        " LEFT JOIN p_loan l ON l.id = r.loan_id"
        " LEFT JOIN p_member m ON m.id = coalesce(l.member_id, r.member_id)"
        " LEFT JOIN p_union u ON u.id = coalesce(l.union_id, m.union_id)"
        " WHERE r.received_by = ? AND r.value_on = ? AND r.state <> 'REVERSED'"
        " GROUP BY u.id, r.method ORDER BY u.name COLLATE NOCASE, u.id, r.method"
    )
    return tuple(tx.rows(Taken, sql, (staff, on.isoformat())))


def unconfirmed(tx: Reading, staff: StaffId) -> tuple[int, int]:
    """Return how many of a person's receipts without cash nobody has matched with the bank, and their sum."""
    sql = (
        "SELECT count(*), coalesce(sum(amount_minor), 0) FROM p_repayment"
        " WHERE received_by = ? AND method <> 'CASH' AND state = 'POSTED'"
    )
    return tx.one(_pair, sql, (staff,))


def closed_on(tx: Reading, staff: StaffId, on: date) -> tuple[MeetingCount, ...]:
    """Return the meetings somebody closed that were held on a day."""
    sql = (
        "SELECT coalesce(u.name, ''), p.expected_cash_minor, p.counted_cash_minor FROM p_meeting p"
        " LEFT JOIN p_union u ON u.id = p.union_id WHERE p.held_on = ? AND p.closed_by = ?"
        " ORDER BY u.name COLLATE NOCASE, p.id"
    )
    return tuple(tx.rows(MeetingCount, sql, (on.isoformat(), staff)))


def _pair(first: int, second: int) -> tuple[int, int]:
    return first, second
