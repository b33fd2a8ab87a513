"""What the jobs of every role look up beside the records themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from fieldapp.store.transaction import Reading
from shared.contract.codec import decode
from shared.contract.records import DeviceRecord, MeetingRecord
from shared.ids import DeviceId, LoanId, MeetingId, MemberId, StaffId, TaskId, UnionId


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Something the server says somebody must look at."""

    task: TaskId
    title: str
    detail: str
    about_kind: str
    about: bytes
    opened_on: date


@dataclass(frozen=True, slots=True)
class WaitingDevice:
    """A device that waits for its approval since `asked_ms`."""

    device: DeviceId
    owner: StaffId
    owner_name: str
    label: str
    asked_ms: int


@dataclass(frozen=True, slots=True)
class PaidOut:
    """A loan that became active; amount in minor units."""

    loan: LoanId
    number: str
    member_name: str
    principal_minor: int
    on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """A request that somebody decided; `loan` is what it was about as it stands."""

    loan: LoanId
    approval: bytes
    state: str
    loan_state: str
    number: str
    member_name: str
    amount_minor: int
    comment: str
    asked_on: date


def meeting_sheets(tx: Reading, union: UnionId, limit: int) -> tuple[tuple[MeetingId, MeetingRecord], ...]:
    """Return the last closed meetings of a union, newest first."""
    sql = "SELECT id, sheet FROM p_meeting WHERE union_id = ? ORDER BY held_on DESC LIMIT ?"
    return tuple(tx.rows(_meeting, sql, (union, limit)))


def open_tasks(tx: Reading, limit: int) -> tuple[OpenTask, ...]:
    """Return what the server wants looked at, newest first."""
    sql = (
        "SELECT id, title, detail, about_kind, about_id, opened_on FROM p_task WHERE open = 1"
        " ORDER BY opened_on DESC, id DESC LIMIT ?"
    )
    return tuple(tx.rows(_task, sql, (limit,)))


def waiting_devices(tx: Reading, limit: int) -> tuple[WaitingDevice, ...]:
    """Return the devices that wait for their approval."""
    sql = (
        "SELECT d.id, d.staff_id, coalesce(s.name, ''), d.device FROM p_device d"
        " LEFT JOIN p_staff s ON s.id = d.staff_id WHERE d.state = 'PENDING' LIMIT ?"
    )
    return tuple(tx.rows(_waiting_device, sql, (limit,)))


def paid_out_since(tx: Reading, officer: StaffId, first: date, limit: int) -> tuple[PaidOut, ...]:
    """Return an officer's loans that were paid out from a day on, newest first."""
    sql = (
        "SELECT l.id, l.number, m.first_name || ' ' || m.last_name, l.principal_minor, l.disbursed_on"
        " FROM p_loan l JOIN p_member m ON m.id = l.member_id WHERE l.state = 'ACTIVE' AND l.officer_id = ?"
        " AND l.disbursed_on >= ? ORDER BY l.disbursed_on DESC, l.id DESC LIMIT ?"
    )
    return tuple(tx.rows(_paid_out, sql, (officer, first.isoformat(), limit)))


def answers_since(tx: Reading, asked_by: StaffId, first: date, limit: int) -> tuple[Answer, ...]:
    """Return how requests that somebody made from a day on were decided, newest first."""
    sql = (
        "SELECT l.id, a.id, a.state, l.state, l.number, m.first_name || ' ' || m.last_name, a.amount_minor,"
        " a.comment, a.asked_on FROM p_approval a JOIN p_loan l ON l.id = a.subject_id"
        " JOIN p_member m ON m.id = l.member_id WHERE a.state IN ('APPROVED', 'SENT_BACK', 'REFUSED')"
        " AND a.asked_on >= ? AND a.asked_by = ? ORDER BY a.asked_on DESC, a.id DESC LIMIT ?"
    )
    return tuple(tx.rows(_answer, sql, (first.isoformat(), asked_by, limit)))


def store_size(tx: Reading) -> tuple[int, int, str]:
    """Return the pages of the store, the bytes of a page, and the version of the cipher."""
    cipher = tx.tuples("PRAGMA cipher_version")
    pages, size = tx.one(int, "PRAGMA page_count"), tx.one(int, "PRAGMA page_size")
    return pages, size, str(cipher[0][0]) if cipher else "none"


def record_counts(tx: Reading) -> tuple[tuple[str, int], ...]:
    """Return how many records of each kind the server has delivered."""
    # Where they belong is told in far fewer pages than what they say.
    return _counts(tx, "SELECT kind, count(DISTINCT id) FROM base_membership GROUP BY kind ORDER BY kind")


def operation_counts(tx: Reading) -> tuple[tuple[str, int], ...]:
    """Return how many operations stand how, by what the server said of them."""
    return _counts(
        tx,
        "SELECT CASE WHEN state = 'waiting' THEN 'waiting' ELSE coalesce(outcome, state) END, count(*)"
        " FROM outbox_operation GROUP BY 1 UNION ALL SELECT 'attention', count(*) FROM outbox_operation"
        " WHERE attention = 1 ORDER BY 1",
    )


def bucket_count(tx: Reading) -> int:
    """Return how many buckets this tablet reads."""
    return tx.one(int, "SELECT count(*) FROM base_bucket")


def note_count(tx: Reading) -> int:
    """Return how many notes are kept."""
    return tx.one(int, "SELECT count(*) FROM note")


def staged_count(tx: Reading) -> int:
    """Return how many pages of an unfinished read are kept."""
    return tx.one(int, "SELECT count(*) FROM staged_page")


def _counts(tx: Reading, sql: str) -> tuple[tuple[str, int], ...]:
    return tuple(cast("list[tuple[str, int]]", tx.tuples(sql)))


def _meeting(meeting: bytes, sheet: bytes) -> tuple[MeetingId, MeetingRecord]:
    return MeetingId(meeting), decode(MeetingRecord, sheet)


def _task(task: bytes, title: str, detail: str, about_kind: str, about: bytes, opened_on: str) -> OpenTask:
    return OpenTask(TaskId(task), title, detail, about_kind, about, date.fromisoformat(opened_on))


def _paid_out(loan: bytes, number: str, name: str, principal: int, on: str) -> PaidOut:
    return PaidOut(LoanId(loan), number, name, principal, date.fromisoformat(on))


def _answer(
    loan: bytes,
    approval: bytes,
    state: str,
    loan_state: str,
    number: str,
    name: str,
    amount: int,
    comment: str,
    asked_on: str,
) -> Answer:
    of = LoanId(loan), approval, state, loan_state, number, name
    return Answer(*of, amount, comment, date.fromisoformat(asked_on))


def _waiting_device(identifier: bytes, owner: bytes, name: str, data: bytes) -> WaitingDevice:
    record = decode(DeviceRecord, data)
    return WaitingDevice(DeviceId(identifier), StaffId(owner), name, record.label, record.enrolled_at_ms)


def registered(tx: Reading, member: MemberId) -> tuple[int, int]:
    """Return when a member was enrolled and when verified, in milliseconds; 0 where that is not known."""
    sql = "SELECT enrolled_at_ms, verified_at_ms FROM p_member WHERE id = ?"
    return tx.row(_two_moments, sql, (member,)) or (0, 0)


def _two_moments(first_ms: int, second_ms: int) -> tuple[int, int]:
    return first_ms, second_ms
