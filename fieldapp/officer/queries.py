"""Figures for the officer's lists, summed where the rows are.

The rule kept here: only what the query tables say is summed; penalty, which follows from the day, is not in
them. A plus before a column keeps the planner from walking a whole table for the sake of its order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

from fieldapp.store.transaction import Reading
from shared.contract.codec import decode
from shared.contract.records import MeetingRecord
from shared.ids import LoanId, MeetingId, MemberId, StaffId, UnionId
from shared.lending.lifecycle import OWING_STATES

_OWING = ", ".join(f"'{state}'" for state in sorted(OWING_STATES))


@dataclass(frozen=True, slots=True)
class UnionFigures:
    """One union's figures as of a day, in minor units."""

    members: int
    open_loans: int
    outstanding_minor: int
    due_minor: int
    overdue_minor: int
    late_loans: int


NOTHING = UnionFigures(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Collected:
    """What members of a union paid on a day, in minor units, and how many of them paid."""

    minor: int
    payers: int


NOTHING_CAME = Collected(0, 0)


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A closed meeting in a union's history; amounts in minor units, `present` counts late comers too."""

    meeting: MeetingId
    held_on: date
    present: int
    members: int
    expected_minor: int
    counted_minor: int
    variance_reason: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class OpenMeeting:
    """A meeting at which something was paid and that nobody closed; what came in cash, in minor units."""

    union: UnionId
    on: date
    cash_minor: int


@dataclass(frozen=True, slots=True)
class ToCollect:
    """A loan with something due on the day or overdue, in minor units; penalty is shown when it is opened.

    `sequence` is the oldest unpaid instalment of `items`; `to_pay_minor` is due and overdue together.
    """

    loan: LoanId
    number: str
    member: MemberId
    member_name: str
    member_code: str
    union: UnionId
    union_name: str
    sequence: int
    items: int
    due_minor: int
    overdue_minor: int
    to_pay_minor: int
    days_late: int
    provisional: bool


def union_figures(tx: Reading, on: date, union: UnionId | None = None) -> dict[UnionId, UnionFigures]:
    """Return the figures of every union as of a day, or of one; active and defaulted loans count."""
    day = on.isoformat()
    of, wanted = ("", ()) if union is None else (" AND union_id = ?", (union,))
    by_loan = "+loan_id" if union is None else "loan_id"
    figures = tx.rows(
        _union_figures,
        "WITH owed AS (SELECT loan_id, sum(owed_minor * (due_on = ?)) AS due,"
        "  sum(owed_minor * (due_on < ?)) AS late FROM p_instalment"
        f"  WHERE owed_minor > 0 AND due_on <= ?{of} GROUP BY {by_loan}),"
        " loans AS (SELECT l.union_id, count(*) AS open_loans, sum(l.outstanding_minor) AS outstanding,"
        "  coalesce(sum(o.due), 0) AS due, coalesce(sum(o.late), 0) AS late,"
        "  sum(coalesce(o.late, 0) > 0) AS late_loans"
        f"  FROM p_loan l LEFT JOIN owed o ON o.loan_id = l.id WHERE l.state IN ({_OWING}){of}"
        "  GROUP BY l.union_id),"
        f" members AS (SELECT union_id, sum(active) AS members FROM p_member WHERE 1{of} GROUP BY union_id)"
        " SELECT u.id, coalesce(m.members, 0), coalesce(l.open_loans, 0), coalesce(l.outstanding, 0),"
        "  coalesce(l.due, 0), coalesce(l.late, 0), coalesce(l.late_loans, 0)"
        " FROM p_union u LEFT JOIN members m ON m.union_id = u.id LEFT JOIN loans l ON l.union_id = u.id"
        f" WHERE 1{of.replace('union_id', 'u.id')}",
        (day, day, day, *wanted * 4),
    )
    return dict(figures)


def to_collect(tx: Reading, on: date) -> tuple[ToCollect, ...]:
    """Return what is due on a day or overdue, the longest overdue first."""
    day = on.isoformat()
    return tuple(
        tx.rows(
            _to_collect,
            "SELECT l.id, l.number, l.member_id, m.first_name || ' ' || m.last_name, m.code, l.union_id,"
            "  coalesce(u.name, ''), d.sequence, l.term_count, d.due, d.late,"
            "  CAST(julianday(?) - julianday(d.oldest) AS INTEGER), l.provisional"
            " FROM (SELECT loan_id, min(sequence) AS sequence, min(due_on) AS oldest,"
            "   sum(owed_minor * (due_on = ?)) AS due, sum(owed_minor * (due_on < ?)) AS late"
            "   FROM p_instalment WHERE owed_minor > 0 AND due_on <= ? GROUP BY +loan_id) d"
            " JOIN p_loan l ON l.id = d.loan_id JOIN p_member m ON m.id = l.member_id"
            " LEFT JOIN p_union u ON u.id = l.union_id"
            f" WHERE l.state IN ({_OWING}) ORDER BY d.oldest, m.last_name, m.first_name, l.number",
            (day, day, day, day),
        )
    )


def fell_due_on(tx: Reading, on: date) -> int:
    """Return what the schedules ask for on one day, paid or not, in minor units."""
    return tx.one(
        int,
        "SELECT coalesce(sum(i.principal_minor + i.interest_minor + i.fee_minor), 0) FROM p_instalment i"
        " JOIN p_loan l ON l.id = i.loan_id WHERE i.due_on = ? AND l.state IN"
        f" ({_OWING}, 'COMPLETED')",
        (on.isoformat(),),
    )


def collected_on(tx: Reading, staff: StaffId, on: date) -> tuple[int, int]:
    """Return what somebody received on a day, in minor units: posted by the server, and provisional."""
    return tx.one(
        _pair,
        "SELECT coalesce(sum(amount_minor * (1 - provisional)), 0),"
        " coalesce(sum(amount_minor * provisional), 0)"
        " FROM p_repayment WHERE received_by = ? AND value_on = ? AND state <> 'REVERSED'",
        (staff, on.isoformat()),
    )


def collected_by_union(tx: Reading, on: date) -> dict[UnionId, Collected]:
    """Return what every union's members paid on a day."""
    sql = (
        "SELECT m.union_id, sum(r.amount_minor), count(DISTINCT m.id) FROM p_repayment r"
        " LEFT JOIN p_loan l ON l.id = r.loan_id JOIN p_member m ON m.id = coalesce(l.member_id, r.member_id)"
        " WHERE r.value_on = ? AND r.state <> 'REVERSED' GROUP BY m.union_id"
    )
    return dict(tx.rows(_collected, sql, (on.isoformat(),)))


def own_receipts_lately(tx: Reading, limit: int = 1500) -> tuple[tuple[int, int], ...]:
    """Return when the last receipts of this tablet were recorded (milliseconds) and their minor units."""
    sql = (
        "SELECT at_ms, value_minor FROM (SELECT kind, at_ms, value_minor FROM outbox_operation"
        " ORDER BY seq DESC LIMIT ?) WHERE kind = 'repayment.recorded'"
    )
    return tuple(tx.rows(_pair, sql, (limit,)))


def meetings_of(tx: Reading, union: UnionId) -> tuple[HeldMeeting, ...]:
    """Return the last 50 closed meetings of a union, newest first."""
    return tuple(
        tx.rows(
            _held,
            "SELECT id, sheet, provisional FROM p_meeting WHERE union_id = ? ORDER BY held_on DESC LIMIT 50",
            (union,),
        )
    )


def loans_with_schedule(tx: Reading, union: UnionId, first: date) -> tuple[LoanId, ...]:
    """Return the loans of a union that owe, and those that were completed on a day or later."""
    return tuple(
        tx.rows(
            LoanId,
            f"SELECT id FROM p_loan WHERE union_id = ? AND (state IN ({_OWING})"
            " OR (state = 'COMPLETED' AND closed_on >= ?)) ORDER BY id",
            (union, first.isoformat()),
        )
    )


def loans_on_sheet(tx: Reading, union: UnionId, on: date) -> tuple[LoanId, ...]:
    """Return the loans a sheet shows: those that owe, and those that were paid on its day."""
    return tuple(
        tx.rows(
            LoanId,
            f"SELECT id FROM p_loan WHERE union_id = ? AND state IN ({_OWING})"
            " UNION SELECT l.id FROM p_repayment r JOIN p_loan l ON l.id = r.loan_id"
            " WHERE r.value_on = ? AND r.state = 'POSTED' AND l.union_id = ? ORDER BY 1",
            (union, on.isoformat(), union),
        )
    )


PaidStands = Literal["posted", "sent", "on_tablet"]
"""All here from the server; answered by it, not here yet; on this tablet alone, in part or whole."""
_PAID_STANDS: tuple[PaidStands, ...] = get_args(PaidStands)


@dataclass(frozen=True, slots=True)
class PaidOn:
    """What was paid on a day, how much of it not at its meeting, and where that of it stands that is the
    furthest from posted.
    """

    paid_minor: int = 0
    outside_minor: int = 0
    stands: PaidStands = "posted"


def paid_on(
    tx: Reading, union: UnionId, on: date, meeting: MeetingId | None
) -> dict[tuple[MemberId, LoanId | None], PaidOn]:
    """Return what each member of a union paid on a day for each loan; None is no loan, or no meeting yet."""
    sql = (
        "SELECT m.id, r.loan_id, sum(r.amount_minor),"
        " sum(r.amount_minor * (r.meeting_id IS NULL OR r.meeting_id <> ?)),"
        " max(r.provisional * (1 + EXISTS (SELECT 1 FROM outbox_subject s"
        " JOIN outbox_operation o ON o.seq = s.seq"
        " WHERE s.kind = 'repayment' AND s.id = r.id AND o.state = 'waiting'))) FROM p_repayment r"
        " LEFT JOIN p_loan l ON l.id = r.loan_id JOIN p_member m ON m.id = coalesce(l.member_id, r.member_id)"
        " WHERE m.union_id = ? AND r.value_on = ? AND r.state <> 'REVERSED' GROUP BY m.id, r.loan_id"
    )
    asked = (meeting or b"", union, on.isoformat())
    found = cast("list[tuple[MemberId, LoanId | None, int, int, int]]", tx.tuples(sql, asked))
    return {
        (member, loan): PaidOn(paid, outside, _PAID_STANDS[least])
        for member, loan, paid, outside, least in found
    }


def credit_of_members(tx: Reading, union: UnionId) -> dict[MemberId, int]:
    """Return the credit of each member who has any, over all loans, in minor units."""
    sql = (
        "SELECT member_id, sum(credit_minor) FROM p_loan WHERE union_id = ? AND credit_minor > 0"
        " GROUP BY member_id"
    )
    return dict(cast("list[tuple[MemberId, int]]", tx.tuples(sql, (union,))))


def meeting_on(tx: Reading, union: UnionId, on: date) -> tuple[MeetingId | None, bool]:
    """Return the meeting of a union on a day and whether it is closed.

    A closed one comes before an open one. An open one is known by the receipts recorded under it, most of
    which are of this union: a member who moved here after paying does not bring the other union's meeting.
    """
    day = on.isoformat()
    closed = tx.row(MeetingId, "SELECT id FROM p_meeting WHERE union_id = ? AND held_on = ?", (union, day))
    if closed is not None:
        return closed, True
    open_one = tx.row(
        MeetingId,
        "SELECT r.meeting_id FROM p_repayment r LEFT JOIN p_loan l ON l.id = r.loan_id"
        " JOIN p_member m ON m.id = coalesce(l.member_id, r.member_id)"
        " WHERE r.meeting_id IS NOT NULL AND r.value_on = ?"
        " AND r.meeting_id NOT IN (SELECT id FROM p_meeting) GROUP BY r.meeting_id"
        " HAVING 2 * sum(m.union_id = ?) >= count(*) ORDER BY min(r.id) LIMIT 1",
        (day, union),
    )
    return open_one, False


def open_meetings(
    tx: Reading, first: date, last: date, union: UnionId | None = None
) -> tuple[OpenMeeting, ...]:
    """Return the meetings of some days that were begun and not closed, oldest first, as `meeting_on` knows
    them; of one union where that is named. Of most receipts only the index is read: their meeting is closed.
    """
    parts = tx.rows(
        _part_of_meeting,
        "WITH begun AS MATERIALIZED (SELECT id FROM p_repayment WHERE value_on BETWEEN ? AND ?"
        "  AND meeting_id IS NOT NULL AND meeting_id NOT IN (SELECT id FROM p_meeting))"
        " SELECT r.meeting_id, r.value_on, m.union_id, count(*),"
        "  sum(r.amount_minor * (r.method = 'CASH') * (r.state <> 'REVERSED'))"
        " FROM begun JOIN p_repayment r ON r.id = begun.id LEFT JOIN p_loan l ON l.id = r.loan_id"
        " JOIN p_member m ON m.id = coalesce(l.member_id, r.member_id)"
        " WHERE NOT EXISTS"
        "  (SELECT 1 FROM p_meeting c WHERE c.union_id = m.union_id AND c.held_on = r.value_on)"
        " GROUP BY r.meeting_id, r.value_on, m.union_id ORDER BY r.value_on, min(r.id)",
        (first.isoformat(), last.isoformat()),
    )
    meetings: dict[tuple[bytes, date], list[_Part]] = {}
    for part in parts:
        meetings.setdefault((part.meeting, part.on), []).append(part)
    found: dict[tuple[UnionId, date], OpenMeeting] = {}
    for (_, on), of in meetings.items():
        most, cash = max(of, key=lambda part: part.receipts), sum(part.cash_minor for part in of)
        found.setdefault((most.union, on), OpenMeeting(most.union, on, cash))
    return tuple(each for each in found.values() if union in (None, each.union))


def taken_at_meeting(tx: Reading, meeting: MeetingId) -> tuple[int, int]:
    """Return what was received at a meeting in minor units: in cash, and otherwise."""
    return tx.one(
        _pair,
        "SELECT coalesce(sum(amount_minor * (method = 'CASH')), 0),"
        " coalesce(sum(amount_minor * (method <> 'CASH')), 0)"
        " FROM p_repayment WHERE meeting_id = ? AND state <> 'REVERSED'",
        (meeting,),
    )


def _pair(first: int, second: int) -> tuple[int, int]:
    return first, second


def _union_figures(
    union: bytes, members: int, loans: int, outstanding: int, due: int, late: int, late_loans: int
) -> tuple[UnionId, UnionFigures]:
    return UnionId(union), UnionFigures(members, loans, outstanding, due, late, late_loans)


def _collected(union: bytes, minor: int, payers: int) -> tuple[UnionId, Collected]:
    return UnionId(union), Collected(minor, payers)


def _to_collect(
    loan: bytes,
    number: str,
    member: bytes,
    name: str,
    code: str,
    union: bytes,
    union_name: str,
    sequence: int,
    items: int,
    due: int,
    late: int,
    days_late: int,
    provisional: int,
) -> ToCollect:
    who = MemberId(member), name, code, UnionId(union), union_name
    return ToCollect(
        LoanId(loan), number, *who, sequence, items, due, late, due + late, days_late, bool(provisional)
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """The receipts of one meeting from members of one union."""

    meeting: bytes
    on: date
    union: UnionId
    receipts: int
    cash_minor: int


def _part_of_meeting(meeting: bytes, on: str, union: bytes, receipts: int, cash: int) -> _Part:
    return _Part(meeting, date.fromisoformat(on), UnionId(union), receipts, cash)


def _held(meeting: bytes, sheet: bytes, provisional: int) -> HeldMeeting:
    record = decode(MeetingRecord, sheet)
    came = sum(row.attendance in ("PRESENT", "LATE") for row in record.attendance)
    return HeldMeeting(
        MeetingId(meeting),
        record.held_on,
        came,
        len(record.attendance),
        record.expected_cash_minor,
        record.counted_cash_minor,
        record.variance_reason,
        bool(provisional),
    )
