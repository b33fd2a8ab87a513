"""A meeting that was not closed on its own day is found on the days after, counted, signed and closed."""

from __future__ import annotations

import pytest

from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from shared.contract.bodies.cash import MeetingClosed
from tests.screens import people
from tests.screens.closing import begun, count, kinds, sign_both
from tests.screens.driver import Window, recorded
from tests.screens.office import DAY_MS, TODAY


@pytest.fixture
def morning_after(window: Window) -> Window:
    """Receipts were recorded yesterday and five notes counted; then the battery was flat."""
    count(begun(window), 50_000, "1")
    window.settle()
    window.shell.lock()
    window.tablet.clock.at_ms += DAY_MS
    window.unlock()
    return window


def close(window: Window, closing: CloseMeetingPage) -> None:
    window.wait(closing.count.isVisible)
    assert closing.count.notes.denominations() == ((50_000, 1),)
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    window.click(closing.button)
    window.wait(closing.summary.isVisible)
    window.settle()
    (closed,) = [body for body in recorded(window) if isinstance(body, MeetingClosed)]
    assert (closed.held_on, closed.counted_cash_minor) == (TODAY, 100_000)


def test_whoever_was_at_the_count_goes_on_with_it(morning_after: Window) -> None:
    close(morning_after, morning_after.page(CloseMeetingPage))


def test_today_leads_to_it(morning_after: Window) -> None:
    window = morning_after
    window.place.go_to("today")
    today = window.page(TodayPage)
    assert today.not_closed.isVisible()
    (row,) = today.not_closed.list.rows
    assert (row.title, row.second) == ("Oja-Oba Traders Union", "Friday 20 November")
    window.choose(today.not_closed.list, row.title)
    sheet = window.page(MeetingSheetPage)
    assert sheet.second.startswith("Friday 20 November")
    window.click(sheet.totals.close_meeting)
    close(window, window.page(CloseMeetingPage))
    window.place.go_to("today")
    window.wait(lambda: not window.page(TodayPage).not_closed.isVisible())


def test_the_history_of_its_union_leads_to_it(morning_after: Window) -> None:
    window = morning_after
    window.place.open(Target("union", people.OJA_OBA, "meetings"))
    page = window.page(UnionPage)
    window.wait(lambda: page.view is not None)
    window.tap(page.tabs.meetings.view, 0)
    assert window.page(MeetingSheetPage).second.startswith("Friday 20 November")


def test_it_is_not_offered_once_its_day_lies_too_far_back(morning_after: Window) -> None:
    window = morning_after
    window.tablet.clock.at_ms += 7 * DAY_MS
    window.place.go_to("today")
    assert not window.page(TodayPage).not_closed.isVisible()
    assert "meeting.closed" not in kinds(window)
