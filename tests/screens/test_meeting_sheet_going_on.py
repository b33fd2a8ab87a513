"""The sheet left and come back to: the row, the amount and the sums are as they were."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldapp.officer.drafts.sheet_draft import Way
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.sheet.table.model import Column
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.tokens import Gap
from tests.screens import people
from tests.screens.driver import Window
from tests.screens.office import DAY_MS


def editor_of(sheet: MeetingSheetPage) -> QLineEdit:
    """The amount that has the focus."""
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert sheet.view.isAncestorOf(editor)
    return editor


def test_after_a_lock_typing_goes_on_with_who_has_no_amount_yet(
    window: Window, sheet: MeetingSheetPage
) -> None:
    for amount in ("700", "300"):
        window.keys(amount)
        window.press(Qt.Key.Key_Down)
    window.settle()
    window.shell.lock()
    window.unlock()
    again = window.page(MeetingSheetPage)
    window.wait(lambda: again.view.currentIndex().row() == 2)
    window.keys("5")
    assert [again.model.line(number).text for number in range(3)] == ["700", "300", "5"]


def test_an_amount_gone_back_to_is_replaced_and_never_grows(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("99000000")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        window.press(key)
    window.keys("30")
    assert sheet.model.line(0).text == "30"


def test_a_tap_on_an_amount_replaces_it_too(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("99000")
    window.press(Qt.Key.Key_Down)
    at = sheet.view.visualRect(sheet.model.index(0, Column.AMOUNT)).center()
    window.qtbot.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    window.keys("30")
    assert sheet.model.line(0).text == "30"


def test_a_letter_marks_whoever_has_an_amount_that_is_gone_back_to(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("700")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        window.press(key)
    window.keys("l")
    assert (sheet.model.line(0).text, sheet.model.line(0).attendance) == ("700", "LATE")


def test_rows_read_anew_leave_an_amount_to_be_replaced(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        window.press(key)
    sheet.model.beginResetModel()
    sheet.model.endResetModel()
    window.keys("30")
    assert sheet.model.line(0).text == "30"


def test_whoever_comes_back_goes_on_in_their_row(window: Window, sheet: MeetingSheetPage) -> None:
    window.press(Qt.Key.Key_Down)
    window.keys("70")
    window.click(sheet.about)
    window.wait(lambda: window.place.page is not sheet)
    window.settle()
    window.place.back()
    window.page(MeetingSheetPage)
    assert not editor_of(sheet).hasSelectedText()
    window.keys("0")
    assert (sheet.view.currentIndex().row(), sheet.model.line(1).text) == (1, "700")


def test_what_one_pays_too_much_is_not_taken_off_another(window: Window, sheet: MeetingSheetPage) -> None:
    due = [line.row.to_pay_minor for line in sheet.model.filling.lines()]
    first, second = [number for number, minor in enumerate(due) if minor][:2]
    for number, minor in ((first, due[first] + 150_000), (second, due[second])):
        sheet.model.set_amount(number, str(minor // 100))
    for saved in (False, True):
        assert sheet.totals.left.value == f"{(sum(due) - due[first] - due[second]) // 100:,}"
        assert f"{sum(due) // 100:,}" in sheet.totals._expected.text()
        if not saved:
            window.click(sheet.totals.save)
            window.wait(lambda: sheet.model.line(first).row.paid_today_minor)
            window.settle()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_what_is_saved_is_said_whole_in_the_amount(
    window: Window, sheet: MeetingSheetPage, scale: float
) -> None:
    window.shell.resize(800, 1280)
    window.keys("10000")
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor)
    window.settle()
    sheet.view.go_to(0)
    window.place.bench.look.choose(Appearance("light", scale))
    window.settle()
    editor = editor_of(sheet)
    words = editor.placeholderText()
    assert words.startswith("10,000")
    assert editor.fontMetrics().horizontalAdvance(words) <= editor.width() - 2 * Gap.M


def test_how_an_amount_is_paid_is_kept_before_there_is_an_amount(
    window: Window, sheet: MeetingSheetPage
) -> None:
    sheet.model.pay_by(0, Way("TRANSFER", "TRF-1"))
    window.settle()
    window.shell.lock()
    window.unlock()
    again = window.page(MeetingSheetPage)
    window.keys("700")
    assert again.model.line(0).way == Way("TRANSFER", "TRF-1")


def test_a_zero_of_another_day_is_not_pointed_to(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("0")
    window.settle()
    window.tablet.clock.at_ms += DAY_MS
    window.shell.lock()
    window.unlock()
    window.place.open(Target("unions"))
    window.place.open(Target("sheet", people.OJA_OBA))
    later = window.page(MeetingSheetPage)
    assert later is not sheet
    assert later.notice.told is None


def shown_of(sheet: MeetingSheetPage) -> list[int]:
    return [number for number in range(sheet.model.rowCount()) if not sheet.view.isRowHidden(number)]


def test_what_arrives_takes_no_row_away_that_somebody_found_or_types_in(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.click(sheet.tools.which.button("left"))
    number = sheet.view.first_shown()
    assert number is not None
    before = shown_of(sheet)
    sheet.view.go_to(number)
    window.keys("45")
    window.place.bench.refresh()
    window.settle()
    window.keys("0")
    assert sheet.model.line(number).text == "450"
    assert shown_of(sheet) == before
    for _ in range(3):
        window.press(Qt.Key.Key_Backspace)
    window.place.bench.refresh()
    window.settle()
    assert shown_of(sheet) == before


def test_what_is_saved_is_left_to_collect_no_more(window: Window, sheet: MeetingSheetPage) -> None:
    window.click(sheet.tools.which.button("left"))
    number = sheet.view.first_shown()
    assert number is not None
    due_minor = sheet.model.line(number).row.to_pay_minor
    sheet.view.go_to(number)
    window.keys(str(due_minor // 100))
    window.press(Qt.Key.Key_Down)
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(number).row.paid_today_minor == due_minor)
    window.settle()
    assert number not in shown_of(sheet)
    window.click(sheet.tools.which.button("all"))
    assert number in shown_of(sheet)
