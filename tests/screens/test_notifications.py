"""Notifications: the bell counts what is unread, a tap opens what it is about, what was seen stays seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldapp.everyone.notifications import About, Notification, NotificationKind
from fieldapp.screens.everyone.news.page import NotificationsPage
from fieldapp.screens.everyone.news.rows import news_items
from fieldapp.screens.operations.handover.page import HandoversPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.words import Formats
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


def said(kind: NotificationKind, about: About) -> tuple[str, str]:
    """Return what the list says of a notification at an institution that writes its own way."""
    today = date(2026, 11, 20)
    found = Notification("key", kind, "now", about, today, None, "sync", b"")
    rows = [row for row in news_items(Formats("GHS", "MM/DD/YYYY"), [found], today) if isinstance(row, Row)]
    return rows[0].title, rows[0].second


@pytest.mark.parametrize(
    ("kind", "about", "title", "second"),
    [
        ("lease_low", About(hours=1), "1 hour left without the server", "Connect to the server"),
        ("lease_low", About(hours=30), "30 hours left without the server", "Connect to the server"),
        ("lease_low", About(hours=0), "Connect to go on recording", "Connect to the server"),
        (
            "cash_over_cap", About(amount_minor=1_600_050, limit_minor=1_000_000), "Too much cash in hand",
            "You hold GHS 16,000.50, at most GHS 10,000 is allowed. Hand it over.",
        ),
        (
            "cash_old", About(amount_minor=1_600_000, days=2), "Cash held too long",
            "You hold GHS 16,000; the oldest of it is 2 days old. Hand it over.",
        ),
        ("cash_old", About(amount_minor=100, days=1), "Cash held too long", "1 day old"),
        ("sent_back", About("Bola Ade", "LN-2", "Less"), "Sent back: Bola Ade", "LN-2 · Less"),
        ("paid_out", About("Bola Ade", "LN-2"), "Paid out: Bola Ade", "LN-2"),
        ("approval_waiting", About("Zainab", note="Loan LN-2"), "To decide: Loan LN-2", "Asked by Zainab"),
        ("handover_waiting", About(note="Two bags"), "Cash to count", "Two bags"),
        ("meeting_tomorrow", About("Oja", clock="10:00", place="X"), "Meets tomorrow: Oja", "10:00 · X"),
        ("task", About("Money in suspense", note="Look"), "Money in suspense", "Look"),
    ],
)  # fmt: skip
def test_what_is_known_is_said_as_the_institution_writes(
    kind: NotificationKind, about: About, title: str, second: str
) -> None:
    words = said(kind, about)
    assert words[0] == title
    assert second in words[1]
