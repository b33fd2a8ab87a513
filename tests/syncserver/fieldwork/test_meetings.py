"""Closing a meeting: attendance, count, and that it is closed once."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from msgspec import msgpack, structs
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, IntegrityError

from shared.contract.bodies.cash import Denomination, MeetingClosed, MeetingSignature, MemberAttendance
from shared.contract.bodies.people import MemberMoved, UnionAssigned
from shared.contract.codec import encode
from shared.contract.operations import decode_body
from shared.contract.records import MeetingRecord, decode_record, union_bucket
from shared.errors import RuleRefused
from shared.fieldwork.ink import pack
from syncserver.database.bulk import insert_rows
from syncserver.database.engine import writing
from syncserver.fieldwork.meetings import close_meeting, prefetch_meetings
from syncserver.fieldwork.publishing import PUBLISHERS
from syncserver.fieldwork.queries import MEETINGS
from syncserver.fieldwork.tables import meeting, meeting_attendance, meeting_repayment
from syncserver.ledger.queries import trial_balance
from syncserver.people.members.moves import move_member
from syncserver.people.unions.assignment import assign_union
from tests.syncserver.builders import (
    ADMIN,
    COLLEAGUE,
    MEMBER,
    NEXT_UNION,
    NOBODY,
    NOW_MS,
    OFFICER,
    SECOND_MEMBER,
    SUPERVISOR,
    TODAY,
    UNION,
    Branch,
    an_id,
)

MEETING, ANOTHER, PAID, ALSO_PAID = (an_id(n) for n in range(201, 205))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A meeting of the officer's union that nothing is wrong with, unless a test says so."""

    meeting: bytes = MEETING
    union: bytes = UNION
    held_on: date = TODAY
    attendance: tuple[MemberAttendance, ...] = (
        MemberAttendance(SECOND_MEMBER, "LATE"),
        MemberAttendance(MEMBER, "PRESENT"),
    )
    expected_minor: int = 150_000
    counted_minor: int = 150_000
    denominations: tuple[Denomination, ...] = (Denomination(100_000, 1), Denomination(50_000, 1))
    reason: str = ""

    def closed(self) -> MeetingClosed:
        """The operation's body."""
        return MeetingClosed(
            self.meeting,
            self.union,
            self.held_on,
            self.attendance,
            (ALSO_PAID, PAID),
            self.expected_minor,
            self.counted_minor,
            self.denominations,
            self.reason,
            NOW_MS - 3_600_000,
            "rain",
        )


@pytest.fixture
def at_meeting(branch: Branch) -> Branch:
    """The branch with two members in the officer's union."""
    branch.enrol(MEMBER, UNION, "M-1")
    branch.enrol(SECOND_MEMBER, UNION, "M-2")
    return branch


def test_a_closed_meeting_is_kept_whole(at_meeting: Branch) -> None:
    assert at_meeting.act(close_meeting, OFFICER, Sheet().closed()).outcome == "applied"
    assert at_meeting.published == (("meeting", MEETING),)
    found = at_meeting.get(MEETINGS, MEETING)
    assert found is not None
    assert found.attendance == (MemberAttendance(MEMBER, "PRESENT"), MemberAttendance(SECOND_MEMBER, "LATE"))
    assert found.repayments == (PAID, ALSO_PAID)
    assert (found.closed_by, found.closed_at_ms, found.opened_at_ms) == (OFFICER, NOW_MS, NOW_MS - 3_600_000)
    assert found.denominations == (Denomination(100_000, 1), Denomination(50_000, 1))
    with at_meeting.read() as connection:
        assert trial_balance(connection) == ()


def test_its_record_lives_with_the_union(at_meeting: Branch) -> None:
    at_meeting.act(
        close_meeting, OFFICER, Sheet(counted_minor=100, denominations=(), reason="short").closed()
    )
    with at_meeting.batch() as work:
        found = PUBLISHERS["meeting"](work, [MEETING, NOBODY])
    assert list(found) == [MEETING] and found[MEETING].buckets == {union_bucket(UNION)}
    record = decode_record("meeting", encode(found[MEETING].body))
    assert isinstance(record, MeetingRecord)
    assert (record.union, record.held_on, record.closed_by, record.note) == (UNION, TODAY, OFFICER, "rain")
    assert (record.expected_cash_minor, record.counted_cash_minor, record.variance_reason) == (
        150_000,
        100,
        "short",
    )
    assert [line.member for line in record.attendance] == [MEMBER, SECOND_MEMBER]


def test_signatures_and_reason_code_are_kept_and_published(at_meeting: Branch) -> None:
    signed = (
        MeetingSignature("OFFICER", "Bola", pack([[(1, 2), (30, 40)]]), signed_at_ms=NOW_MS),
        MeetingSignature("LEADER", "Iya", refused="cannot write", signed_at_ms=NOW_MS),
    )
    plain = Sheet(counted_minor=100, denominations=(), reason="torn").closed()
    body = structs.replace(plain, signatures=signed, variance_code="TORN_NOTE")
    assert at_meeting.act(close_meeting, OFFICER, body).outcome == "applied"
    found = at_meeting.get(MEETINGS, MEETING)
    assert found is not None and (found.signatures, found.variance_code) == (signed, "TORN_NOTE")
    with at_meeting.batch() as work:
        record = PUBLISHERS["meeting"](work, [MEETING])[MEETING].body
    assert isinstance(record, MeetingRecord)
    assert (record.signatures, record.variance_code) == (signed, "TORN_NOTE")


def test_a_meeting_written_before_signatures_were_asked_for_is_taken(at_meeting: Branch) -> None:
    body = decode_body("meeting.closed", 1, msgpack.encode(structs.astuple(Sheet().closed())[:11]))
    assert isinstance(body, MeetingClosed)
    assert at_meeting.act(close_meeting, OFFICER, body).outcome == "applied"
    found = at_meeting.get(MEETINGS, MEETING)
    assert found is not None and (found.signatures, found.variance_code) == ((), "")


def test_the_same_meeting_again_changes_nothing(at_meeting: Branch) -> None:
    at_meeting.act(close_meeting, OFFICER, Sheet().closed())
    again = Sheet(expected_minor=1, counted_minor=1, denominations=()).closed()
    assert at_meeting.act(close_meeting, OFFICER, again).outcome == "superseded"
    found = at_meeting.get(MEETINGS, MEETING)
    assert found is not None and found.counted_cash_minor == 150_000
    assert at_meeting.published == ()


def test_a_meeting_in_the_same_batch_again_changes_nothing(at_meeting: Branch) -> None:
    with at_meeting.batch() as work:
        prefetch_meetings(work, [Sheet().closed()])
        at_meeting.handle(work, close_meeting, OFFICER, Sheet().closed())
        assert at_meeting.handle(work, close_meeting, OFFICER, Sheet().closed()).outcome == "superseded"
        with pytest.raises(RuleRefused) as refused:
            at_meeting.handle(work, close_meeting, OFFICER, Sheet(meeting=ANOTHER).closed())
    assert refused.value.code == "meeting.second_that_day"


def test_there_is_one_a_day_for_a_union_and_an_officer(at_meeting: Branch) -> None:
    at_meeting.act(close_meeting, OFFICER, Sheet().closed())
    with pytest.raises(RuleRefused) as refused:
        at_meeting.act(close_meeting, OFFICER, Sheet(meeting=ANOTHER).closed())
    assert refused.value.code == "meeting.second_that_day"
    earlier = Sheet(meeting=ANOTHER, held_on=TODAY - timedelta(days=7)).closed()
    assert at_meeting.act(close_meeting, OFFICER, earlier).outcome == "applied"
    at_meeting.act(assign_union, ADMIN, UnionAssigned(UNION, COLLEAGUE, "swap"))
    taken_over = Sheet(meeting=an_id(299)).closed()
    assert at_meeting.act(close_meeting, COLLEAGUE, taken_over).outcome == "applied"


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (Sheet(union=NEXT_UNION), "out_of_scope"),
        (Sheet(union=NOBODY), "out_of_scope"),
        (Sheet(held_on=TODAY + timedelta(days=1)), "meeting.in_future"),
        (Sheet(attendance=(MemberAttendance(NOBODY, "PRESENT"),)), "meeting.stranger"),
        (
            Sheet(attendance=(MemberAttendance(MEMBER, "PRESENT"), MemberAttendance(MEMBER, "ABSENT"))),
            "meeting.attends_twice",
        ),
        (Sheet(denominations=(Denomination(100_000, 1),)), "cash.denominations"),
        (Sheet(counted_minor=149_999, denominations=()), "meeting.variance_unexplained"),
        (Sheet(expected_minor=149_999, reason="  "), "meeting.variance_unexplained"),
    ],
)
def test_which_sheets_are_refused(at_meeting: Branch, sheet: Sheet, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        at_meeting.act(close_meeting, OFFICER, sheet.closed())
    assert refused.value.code == code
    assert at_meeting.get(MEETINGS, MEETING) is None


def test_attendance_of_a_member_who_moved_since_is_taken(at_meeting: Branch) -> None:
    at_meeting.enrol(an_id(35), NEXT_UNION, "M-3")
    at_meeting.act(move_member, SUPERVISOR, MemberMoved(MEMBER, NEXT_UNION, "closer"))
    stranger = Sheet(attendance=(MemberAttendance(an_id(35), "PRESENT"),)).closed()
    with pytest.raises(RuleRefused) as refused:
        at_meeting.act(close_meeting, OFFICER, stranger)
    assert refused.value.code == "meeting.stranger"
    assert at_meeting.act(close_meeting, OFFICER, Sheet().closed()).outcome == "applied"


def test_an_officer_offline_during_the_change_still_closes_the_meeting(at_meeting: Branch) -> None:
    at_meeting.now_ms = NOW_MS + 1000
    at_meeting.act(assign_union, ADMIN, UnionAssigned(UNION, COLLEAGUE, "swap"))
    closed = Sheet().closed()
    assert at_meeting.act(close_meeting, OFFICER, closed, seen_ms=NOW_MS).outcome == "applied"


def test_the_database_has_the_last_word(at_meeting: Branch) -> None:
    at_meeting.act(close_meeting, OFFICER, Sheet().closed())
    for table in (meeting, meeting_attendance, meeting_repayment):
        column = next(iter(table.columns)).name
        with pytest.raises(DBAPIError, match="append-only"), writing(at_meeting.engine) as connection:
            connection.execute(update(table).values({column: ANOTHER}))
    row: dict[str, object] = {
        "id": ANOTHER,
        "operation": an_id(1),
        "union_id": UNION,
        "held_on": TODAY,
        "closed_by": OFFICER,
        "expected_cash_minor": 5,
        "counted_cash_minor": 5,
        "denominations": b"\x90",
        "variance_reason": "",
        "opened_at_ms": 0,
        "closed_at_ms": 0,
        "note": "",
    }
    with pytest.raises(IntegrityError), writing(at_meeting.engine) as connection:
        connection.execute(meeting.insert().values(**row))
    unexplained = row | {"held_on": date(2026, 1, 1), "counted_cash_minor": 4}
    with (
        pytest.raises(IntegrityError, match="variance_is_explained"),
        writing(at_meeting.engine) as connection,
    ):
        connection.execute(meeting.insert().values(**unexplained))
    with writing(at_meeting.engine) as connection:
        insert_rows(connection, meeting, [row | {"held_on": date(2026, 1, 1)}])
