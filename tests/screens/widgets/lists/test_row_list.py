"""A list as a person uses it: rows with headings, buttons, reasons, and lines that join them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import RowButton, Shape
from fieldapp.screens.widgets.lists.row_list import Heading, Row, RowList

_REASON = "Loan was closed at the office at 15:05. The cash is kept in suspense until somebody assigns it."


def _rows() -> list[Row | Heading]:
    return [
        Heading("Today", "2 wait"),
        Row(1, "Loan · ₦400,000", "Adaeze Nnamdi", third="2 hours ago", mark=Mark("pending", "Stage 1 of 2")),
        Row(2, "Repayment · Mercy Udoh", "HT07-001203", "9,000", reason=_REASON, buttons=(_ask(2),)),
        Heading("Yesterday"),
        Row(3, "Musa Bello counted your cash", "All of it", aside="09:12", unread=True),
        Row(4, "One line"),
    ]


def _ask(key: int) -> RowButton:
    return RowButton("ask", "Ask supervisor", said=f"Ask your supervisor about {key}", writes=True)


@pytest.fixture
def shown(qtbot: QtBot, look: Look) -> RowList:
    made = RowList(look, "Requests")
    qtbot.addWidget(made)
    made.resize(600, 700)
    made.set_rows(_rows())
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.grab()
    return made


def _tap(qtbot: QtBot, shown: RowList, key: int) -> None:
    at = shown.visualRect(shown.model().index(shown.row_of(key), 0)).center()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, at.y()))


def test_headings_are_passed_over_by_finger_and_key(qtbot: QtBot, shown: RowList) -> None:
    chosen: list[object] = []
    shown.chosen.connect(chosen.append)
    heading = shown.visualRect(shown.model().index(3, 0)).center()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert (chosen, shown.current_key) == ([], None)
    _tap(qtbot, shown, 2)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    qtbot.keyClick(shown, Qt.Key.Key_Home)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert chosen == [2, 3, 1]


def test_enter_comes_to_the_first_row_before_it_opens_it(qtbot: QtBot, shown: RowList) -> None:
    chosen: list[object] = []
    shown.chosen.connect(chosen.append)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert (chosen, shown.current_key) == ([], 1)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert chosen == [1]


def test_a_row_says_everything_and_a_heading_says_itself(shown: RowList) -> None:
    said = [
        shown.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(shown.model().rowCount())
    ]
    assert said[0] == "Today, 2 wait"
    assert said[1] == "Loan · ₦400,000, Adaeze Nnamdi, 2 hours ago, Stage 1 of 2"
    assert said[2] == (f"Repayment · Mercy Udoh, HT07-001203, 9,000, {_REASON}, Ask your supervisor about 2")


def test_a_button_in_a_row_is_pressed_once_and_by_key_too(qtbot: QtBot, shown: RowList) -> None:
    pressed: list[tuple[object, str]] = []
    shown.pressed.connect(lambda key, button: pressed.append((key, button)))
    ((name, target),) = shown.touch_targets()
    assert (name, min(target.width(), target.height()) >= 44) == ("Ask your supervisor about 2", True)
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=target.center())
    qtbot.mouseDClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=target.center())
    assert pressed == [(2, "ask")]
    shown.release(2)
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    qtbot.keyClick(shown, Qt.Key.Key_Space)
    assert pressed == [(2, "ask"), (2, "ask")]


def test_rows_are_as_high_as_what_they_say_and_never_lower_than_a_finger(look: Look, shown: RowList) -> None:
    heights = [shown.rowHeight(shown.row_of(key)) for key in (1, 2, 3, 4)]
    assert min(heights) >= 44
    assert heights[1] > heights[0] > heights[2] > heights[3]
    before = heights[1]
    shown.resize(340, 700)
    assert shown.rowHeight(shown.row_of(2)) > before + 44


def test_the_chosen_row_stays_when_rows_come_before_it(qtbot: QtBot, shown: RowList) -> None:
    _tap(qtbot, shown, 3)
    shown.set_rows([Row(9, "New"), *_rows()])
    assert shown.current_key == 3
    shown.set_rows([Row(9, "New")])
    assert shown.current_key is None


def test_a_whole_list_is_as_high_as_its_rows(qtbot: QtBot, look: Look) -> None:
    made = RowList(look, "Timeline", timeline=True)
    qtbot.addWidget(made)
    made.show_whole()
    made.set_rows(
        [
            Row(1, "Oja-Oba Traders", "Meeting", time="09:30", dot="full", under=Mark("pending", "Open now")),
            Row(2, "Repayment ₦5,100", aside="19 Nov", lead=Shape("check", "paid")),
            Row(3, "₦7,500", parts=(("Instalment 6 · closed", "6,300"), ("Instalment 7 · part", "1,200"))),
        ]
    )
    made.show()
    QApplication.processEvents()
    assert made.height() == sum(made.rowHeight(row) for row in range(3))
    assert "09:30, Oja-Oba Traders, Meeting, Open now" in made.rows[0].spoken
    assert made.rows[2].spoken == "₦7,500, Instalment 6 · closed 6,300, Instalment 7 · part 1,200"
    made.grab()
