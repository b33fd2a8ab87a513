"""The fieldwork shelves: how meetings and cash movements are loaded and saved, many at once.

The rule kept here: a movement's row is locked when it is loaded, so that two people cannot count one
handover; a meeting is only ever inserted, and the database has the last word on there being one a day.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import msgspec
from sqlalchemy import Connection, Row, or_, select, tuple_

from shared.contract.bodies.cash import Attendance, Denomination, MeetingSignature, MemberAttendance
from syncserver.database.base import among
from syncserver.database.bulk import insert_rows, upsert_rows
from syncserver.database.work import Shelf
from syncserver.fieldwork import tables
from syncserver.fieldwork.aggregates import Count, Meeting, Movement

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[Denomination, ...]).decode
_decode_signatures = msgspec.msgpack.Decoder(tuple[MeetingSignature, ...]).decode


# ---------------------------------------------------------------- meetings


def _meetings(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Meeting]:
    table = tables.meeting
    rows = connection.execute(select(table).where(table.c.id.in_(ids))).all()
    found = [row.id for row in rows]
    attendance, repayments = _attendance(connection, found), _repayments(connection, found)
    return {row.id: _meeting(row, attendance.get(row.id, ()), repayments.get(row.id, ())) for row in rows}


def _attendance(
    connection: Connection, meetings: Sequence[bytes]
) -> dict[bytes, tuple[MemberAttendance, ...]]:
    table = tables.meeting_attendance
    found: dict[bytes, list[MemberAttendance]] = {meeting: [] for meeting in meetings}
    if meetings:
        wanted = select(table).where(table.c.meeting.in_(meetings)).order_by(table.c.meeting, table.c.member)
        for row in connection.execute(wanted):
            found[row.meeting].append(MemberAttendance(row.member, cast(Attendance, row.attendance)))
    return {meeting: tuple(lines) for meeting, lines in found.items()}


def _repayments(connection: Connection, meetings: Sequence[bytes]) -> dict[bytes, tuple[bytes, ...]]:
    table = tables.meeting_repayment
    found: dict[bytes, list[bytes]] = {meeting: [] for meeting in meetings}
    if meetings:
        wanted = (
            select(table).where(table.c.meeting.in_(meetings)).order_by(table.c.meeting, table.c.repayment)
        )
        for row in connection.execute(wanted):
            found[row.meeting].append(row.repayment)
    return {meeting: tuple(lines) for meeting, lines in found.items()}


def _meeting(
    row: Row[tuple[object, ...]], attendance: tuple[MemberAttendance, ...], repayments: tuple[bytes, ...]
) -> Meeting:
    return Meeting(
        row.id,
        row.operation,
        row.union_id,
        row.held_on,
        row.closed_by,
        attendance,
        repayments,
        row.expected_cash_minor,
        row.counted_cash_minor,
        _decode(row.denominations),
        row.variance_reason,
        row.opened_at_ms,
        row.closed_at_ms,
        row.note,
        () if row.signatures is None else _decode_signatures(row.signatures),
        row.variance_code or "",
    )


def _insert_meetings(connection: Connection, values: Sequence[tuple[bytes, Meeting]]) -> None:
    meetings = [meeting for _, meeting in values]
    insert_rows(connection, tables.meeting, [_meeting_row(meeting) for meeting in meetings])
    attendance = [
        {"meeting": meeting.id, "member": line.member, "attendance": line.attendance}
        for meeting in meetings
        for line in meeting.attendance
    ]
    insert_rows(connection, tables.meeting_attendance, attendance)
    repayments = [
        {"meeting": meeting.id, "repayment": repayment}
        for meeting in meetings
        for repayment in meeting.repayments
    ]
    insert_rows(connection, tables.meeting_repayment, repayments)


def _meeting_row(meeting: Meeting) -> dict[str, object]:
    return {
        "id": meeting.id,
        "operation": meeting.operation,
        "union_id": meeting.union,
        "held_on": meeting.held_on,
        "closed_by": meeting.closed_by,
        "expected_cash_minor": meeting.expected_cash_minor,
        "counted_cash_minor": meeting.counted_cash_minor,
        "denominations": _encode(meeting.denominations),
        "variance_reason": meeting.variance_reason,
        "opened_at_ms": meeting.opened_at_ms,
        "closed_at_ms": meeting.closed_at_ms,
        "note": meeting.note,
        "signatures": _encode(meeting.signatures) if meeting.signatures else None,
        "variance_code": meeting.variance_code or None,
    }


def meeting_day(union: bytes, held_on: date, officer: bytes) -> bytes:
    """Return the key of an officer's meeting with a union on a day."""
    return union + officer + held_on.isoformat().encode()


def _by_day(connection: Connection, days: Sequence[bytes]) -> dict[bytes, bytes]:
    table = tables.meeting
    wanted = [(day[:16], date.fromisoformat(day[32:].decode()), day[16:32]) for day in days]
    rows = connection.execute(
        select(table.c.id, table.c.union_id, table.c.held_on, table.c.closed_by).where(
            tuple_(table.c.union_id, table.c.held_on, table.c.closed_by).in_(wanted)
        )
    )
    return {meeting_day(row.union_id, row.held_on, row.closed_by): row.id for row in rows}


def _nothing_to_save(_: Connection, __: Sequence[tuple[bytes, object]]) -> None:
    """The meetings themselves are written by their own shelf."""


# ---------------------------------------------------------------- cash movements


_MOVEMENTS_HELD = (
    select(tables.cash_movement)
    .where(among(tables.cash_movement.c.id))
    .order_by(tables.cash_movement.c.id)
    .with_for_update()
)


def _movements(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Movement]:
    return {row.id: _movement(row) for row in connection.execute(_MOVEMENTS_HELD, {"ids": ids})}


def _movement(row: Row[tuple[object, ...]]) -> Movement:
    known = row._mapping
    count = None
    if row.counted_by is not None:
        count = Count(
            row.counted_by,
            row.counted_minor,
            row.counted_on,
            _decode(row.counted_denominations),
            row.counted_note,
        )
    return Movement(
        row.id,
        row.operation,
        row.kind,
        row.state,
        row.made_by,
        row.from_staff,
        row.to_staff,
        row.amount_minor,
        known["on"],
        _decode(row.denominations),
        row.note,
        count,
    )


def _save_movements(connection: Connection, values: Sequence[tuple[bytes, Movement]]) -> None:
    upsert_rows(connection, tables.cash_movement, [_movement_row(movement) for _, movement in values])


def _movement_row(movement: Movement) -> Mapping[str, object]:
    count = movement.count
    return {
        "id": movement.id,
        "operation": movement.operation,
        "kind": movement.kind,
        "state": movement.state,
        "made_by": movement.made_by,
        "from_staff": movement.from_staff,
        "to_staff": movement.to_staff,
        "amount_minor": movement.amount_minor,
        "on": movement.on,
        "denominations": _encode(movement.denominations),
        "note": movement.note,
        "counted_minor": None if count is None else count.amount_minor,
        "counted_by": None if count is None else count.by,
        "counted_on": None if count is None else count.on,
        "counted_denominations": None if count is None else _encode(count.denominations),
        "counted_note": None if count is None else count.note,
    }


def open_movements_of(connection: Connection, staff: bytes) -> tuple[bytes, ...]:
    """Return the handovers by or to a person that nobody counted yet, as committed."""
    table = tables.cash_movement
    wanted = (
        select(table.c.id)
        .where(table.c.state == "OPEN", or_(table.c.from_staff == staff, table.c.to_staff == staff))
        .order_by(table.c.id)
    )
    return tuple(connection.scalars(wanted))


MEETINGS: Shelf[Meeting] = Shelf("meetings", _meetings, _insert_meetings)
MEETING_BY_DAY: Shelf[bytes] = Shelf("meeting by union, officer and day", _by_day, _nothing_to_save)
MOVEMENTS: Shelf[Movement] = Shelf("cash movements", _movements, _save_movements)
