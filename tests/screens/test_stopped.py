"""Whoever cannot record is told why before they type, on every page, and what to do; and when it is over."""

from __future__ import annotations

from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from tests.screens import people
from tests.screens.driver import OpenFor, Window, ask
from tests.screens.office import DAY_MS


def change(window: Window, what: str) -> None:
    """Let what is known of the office be otherwise."""

    def work(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            tx.execute(f"UPDATE sync_state SET {what}")

    ask(window, work)
    window.place.bench.changed.emit()
    window.settle()


def test_the_lease_that_ends_is_said_on_every_page_and_goes_when_it_is_renewed(window: Window) -> None:
    place = window.unlock()
    assert not place.stopped.isVisible()
    change(window, "lease_until_ms = 1")
    window.wait(place.stopped.isVisible)
    assert "too long without the server" in place.stopped.said.text()
    assert "Connect to the server" in place.stopped.said.text()
    for key in ("unions", "cash"):
        window.click(place.navigation.button(key))
        assert place.stopped.isVisible()
    window.click(place.stopped.centre)
    window.wait(lambda: place.page is not None and place.page.title == "Sync centre")
    change(window, f"lease_until_ms = {window.tablet.clock.at_ms + DAY_MS}")
    window.wait(lambda: not place.stopped.isVisible())


def test_a_clock_set_back_names_the_day_it_shows(window: Window) -> None:
    place = window.unlock()
    window.tablet.clock.at_ms -= 2 * DAY_MS
    place.stopped.look()
    window.wait(place.stopped.isVisible)
    assert "The clock of this tablet is wrong" in place.stopped.said.text()
    assert "18/11/2026" in place.stopped.said.text()


def test_a_supervisor_is_told_of_their_own_tablet_too(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    change(window, "device_state = 'FROZEN'")
    window.wait(window.place.stopped.isVisible)
    assert "Speak to your supervisor" in window.place.stopped.said.text()


def test_the_last_day_of_a_lease_is_not_said_to_be_none(window: Window) -> None:
    window.unlock()
    change(window, f"lease_until_ms = {window.tablet.clock.at_ms + 3_600_000}, server_offset_ms = 0")
    window.place.open(Target("today"))
    page = window.page(TodayPage)
    window.wait(page.lease.isVisible)
    assert page.lease.accessibleName() == "Works offline for less than a day more: connect soon"
