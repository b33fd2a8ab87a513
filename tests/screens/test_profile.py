"""The profile and what the tablet says of itself: looks chosen, the PIN changed, a text for the help desk."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from fieldapp.screens.everyone.me.about import AboutPage
from fieldapp.screens.everyone.me.profile import ProfilePage
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.targets import Target
from fieldapp.screens.workplace.window import Workplace
from tests.screens.driver import Window
from tests.screens.office import PIN

NEW_PIN = "508273"


def profile(window: Window) -> ProfilePage:
    window.unlock().open(Target("profile"))
    return window.page(ProfilePage)


def told(page: ProfilePage) -> str:
    found = page.pin.notice.told
    return f"{found.title}. {found.detail}" if found else ""


def type_pins(window: Window, page: ProfilePage, *pins: str) -> None:
    page.pin.present.setFocus()
    for pin in pins:
        window.keys(pin)
        window.press(Qt.Key.Key_Return)


def test_it_says_who_is_here_and_how_long_the_tablet_works(window: Window) -> None:
    page = profile(window)
    shown = [each.text() for each in page.findChildren(QLabel)]
    assert "Funmilayo Adeyemi" in shown
    assert "HT07" in shown
    assert page.facts["lease"].isVisible()
    assert any(text.endswith(" days") for text in shown)


def test_theme_and_text_size_are_chosen_by_touch_and_seen_at_once(window: Window) -> None:
    page = profile(window)
    window.click(page.look_card.theme.button("dark"))
    assert page.bench.look.dark
    window.click(page.look_card.text_size.button("1.5"))
    assert page.bench.look.scale == 1.5
    window.click(page.look_card.theme.button("light"))
    window.click(page.look_card.text_size.button("1.0"))
    assert (page.bench.look.dark, page.bench.look.scale) == (False, 1.0)


def test_the_pin_is_changed_by_keyboard_alone_and_opens_the_tablet(window: Window) -> None:
    page = profile(window)
    type_pins(window, page, PIN, NEW_PIN, NEW_PIN)
    window.wait(lambda: "It is changed" in told(page))
    assert [field.text() for field in (page.pin.present, page.pin.new, page.pin.again)] == ["", "", ""]
    window.shell.lock()
    window.settle()
    window.keys(PIN)
    window.press(Qt.Key.Key_Return)
    locked = window.shell.page
    assert isinstance(locked, UnlockPage)
    window.wait(lambda: locked.notice.told is not None and "not right" in locked.notice.told.title)
    window.keys(NEW_PIN)
    window.press(Qt.Key.Key_Return)
    window.wait(lambda: isinstance(window.shell.page, Workplace))
    window.settle()


def test_a_wrong_present_pin_counts_as_a_try_and_changes_nothing(window: Window) -> None:
    page = profile(window)
    type_pins(window, page, "111222", NEW_PIN, NEW_PIN)
    window.wait(lambda: "9 tries left" in told(page))
    window.shell.lock()
    window.settle()
    window.unlock()


def test_two_new_pins_that_differ_or_a_weak_one_are_refused_before_anything_is_tried(window: Window) -> None:
    page = profile(window)
    type_pins(window, page, PIN, NEW_PIN, "508274")
    assert "do not agree" in told(page)
    assert page.pin.present.text() == PIN
    type_pins(window, page, "", "123456", "123456")
    window.wait(lambda: "sequence" in told(page))


def test_what_is_copied_for_support_is_what_is_shown(window: Window) -> None:
    window.unlock().open(Target("about"))
    page = window.page(AboutPage)
    window.click(page.copy_all)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Program")
    assert "member: " in copied
    assert "Adeyemi" not in copied
