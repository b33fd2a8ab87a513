"""What lies over a page: the safe choice, one write, the keyboard kept inside, nothing covered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.widgets.overlays.dialog import Dialog, Question
from fieldapp.screens.widgets.overlays.progress import Progress
from fieldapp.screens.widgets.overlays.sheet import Menu, MenuItem
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.words import Told

REVERSE = Question(
    "Reverse receipt?", "Keep receipt", "Reverse ₦5,000", impact=(("Owed ₦", "148,000"),), reason="Reason"
)


class Page(QWidget):
    """A page with a button and an action bar at the bottom."""

    def __init__(self) -> None:
        super().__init__()
        self.under = QPushButton("Under")
        self.bar = QFrame()
        self.bar.setObjectName("actionBar")
        self.bar.setFixedHeight(84)
        box = QVBoxLayout(self)
        box.addWidget(self.under)
        box.addStretch()
        box.addWidget(self.bar)


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> Page:
    made = Page()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is made)
    made.under.setFocus()
    return made


def asked(look: Look, page: Page, question: Question = REVERSE) -> tuple[Dialog, list[str], list[None]]:
    """Open a dialog and listen to it."""
    dialog = Dialog(look, page, question)
    reasons: list[str] = []
    kept: list[None] = []
    dialog.decided.connect(reasons.append)
    dialog.kept.connect(lambda: kept.append(None))
    dialog.open()
    return dialog, reasons, kept


def test_an_act_needs_its_reason_and_is_done_once(qtbot: QtBot, look: Look, page: Page) -> None:
    dialog, reasons, _ = asked(look, page)
    assert dialog.reason.edit.hasFocus()
    qtbot.keyClicks(dialog.reason.edit, "Too short")
    assert not dialog.act.isEnabled()
    qtbot.keyClicks(dialog.reason.edit, " so I go on")
    for _ in range(2):
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert reasons == ["Too short so I go on"]
    assert dialog.isVisible()
    dialog.fail(Told("error", "Not reversed", "Nothing was changed."))
    assert dialog.reason.text == "Too short so I go on"
    dialog.act.click()
    assert len(reasons) == 2
    dialog.done()
    assert page.under.hasFocus()


@pytest.mark.parametrize("way", ["escape", "beside", "button"])
def test_leaving_is_the_safe_choice(qtbot: QtBot, look: Look, page: Page, way: str) -> None:
    dialog, reasons, kept = asked(look, page)
    if way == "escape":
        qtbot.keyClick(dialog.reason.edit, Qt.Key.Key_Escape)
    elif way == "beside":
        qtbot.mouseClick(dialog, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    else:
        qtbot.mouseClick(dialog.safe, Qt.MouseButton.LeftButton)
    assert (reasons, kept) == ([], [None])
    assert page.under.hasFocus()


def test_the_keyboard_stays_in_the_dialog(qtbot: QtBot, look: Look, page: Page) -> None:
    dialog, reasons, _ = asked(look, page, Question("Lock the meeting?", "Not yet", "Lock", harmful=False))
    assert dialog.safe.hasFocus()
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert dialog.isAncestorOf(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    dialog.act.setFocus()
    qtbot.keyClick(dialog.act, Qt.Key.Key_Return)
    assert reasons == [""]


@pytest.mark.parametrize("width", [1000, 500])
def test_a_dialog_is_whole_in_any_window(look: Look, page: Page, width: int) -> None:
    page.resize(width, 700)
    dialog, _, _ = asked(look, page)
    QApplication.processEvents()
    assert dialog.rect().contains(dialog.box.geometry())
    assert dialog.box.height() >= dialog.box.sizeHint().height() - 1


def test_a_menu_goes_away_before_its_thing_is_done(qtbot: QtBot, look: Look, page: Page) -> None:
    menu = Menu(look, page, "Receipt")
    seen: list[tuple[str, bool]] = []
    menu.chosen.connect(lambda key: seen.append((key, menu.isVisible())))
    items = (
        MenuItem("print", "Print", "check"),
        MenuItem("reverse", "Reverse", why="Only your supervisor can"),
    )
    menu.offer(items)
    assert menu.line("print").hasFocus()
    assert not menu.line("reverse").isEnabled()
    assert "Only your supervisor can" in menu.line("reverse").accessibleName()
    qtbot.keyClick(menu.line("print"), Qt.Key.Key_Return)
    assert seen == [("print", False)]
    menu.offer(items)
    qtbot.mouseClick(menu.close_button, Qt.MouseButton.LeftButton)
    assert menu.isHidden()


def test_messages_wait_for_each_other_and_cover_no_bar(qtbot: QtBot, look: Look, page: Page) -> None:
    toasts = Toasts(look, page)
    shown: list[None] = []
    toasts.say("Saved on this tablet", "Show", lambda: shown.append(None))
    toasts.say("Saved on this tablet", "Show")
    toasts.say("Sent")
    assert toasts.said is not None
    assert toasts.said.text == "Saved on this tablet"
    assert not toasts.geometry().intersects(page.bar.geometry())
    assert page.rect().contains(toasts.geometry())
    qtbot.mouseClick(toasts.button, Qt.MouseButton.LeftButton)
    assert shown == [None]
    assert toasts.said.text == "Sent"
    qtbot.waitUntil(toasts.isHidden, timeout=Wait.TOAST * 2)


def test_long_work_says_what_is_left_and_can_be_stopped_once(qtbot: QtBot, look: Look) -> None:
    progress = Progress(look, "Saving 250 receipts")
    qtbot.addWidget(progress)
    progress.show()
    progress.show_done(92, 250, "About 1 min left")
    assert "92 of 250" in progress.accessibleName()
    stopped: list[None] = []
    progress.cancelled.connect(lambda: stopped.append(None))
    for _ in range(2):
        qtbot.mouseClick(progress.cancel, Qt.MouseButton.LeftButton)
    assert stopped == [None]
    with qtbot.waitSignal(progress.left):
        qtbot.mouseClick(progress.leave, Qt.MouseButton.LeftButton)
    progress.finish("250 receipts saved")
    assert progress.cancel.isHidden()


def test_a_toast_gives_way_to_what_somebody_types_into(qtbot: QtBot, look: Look, page: Page) -> None:
    low, high = QLineEdit(page), QLineEdit(page)
    for line, top in ((low, 540), (high, 20)):
        line.setGeometry(300, top, 400, 48)
        line.show()
    toasts = Toasts(look, page)
    low.setFocus()
    toasts.say("Saved on this tablet")
    for line in (low, high, low):
        line.setFocus()
        qtbot.waitUntil(line.hasFocus)
        qtbot.wait(20)
        assert not toasts.geometry().intersects(line.geometry())
        assert not toasts.geometry().intersects(page.bar.geometry())
        assert page.rect().contains(toasts.geometry())
