"""Enrolment and unlock: what somebody who is not inside yet sees and can do."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.everyone.enrol.page import EnrolPage, Typed
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.everyone.welcome import PersonButton
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height
from fieldapp.screens.widgets.overlays.veil import Lying
from fieldapp.screens.workplace.window import Workplace
from fieldapp.syncing.faults import (
    ClockWrong,
    EnrolmentUnanswered,
    NotOurServer,
    Refused,
    ServerBusy,
    ServerFault,
    Unreachable,
    UntrustedAnswer,
    UpgradeNeeded,
)
from fieldapp.vault.faults import KeyringUnavailable
from fieldapp.vault.vault import Vault
from shared.errors import RuleRefused
from shared.ids import DeviceId
from tests.screens import applying, people
from tests.screens.driver import Window, choose_under_more
from tests.screens.office import PIN, Tablet, make_vault, open_tablet


def locked(window: Window) -> UnlockPage:
    page = window.shell.page
    assert isinstance(page, UnlockPage)
    return page


def told(page: UnlockPage | EnrolPage) -> str:
    found = page.notice.told
    return f"{found.title}. {found.detail}" if found else ""


def test_the_pin_typed_on_the_keyboard_opens_today(window: Window) -> None:
    window.unlock()
    window.page(TodayPage)


def test_the_pin_tapped_on_the_pad_opens_today(window: Window) -> None:
    pad = locked(window).pad
    for digit in PIN:
        key = pad.findChild(QPushButton, f"digit{digit}")
        assert key is not None
        assert key.width() >= Height.TOUCH
        assert key.height() >= Height.TOUCH
        window.click(key)
    window.press(Qt.Key.Key_Return)
    window.wait(lambda: isinstance(window.shell.page, Workplace))


def test_a_wrong_pin_says_how_many_tries_are_left(window: Window) -> None:
    page = locked(window)
    window.keys("111222")
    window.press(Qt.Key.Key_Return)
    window.wait(lambda: "9 tries left" in told(page))
    assert page.pad.isEnabled()


def test_after_five_wrong_pins_the_pad_waits_and_counts_down(window: Window) -> None:
    page = locked(window)
    for left in (9, 8, 7, 6, 5):
        words = f"{left} tries left"
        page.pad.entered.emit("111222")
        window.wait(partial(lambda words: words in told(page), words))
    assert "Wait 30 seconds" in told(page)
    assert not page.pad.isEnabled()
    window.wait(lambda: "Wait 29 seconds" in told(page))


def test_ten_wrong_pins_lock_the_tablet_and_say_so(window: Window) -> None:
    page = locked(window)
    for _ in range(10):
        page._stop_waiting()
        window.tablet.clock.at_ms += 3_600_000
        page.pad.entered.emit("111222")
        window.wait(lambda: page.notice.told is not None and page.notice.told.kind == "error")
    assert "This tablet is locked" in told(page)
    assert "What you recorded is kept" in told(page)
    assert not page.pad.isEnabled()


def test_the_lease_is_said_in_days_and_until_when(window: Window) -> None:
    page = locked(window)
    window.settle()
    assert page.welcome.lease[0].text() == "5 days left offline"
    assert "25/11/2026 11:42" in page.welcome.lease[1].text()


def test_two_people_share_a_tablet_each_with_a_pin_of_their_own(window: Window) -> None:
    make_vault(window.tablet, people.OTHER, pin="508273", device=DeviceId(b"device-000000002"))
    window.shell.show_lock()
    page = locked(window)
    people_here = page.findChildren(PersonButton)
    assert [button.name for button in people_here] == ["Funmilayo Adeyemi", "Zainab Garba"]
    other = people_here[1]
    window.click(other)
    window.keys(PIN)
    window.press(Qt.Key.Key_Return)
    window.wait(lambda: "This PIN is not right" in told(page))


def test_while_a_pin_is_tried_nobody_else_can_be_chosen(window: Window) -> None:
    make_vault(window.tablet, people.OTHER, pin="508273", device=DeviceId(b"device-000000002"))
    window.shell.show_lock()
    page = locked(window)
    mine, other = page.findChildren(PersonButton)
    window.settle()
    go_on = Event()
    window.lanes.store.run(go_on.wait, lambda _: None, lambda _: None)
    window.keys("111222")
    window.press(Qt.Key.Key_Return)
    window.click(other)
    page.welcome.chosen.emit(page._vaults[1])
    offered = other.isEnabled() or page.welcome.enrol_button.isEnabled()
    go_on.set()
    assert mine.isChecked()
    assert not offered
    window.wait(lambda: "9 tries left" in told(page))
    assert page._name.text() == "for Funmilayo Adeyemi"
    window.click(other)
    assert page._name.text() == "for Zainab Garba"
    assert told(page) == ""


def test_a_locked_tablet_says_how_much_waits_on_it_and_that_it_is_safe(window: Window) -> None:
    window.unlock()
    window.choose(window.page(TodayPage).unions, "Oja-Oba Traders Union")
    sheet = window.page(MeetingSheetPage)
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(lambda: window.place.top.badge.waiting == 1)
    window.shell.lock()
    window.settle()
    shown = [each.text() for each in locked(window).welcome.findChildren(QLabel)]
    assert "1 record waits on this tablet" in shown


def test_who_forgot_the_pin_is_told_what_to_do(window: Window) -> None:
    page = locked(window)
    window.click(page.forgot)
    assert "Speak to your supervisor" in told(page)
    assert "stays on it, encrypted" in told(page)


def test_locking_closes_the_store_and_asks_for_the_pin_again(window: Window) -> None:
    place = window.unlock()
    vault_keys = place.bench.desk
    choose_under_more(window, "lock")
    window.wait(lambda: isinstance(window.shell.page, UnlockPage))
    window.settle()
    with pytest.raises(Exception, match="closed"):
        vault_keys.store._connection.execute("SELECT 1")
    window.unlock()


def test_a_calendar_left_open_does_not_lie_over_the_lock(window: Window) -> None:
    page = applying.opened(window)
    calendar = page.form.expected.open_calendar()
    assert calendar.isVisible()
    window.shell.lock()
    assert isinstance(window.shell.page, UnlockPage)
    assert not any(each.isVisible() for each in window.shell.findChildren(Lying))
    window.settle()
    window.unlock()


def test_nobody_touching_it_locks_it(qtbot: QtBot, look: Look, lanes: Lanes, tablet: Tablet) -> None:
    window = Window(qtbot, tablet.shell(look, lanes, idle_ms=1500), tablet, lanes)
    window.unlock(settled=False)
    window.wait(lambda: isinstance(window.shell.page, UnlockPage), "locked by itself")
    window.close()


def test_touching_it_keeps_it_open(window: Window) -> None:
    window.unlock()
    idle = window.shell.watch.idle
    window.wait(lambda: idle.remainingTime() < idle.interval() - 500)
    before = idle.remainingTime()
    window.qtbot.keyClick(window.shell.windowHandle(), Qt.Key.Key_Shift)
    assert idle.remainingTime() > before


def test_what_was_typed_into_a_sheet_is_there_after_a_lock(window: Window) -> None:
    place = window.unlock()
    window.choose(window.page(TodayPage).unions, "Oja-Oba Traders Union")
    window.page(MeetingSheetPage)
    window.keys("4500")
    window.shell.lock()
    assert place is not window.shell.page
    window.unlock()
    sheet = window.page(MeetingSheetPage)
    assert sheet.model.line(0).text == "4500"
    assert sheet.totals.save.accessibleName() == "Save ₦4,500"


def test_a_store_that_cannot_be_opened_is_explained_and_the_pin_taken_again(window: Window) -> None:
    store = next(window.tablet.folder.glob("*/store.db"))
    for file in store.parent.glob("store.db*"):
        file.write_bytes(b"not a store at all" * 300)
    page = locked(window)
    window.keys(PIN)
    window.press(Qt.Key.Key_Return)
    window.wait(lambda: "This key does not open the data" in told(page))
    assert page.pad.isEnabled()


# ---------------------------------------------------------------- enrolment


@pytest.fixture
def fresh(tmp_path: Path) -> Tablet:
    """A tablet nobody has enrolled on; the office is the one of another tablet."""
    made = open_tablet(tmp_path / "elsewhere")
    made.folder = tmp_path / "fresh"
    return made


def enrolment(window: Window) -> EnrolPage:
    page = window.shell.page
    assert isinstance(page, EnrolPage)
    return page


def test_a_code_and_a_pin_enrol_the_tablet_by_keyboard_alone(
    qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet
) -> None:
    window = Window(qtbot, fresh.shell(look, lanes), fresh, lanes)
    page = enrolment(window)
    page.code.setFocus()
    for text in ("HT-7Q4K-2M9X", PIN, PIN):
        window.keys(text)
        window.press(Qt.Key.Key_Return)
    window.wait(lambda: isinstance(window.shell.page, Workplace))
    window.close()


@pytest.mark.parametrize(
    ("server", "code", "pin", "again", "words"),
    [
        ("http://elsewhere.example.org", "HT", PIN, PIN, "not encrypted"),
        ("https://fieldapp.example.org", " ", PIN, PIN, "The code is missing"),
        ("https://fieldapp.example.org", "HT", PIN, "739165", "The two do not agree"),
    ],
)
def test_what_is_wrong_before_the_code_is_spent_is_said_at_once(
    qtbot: QtBot,
    look: Look,
    lanes: Lanes,
    fresh: Tablet,
    server: str,
    code: str,
    pin: str,
    again: str,
    words: str,
) -> None:
    asked: list[Typed] = []
    window = Window(qtbot, fresh.shell(look, lanes, enrol=asked.append), fresh, lanes)
    page = enrolment(window)
    for field, text in ((page.server, server), (page.code, code), (page.pin, pin), (page.again, again)):
        field.setText(text)
    window.click(page.button)
    assert words in told(page)
    assert asked == []
    window.close()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Unreachable(), "The code can be used again"),
        (EnrolmentUnanswered(), "ask the office for a new one"),
        (NotOurServer(), "a login in the browser"),
        (ClockWrong(0), "Set date and time"),
        (ServerBusy(60), "Wait a minute"),
        (UpgradeNeeded(), "Install the new version"),
        (UntrustedAnswer(), "ask for a new code"),
        (ServerFault(500), "ask the office for a new one"),
        (Refused(422, "code.unusable", "Code not accepted", "Ask for another."), "Code not accepted"),
        (KeyringUnavailable("no bus"), "keyring"),
        (RuleRefused("pin.date", "This PIN looks like a date", "Choose others."), "looks like a date"),
    ],
)
def test_an_enrolment_that_fails_says_why_and_can_be_tried_again(
    qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet, fault: Exception, words: str
) -> None:
    def failing(typed: Typed) -> Vault:
        raise fault

    window = Window(qtbot, fresh.shell(look, lanes, enrol=failing), fresh, lanes)
    page = enrolment(window)
    for field, text in ((page.code, "HT"), (page.pin, PIN), (page.again, PIN)):
        field.setText(text)
    window.click(page.button)
    window.wait(lambda: words in told(page))
    assert page.button.isEnabled()
    window.close()


def test_a_second_click_on_enrol_asks_once(qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet) -> None:
    asked: list[Typed] = []

    def enrol(typed: Typed) -> Vault:
        asked.append(typed)
        return fresh.enrol(typed)

    window = Window(qtbot, fresh.shell(look, lanes, enrol=enrol), fresh, lanes)
    page = enrolment(window)
    for field, text in ((page.code, "HT"), (page.pin, PIN), (page.again, PIN)):
        field.setText(text)
    window.double_click(page.button)
    window.wait(lambda: isinstance(window.shell.page, Workplace))
    assert len(asked) == 1
    window.close()


def test_the_rules_of_a_pin_are_said_while_it_is_typed(
    qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet
) -> None:
    window = Window(qtbot, fresh.shell(look, lanes), fresh, lanes)
    page = enrolment(window)
    said = page.pin.accessibleDescription
    page.pin.setFocus()
    window.keys("1234")
    assert said() == "2 digits more"
    window.keys("56")
    assert "This PIN is a sequence" in said()
    page.pin.selectAll()
    window.keys(PIN)
    assert said() == "Good. Do not write it down."
    page.again.setFocus()
    window.keys(PIN[:-1])
    assert page.again.accessibleDescription().strip() == ""
    window.keys("0")
    assert "do not agree" in page.again.accessibleDescription()
    window.press(Qt.Key.Key_Backspace)
    window.keys(PIN[-1])
    assert page.again.accessibleDescription() == "The two agree."
    window.close()


def test_the_steps_say_how_far_somebody_is(qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet) -> None:
    window = Window(qtbot, fresh.shell(look, lanes), fresh, lanes)
    page = enrolment(window)
    assert [step.stands for step in page.steps.steps] == ["now", "", ""]
    page.code.setText("HT")
    assert [step.stands for step in page.steps.steps] == ["done", "now", ""]
    page.pin.setText(PIN)
    page.again.setText(PIN)
    assert [step.stands for step in page.steps.steps] == ["done", "done", "now"]
    page.server.setText("http://office.example.org")
    assert [step.stands for step in page.steps.steps] == ["now", "", ""]
    window.close()


def test_digits_of_another_script_and_pasted_blanks_are_the_same_pin(
    qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet
) -> None:
    asked: list[Typed] = []

    def enrol(typed: Typed) -> Vault:
        asked.append(typed)
        return fresh.enrol(typed)

    window = Window(qtbot, fresh.shell(look, lanes, enrol=enrol), fresh, lanes)
    page = enrolment(window)
    page.code.setText("HT")
    page.pin.setText("٧٣٩ ١٦٤")
    page.again.setText(PIN)
    window.click(page.button)
    window.wait(lambda: isinstance(window.shell.page, Workplace))
    assert asked[0].pin == PIN
    window.close()


def test_a_second_person_can_go_back_to_who_is_there(window: Window) -> None:
    window.shell.show_enrol()
    page = enrolment(window)
    window.click(page.back)
    locked(window)
