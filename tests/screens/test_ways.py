"""The ways through the window: history, keys, what has no room, a turned window, coming back after a lock."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.operations.handover.page import HandoversPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from fieldapp.screens.targets import Target, read_back, written
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.workplace.way.trail import MOST_STEPS, Trail
from tests.screens import people
from tests.screens.driver import OpenFor, Window, choose_under_more

SHEET = Target("sheet", people.OJA_OBA)


def key(window: Window, pressed: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key of the window, as it arrives from the system."""
    QTest.keyClick(window.shell.windowHandle(), pressed, held)
    window.settle()


ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


# ---------------------------------------------------------------- back and forward


def test_back_and_forward_follow_the_way_somebody_took(window: Window) -> None:
    place = window.unlock()
    window.choose(window.page(TodayPage).unions, "Oja-Oba Traders Union")
    window.page(MeetingSheetPage)
    window.click(place.navigation.button("unions"))
    window.page(UnionsPage)
    key(window, Qt.Key.Key_Left, ALT)
    window.page(MeetingSheetPage)
    key(window, Qt.Key.Key_Left, ALT)
    window.page(TodayPage)
    key(window, Qt.Key.Key_Left, ALT)
    window.page(TodayPage)
    for kind in (MeetingSheetPage, UnionsPage, UnionsPage):
        key(window, Qt.Key.Key_Right, ALT)
        window.page(kind)


def test_the_side_buttons_of_a_mouse_go_back_and_forward(window: Window) -> None:
    place = window.unlock()
    window.click(place.navigation.button("cash"))
    cash = window.page(CashPage)
    at = cash.mapTo(window.shell, QPoint(300, 300))
    QTest.mouseClick(window.shell.windowHandle(), Qt.MouseButton.BackButton, pos=at)
    window.page(TodayPage)
    QTest.mouseClick(window.shell.windowHandle(), Qt.MouseButton.ForwardButton, pos=at)
    assert window.page(CashPage) is cash


def test_escape_leaves_a_page_and_stays_on_a_destination(window: Window) -> None:
    place = window.unlock()
    place.open(Target("sync"))
    window.page(SyncCentrePage)
    key(window, Qt.Key.Key_Escape)
    window.page(TodayPage)
    key(window, Qt.Key.Key_Escape)
    window.page(TodayPage)


def test_the_same_thing_opened_again_is_the_same_page(window: Window) -> None:
    place = window.unlock()
    place.open(SHEET)
    sheet = window.page(MeetingSheetPage)
    place.open(SHEET)
    place.go_to("cash")
    place.open(SHEET)
    assert window.page(MeetingSheetPage) is sheet
    place.back()
    window.page(CashPage)


def test_a_trail_forgets_its_oldest_steps_and_what_lay_before_it() -> None:
    trail = Trail()
    assert trail.back() is None
    for number in range(MOST_STEPS + 5):
        trail.go(Target("union", bytes([number])), over=number > 0)
    assert len(trail.steps) == MOST_STEPS
    trail.back()
    trail.back()
    trail.go(Target("cash"), over=False)
    assert trail.forward() is None
    assert [step.target.kind for step in trail.place] == ["cash"]


def test_places_are_read_back_as_they_were_written_and_nonsense_is_no_place() -> None:
    place = (Target("today"), Target("close", b"\x01\xff", "2026-11-20"))
    assert read_back(written(place)) == place
    for nonsense in (b"", b"null", b"[[1]]", b'[["elsewhere", "", ""]]', b'[["today", "zz", ""]]'):
        assert read_back(nonsense) == ()


# ---------------------------------------------------------------- keys


def test_numbers_go_to_the_destinations_in_their_order(window: Window) -> None:
    window.unlock()
    for number, kind in ((Qt.Key.Key_2, UnionsPage), (Qt.Key.Key_5, CashPage), (Qt.Key.Key_1, TodayPage)):
        key(window, number, CTRL)
        window.page(kind)


def test_ctrl_f_goes_to_the_field_that_finds_something_here_else_everywhere(window: Window) -> None:
    place = window.unlock()
    key(window, Qt.Key.Key_2, CTRL)
    unions = window.page(UnionsPage)
    key(window, Qt.Key.Key_F, CTRL)
    assert unions.finder.hasFocus()
    key(window, Qt.Key.Key_5, CTRL)
    key(window, Qt.Key.Key_F, CTRL)
    assert place.over.palette.field.hasFocus()


def test_ctrl_l_locks_and_f5_asks_for_a_round(window: Window) -> None:
    place = window.unlock()
    window.wait(lambda: place.rounds.lines)
    before = len(place.rounds.lines)
    key(window, Qt.Key.Key_F5)
    window.wait(lambda: len(place.rounds.lines) > before)
    key(window, Qt.Key.Key_L, CTRL)
    assert isinstance(window.shell.page, UnlockPage)


def test_the_help_sheet_says_the_keys_and_goes_away_again(window: Window) -> None:
    place = window.unlock()
    key(window, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    assert place.over.help.isVisible()
    words = {shown.text() for shown in place.over.help.findChildren(QLabel)}
    assert {"Ctrl+K", "Search everywhere", "Ctrl+5", "Go to Cash", "Esc", "Suspense", "Provisional"} <= words
    key(window, Qt.Key.Key_Escape)
    assert not place.over.help.isVisible()
    key(window, Qt.Key.Key_F1)
    assert place.over.help.isVisible()
    key(window, Qt.Key.Key_F1)
    assert not place.over.help.isVisible()


def test_a_question_mark_typed_into_a_field_is_text(window: Window) -> None:
    window.unlock()
    key(window, Qt.Key.Key_2, CTRL)
    unions = window.page(UnionsPage)
    unions.finder.setFocus()
    window.keys("?")
    assert unions.finder.text() == "?"
    assert not window.place.over.help.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_opens_more_which_is_not_marked_once_it_was_closed(window: Window, key: Qt.Key) -> None:
    place = window.unlock()
    more = place.navigation.more
    more.setFocus(Qt.FocusReason.TabFocusReason)
    window.press(key)
    window.wait(place.over.more.isVisible)
    window.press(Qt.Key.Key_Escape)
    assert place.over.more.isHidden()
    assert not more.isChecked()
    assert not more.isDown()


def test_the_place_that_is_open_stays_marked_when_it_is_pressed(window: Window) -> None:
    place = window.unlock()
    here = place.navigation.button("today")
    window.click(here)
    assert here.isChecked()


def test_arrow_keys_move_along_the_navigation(window: Window) -> None:
    place = window.unlock()
    place.navigation.button("today").setFocus()
    window.press(Qt.Key.Key_Down)
    assert place.navigation.button("unions").hasFocus()
    window.press(Qt.Key.Key_Space)
    window.page(UnionsPage)


# ---------------------------------------------------------------- roles


def test_a_place_the_role_does_not_have_is_said_in_words(open_for: OpenFor) -> None:
    window = open_for(people.CLERK)
    page = window.place.page
    window.place.open(Target("approval", b"approval-0000001"))
    assert window.place.page is page
    assert page is not None
    assert page.notice.told is not None
    assert page.notice.told.title == "This is not part of your work"


def test_a_target_within_a_destination_opens_it_there(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    window.place.go_to("handovers")
    window.page(HandoversPage)
    window.place.open(Target("approval", b"approval-0000001"))
    page = window.page(ApprovalsPage)
    window.wait(lambda: page._shown is not None and page._shown.row.approval.approval == b"approval-0000001")


def test_what_waits_is_counted_on_the_navigation(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    item = window.place.navigation.button("approvals")
    window.wait(lambda: item.count == 2)
    assert item.accessibleName() == "Approvals, 2"
    assert window.place.navigation.button("handovers").count == 1


# ---------------------------------------------------------------- what has no room


def test_what_does_not_fit_the_rail_is_under_more(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    window.shell.resize(1024, 230)
    window.settle()
    folded = [place.key for place in window.place.navigation.folded]
    assert folded == ["schedules", "loans", "cash", "members"]
    choose_under_more(window, "cash")
    window.page(CashPage)
    assert window.place.navigation.more.isChecked()


def test_a_short_window_finds_search_under_more(window: Window) -> None:
    place = window.unlock()
    window.shell.resize(1024, 600)
    window.settle()
    assert not place.navigation.search.isVisible()
    choose_under_more(window, "search")
    assert place.over.palette.field.hasFocus()


def test_acts_of_a_page_fold_away_and_work_from_there(window: Window) -> None:
    place = window.unlock()
    page = window.page(TodayPage)
    pressed: list[str] = []
    for words in ("Export everything as a table", "Print the whole day", "Send it to somebody"):
        act = Button(window.place.bench.look, words)
        act.clicked.connect(lambda _=False, words=words: pressed.append(words))
        page.add_act(act)
    assert all(act.isVisible() for act in page.acts)
    window.shell.resize(800, 1280)
    window.settle()
    folded = place.top.folded
    assert folded
    assert place.top.badge.isVisible()
    window.click(place.top.more)
    lines = [line for line in place.over.acts.findChildren(QPushButton) if line.isVisible()]
    assert [line.accessibleName() for line in lines] == [act.accessibleName() for act in folded]
    window.click(lines[-1])
    assert pressed == ["Send it to somebody"]
    place.go_to("cash")
    assert all(act.parent() is page for act in page.acts)
    place.go_to("today")
    window.shell.resize(1440, 900)
    window.settle()
    window.click(page.acts[1])
    assert pressed[1:] == ["Print the whole day"]


# ---------------------------------------------------------------- a turned window


def test_turning_the_window_keeps_page_focus_and_typed_text(window: Window) -> None:
    place = window.unlock()
    place.open(Target("application", people.member_id(20), "new"))
    page = window.page(ApplicationPage)
    window.settle()
    page.form.purpose.edit.setFocus()
    window.keys("A kiosk")
    for width, height in ((800, 1280), (1024, 600), (1440, 900), (800, 1280), (1280, 800)):
        window.shell.resize(width, height)
        window.settle()
        assert window.page(ApplicationPage) is page
        assert page.form.purpose.edit.hasFocus()
        window.keys(".")
    assert page.form.purpose.text == "A kiosk....."


def test_a_detail_lies_over_its_list_on_a_narrow_window_and_beside_it_on_a_wide(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    assert page.panes.beside
    window.shell.resize(800, 1280)
    window.settle()
    assert page.list.isVisible()
    assert not page.detail.isVisible()
    window.tap(page.list, 1)
    window.settle()
    assert not page.list.isVisible()
    assert page.detail.isVisible()
    assert window.place.top.back.isVisible()
    assert not window.place.navigation.isVisible()
    page.bar.comment.setFocus()
    window.keys("Too much")
    window.shell.resize(1280, 800)
    window.settle()
    assert page.list.isVisible()
    assert page.bar.comment.text() == "Too much"
    assert page.bar.comment.hasFocus()
    window.shell.resize(800, 1280)
    window.settle()
    assert page.bar.comment.hasFocus()
    window.click(window.place.top.back)
    assert page.list.isVisible()
    assert page.list.currentIndex().row() == 1
    assert window.place.navigation.isVisible()


# ---------------------------------------------------------------- coming back


def test_after_a_lock_somebody_stands_where_they_were(window: Window) -> None:
    place = window.unlock()
    place.go_to("loans")
    place.open(Target("application", people.member_id(20), "new"))
    window.page(ApplicationPage)
    window.shell.lock()
    window.unlock()
    window.page(ApplicationPage)
    window.click(window.place.top.back)
    window.page(LoansPage)


def test_after_a_kill_too(window: Window, qtbot: QtBot, look: Look, lanes: Lanes, tmp_path: Path) -> None:
    """What lies on the disk while the window is open is all that a kill leaves behind."""
    window.unlock().open(SHEET)
    window.page(MeetingSheetPage)
    window.settle()
    shutil.copytree(window.tablet.folder, tmp_path / "left behind")
    left = replace(window.tablet, folder=tmp_path / "left behind")
    after = Window(qtbot, left.shell(look, lanes), left, lanes)
    after.unlock()
    assert after.page(MeetingSheetPage).title == "Oja-Oba Traders Union"
    after.close()


def test_a_thing_that_is_gone_is_left_out_quietly(window: Window) -> None:
    place = window.unlock()
    place.go_to("unions")
    place.open(Target("sheet", b"union-of-nowhere"))
    window.shell.lock()
    window.unlock()
    unions = window.page(UnionsPage)
    assert unions.notice.told is None


def test_choices_on_a_page_are_kept_for_this_person(window: Window) -> None:
    window.unlock()
    today = window.page(TodayPage)
    assert today.recall("order", "by time") == "by time"
    today.remember("order", "by name")
    window.shell.lock()
    window.unlock()
    assert window.page(TodayPage).recall("order", "by time") == "by name"


# ---------------------------------------------------------------- what lies over the page


def test_what_lies_over_the_page_goes_away_with_a_press_beside_it(window: Window) -> None:
    place = window.unlock()
    window.click(place.navigation.more)
    assert place.over.more.isVisible()
    window.qtbot.mouseClick(place.over.more, Qt.MouseButton.LeftButton, pos=QPoint(900, 100))
    assert not place.over.more.isVisible()
    window.click(place.top.badge)
    window.page(SyncCentrePage)
