"""One union: its figures, members, loans and meetings, and what each person may do from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.widgets.cells.kinds import MarkCell
from fieldapp.screens.widgets.overlays.chooser import Chooser
from tests.screens import people
from tests.screens.driver import OpenFor, TabletOf, Window, stood_in
from tests.screens.office import DAY_MS, open_tablet
from tests.screens.scenes.unions import found_meetings

EMPTY = b"union-0000000004"


@pytest.fixture
def tablet_of(tmp_path: Path) -> TabletOf:
    """Gives somebody at the branch a tablet with a history of meetings."""
    return lambda person: open_tablet(tmp_path / person.role, person, found=found_meetings)


def opened(window: Window, union: bytes = people.OJA_OBA, part: str = "") -> UnionPage:
    """Open a union in the unlocked window."""
    window.place.open(Target("union", union, part))
    page = window.page(UnionPage)
    window.wait(lambda: page.view is not None)
    return page


def test_it_says_where_the_union_stands(window: Window) -> None:
    window.unlock()
    page = opened(window)
    assert page.title == "Oja-Oba Traders Union"
    assert page.strip.members.value == "25"
    assert page.strip.mark.mark.text == "Today 09:30"
    assert page.strip.meets.text() == "Friday 09:30, every week"
    assert page.strip.place.text() == "Looked after by Funmilayo Adeyemi · Market hall, Oja-Oba"
    assert [page.tabs.tabs.tab(key).accessibleName() for key in ("members", "loans", "meetings")] == [
        "Members 25",
        "Loans 22",
        "Meetings",
    ]
    assert "100 %" in page.rate.chart.accessibleDescription()


def test_a_member_is_found_as_one_types_and_opened_by_enter(window: Window) -> None:
    window.unlock()
    page = opened(window)
    people_view = page.tabs.members
    people_view.finder.setFocus()
    window.keys("chidinma")
    assert people_view.table.count == 1
    cells = people_view.table.view.rows.made.raw(0)
    assert isinstance(cells["state"], MarkCell)
    assert cells["state"].mark.text == "7 days late"
    window.press(Qt.Key.Key_Return)
    assert window.page(MemberPage).view is not None


def test_a_name_that_no_member_has_is_said(window: Window) -> None:
    window.unlock()
    page = opened(window)
    page.tabs.members.finder.setFocus()
    window.keys("xyzzy")
    assert page.tabs.members.nothing.isVisible()
    window.click(page.tabs.members.nothing.button)
    assert page.tabs.members.table.count == 25


def test_the_order_and_the_part_are_remembered(window: Window) -> None:
    window.unlock()
    page = opened(window)
    page.tabs.members.table.view.head.wanted.emit("owed")
    window.click(page.tabs.tabs.tab("loans"))
    window.shell.lock()
    assert isinstance(window.shell.page, UnlockPage)
    window.unlock()
    window.place.go_to("unions")
    page = opened(window)
    assert page.tabs.tabs.current == "loans"
    listing = page.tabs.members.table.view.rows.listing
    owed = [listing.row(place).owed_minor for place in range(len(listing.shown))]
    assert owed == sorted(owed)


def test_a_loan_and_a_member_are_opened_by_a_tap(window: Window) -> None:
    window.unlock()
    page = opened(window, part="loans")
    window.tap(page.tabs.loans.view, 0)
    assert window.page(LoanPage).view is not None
    window.place.back()
    page = window.page(UnionPage)
    window.click(page.tabs.tabs.tab("members"))
    window.tap(page.tabs.members.table.view, 2)
    window.page(MemberPage)


def test_its_sheet_is_the_filled_act_on_the_day_it_meets(window: Window) -> None:
    window.unlock()
    page = opened(window)
    assert page.other_sheet not in page.acts
    window.click(page.sheet.above)
    window.page(MeetingSheetPage)
    page = opened(window, EMPTY)
    assert page.sheet.above not in page.acts
    window.click(page.other_sheet)
    assert window.page(MeetingSheetPage).title == "Sabo Grain Merchants"


def test_its_sheet_is_offered_on_other_days_too_when_the_day_turns(window: Window) -> None:
    window.unlock()
    page = opened(window)
    window.tablet.clock.at_ms += DAY_MS
    page.bench.refresh()
    window.settle()
    assert page.sheet.above not in page.acts
    assert page.other_sheet in page.acts


def test_a_closed_meeting_shows_its_minutes_and_one_under_way_its_sheet(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    window.place.open(Target("sheet", people.OJA_OBA))
    sheet = window.page(MeetingSheetPage)
    window.wait(lambda: sheet.model.rowCount() > 0)
    window.click(sheet.tools.pay_all)
    window.click(sheet.totals.save)
    window.settle()
    page = opened(window, part="meetings")
    rows = page.tabs.meetings.view.rows
    assert rows.rowCount() == 7
    assert [rows.made.raw(place)["variance"].spoken for place in (1, 2)] == ["", "short 500"]
    window.tap(page.tabs.meetings.view, 2)
    closed = window.page(CloseMeetingPage)
    window.wait(closed.summary.isVisible)
    assert window.place.top.heading[0] == "Minutes"
    assert window.place.top.heading[1].startswith("Oja-Oba Traders Union · Friday ")
    window.place.back()
    window.tap(window.page(UnionPage).tabs.meetings.view, 0)
    window.page(MeetingSheetPage)


def test_a_new_loan_asks_whose_and_opens_the_application(window: Window) -> None:
    window.unlock()
    page = opened(window)
    window.click(page.new_loan)
    assert page.chooser is not None
    chooser = page.chooser
    assert chooser.finder.hasFocus()
    window.keys("xyzzy")
    assert chooser.nothing.isVisible()
    chooser.finder.clear()
    window.keys("lami")
    window.press(Qt.Key.Key_Return)
    form = window.page(ApplicationPage)
    assert form.target == Target("application", people.member_id(16), "new")


def test_a_lock_takes_the_question_away_with_the_page(window: Window) -> None:
    window.unlock()
    page = opened(window)
    window.click(page.new_loan)
    assert page.chooser is not None
    assert page.chooser.isVisible()
    window.shell.lock()
    window.settle()
    assert isinstance(window.shell.page, UnlockPage)
    assert not any(each.isVisible() for each in window.shell.findChildren(Chooser))


def test_a_supervisor_sees_the_sheet_and_asks_for_no_loan(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = opened(window)
    assert page.new_loan not in page.acts
    assert page.sheet.above not in page.acts
    window.click(page.other_sheet)
    assert window.page(MeetingSheetPage).model.locked


def test_nobody_is_offered_what_their_role_does_not_have(open_for: OpenFor) -> None:
    window = open_for(people.CLERK)
    page = opened(window, part="meetings")
    assert page.acts == []
    window.tap(page.tabs.meetings.view, 1)
    assert window.place.page is page
    assert page.notice.told is None


def test_one_without_members_says_so(window: Window) -> None:
    window.unlock()
    page = opened(window, EMPTY)
    assert page.tabs.members.nothing.isVisible()
    assert not page.tabs.members.nothing.button.isVisible()
    assert page.new_loan not in page.acts
    assert page.rate.chart.accessibleDescription() == "Nothing fell due in these weeks"


def test_one_that_is_not_here_says_so(window: Window) -> None:
    window.unlock()
    window.place.open(Target("union", b"union-of-nowhere"))
    page = window.page(UnionPage)
    window.wait(lambda: stood_in(page) == "This union is not on this tablet")
    assert page.strip.isHidden()
    assert page.acts == []


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (1440, 900), (1024, 600)])
def test_one_filled_act_is_in_reach_at_every_size(window: Window, size: tuple[int, int]) -> None:
    window.unlock()
    window.shell.resize(*size)
    page = opened(window)
    window.settle()
    assert [page.sheet.above.isVisible(), page.sheet.below.isVisible()].count(True) == 1
