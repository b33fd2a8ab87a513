"""Closing a union meeting: who came, what was counted, and why the count differs from the sheet if it does.

The rule kept here: a closed meeting is locked; there is one a day for a union and an officer. It moves no
money by itself: the repayments taken at it are operations of their own.
"""

from collections.abc import Sequence

from shared.contract.bodies.cash import MeetingClosed
from shared.errors import RuleRefused
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.fieldwork.aggregates import Meeting
from syncserver.fieldwork.counting import require_sum
from syncserver.fieldwork.queries import MEETING_BY_DAY, MEETINGS, meeting_day
from syncserver.people.caller import Caller
from syncserver.people.queries import MEMBERS, MOVES, UNIONS
from syncserver.people.scope import require_union


def prefetch_meetings(work: Work, bodies: Sequence[MeetingClosed]) -> None:
    """Load the meetings, unions and members of a batch in a query each."""
    work.prefetch(MEETINGS, (body.meeting for body in bodies))
    work.prefetch(UNIONS, (body.union for body in bodies))
    work.prefetch(MEMBERS, (line.member for body in bodies for line in body.attendance))


def close_meeting(work: Work, caller: Caller, body: MeetingClosed) -> Ruling:
    """Keep a meeting's attendance and count for good.

    The same meeting again is `superseded`. Refused: a union out of scope, a day that has not come, a second
    meeting that day, attendance of somebody who never was of the union, notes and coins that do not add up, a
    count that differs from the sheet without a reason.
    """
    if work.get(MEETINGS, body.meeting) is not None:
        return Ruling("superseded", "meeting.closed", "Already closed", "This meeting was closed before.")
    require_union(work, caller, body.union)
    _check_day(work, caller, body)
    _check_attendance(work, body)
    _check_count(body)
    meeting = Meeting(
        body.meeting,
        caller.operation,
        body.union,
        body.held_on,
        caller.staff,
        tuple(sorted(body.attendance, key=lambda line: line.member)),
        tuple(sorted(set(body.repayments))),
        body.expected_cash_minor,
        body.counted_cash_minor,
        body.denominations,
        body.variance_reason,
        body.opened_at_ms,
        work.now_ms,
        body.note,
        body.signatures,
        body.variance_code,
    )
    work.put(MEETINGS, body.meeting, meeting)
    work.put(MEETING_BY_DAY, meeting_day(body.union, body.held_on, caller.staff), body.meeting)
    work.publish("meeting", body.meeting)
    return APPLIED


def _check_day(work: Work, caller: Caller, body: MeetingClosed) -> None:
    if body.held_on > work.today:
        raise RuleRefused("meeting.in_future", "A day that has not come", "The tablet's date may be wrong.")
    if work.get(MEETING_BY_DAY, meeting_day(body.union, body.held_on, caller.staff)) is not None:
        raise RuleRefused(
            "meeting.second_that_day",
            "A second meeting",
            "You closed another meeting of this union that day.",
        )


def _check_attendance(work: Work, body: MeetingClosed) -> None:
    members = [line.member for line in body.attendance]
    if len(set(members)) < len(members):
        raise RuleRefused("meeting.attends_twice", "A member twice", "Each member attends once.")
    for member in members:
        if not _was_of_union(work, member, body.union):
            raise RuleRefused(
                "meeting.stranger",
                "Not of this union",
                "Attendance names somebody who never was of this union.",
            )


def _was_of_union(work: Work, member: bytes, union: bytes) -> bool:
    """A member who moved after the meeting was held may stand on its sheet."""
    known = work.get(MEMBERS, member)
    if known is None:
        return False
    return known.union == union or any(move.from_union == union for move in work.get(MOVES, member) or ())


def _check_count(body: MeetingClosed) -> None:
    require_sum(body.denominations, body.counted_cash_minor)
    if body.counted_cash_minor != body.expected_cash_minor and not body.variance_reason.strip():
        raise RuleRefused(
            "meeting.variance_unexplained",
            "The difference needs a reason",
            "The cash counted is not what the sheet adds up to.",
        )
