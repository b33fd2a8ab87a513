"""The end of the day: its figures agree with the cash page, and everything that is missing is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec

from fieldapp.desk.cash import cash_standing
from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.ending.day import DayEnd, load_day_end
from fieldapp.officer.hand_over_cash import HandoverForm, hand_over_cash
from shared.contract.records import CashMovementRecord, MeetingRecord, team_bucket
from shared.ids import CashMovementId, MeetingId
from tests.fieldapp.desk.branch import BOSS, BRANCH, LOAN, ME, TODAY, UNION, Branch, posted
from tests.fieldapp.desk.forms import due_form


def ended(branch: Branch) -> DayEnd:
    """The day; it always adds up, and to what the cash page says."""
    day = load_day_end(branch.desk)
    with branch.desk.store.read() as tx:
        assert day.in_hand_minor == cash_standing(tx, ME).in_hand_minor
    through = day.before_minor + day.float_minor + day.cash_minor - day.handed_minor
    assert through == day.in_hand_minor == day.missing.in_hand_minor
    return day


def take(branch: Branch, amount_minor: int, **changes: object) -> None:
    form = replace(due_form(branch.desk, LOAN), amount_minor=amount_minor, **changes)  # type: ignore[arg-type]  # the changes have many types
    collect_repayment(branch.desk, form)


def test_a_day_without_anything_has_nothing_missing(branch: Branch) -> None:
    day = ended(branch)
    assert (day.on, day.taken, day.handed, day.meetings) == (TODAY, (), (), ())
    assert (day.missing.meetings, day.missing.waiting, day.missing.unconfirmed) == ((), (0, 0), (0, 0))


def test_the_day_is_told_from_the_days_before_it(branch: Branch) -> None:
    branch.put("repayment", b"receipt-00000001", posted(LOAN, 70_000, TODAY - timedelta(days=1), "K7-000001"))
    gave = CashMovementRecord("FLOAT", "RECEIVED", BRANCH, ME, 20_000, TODAY, None, None, "")
    branch.put("cash", b"float-0000000001", gave, team_bucket(BOSS))
    branch.sync()
    take(branch, 50_000)
    take(branch, 60_000, method="TRANSFER", reference="GTB-1")
    day = ended(branch)
    assert (day.before_minor, day.float_minor, day.cash_minor) == (70_000, 20_000, 50_000)
    assert [(row.union_name, row.method, row.count, row.minor) for row in day.taken] == [
        ("Oja-Oba Traders", "CASH", 1, 50_000),
        ("Oja-Oba Traders", "TRANSFER", 1, 60_000),
    ]
    assert day.missing.in_hand_minor == 140_000
    assert day.missing.unconfirmed == (1, 60_000)
    assert day.missing.waiting == (2, 110_000)
    form = HandoverForm(CashMovementId(branch.new_id()), BOSS, TODAY, ((100_000, 1), (20_000, 2)))
    hand_over_cash(branch.desk, form)
    after = ended(branch)
    assert [(row.to_name, row.minor, row.counted_minor) for row in after.handed] == [
        ("Musa Bello", 140_000, None)
    ]
    assert after.in_hand_minor == 0


def test_a_meeting_that_was_begun_is_missing_until_it_is_closed_and_then_counted(branch: Branch) -> None:
    meeting = MeetingId(branch.new_id())
    take(branch, 50_000, meeting=meeting)
    assert [(union.union, on) for union, on in ended(branch).missing.meetings] == [(UNION, TODAY)]
    closed = MeetingRecord(UNION, TODAY, ME, (), (), 50_000, 49_000, (), "coins", "")
    branch.put("meeting", meeting, closed)
    branch.sync()
    day = ended(branch)
    assert day.missing.meetings == ()
    assert [(row.expected_minor, row.counted_minor) for row in day.meetings] == [(50_000, 49_000)]


def test_what_was_taken_back_is_not_of_the_day(branch: Branch) -> None:
    record = msgspec.structs.replace(posted(LOAN, 70_000, TODAY, "K7-000001"), state="REVERSED")
    branch.put("repayment", b"receipt-00000001", record)
    branch.sync()
    assert ended(branch).taken == ()
