"""The records of meetings and cash as devices get them, and the buckets they live in."""

from collections.abc import Mapping, Sequence

from shared.contract.records import (
    OPERATIONS_BUCKET,
    CashMovementRecord,
    MeetingRecord,
    desk_bucket,
    union_bucket,
)
from syncserver.database.records import Published, Publisher
from syncserver.database.work import Work
from syncserver.fieldwork.aggregates import Meeting, Movement
from syncserver.fieldwork.queries import MEETINGS, MOVEMENTS, open_movements_of
from syncserver.people.publishing import desk_and_team, loaded
from syncserver.people.queries import STAFF


def publish_meetings(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build meeting records; they live with the union."""
    return {
        identifier: Published(_meeting_record(meeting), frozenset({union_bucket(meeting.union)}))
        for identifier, meeting in loaded(work, MEETINGS, ids)
    }


def publish_movements(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build cash records; they live on both desks, with the team, and with operations while open."""
    movements = list(loaded(work, MOVEMENTS, ids))
    work.prefetch(STAFF, (_officer(movement) for _, movement in movements))
    return {
        identifier: Published(_movement_record(movement), _buckets(work, movement))
        for identifier, movement in movements
    }


def records_of_staff(work: Work, staff: bytes) -> Sequence[tuple[str, bytes]]:
    """Return what has to be published anew when a person gets another supervisor."""
    return tuple(("cash", movement) for movement in open_movements_of(work.connection, staff))


def _officer(movement: Movement) -> bytes:
    """Whose cash it is: who handed it over, or who was given the float."""
    if movement.kind == "FLOAT" and movement.to_staff is not None:
        return movement.to_staff
    return movement.made_by


def _buckets(work: Work, movement: Movement) -> frozenset[str]:
    desks = frozenset(
        desk_bucket(person) for person in (movement.from_staff, movement.to_staff) if person is not None
    )
    open_ones = frozenset({OPERATIONS_BUCKET}) if movement.state == "OPEN" else frozenset()
    return desks | open_ones | desk_and_team(work, _officer(movement))


def _meeting_record(meeting: Meeting) -> MeetingRecord:
    return MeetingRecord(
        meeting.union,
        meeting.held_on,
        meeting.closed_by,
        meeting.attendance,
        meeting.repayments,
        meeting.expected_cash_minor,
        meeting.counted_cash_minor,
        meeting.denominations,
        meeting.variance_reason,
        meeting.note,
        meeting.signatures,
        meeting.variance_code,
    )


def _movement_record(movement: Movement) -> CashMovementRecord:
    count = movement.count
    return CashMovementRecord(
        movement.kind,
        movement.state,
        movement.from_staff,
        movement.to_staff,
        movement.amount_minor,
        movement.on,
        None if count is None else count.amount_minor,
        None if count is None else count.by,
        movement.note,
    )


PUBLISHERS: Mapping[str, Publisher] = {"meeting": publish_meetings, "cash": publish_movements}
