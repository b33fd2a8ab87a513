"""Devices: found, approved by their digits, unlocked, revoked and wiped once and with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt

from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.supervisor.devices.deeds import DeedKey
from fieldapp.screens.supervisor.devices.page import DevicesPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.contract.bodies.people import DeviceApproved, DeviceRevoked, DeviceUnlocked, DeviceWiped
from shared.contract.records import team_bucket
from tests.fieldapp.store.world import DEVICE
from tests.screens import people, team_devices
from tests.screens.driver import OpenFor, TabletOf, Window, ask, end_lease, heard, recorded
from tests.screens.office import open_tablet

REASON = "She left it in a bus"


@pytest.fixture
def tablet_of(tmp_path: Path) -> TabletOf:
    """Gives somebody a tablet of the branch whose people have devices."""
    return lambda person: open_tablet(tmp_path / person.role, person, found=team_devices.found_with_devices)


def opened(open_for: OpenFor, device: bytes = b"") -> tuple[Window, DevicesPage]:
    window = open_for(people.SUPERVISOR)
    window.click(window.place.navigation.button("devices"))
    page = window.page(DevicesPage)
    window.wait(lambda: page.list.rows)
    if device:
        window.tap(page.list, page.list.row_of(device))
        window.wait(lambda: page.wanted == device)
    return window, page


def explain_it(window: Window, page: DevicesPage, reason: str = REASON) -> None:
    """Type a reason into the question that lies there, and press its act twice as a fast hand does."""
    dialog = page.bar.dialog
    assert dialog is not None
    assert not dialog.act.isEnabled(), "a reason is asked for"
    window.keys(reason)
    window.wait(dialog.act.isEnabled)
    window.double_click(dialog.act)
    window.wait(page.toasts.isVisible)
    window.settle()


def test_what_needs_somebody_stands_first_and_says_what_to_do(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    marks = [row.under.text for row in page.list.rows if row.under]
    assert marks == [
        "Waits for approval", "Locked by wrong PINs", "Stopped", "Does not add up", "Lease over", "In use",
        "In use", "Wipe on its way",
    ]  # fmt: skip
    assert window.place.top.heading[1] == "5 devices need you"
    assert page.detail.head.title.text() == "Zainab Garba"
    assert page.detail.digits.digits.text() == team_devices.DIGITS
    assert "compare the digits" in page.detail.head.note.text()


def test_a_device_is_approved_once_by_the_digits_that_were_shown(open_for: OpenFor) -> None:
    window, page = opened(open_for, team_devices.NEW)
    window.wait(lambda: page.bar.approve.isEnabled() and not page.bar.approve.paused)
    window.double_click(page.bar.approve)
    window.wait(page.toasts.isVisible)
    window.settle()
    assert recorded(window) == [DeviceApproved(team_devices.NEW, team_devices.DIGITS)]
    assert not page.bar.approve.isVisible()
    assert "Decided on this tablet" in page.detail.head.note.text()
    window.place.open(Target("sync"))
    centre = window.page(SyncCentrePage)
    window.wait(lambda: [row.title for row in centre.list.rows] == ["Device approved · Zainab Garba"])


def test_a_press_meant_for_one_device_approves_no_other(open_for: OpenFor) -> None:
    """Another that waits comes under the hand: its button rests first."""
    window, page = opened(open_for, team_devices.NEW)
    record = team_devices.team()[team_devices.NEW]
    second = b"device-second---"
    window.tablet.office.put("device", second, record, team_bucket(people.SUPERVISOR.id))
    heard(window)
    window.wait(page.bar.approve.isEnabled)
    window.tap(page.list, page.list.row_of(second))
    window.qtbot.mouseClick(page.bar.approve, Qt.MouseButton.LeftButton)
    assert recorded(window) == []


def test_digits_that_differ_decline_it(open_for: OpenFor) -> None:
    window, page = opened(open_for, team_devices.NEW)
    window.click(page.bar.buttons["decline"])
    explain_it(window, page, "Another number in the third group")
    (body,) = recorded(window)
    assert body == DeviceRevoked(team_devices.NEW, "Another number in the third group")


@pytest.mark.parametrize(
    ("device", "act", "body"),
    [
        (team_devices.LOCKED, "unlock", DeviceUnlocked(team_devices.LOCKED, REASON)),
        (team_devices.IN_USE, "revoke", DeviceRevoked(team_devices.IN_USE, REASON)),
        (team_devices.IN_USE, "wipe", DeviceWiped(team_devices.IN_USE, REASON)),
    ],
    ids=["unlock", "revoke", "wipe"],
)
def test_what_is_asked_about_first_is_done_once_with_its_reason(
    open_for: OpenFor, device: bytes, act: DeedKey, body: object
) -> None:
    window, page = opened(open_for, device)
    window.click(page.bar.buttons[act])
    explain_it(window, page)
    assert recorded(window) == [body]
    assert not page.bar.buttons[act].isVisible()


def test_the_question_says_what_waits_and_the_safe_choice_does_nothing(open_for: OpenFor) -> None:
    window, page = opened(open_for, team_devices.IN_USE)
    window.click(page.bar.buttons["wipe"])
    dialog = page.bar.dialog
    assert dialog is not None
    said = " ".join(label.text() for label in dialog.findChildren(type(page.detail.head.title)))
    assert "6 operations · ₦27,120" in said
    assert "destroys its keys" in said
    assert "never wiped" in said
    window.press(Qt.Key.Key_Escape)
    window.settle()
    assert recorded(window) == []


def test_nobody_takes_away_the_tablet_they_hold(open_for: OpenFor) -> None:
    _, page = opened(open_for, DEVICE)
    assert "this very tablet" in page.detail.head.second.text()
    assert page.bar.isHidden()


def test_an_account_that_does_not_add_up_says_so_and_what_to_do(open_for: OpenFor) -> None:
    window, page = opened(open_for, team_devices.MISSING)
    lines = page.detail.account.lines
    assert (lines["missing"].count.text(), lines["missing"].value.text()) == ("3", "5,000")
    assert "Do not wipe" in page.detail.account.said.text()
    window.tap(page.list, page.list.row_of(team_devices.IN_USE))
    window.wait(lambda: not lines["missing"].count.isVisible())
    shown = {key: (line.count.text(), line.value.text()) for key, line in lines.items()}
    assert shown["recorded"] == ("1,204", "4,126,500")
    assert (shown["office"], shown["waiting"]) == (("1,197", "4,094,900"), ("6", "27,120"))
    assert shown["attention"] == ("1", "4,480")


def test_devices_are_found_filtered_and_sorted_and_that_is_remembered(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.finder.setFocus()
    window.keys("funm")
    assert [row.key for row in page.list.rows] == [team_devices.IN_USE]
    window.press(Qt.Key.Key_Escape)
    window.click(page.which.button("holds"))
    assert {row.key for row in page.list.rows} == {team_devices.IN_USE, team_devices.AWAY}
    page.order.picked.emit("seen")
    page.order.choose("seen")
    page._fill()
    assert [row.key for row in page.list.rows] == [team_devices.AWAY, team_devices.IN_USE]
    window.shell.lock()
    window.unlock()
    page = window.page(DevicesPage)
    window.wait(lambda: page.list.rows)
    assert (page.which.current, page.order.current) == ("holds", "seen")
    page.finder.setFocus()
    window.keys("nobody at all")
    window.click(page.empty.button)
    assert len(page.list.rows) == 8


def forget(desk: Desk) -> None:
    """Let the device in use be somebody else's to answer for."""
    with desk.store.transaction() as tx:
        tx.execute("DELETE FROM p_device WHERE id = ?", (team_devices.IN_USE,))


def test_one_that_went_to_somebody_else_is_said_and_its_acts_go(open_for: OpenFor) -> None:
    window, page = opened(open_for, team_devices.IN_USE)
    ask(window, forget)
    window.place.bench.refresh()
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None
    assert page.notice.told.title == "This device is not among yours any more"
    assert page.wanted != team_devices.IN_USE


def test_what_may_not_be_recorded_says_why_and_stays(open_for: OpenFor) -> None:
    window, page = opened(open_for, team_devices.IN_USE)
    end_lease(window)
    window.click(page.bar.buttons["revoke"])
    dialog = page.bar.dialog
    assert dialog is not None
    window.keys(REASON)
    window.click(dialog.act)
    window.wait(lambda: dialog.notice.told is not None)
    assert dialog.notice.told is not None
    assert dialog.notice.told.title == "This tablet has worked too long without the server"
    assert dialog.reason.text == REASON
    assert recorded(window) == []


def test_a_notification_opens_the_device_that_waits(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    window.place.open(Target("notifications"))
    page = window.place.page
    assert page is not None
    rows = page.list  # type: ignore[attr-defined]  # the page of notifications
    window.wait(lambda: any("waits for approval: Zainab" in row.title for row in rows.rows))
    window.choose(rows, "A tablet waits for approval: Zainab Garba")
    shown = window.page(DevicesPage)
    window.wait(lambda: shown.wanted == team_devices.NEW)


def test_a_narrow_window_shows_the_list_and_the_device_over_it(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.shell.resize(QSize(800, 1280))
    window.settle()
    window.tap(page.list, page.list.row_of(team_devices.LOCKED))
    window.wait(page.bar.buttons["unlock"].isVisible)
    assert page.step_back()
    assert not page.bar.buttons["unlock"].isVisible()
