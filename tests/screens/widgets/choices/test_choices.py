"""Chips, filters, segments and tabs: by touch, by key, and where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice, FilterRow, MenuChip
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.segments import Segments, attendance_parts
from fieldapp.screens.widgets.choices.tabs import Tabs

FILTERS = [
    Option(key, key.capitalize(), count=number)
    for number, key in enumerate(("all", "left", "late", "absent"))
]
ATTENDANCE = {"PRESENT": "Present", "LATE": "Late", "ABSENT": "Absent", "EXCUSED": "Excused"}


def shown(qtbot: QtBot, widget: QWidget, width: int = 900) -> QWidget:
    """Lay it out in a window of its own."""
    window = QWidget()
    box = QVBoxLayout(window)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(widget)
    box.addStretch()
    qtbot.addWidget(window)
    window.resize(width, 300)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window


def test_one_choice_holds_and_arrows_move_it(qtbot: QtBot, look: Look) -> None:
    choice = Choice(look, "Method", (("cash", "Cash"), ("pos", "POS"), ("other", "Other")))
    _window = shown(qtbot, choice)
    heard: list[str] = []
    choice.chosen.connect(heard.append)
    assert choice.current == ""
    qtbot.mouseClick(choice.button("cash"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(choice.button("cash"), Qt.MouseButton.LeftButton)
    assert choice.current == "cash"
    choice.button("cash").setFocus()
    qtbot.keyClick(choice.button("cash"), Qt.Key.Key_Right)
    assert choice.current == "pos"
    qtbot.keyClick(choice.button("pos"), Qt.Key.Key_Left)
    qtbot.keyClick(choice.button("cash"), Qt.Key.Key_Left)
    assert heard == ["cash", "cash", "pos", "cash", "other"]
    choice.set_count("pos", 3)
    assert choice.button("pos").accessibleName() == "Method: POS, 3"


def test_chips_without_room_go_on_below(qtbot: QtBot, look: Look) -> None:
    choice = Choice(look, "Method", [(str(number), f"Choice {number}") for number in range(8)])
    window = shown(qtbot, choice)
    assert choice.height() == choice.button("0").height()
    window.resize(250, 600)
    qtbot.waitUntil(lambda: choice.height() > 2 * Height.TOUCH)
    assert all(choice.rect().contains(choice.button(str(number)).geometry()) for number in range(8))


def test_filters_without_room_are_under_more_and_the_chosen_one_stays(qtbot: QtBot, look: Look) -> None:
    row = FilterRow(look, "Show")
    row.offer(FILTERS, [Option("musa", "Officer: Musa")])
    row.choose("absent")
    window = shown(qtbot, row)
    assert [chip.isVisible() for chip in row.chips] == [True] * 5
    window.resize(230, 300)
    qtbot.waitUntil(lambda: not all(chip.isVisible() for chip in row.chips))
    assert [chip.option.key for chip in row.chips if chip.isVisible()][-1] == "absent"
    heard: list[str] = []
    row.chosen.connect(heard.append)
    qtbot.mouseClick(row.more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    next(action for action in menu.actions() if action.text().startswith("Late")).trigger()
    menu.close()
    assert "Officer: Musa" in words
    assert heard == ["late"]
    assert row.chips[2].isVisible()


def test_a_filter_set_elsewhere_can_be_taken_away(qtbot: QtBot, look: Look) -> None:
    row = FilterRow(look, "Show")
    row.offer(FILTERS, [Option("musa", "Officer: Musa")])
    _window = shown(qtbot, row)
    with qtbot.waitSignal(row.removed) as removed:
        qtbot.mouseClick(row.chips[-1], Qt.MouseButton.LeftButton)
    assert removed.args == ["musa"]
    before = row.chips[0]
    row.offer([Option("all", "All", count=99), *FILTERS[1:]], [Option("musa", "Officer: Musa")])
    assert row.chips[0] is before
    assert before.accessibleName() == "All, 99"
    row.offer(FILTERS)
    assert len(row.chips) == 4


def test_a_menu_chip_says_and_offers_what_there_is(qtbot: QtBot, look: Look) -> None:
    chip = MenuChip(look, "Union", (("", "all"), ("oja", "Oja-Oba")))
    _window = shown(qtbot, chip)
    assert chip.accessibleName() == "Union: all"
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(chip.picked) as picked:
        menu.actions()[1].trigger()
    menu.close()
    assert picked.args == ["oja"]
    assert chip.accessibleName() == "Union: Oja-Oba"
    chip.set_options((("", "all"),))
    assert chip.current == ""


@pytest.mark.parametrize(("width", "letters"), [(600, False), (220, True)])
def test_attendance_shows_words_where_there_is_room(
    qtbot: QtBot, look: Look, width: int, letters: bool
) -> None:
    segments = Segments(look, "Attendance", attendance_parts(ATTENDANCE))
    _window = shown(qtbot, segments, width)
    qtbot.mouseClick(segments.part("LATE"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert segments.letters is letters
    assert segments.current == "LATE"
    assert segments.part("ABSENT").accessibleName() == "Attendance: Absent"
    assert min(segments.part(key).width() for key in ATTENDANCE) >= Height.TOUCH
    segments.part("LATE").setFocus()
    qtbot.keyClick(segments.part("LATE"), Qt.Key.Key_Right)
    assert segments.current == "ABSENT"


def test_tabs_show_another_part(qtbot: QtBot, look: Look) -> None:
    tabs = Tabs(look, "Loan", (Part("summary", "Summary"), Part("payments", "Payments")))
    _window = shown(qtbot, tabs)
    assert tabs.current == "summary"
    tabs.set_figure("payments", "9")
    with qtbot.waitSignal(tabs.chosen) as chosen:
        qtbot.mouseClick(tabs.tab("payments"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["payments"]
    assert tabs.tab("payments").accessibleName() == "Payments 9"
