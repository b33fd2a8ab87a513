"""Between a page that is left and one that comes nothing is lost, and nothing happens on the wrong one."""

from __future__ import annotations

from PySide6.QtCore import Qt

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
