"""Search everywhere, by keyboard only and by touch."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.workplace.finding.palette import Palette
from tests.screens.driver import Window

CTRL = Qt.KeyboardModifier.ControlModifier


def search(window: Window, text: str) -> Palette:
    """Open search with its key, type, and wait for what is found."""
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_K, CTRL)
    palette = window.place.over.palette
    assert palette.field.hasFocus()
    window.keys(text)
    window.wait(lambda: palette._answered)
    return palette


def groups(palette: Palette) -> list[str]:
    """The groups found, in their order."""
    return list(dict.fromkeys(found.group for found in palette.list.found))


def test_a_union_is_found_and_opened_by_keyboard_alone(window: Window) -> None:
    window.unlock()
    palette = search(window, "sabo")
    assert [found.title for found in palette.list.found] == ["Sabo Grain Merchants"]
    window.press(Qt.Key.Key_Return)
    assert window.page(UnionPage).title == "Sabo Grain Merchants"
    assert not palette.isVisible()


def test_enter_before_the_answer_takes_what_the_answer_brings(window: Window) -> None:
    window.unlock()
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_K, CTRL)
    window.keys("sabo")
    window.press(Qt.Key.Key_Return)
    assert window.page(UnionPage).title == "Sabo Grain Merchants"


def test_places_and_acts_are_found_by_the_beginning_of_their_words(window: Window) -> None:
    window.unlock()
    palette = search(window, "cas")
    assert palette.list.found[0].title == "Cash"
    window.press(Qt.Key.Key_Return)
    window.page(CashPage)
    search(window, "night")
    window.press(Qt.Key.Key_Return)
    assert window.place.bench.look.dark


def test_arrow_keys_go_through_what_was_found_and_around(window: Window) -> None:
    window.unlock()
    palette = search(window, "")
    first = palette.list.current
    window.press(Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == len(palette.list.found) - 1
    window.press(Qt.Key.Key_Down)
    window.press(Qt.Key.Key_Down)
    assert palette.list.current is not first
    assert palette.list.current is not None
    assert palette.list.current.title == "Unions"
    window.press(Qt.Key.Key_Return)
    window.page(UnionsPage)


def test_a_receipt_is_found_by_its_number(window: Window) -> None:
    window.unlock()
    palette = search(window, "HT03-001008")
    assert groups(palette) == ["Receipts"]
    window.press(Qt.Key.Key_Return)
    page = window.page(ReceiptPage)
    window.wait(lambda: "HT03-001008" in f"{page.title} {page.second}")


def test_what_nobody_is_called_is_said_with_what_can_be_searched(window: Window) -> None:
    window.unlock()
    palette = search(window, "xyzzy")
    assert palette.nothing.isVisible()
    assert palette.nothing.text() == "Nothing found for “xyzzy”"
    assert palette.hint.isVisible()
    assert "how a word begins" in palette.hint.text()
    window.press(Qt.Key.Key_Return)
    assert palette.isVisible()
    window.press(Qt.Key.Key_Escape)
    assert not palette.isVisible()
    window.page(TodayPage)


def test_what_was_found_lately_comes_first_also_after_a_lock(window: Window) -> None:
    window.unlock()
    search(window, "sabo")
    window.press(Qt.Key.Key_Return)
    window.page(UnionPage)
    window.shell.lock()
    window.unlock()
    palette = search(window, "")
    assert groups(palette)[0] == "Found lately"
    assert palette.list.found[0].title == "Sabo Grain Merchants"


def test_the_same_key_takes_search_away_and_gives_the_focus_back(window: Window) -> None:
    place = window.unlock()
    place.navigation.button("cash").setFocus()
    search(window, "a")
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_K, CTRL)
    assert not place.over.palette.isVisible()
    assert place.navigation.button("cash").hasFocus()


def test_search_is_opened_by_touch_and_a_line_tapped(window: Window) -> None:
    place = window.unlock()
    window.click(place.top.search)
    palette = place.over.palette
    titles = [found.title for found in palette.list.found]
    window.tap(palette.list, titles.index("Sync centre"))
    window.page(SyncCentrePage)


def test_on_a_narrow_window_search_takes_all_of_it(window: Window) -> None:
    place = window.unlock()
    window.shell.resize(800, 1280)
    window.settle()
    window.click(place.top.search)
    assert place.over.palette.panel.geometry() == place.rect()


@pytest.mark.parametrize("text", ["🙂", '"', "%' OR 1=1 --", "a" * 400, "٣٤٥", "  ", "NEAR(", "*"])
def test_whatever_is_typed_is_only_looked_for(window: Window, text: str) -> None:
    window.unlock()
    QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_K, CTRL)
    palette = window.place.over.palette
    palette.field.setText(text)
    window.wait(lambda: palette._answered)
    assert palette.isVisible()


def test_typing_never_waits_for_the_store(window: Window) -> None:
    """While a job holds the store's lane, keys are taken at once and what needs no store is shown."""
    import threading

    window.unlock()
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    try:
        QTest.keyClick(window.shell.windowHandle(), Qt.Key.Key_K, CTRL)
        palette = window.place.over.palette
        began = time.monotonic()
        window.keys("cash")
        assert time.monotonic() - began < 1
        window.wait(lambda: [found.title for found in palette.list.found][:1] == ["Cash"])
    finally:
        gate.set()
    window.wait(lambda: palette._answered)
    QApplication.processEvents()
