"""The day's figures agree with the sheets, tell posted from provisional, and name who meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import msgspec
import pytest

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.queries import OpenMeeting
from fieldapp.officer.today import load_today
from fieldapp.officer.unions import load_union, load_unions, meets_on
from shared.contract.bodies.cash import MemberAttendance
from shared.contract.records import MeetingRecord, UnionRecord
from shared.ids import MeetingId, UnionId
from tests.fieldapp.desk.branch import (
    DUE,
    LOAN,
    ME,
    MEMBER,
    NEXT_UNION,
    NOBODY,
    PAID_OUT,
    SECOND,
    TODAY,
    UNION,
    Branch,
    posted,
    refused,
    statements,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_loan, a_union


def test_the_day_of_a_tablet_that_has_just_been_filled(branch: Branch) -> None:
    today = load_today(branch.desk)
    assert (today.on, today.staff_name, today.currency) == (TODAY, "Bisi Ade", "NGN")
    assert (today.due_count, today.due_minor, today.overdue_count, today.overdue_minor) == (1, DUE, 1, DUE)
    assert (today.target_minor, today.collected_minor, today.waiting, today.attention) == (DUE, 0, 0, 0)
    assert (today.cash.in_hand_minor, today.cash.oldest_on, today.cash_cap_minor) == (0, None, None)
    assert today.lease_days_left > 100
    (row,) = today.to_collect
    assert (row.loan, row.member, row.member_name, row.union_name) == (
        LOAN, MEMBER, "Adaeze Okafor", "Oja-Oba Traders",
    )  # fmt: skip
    assert (row.sequence, row.items, row.to_pay_minor, row.days_late, row.provisional) == (
        1,
        4,
        2 * DUE,
        7,
        False,
    )


def test_unions_of_the_day_are_those_whose_weekday_it_is(branch: Branch) -> None:
    assert [row.union.union for row in load_today(branch.desk).unions] == [NEXT_UNION, UNION]
    assert load_today(branch.desk, TODAY + timedelta(days=1)).unions == ()
    early = msgspec.structs.replace(a_union("Oja-Oba Traders").profile, meeting_time="08:30")
    branch.put("union", UNION, UnionRecord(ME, early))
    branch.sync()
    assert [row.union.union for row in load_today(branch.desk).unions] == [UNION, NEXT_UNION]
    branch.put("union", UNION, a_union("Oja-Oba Traders"))
    branch.sync()
    union = load_today(branch.desk).unions[1]
    assert (union.members, union.due_minor, union.overdue_minor, union.paid_members) == (3, DUE, DUE, 2)
    assert (union.collected_minor, union.closed) == (0, False)


def test_a_meeting_is_closed_on_its_own_day_only(branch: Branch) -> None:
    week_ago = TODAY - timedelta(days=7)
    branch.put("meeting", b"meeting-00000001", a_meeting(week_ago))
    branch.sync()
    union = next(row for row in load_today(branch.desk).unions if row.union.union == UNION)
    assert not union.closed
    branch.put("meeting", b"meeting-00000002", a_meeting(TODAY))
    branch.sync()
    union = next(row for row in load_today(branch.desk).unions if row.union.union == UNION)
    assert union.closed
    held = load_union(branch.desk, UNION, TODAY).meetings
    assert [(row.held_on, row.present, row.members, row.counted_minor) for row in held] == [
        (TODAY, 1, 2, 500),
        (week_ago, 1, 2, 500),
    ]


def test_a_meeting_that_was_begun_is_found_until_it_is_closed(branch: Branch) -> None:
    assert load_union(branch.desk, UNION, TODAY).not_closed == ()
    meeting = MeetingId(b"meeting-00000002")
    opened = due_form(branch.desk, LOAN, meeting=meeting)
    collect_repayment(branch.desk, replace(opened, amount_minor=100_000))
    begun = OpenMeeting(UNION, TODAY, 100_000)
    assert load_union(branch.desk, UNION, TODAY).not_closed == (begun,)
    assert load_union(branch.desk, NEXT_UNION, TODAY).not_closed == ()
    assert load_today(branch.desk).not_closed == ()
    week = [TODAY + timedelta(days=days) for days in (1, 7, 8)]
    assert [load_union(branch.desk, UNION, on).not_closed for on in week] == [(begun,), (begun,), ()]
    later = [load_today(branch.desk, on).not_closed for on in week]
    assert [[(each.union.union, each.on) for each in found] for found in later] == [
        [(UNION, TODAY)],
        [(UNION, TODAY)],
        [],
    ]
    branch.put("meeting", meeting, a_meeting(TODAY))
    branch.sync()
    assert load_union(branch.desk, UNION, week[0]).not_closed == ()


def test_the_meeting_of_a_day_that_is_closed_is_no_other_one(branch: Branch) -> None:
    """Receipts under another id for the same union and day: that day's meeting is closed."""
    opened = due_form(branch.desk, LOAN, meeting=MeetingId(b"meeting-00000002"))
    collect_repayment(branch.desk, replace(opened, amount_minor=100_000))
    branch.put("meeting", b"meeting-00000003", a_meeting(TODAY))
    branch.sync()
    assert load_union(branch.desk, UNION, TODAY).not_closed == ()


def a_meeting(held_on: date) -> MeetingRecord:
    attendance = (MemberAttendance(MEMBER, "LATE"), MemberAttendance(SECOND, "EXCUSED"))
    return MeetingRecord(UNION, held_on, ME, attendance, (), 500, 500, (), "", "")


def test_money_recorded_here_is_provisional_until_the_server_has_posted_it(branch: Branch) -> None:
    form = replace(due_form(branch.desk, LOAN), amount_minor=DUE)
    collect_repayment(branch.desk, form)
    today = load_today(branch.desk)
    assert (today.posted_minor, today.provisional_minor, today.collected_minor) == (0, DUE, DUE)
    assert (today.waiting, today.waiting_minor, today.cash.in_hand_minor) == (1, DUE, DUE)
    assert (today.overdue_count, today.to_collect[0].provisional) == (0, True)
    assert [(row.payers, row.collected_minor) for row in today.unions] == [(0, 0), (1, DUE)]
    assert today.target_minor == DUE
    branch.put("repayment", form.repayment, posted(LOAN, DUE, TODAY, "K7-000001"))
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE))
    branch.send()
    branch.sync()
    today = load_today(branch.desk)
    assert (today.collected_minor, today.cash.in_hand_minor, today.cash.oldest_on) == (DUE, DUE, TODAY)


def test_a_union_row_sums_its_loans(branch: Branch) -> None:
    rows = {row.union.union: row for row in load_unions(branch.desk, TODAY)}
    row = rows[UNION]
    assert (row.members, row.open_loans, row.outstanding_minor) == (3, 1, 4 * DUE)
    assert (row.due_minor, row.overdue_minor, row.late_loans, row.meets_today) == (DUE, DUE, 1, True)
    assert (row.next_meeting_on, row.last_held_on) == (TODAY, None)
    empty = rows[NEXT_UNION]
    assert (empty.members, empty.open_loans, empty.outstanding_minor, empty.late_loans) == (0, 0, 0, 0)


def test_one_union_names_its_officer_and_members(branch: Branch) -> None:
    page = load_union(branch.desk, UNION, TODAY)
    assert page.officer_name == "Bisi Ade"
    assert [member.code for member in page.members] == ["OJ-000002", "OJ-000003", "OJ-000004", "OJ-000001"]
    assert page.meetings == ()
    with refused("union.unknown"):
        load_union(branch.desk, UnionId(NOBODY), TODAY)


@pytest.mark.parametrize(
    ("frequency", "last_held_on", "meets"),
    [
        ("WEEKLY", None, True),
        ("WEEKLY", date(2026, 1, 12), True),
        ("WEEKLY", date(2026, 1, 18), True),
        ("FORTNIGHTLY", None, True),
        ("FORTNIGHTLY", date(2026, 1, 12), False),
        ("FORTNIGHTLY", date(2026, 1, 5), True),
        ("MONTHLY", date(2026, 1, 5), False),
        ("MONTHLY", date(2025, 12, 22), True),
        ("MONTHLY", TODAY, True),
    ],
)
def test_who_meets_follows_the_rhythm(
    branch: Branch, frequency: str, last_held_on: date | None, meets: bool
) -> None:
    union = replace(load_union(branch.desk, UNION, TODAY).row.union, meeting_frequency=frequency)  # type: ignore[arg-type]  # the frequency comes from the table as a plain word
    assert meets_on(union, TODAY, last_held_on) is meets
    assert not meets_on(union, TODAY + timedelta(days=1), last_held_on)


def test_a_daily_union_meets_every_day_and_one_without_a_weekday_nobody_knows(branch: Branch) -> None:
    union = load_union(branch.desk, UNION, TODAY).row.union
    daily = replace(union, meeting_frequency="DAILY", meeting_weekday=None)
    assert meets_on(daily, TODAY + timedelta(days=1), TODAY)
    assert not meets_on(replace(union, meeting_weekday=None), TODAY, None)


def test_before_the_first_round_there_is_no_day(branch: Branch) -> None:
    with branch.desk.store.transaction() as tx:
        tx.execute("DELETE FROM p_setting")
    with refused("desk.not_ready"):
        load_today(branch.desk)


def test_a_day_has_the_same_few_queries_however_many_loans(branch: Branch) -> None:
    few = _queries_of_today(branch)
    for number in range(10, 40):
        loan = a_loan(MEMBER, UNION, number=f"LN-{number:06d}", items=4)
        branch.put("loan", f"loan-{number:011d}".encode(), loan)
    branch.put("union", UNION, a_union("Oja-Oba Traders"))
    branch.sync()
    assert len(load_today(branch.desk).to_collect) == 31
    assert _queries_of_today(branch) == few


def _queries_of_today(branch: Branch) -> int:
    return len(statements(branch, load_today))


def test_members_owe_what_their_loans_say_and_loans_are_listed_by_member(branch: Branch) -> None:
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=100_000))
    page = load_union(branch.desk, UNION, TODAY)
    rows = {row.member.member: row for row in page.rows}
    assert [row.member for row in page.rows] == list(page.members)
    owes = rows[MEMBER]
    assert (owes.open_loans, owes.owed_minor, owes.overdue_minor) == (1, 4 * DUE - 100_000, DUE - 100_000)
    assert (owes.to_pay_minor, owes.days_late) == (2 * DUE - 100_000, 7)
    assert (rows[SECOND].open_loans, rows[SECOND].owed_minor) == (0, 0)
    (loan,) = page.loans
    assert (loan.loan.loan, loan.member_name, loan.outstanding_minor) == (
        LOAN, "Adaeze Okafor", 4 * DUE - 100_000,
    )  # fmt: skip
    assert (loan.overdue_minor, loan.days_late, loan.next_due_on) == (DUE - 100_000, 7, TODAY)


def test_the_collection_rate_is_of_each_week_s_own_demand(branch: Branch) -> None:
    week = timedelta(weeks=1)
    branch.put("repayment", b"repay-0000000001", posted(LOAN, DUE, TODAY - week, "K9-000001"))
    branch.put("repayment", b"repay-0000000002", posted(LOAN, 220_000, TODAY, "K9-000002"))
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE + 220_000)
    branch.put("loan", LOAN, loan)
    branch.sync()
    page = load_union(branch.desk, UNION, TODAY)
    assert [(each.demand_minor, each.rate) for each in page.weeks[-3:]] == [
        (0, None),
        (DUE, Fraction(1)),
        (DUE, Fraction(220_000, DUE)),
    ]
    assert len(page.weeks) == 8
    assert page.weeks[-1].first == page.weeks[-1].last == TODAY
    assert page.rate == Fraction(DUE + 220_000, 2 * DUE)


def test_loans_whose_payments_are_out_of_sight_are_not_in_the_rate(branch: Branch) -> None:
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE))
    branch.sync()
    page = load_union(branch.desk, UNION, TODAY)
    assert page.rate is None
    assert page.loans[0].outstanding_minor == 3 * DUE


def test_cash_is_to_be_handed_over_when_it_is_much_or_old(branch: Branch) -> None:
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=DUE))
    assert (load_today(branch.desk).hand_over, load_today(branch.desk).cash_age_days) == ("", 0)
    later = load_today(branch.desk, TODAY + timedelta(days=2))
    assert (later.hand_over, later.cash_age_days) == ("too_old", 2)
    branch.change_settings(cash_cap_minor=DUE - 1)
    assert load_today(branch.desk).hand_over == "over_cap"


def test_much_cash_that_the_office_has_not_heard_of_is_said_before_it_is_too_much(branch: Branch) -> None:
    branch.change_settings(day_cap_minor=DUE * 5 // 4)
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=DUE))
    assert load_today(branch.desk).alone.stands == "near"
    branch.change_settings(day_cap_minor=DUE - 1)
    assert load_today(branch.desk).alone.stands == "over"
    branch.send()
    assert load_today(branch.desk).alone.stands == ""


def test_a_lease_with_two_days_left_is_low(branch: Branch) -> None:
    now, day_ms = branch.clock.at_ms, 86_400_000
    branch.change_state(lease_until_ms=now + 3 * day_ms, last_contact_ms=now, server_offset_ms=0)
    assert not load_today(branch.desk).lease_low
    branch.change_state(lease_until_ms=now + 2 * day_ms)
    assert load_today(branch.desk).lease_low


def test_what_is_usually_in_by_this_hour_is_known_after_three_days(branch: Branch) -> None:
    def at(day: date, hour: int) -> None:
        moment = datetime.combine(day, time(hour), ZoneInfo("Africa/Lagos"))
        branch.clock.day, branch.clock.at_ms = day, int(moment.timestamp() * 1000)

    last_due, now = PAID_OUT + timedelta(weeks=4), PAID_OUT + timedelta(weeks=5)
    branch.change_state(last_contact_ms=1_770_000_000_000, server_offset_ms=0)
    for days, hour in ((0, 9), (1, 15), (2, 10)):
        at(now, 11)
        assert load_today(branch.desk).usual_share is None
        at(last_due + timedelta(days=days), hour)
        form = due_form(branch.desk, LOAN)
        collect_repayment(branch.desk, replace(form, amount_minor=110_000 + days * 100))
    at(now, 11)
    # 5 500 fell due in all; 1 100 and 1 102 came in before eleven, the second only in the afternoon.
    assert load_today(branch.desk).usual_share == Fraction(110_000 + 110_200, DUE)
