"""In front of the lock the tablet asks the office by itself and says what it hears."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.everyone.enrol.page import EnrolPage
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.window import Workplace
from fieldapp.syncing.contact.contacting import Contacted
from fieldapp.syncing.faults import Unreachable
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.obeying.wiping import begin_wipe, destroy, finish_wipe
from fieldapp.vault.vault import Vault
from tests.screens import people
from tests.screens.driver import Window
from tests.screens.office import DAY_MS, PIN, Tablet

ACTIVE = Contacted("ACTIVE", "")


@dataclass
class TheOffice:
    """What the office says without a PIN, next and from then on; `does` is what comes of it at the vault."""

    said: Contacted | None = ACTIVE
    does: Callable[[Vault], None] = lambda _: None
    asked: list[Vault] = field(default_factory=list)

    def __call__(self, vault: Vault) -> Contacted:
        self.asked.append(vault)
        if self.said is None:
            raise Unreachable()
        self.does(vault)
        return self.said


@pytest.fixture
def office() -> TheOffice:
    return TheOffice()


@pytest.fixture
def window(qtbot: QtBot, look: Look, lanes: Lanes, tablet: Tablet, office: TheOffice) -> Iterator[Window]:
    opened = Window(qtbot, tablet.shell(look, lanes, contact=office), tablet, lanes)
    yield opened
    opened.close()


def locked(window: Window) -> UnlockPage:
    page = window.shell.page
    assert isinstance(page, UnlockPage)
    return page


def told(window: Window) -> str:
    page = window.shell.page
    found = page.notice.told if isinstance(page, UnlockPage) else None
    return f"{found.title}. {found.detail}" if found else ""


def lock_out(window: Window) -> None:
    page = locked(window)
    for _ in range(10):
        page._stop_waiting()
        window.tablet.clock.at_ms += 3_600_000
        page.pad.entered.emit("111222")
        window.wait(lambda: page.notice.told is not None and page.notice.told.kind == "error")


def answered(window: Window, office: TheOffice) -> None:
    """What was asked has been answered, so that it is asked anew."""
    window.wait(lambda: bool(office.asked) and window.shell._asking._asked == 0, "an answer")


def test_locked_out_it_asks_at_once_and_says_who_helps(window, office):
    office.said = Contacted("ACTIVE", "", locked=True)
    lock_out(window)
    window.wait(lambda: bool(office.asked), "the office to be asked")
    window.wait(lambda: "Call your supervisor" in told(window))
    assert "it hears of that by itself once connected" in told(window)
    assert not locked(window).pad.isEnabled()


def test_once_the_office_says_yes_the_pin_may_be_tried_again(window, office):
    office.said = Contacted("ACTIVE", "", locked=True)
    lock_out(window)
    window.wait(lambda: "Call your supervisor" in told(window))

    def unlock(vault: Vault) -> None:
        now = window.tablet.clock.at_ms
        vault.clear_lockout(LeaseGrant(now + 5 * DAY_MS, now, escrowed_key=b"L" * 32))

    answered(window, office)
    office.said, office.does = Contacted("ACTIVE", "", unlocked=True), unlock
    window.shell._asking.soon()
    window.wait(lambda: "You may try again" in told(window))
    assert locked(window).pad.isEnabled()
    office.said, office.does = ACTIVE, lambda _: None
    locked(window).pad.entered.emit(PIN)
    window.wait(lambda: isinstance(window.shell.page, Workplace))


def test_revoked_it_says_so_and_takes_no_pin(window, office):
    office.said = Contacted("REVOKED", "left the branch")
    window.shell._asking.soon()
    window.wait(lambda: "taken out of use" in told(window))
    assert "The office has what was recorded" in told(window)
    assert not locked(window).pad.isEnabled()
    assert not locked(window).welcome.lease_card.isVisible(), (
        "it does not work at all, with an office or without"
    )
    answered(window, office)
    office.said = Contacted("REVOKED", "left the branch", journal_left=5)
    window.shell._asking.soon()
    window.wait(lambda: "on its way" in told(window))


def test_a_wiped_profile_is_gone_from_the_lock(window, office):
    def wipe(vault: Vault) -> None:
        begin_wipe(vault.profile)
        destroy(vault.profile, vault.around.keyring)
        finish_wipe(vault.profile, vault.around.keyring)

    office.said, office.does = Contacted("REVOKED", "stolen", wiped=True), wipe
    window.shell._asking.soon()
    window.wait(lambda: isinstance(window.shell.page, EnrolPage))
    page = window.shell.page
    assert isinstance(page, EnrolPage) and page.notice.told is not None
    assert page.notice.told.title == f"The office has had this tablet wiped for {people.OFFICER.name}"


def test_without_a_network_nothing_is_said_and_the_pin_opens(window, office):
    office.said = None
    window.shell._asking.soon()
    window.wait(lambda: bool(office.asked), "the office to be asked")
    window.settle()
    assert told(window) == ""
    window.unlock()


def test_a_lease_that_is_over_renews_by_itself_and_the_word_of_it_goes(window, office):
    window.tablet.clock.at_ms += 9 * DAY_MS
    locked(window).pad.entered.emit(PIN)
    window.wait(lambda: "The offline time is over" in told(window))

    def renew(vault: Vault) -> None:
        now = window.tablet.clock.at_ms
        vault.renew_lease(LeaseGrant(now + 5 * DAY_MS, now, escrowed_key=b"L" * 32))

    answered(window, office)
    office.said, office.does = Contacted("ACTIVE", "", renewed=True), renew
    window.shell._asking.soon()
    window.wait(lambda: told(window) == "")
    window.settle()
    assert "left offline" in locked(window).welcome.lease[0].text()


def test_a_renewal_takes_no_word_about_a_wrong_pin_away(window, office):
    locked(window).pad.entered.emit("111222")
    window.wait(lambda: "9 tries left" in told(window))
    office.said = Contacted("ACTIVE", "", renewed=True)
    window.shell._asking.soon()
    answered(window, office)
    window.settle()
    assert "9 tries left" in told(window)


def test_nobody_is_asked_while_somebody_works(window, office):
    window.unlock()
    asked = len(office.asked)
    window.shell._asking.soon()
    window.settle()
    assert len(office.asked) == asked
