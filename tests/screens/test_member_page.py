"""One member: what they owe, their loans, their attendance, what is known, and where one goes from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.widgets.cells.kinds import BarCell
from fieldapp.screens.widgets.overlays.chooser import Chooser
from shared.contract.bodies.people import MemberProfile
from shared.contract.records import MemberRecord, union_bucket
from tests.fieldapp.desk.forms import due_form
from tests.screens import people
from tests.screens.driver import OpenFor, TabletOf, Window, ask, heard, stood_in
from tests.screens.office import open_tablet
from tests.screens.scenes.members import SEVERAL, found_borrower
from tests.screens.taking import LATE

BORROWER, NOBODY_OWES = people.member_id(4), people.member_id(20)


@pytest.fixture
def tablet_of(tmp_path: Path) -> TabletOf:
    """Gives somebody at the branch a tablet with one member who has several loans."""
    return lambda person: open_tablet(tmp_path / person.role, person, found=found_borrower)


def opened(window: Window, member: bytes = BORROWER) -> MemberPage:
    """Open a member in the unlocked window."""
    window.place.open(Target("member", member))
    page = window.page(MemberPage)
    window.wait(lambda: page.view is not None)
    return page


def test_it_says_who_it_is_and_how_they_stand(window: Window) -> None:
    window.unlock()
    page = opened(window)
    assert (page.header.name.text(), page.second) == ("Chidinma Eze", "OJ-1053 · Oja-Oba Traders Union")
    assert page.header.owes.value == "₦47,040"
    assert page.header.standing.mark.text == "₦7,840 · 7 days late"
    assert page.header.verified.mark.text == "Verified by Musa Bello"
    assert page.header.who.text() == "0803 555 1004 · 1 loan"
    assert page.facts.texts == ("0803 555 1004", "Zainab Garba", "Musa Bello")
    assert page.attendance.isHidden()


def test_nobody_vouched_for_is_said(window: Window) -> None:
    window.unlock()
    page = opened(window, people.member_id(7))
    assert page.header.verified.mark.text == "Not verified"


def test_loans_show_how_far_they_are_and_what_is_over_stands_last(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = opened(window, SEVERAL)
    rows = page.loans.table.view.rows
    made = [rows.made.raw(place) for place in range(rows.rowCount())]
    assert [cells["loan"].spoken.split(",")[0] for cells in made][-1] == "LN-198-0042"
    last = made[-1]["repaid"]
    assert isinstance(last, BarCell)
    assert last.spoken == "24 of 24 instalments paid, 100 %"
    assert [cells["state"].spoken for cells in made][-1] == "Completed"
    assert "41 years, born 04/03/1985 · Female · Married" in page.facts.texts


def test_attendance_is_of_the_closed_meetings_oldest_first(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = opened(window, SEVERAL)
    assert page.attendance.isVisible()
    assert page.attendance.title.text() == "Attendance, last 6 meetings"
    assert "Present 3" in page.attendance.chart.accessibleDescription()


def test_a_repayment_of_the_only_loan_is_one_press_away(window: Window) -> None:
    window.unlock()
    page = opened(window)
    window.click(page.record.above)
    window.page(RepayPage)


def test_of_several_loans_one_is_asked_which_by_finger_or_key(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = opened(window, SEVERAL)
    window.double_click(page.record.above)
    assert page.chooser is not None
    chooser = page.chooser
    assert [row.title for row in chooser.list.rows] == ["LN-204-0104", "LN-204-0177"]
    assert not chooser.finder.isVisible()
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_Escape)
    assert not chooser.isVisible()
    window.click(page.record.above)
    chooser = page.chooser
    assert chooser.list.hasFocus()
    window.press(Qt.Key.Key_Down)
    window.press(Qt.Key.Key_Return)
    form = window.page(RepayPage)
    assert form.target is not None
    assert form.target.id == b"loan-several-001"


def test_what_was_paid_meanwhile_is_seen_on_coming_back(window: Window) -> None:
    window.unlock()
    page = opened(window)
    ask(window, lambda desk: collect_repayment(desk, due_form(desk, LATE)))
    window.place.bench.changed.emit()
    window.wait(lambda: page.header.owes.value == "₦31,360")
    assert page.header.standing.mark.text == "Up to date"


def test_a_loan_and_the_union_are_opened(window: Window) -> None:
    window.unlock()
    page = opened(window)
    window.tap(page.loans.table.view, 0)
    window.page(LoanPage)
    window.place.back()
    window.click(window.page(MemberPage).facts.open)
    assert window.page(UnionPage).title == "Oja-Oba Traders Union"


def test_loan_sheet_and_union_lead_to_each_other(window: Window) -> None:
    window.unlock()
    window.place.open(Target("loan", LATE))
    loan = window.page(LoanPage)
    window.wait(lambda: loan.view is not None)
    window.click(loan.member)
    assert window.page(MemberPage).header.name.text() == "Chidinma Eze"
    window.place.open(Target("sheet", people.OJA_OBA))
    sheet = window.page(MeetingSheetPage)
    window.wait(sheet.about.isVisible)
    window.click(sheet.about)
    assert window.page(UnionPage).title == "Oja-Oba Traders Union"


def test_an_approver_looks_at_the_member(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    approvals = window.page(ApprovalsPage)
    window.wait(approvals.detail.weighing.open_member.isVisible)
    window.click(approvals.detail.weighing.open_member)
    page = window.page(MemberPage)
    window.wait(lambda: page.header.name.text() == "Uche Obi")


def test_who_left_meanwhile_is_offered_no_loan_any_more(window: Window) -> None:
    window.unlock()
    page = opened(window, NOBODY_OWES)
    assert page.new_loan in page.acts
    profile = MemberProfile("Patience", "Akpan", "+234 803 555 1020")
    left = MemberRecord(people.OJA_OBA, "OJ-1101", profile, False, people.OTHER.id, None)
    window.tablet.office.put("member", NOBODY_OWES, left, union_bucket(people.OJA_OBA))
    heard(window)
    assert page.new_loan not in page.acts


def test_a_first_loan_begins_here(window: Window) -> None:
    window.unlock()
    page = opened(window, NOBODY_OWES)
    assert page.loans.nothing.isVisible()
    assert page.record.above not in page.acts
    window.click(page.loans.nothing.button)
    form = window.page(ApplicationPage)
    assert form.target == Target("application", NOBODY_OWES, "new")
    window.place.back()
    window.click(window.page(MemberPage).new_loan)
    window.page(ApplicationPage)


@pytest.mark.parametrize("person", [people.SUPERVISOR, people.CLERK], ids=lambda person: person.role)
def test_who_takes_no_money_is_offered_neither(open_for: OpenFor, person: people.Staff) -> None:
    assert opened(open_for(person), SEVERAL).acts == []


def test_one_who_is_not_here_is_said(window: Window) -> None:
    window.unlock()
    window.place.open(Target("member", b"nobody-000000000"))
    page = window.page(MemberPage)
    window.wait(lambda: stood_in(page) == "This member is not on this tablet")
    assert page.header.isHidden()
    assert page.acts == []


def test_a_lock_takes_the_question_away(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = opened(window, SEVERAL)
    window.click(page.record.above)
    window.shell.lock()
    window.settle()
    assert isinstance(window.shell.page, UnlockPage)
    assert not any(each.isVisible() for each in window.shell.findChildren(Chooser))


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1440, 900), (1024, 600)])
def test_one_filled_act_is_in_reach_at_every_size(window: Window, size: tuple[int, int]) -> None:
    window.unlock()
    window.shell.resize(*size)
    page = opened(window)
    window.settle()
    assert [page.record.above.isVisible(), page.record.below.isVisible()].count(True) == 1
