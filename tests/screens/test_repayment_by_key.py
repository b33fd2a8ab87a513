"""A repayment by the keyboard alone: Enter leads on and saves nothing that was not seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldapp.screens.money.receipts.page import ReceiptPage
from tests.screens.driver import Window
from tests.screens.taking import looked, opened, recorded


def test_enter_in_the_amount_saves_nothing(window: Window) -> None:
    page = opened(window)
    for _ in range(3):
        window.qtbot.keyClick(page.amount.hero.edit, Qt.Key.Key_Return)
    window.settle()
    assert page.save.hasFocus()
    assert recorded(window) == []


def test_enter_leads_back_to_an_amount_that_is_missing(window: Window) -> None:
    page = opened(window)
    page.amount.hero.edit.clear()
    looked(window, page)
    assert page.save.why.text() == "The amount is missing"
    page.amount.reference.line.returnPressed.emit()
    assert page.amount.hero.edit.hasFocus()


def test_a_day_ahead_is_said_beside_the_button_and_where_the_money_would_go(window: Window) -> None:
    page = opened(window)
    window.click(page.amount.when.other)
    window.keys("tomorrow")
    looked(window, page)
    assert not page.save.isEnabled()
    assert page.save.why.isVisible()
    assert page.save.why.text() == "The day lies ahead"
    said = [each.text() for each in page.parts.effect.findChildren(QLabel) if each.isVisible()]
    assert "The day lies ahead. Put it right to see where the money goes." in said
    page.amount.hero.edit.setFocus()
    window.press(Qt.Key.Key_Return)
    assert page.amount.when.day.edit.hasFocus()


def test_enter_twice_right_after_the_last_figure_saves_what_was_typed(window: Window) -> None:
    page = opened(window)
    page.amount.hero.edit.selectAll()
    window.keys("1234")
    assert not page.looking.fresh
    window.press(Qt.Key.Key_Return)
    window.press(Qt.Key.Key_Return)
    window.page(ReceiptPage)
    (body,) = recorded(window)
    assert body.amount_minor == 123_400
