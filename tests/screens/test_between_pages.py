"""Between a page that is left and one that comes nothing is lost, and nothing happens on the wrong one."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldapp.screens.application.finding import FindMemberPage
from fieldapp.screens.everyone.me.profile import ProfilePage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.targets import Target
from tests.screens.driver import Window


def test_what_is_typed_before_a_page_is_seen_is_typed_on_that_page(window: Window) -> None:
    place = window.unlock()
    place.go_to("unions")
    unions = window.page(UnionsPage)
    window.click(unions.finder)
    window.keys("oja")
    place.open(Target("application"))
    assert not unions.finder.hasFocus()
    assert unions.isVisible()
    window.keys("ngo")
    window.press(Qt.Key.Key_Backspace)
    finding = window.page(FindMemberPage)
    assert finding.line.text() == "ng"
    assert unions.finder.text() == "oja"


def test_what_is_pressed_before_a_page_is_seen_presses_nothing_of_the_page_before(window: Window) -> None:
    place = window.unlock()
    place.go_to("unions")
    unions = window.page(UnionsPage)
    window.click(unions.finder)
    window.keys("oja")
    for fast in (Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape):
        place.go_to("unions")
        place.open(Target("profile"))
        window.press(fast)
        at = unions.finder.mapTo(place.stack, unions.finder.rect().center())
        covering = place.stack.childAt(at)
        assert covering is not None
        window.qtbot.mouseClick(covering, Qt.MouseButton.LeftButton)
        window.settle()
        assert isinstance(place.page, ProfilePage)
        place.back()
    assert unions.finder.text() == "oja"


def test_whoever_goes_back_before_a_page_is_seen_stays_where_they_were(window: Window) -> None:
    place = window.unlock()
    place.go_to("unions")
    unions = window.page(UnionsPage)
    place.open(Target("profile"))
    window.keys("xyz")
    place.back()
    window.settle()
    assert place.page is unions
    assert unions.isVisible()
    assert unions.finder.text() == ""
    window.click(unions.finder)
    window.keys("oja")
    assert unions.finder.text() == "oja"


def test_a_page_is_painted_when_what_it_asked_for_is_there_and_not_before(window: Window) -> None:
    place = window.unlock()
    place.go_to("unions")
    window.page(UnionsPage)
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    place.open(Target("profile"))
    QApplication.processEvents()
    assert isinstance(place.page, ProfilePage)
    assert place.page.isVisible()
    assert place.page.unanswered
    assert not place.page.updatesEnabled()
    gate.set()
    window.settle()
    assert not place.page.unanswered
    assert place.page.updatesEnabled()


def test_a_page_that_waits_too_long_for_its_answers_is_painted_without_them(window: Window) -> None:
    place = window.unlock()
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    place.open(Target("profile"))
    try:
        window.wait(lambda: isinstance(place.page, ProfilePage) and place.page.updatesEnabled())
        assert place.page is not None
        assert place.page.unanswered
    finally:
        gate.set()
