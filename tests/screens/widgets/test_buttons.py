"""One press writes once, however it comes; and the person is told what is going on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.buttons import Button, CommitButton, Guard


class Form(QWidget):
    """Two buttons that write, under one guard."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        guard = Guard(self)
        self.save = CommitButton(look, "Save", "check", guard=guard)
        self.refuse = CommitButton(look, "Refuse", kind="refuse", guard=guard)
        self.guard = guard
        self.writes: list[str] = []
        self.save.committed.connect(lambda: self.writes.append("save"))
        self.refuse.committed.connect(lambda: self.writes.append("refuse"))
        box = QVBoxLayout(self)
        for shown in (self.save, self.save.why, self.refuse):
            box.addWidget(shown)


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> Form:
    made = Form(look)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.isVisible)
    return made


def double_click(qtbot: QtBot, form: Form) -> None:
    qtbot.mouseClick(form.save, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(form.save, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.save, Qt.MouseButton.LeftButton)


def double_enter(qtbot: QtBot, form: Form) -> None:
    form.save.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(form.save, key)


def both_buttons(qtbot: QtBot, form: Form) -> None:
    form.save.click()
    form.refuse.click()
    form.save.click()


@pytest.mark.parametrize("haste", [double_click, double_enter, both_buttons])
def test_one_press_writes_once_until_somebody_was_told(
    qtbot: QtBot, form: Form, haste: Callable[[QtBot, Form], None]
) -> None:
    haste(qtbot, form)
    assert form.writes == ["save"]
    assert not form.save.isEnabled()
    assert not form.refuse.isEnabled()
    assert "Saving" in form.save.text()
    told: list[str] = []
    form.guard.told(told.append)("kept")
    assert told == ["kept"]
    assert form.save.accessibleName() == "Save"
    form.refuse.click()
    assert form.writes == ["save", "refuse"]


def test_the_focus_comes_back_to_the_button_that_was_pressed(qtbot: QtBot, form: Form) -> None:
    form.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
    form.save.setFocus()
    qtbot.keyClick(form.save, Qt.Key.Key_Return)
    assert not form.save.hasFocus()
    form.guard.release()
    assert form.save.hasFocus()


def test_a_button_rests_before_it_stands_for_the_next_thing(qtbot: QtBot, form: Form) -> None:
    form.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
    form.save.setFocus()
    qtbot.keyClick(form.save, Qt.Key.Key_Return)
    form.save.rest()
    form.save.allow(True)
    double_click(qtbot, form)
    assert form.writes == ["save"]
    assert form.refuse.isEnabled()
    qtbot.waitUntil(form.save.isEnabled)
    assert not form.save.hasFocus()


def test_the_second_press_of_a_fast_hand_falls_on_nothing_else(qtbot: QtBot, form: Form, look: Look) -> None:
    pressed: list[None] = []
    after = Button(look, "Leave")
    after.clicked.connect(lambda: pressed.append(None))
    layout = form.layout()
    assert layout is not None
    layout.addWidget(after)
    form.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
    form.save.setFocus()
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Return)
    assert form.writes == ["save"]
    assert pressed == []


def test_the_focus_does_not_come_back_to_whoever_went_on(qtbot: QtBot, form: Form) -> None:
    form.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is form)
    form.save.setFocus()
    qtbot.keyClick(form.save, Qt.Key.Key_Return)
    form.save.allow(False)
    form.guard.release()
    form.refuse.setFocus()
    form.save.allow(True)
    assert form.refuse.hasFocus()


def test_a_key_held_down_presses_once(qtbot: QtBot, form: Form, look: Look) -> None:
    pressed: list[None] = []
    button = Button(look, "Print")
    qtbot.addWidget(button)
    button.clicked.connect(lambda: pressed.append(None))
    for again in (False, True, True):
        held = QKeyEvent(
            QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", again, 1
        )
        QApplication.sendEvent(button, held)
    assert len(pressed) == 1


def test_a_button_that_cannot_be_pressed_says_why(form: Form) -> None:
    form.save.allow(False, "The union leader still has to sign")
    assert form.save.why.isVisible()
    assert form.save.accessibleDescription() == "The union leader still has to sign"
    form.save.click()
    assert form.writes == []
    form.save.allow(True)
    assert form.save.why.isHidden()
    form.save.label_as("Save ₦16,000")
    form.save.click()
    form.save.say("Sending 3 of 7")
    assert "Sending 3 of 7" in form.save.text()
    form.guard.release()
    assert "Save ₦16,000" in form.save.text()


def test_a_button_is_as_high_with_the_focus_as_without(form: Form) -> None:
    form.activateWindow()
    for button in (form.save, form.refuse):
        before = button.sizeHint()
        button.setFocus()
        QApplication.processEvents()
        assert button.sizeHint() == before


def test_an_icon_alone_is_spoken(look: Look, qtbot: QtBot) -> None:
    button = Button(look, "", "icon", "x", "Close")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Close"
    button.set_icon("")
    assert button.icon().isNull()
