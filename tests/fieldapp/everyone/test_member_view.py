"""One member: what they owe agrees with the loan's page, and how they came to meetings is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fieldapp.everyone.loan_view import load_loan_view
from fieldapp.everyone.member_view import load_member_view
from fieldapp.officer.collect_repayment import collect_repayment
from shared.contract.bodies.cash import MemberAttendance
from shared.contract.records import MeetingRecord
from shared.ids import MemberId
from tests.fieldapp.desk.branch import (
    DUE,
    LOAN,
    ME,
    MEMBER,
    NOBODY,
    SECOND,
    TODAY,
    UNION,
    UNVERIFIED,
    Branch,
    refused,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import a_loan


def test_a_member_owes_what_the_loan_says(branch: Branch) -> None:
    collect_repayment(branch.desk, replace(due_form(branch.desk, LOAN), amount_minor=DUE + 100_000))
    view = load_member_view(branch.desk, MEMBER)
    figures = load_loan_view(branch.desk, LOAN).figures
    (loan,) = view.loans
    assert (loan.product_name, loan.paid_items, loan.items) == ("Weekly 20", 1, 4)
    assert (loan.outstanding_minor, loan.overdue_minor, loan.to_pay_minor, loan.days_late) == (
        figures.outstanding_minor, figures.overdue_minor, figures.to_pay_minor, figures.days_late,
    )  # fmt: skip
    assert (loan.paid_minor, loan.total_minor) == (figures.paid_minor, figures.total_minor)
    assert (view.owed_minor, view.overdue_minor) == (figures.outstanding_minor, 0)
    assert (view.next_due_on, view.next_due_minor) == (TODAY, DUE - 100_000)


def test_who_the_member_is(branch: Branch) -> None:
    view = load_member_view(branch.desk, MEMBER)
    assert (view.profile.phone, view.enrolled_by_name, view.verified_by_name) == (
        "+234 803 555 0101", "Bisi Ade", "Musa Bello",
    )  # fmt: skip
    assert view.union is not None
    assert view.union.name == "Oja-Oba Traders"
    unverified = load_member_view(branch.desk, UNVERIFIED)
    assert (unverified.verified_by_name, unverified.loans, unverified.next_due_on) == ("", (), None)
    with refused("member.unknown"):
        load_member_view(branch.desk, MemberId(NOBODY))


def test_where_payments_are_out_of_sight_the_loan_still_adds_up(branch: Branch) -> None:
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE + 200_000))
    branch.sync()
    (loan,) = load_member_view(branch.desk, MEMBER).loans
    assert (loan.paid_minor, loan.total_minor, loan.paid_items) == (DUE + 200_000, 4 * DUE, 1)


def test_attendance_of_the_last_meetings_newest_first(branch: Branch) -> None:
    marks = ("PRESENT", "LATE", "ABSENT")
    for weeks, mark in enumerate(marks):
        attendance = (MemberAttendance(MEMBER, mark), MemberAttendance(SECOND, "EXCUSED"))  # type: ignore[arg-type]  # the mark comes from the table as a plain word
        held_on = TODAY - timedelta(weeks=weeks)
        record = MeetingRecord(UNION, held_on, ME, attendance, (), 0, 0, (), "", "")
        branch.put("meeting", f"meeting-{weeks:08d}".encode(), record)
    branch.sync()
    view = load_member_view(branch.desk, MEMBER)
    assert [(each.held_on, each.attendance) for each in view.attendance] == [
        (TODAY - timedelta(weeks=weeks), mark) for weeks, mark in enumerate(marks)
    ]
    assert view.came == 2
    assert load_member_view(branch.desk, UNVERIFIED).attendance == ()
