"""Notifications: the bell counts what is unread, a tap opens what it is about, what was seen stays seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldapp.screens.everyone.news.page import NotificationsPage
from fieldapp.screens.operations.handover.page import HandoversPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from tests.screens import people
from tests.screens.driver import OpenFor, Window
from tests.screens.office import Tablet, open_tablet


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    """The tablet of somebody whose branch has its people and nothing else yet."""
    return open_tablet(tmp_path / "data", found=people.found_staff)


def opened(window: Window) -> NotificationsPage:
    """Press the bell and wait for the list."""
    window.click(window.place.top.bell)
    page = window.page(NotificationsPage)
    window.wait(lambda: page.list.rows or page.empty.isVisible())
    return page


def unread(page: NotificationsPage) -> list[str]:
    return [row.title for row in page.list.rows if row.unread]


def test_the_bell_says_how_much_is_unread(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    bell = window.place.top.bell
    assert bell.isVisible()
    window.wait(lambda: bell.count == 3)
    assert bell.accessibleName() == "Notifications, 3 unread"
    page = opened(window)
    assert window.place.top.heading == ("Notifications", "3 unread")
    assert [row.title for row in page.list.rows] == unread(page)
    assert "₦20,000" in [row.figure for row in page.list.rows]


def test_a_tap_opens_what_it_is_about_and_marks_it_read(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = opened(window)
    window.choose(page.list, "Cash to count from Zainab Garba")
    window.page(HandoversPage)
    window.place.back()
    page = window.page(NotificationsPage)
    window.wait(lambda: len(unread(page)) == 2)
    window.wait(lambda: window.place.top.bell.count == 2)


def test_the_keyboard_opens_too(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = opened(window)
    page.list.setFocus()
    page.list.select(next(row.key for row in page.list.rows if row.title.startswith("To decide")))
    window.press(Qt.Key.Key_Return)
    window.page(ApprovalsPage)


def test_what_was_read_stays_read_over_a_lock(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = opened(window)
    window.double_click(page.all_read)
    window.wait(lambda: unread(page) == [])
    assert not page.all_read.isEnabled()
    window.wait(lambda: window.place.top.bell.count == 0)
    window.shell.lock()
    window.unlock()
    page = window.page(NotificationsPage)
    window.wait(lambda: page.list.rows)
    assert unread(page) == []
    assert window.place.top.heading[1] == "3 notifications, all read"


def test_unread_ones_can_be_shown_alone_and_the_choice_is_kept(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = opened(window)
    window.click(page.shown.button("unread"))
    window.settle()
    assert len(page.list.rows) == 3
    window.click(page.all_read)
    window.wait(page.empty.isVisible)
    assert page.list.isHidden()
    assert page.recall("shown") == "unread"
    window.click(page.empty.button)
    window.wait(lambda: len(page.list.rows) == 3)


def test_somebody_without_news_is_told_what_comes_here(window: Window) -> None:
    window.unlock()
    page = opened(window)
    assert page.empty.isVisible()
    assert window.place.top.bell.count == 0
    assert not page.all_read.isEnabled()
