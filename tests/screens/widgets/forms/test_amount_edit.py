"""What people type and paste into an amount: read, grouped, or said to be unreadable; never dropped."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.forms.amount_edit import AmountEdit
from fieldapp.screens.widgets.forms.amount_field import HeroAmount
from fieldapp.screens.widgets.forms.keypad import Keypad


@pytest.fixture
def edit(qtbot: QtBot, look: Look) -> AmountEdit:
    made = AmountEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def paste(edit: AmountEdit, text: str) -> None:
    """Paste as Ctrl+V does."""
    QGuiApplication.clipboard().setText(text)
    edit.selectAll()
    edit.paste()


@pytest.mark.parametrize(
    ("typed", "shown", "minor"),
    [
        ("16000", "16,000", 1_600_000),
        ("1234567.8", "1,234,567.8", 123_456_780),
        ("0.5", "0.5", 50),
        (".5", ".5", 50),
        ("007", "7", 700),
        ("12.", "12.", 1_200),
        ("0", "0", None),
        (".", ".", None),
    ],
)
def test_figures_are_grouped_while_they_are_typed(
    qtbot: QtBot, edit: AmountEdit, typed: str, shown: str, minor: int | None
) -> None:
    qtbot.keyClicks(edit, typed)
    assert (edit.text(), edit.amount_minor, edit.problem) == (shown, minor, "")


def test_the_cursor_stays_behind_the_figure_that_was_typed(qtbot: QtBot, edit: AmountEdit) -> None:
    qtbot.keyClicks(edit, "1234567")
    edit.setCursorPosition(3)
    qtbot.keyClicks(edit, "9")
    assert edit.text() == "12,934,567"
    assert edit.cursorPosition() == 4
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert (edit.text(), edit.cursorPosition()) == ("1,234,567", 3)


def test_deleting_goes_through_the_commas(qtbot: QtBot, edit: AmountEdit) -> None:
    qtbot.keyClicks(edit, "1234567")
    edit.setCursorPosition(6)
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert edit.text() == "123,567"
    edit.setCursorPosition(3)
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    assert edit.text() == "12,367"
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert (edit.text(), edit.amount_minor) == ("", None)


@pytest.mark.parametrize(
    ("text", "shown", "minor"),
    [
        ("₦ 1,600.50", "1,600.50", 160_050),
        (" 12 000 ", "12,000", 1_200_000),
        ("12\u00a0000", "12,000", 1_200_000),
        ("١٢٣", "123", 12_300),
        ("\u200f١٬٦٠٠", "1,600", 160_000),
        ("１２，０００", "12,000", 1_200_000),
        ("=N=500", "500", 50_000),
        ("1600 naira", "1,600", 160_000),
        ("1,600", "1,600", 160_000),
    ],
)
def test_what_is_pasted_is_written_as_it_is_understood(
    edit: AmountEdit, text: str, shown: str, minor: int
) -> None:
    paste(edit, text)
    assert (edit.text(), edit.amount_minor, edit.problem) == (shown, minor, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("💰", "💰"),
        ("five", "five"),
        ("1e5", "“e”"),
        ("$500", "“$”"),
        ("₦ 1 600,50", "₦"),
        ("1,2,3", "Not an amount"),
        ("12.345", "decimals"),
        ("-5", "Negative"),
        ("9" * 300, "64 characters"),
        ("\u202e5x", "“x”"),
        ("1,000,000,000,000.01", "too large"),
    ],
)
def test_what_cannot_be_read_stays_and_is_named(edit: AmountEdit, text: str, said: str) -> None:
    paste(edit, text)
    assert edit.text() == text
    assert edit.amount_minor is None
    assert said in edit.problem


def test_a_comma_typed_for_decimals_is_not_taken_for_thousands(qtbot: QtBot, edit: AmountEdit) -> None:
    qtbot.keyClicks(edit, "1600,50")
    assert (edit.text(), edit.amount_minor) == ("1,600,50", None)
    assert edit.problem
    for _ in range(3):
        qtbot.keyClick(edit, Qt.Key.Key_Backspace)
    assert (edit.text(), edit.amount_minor, edit.problem) == ("1,600", 160_000, "")


def test_other_figures_can_be_typed_too(edit: AmountEdit) -> None:
    for figure in "١٦٠٠":
        pressed = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, figure)
        QApplication.sendEvent(edit, pressed)
    assert (edit.text(), edit.amount_minor) == ("1,600", 160_000)


def test_the_keypad_types_into_the_amount(qtbot: QtBot, look: Look) -> None:
    hero = HeroAmount(look, "Amount", "₦")
    pad = Keypad(look, hero.edit)
    for widget in (hero, pad):
        qtbot.addWidget(widget)
    pad.offer(0, "Overdue", 500_000)
    pad.offer(1, "Due", 1_500_000)
    for key in ("1", "6", "000", ".", "5", "back", "back"):
        qtbot.mouseClick(pad.keys[key], Qt.MouseButton.LeftButton)
    assert hero.edit.text() == "16,000"
    assert hero.amount_minor == 1_600_000
    with qtbot.waitSignal(pad.taken) as taken:
        qtbot.mouseClick(pad.takes[1], Qt.MouseButton.LeftButton)
    assert taken.args == [1]
    assert hero.amount_minor == 1_500_000
    assert pad.takes[1].accessibleName() == "Due 15,000"
    pad.offer(0, "Overdue", 0)
    assert not pad.takes[0].isEnabled()
