"""The meeting sheet: a whole meeting by keyboard, saved together, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from fieldapp.officer.meeting_sheet import load_sheet
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.sheet.receipts import ReceiptsPage
from fieldapp.screens.officer.sheet.table.model import LINE, Column
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from fieldapp.store.transaction import Transaction
from shared.ids import MemberId, UnionId
from tests.screens import people
from tests.screens.driver import Window, ask, end_lease
from tests.screens.office import TODAY


def waiting(window: Window) -> tuple[int, int]:
    """How many operations wait, and their value in minor units."""

    def look(desk: Desk) -> tuple[int, int]:
        with desk.store.read() as tx:
            found = counts(tx)
        return found.waiting, found.waiting_value_minor

    return ask(window, look)


def notice(page: MeetingSheetPage) -> str:
    told = page.notice.told
    return f"{told.title}. {told.detail}" if told else ""


def cell(sheet: MeetingSheetPage, number: int, column: Column) -> QPoint:
    index = sheet.model.index(number, column)
    sheet.view.scrollTo(index)
    return sheet.view.visualRect(index).center()


def test_25_amounts_by_keyboard_alone_are_saved_together(window: Window, sheet: MeetingSheetPage) -> None:
    assert sheet.model.rowCount() == 25
    for number in range(25):
        window.keys(str(1000 + number))
        window.press(Qt.Key.Key_Return if number % 2 else Qt.Key.Key_Down)
    total = sum(1000 + number for number in range(25))
    assert sheet.totals.save.accessibleName() == f"Save ₦{total:,}"
    assert QApplication.focusWidget() is sheet.totals.save
    window.press(Qt.Key.Key_Space)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))
    window.settle()
    assert waiting(window) == (25, total * 100)
    assert "25 receipts" in notice(sheet)
    assert "HT07-000001 – HT07-000025" in notice(sheet)


def test_letters_mark_attendance_without_leaving_the_amounts(window: Window, sheet: MeetingSheetPage) -> None:
    for letter in "PLAE":
        window.keys(letter)
        window.press(Qt.Key.Key_Down)
    marks = [sheet.model.line(number).attendance for number in range(4)]
    assert marks == ["PRESENT", "LATE", "ABSENT", "EXCUSED"]
    assert [sheet.model.line(number).text for number in range(4)] == ["", "", "", ""]


def test_who_pays_is_present_unless_marked_otherwise(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("500")
    assert sheet.model.line(0).attendance == "PRESENT"
    sheet.model.set_attendance(0, "LATE")
    window.keys("0")
    assert sheet.model.line(0).attendance == "LATE"
    assert sheet.model.line(0).typed_minor == 500_000


@pytest.mark.parametrize("typed", ["1e5", "12p", "7a", "3L0"])
def test_a_letter_behind_a_digit_makes_an_amount_that_cannot_be_read_and_marks_nobody(
    window: Window, sheet: MeetingSheetPage, typed: str
) -> None:
    window.keys(typed)
    line = sheet.model.line(0)
    assert (line.text, line.fault, line.typed_minor) == (typed, "Not an amount", 0)
    assert line.attendance in (None, "PRESENT")
    assert not sheet.totals.save.accessibleName().startswith("Save")


def test_d_offers_what_is_due_on_the_row(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("d")
    row = sheet.model.line(0).row
    assert sheet.model.line(0).typed_minor == row.to_pay_minor > 0


def test_a_tap_on_what_is_to_pay_leaves_a_typed_amount_alone(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    for column in (Column.TO_PAY, Column.DUE):
        at = cell(sheet, 0, column)
        window.qtbot.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert sheet.model.line(0).text == "700"


@pytest.mark.parametrize("typed", ["0", "700"])
def test_a_mark_made_for_an_amount_goes_with_it(window: Window, sheet: MeetingSheetPage, typed: str) -> None:
    window.keys(typed)
    assert sheet.model.line(0).attendance == (None if typed == "0" else "PRESENT")
    for _ in typed:
        window.press(Qt.Key.Key_Backspace)
    assert sheet.model.line(0).attendance is None


def test_a_mark_made_by_hand_stays_without_an_amount(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("p7")
    window.press(Qt.Key.Key_Backspace)
    assert sheet.model.line(0).attendance == "PRESENT"


def test_a_tap_on_what_is_to_pay_fills_it_in_and_another_takes_it_out(
    window: Window, sheet: MeetingSheetPage
) -> None:
    for expected in (sheet.model.line(2).row.to_pay_minor, 0):
        window.qtbot.mouseClick(
            sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=cell(sheet, 2, Column.TO_PAY)
        )
        assert sheet.model.line(2).typed_minor == expected


def test_a_tap_on_a_segment_marks_attendance(window: Window, sheet: MeetingSheetPage) -> None:
    index = sheet.model.index(1, Column.ATTENDANCE)
    parts = sheet.view.delegate.painting.segments(index.data(LINE), QRectF(sheet.view.visualRect(index)))
    for part in parts:
        at = part.box.center().toPoint()
        window.qtbot.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert sheet.model.line(1).attendance == part.mark


def test_pay_due_for_all_offers_every_amount_and_the_bar_names_the_sum(
    window: Window, sheet: MeetingSheetPage
) -> None:
    due = sum(line.row.to_pay_minor for line in sheet.model.filling.lines())
    window.click(sheet.tools.pay_all)
    assert sheet.totals.save.accessibleName() == f"Save ₦{due // 100:,}"
    assert sheet.totals.left.value == "0"


def test_a_double_click_on_save_writes_once(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("16000")
    assert sheet.totals.save.accessibleName() == "Save ₦16,000"
    window.double_click(sheet.totals.save)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))
    window.settle()
    assert waiting(window) == (1, 1_600_000)


def test_saved_is_not_said_before_the_commit(
    window: Window, sheet: MeetingSheetPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses: nothing is kept, nothing is said to be, and what was typed is still there."""

    def full(self: Transaction, *statement: object) -> int:
        from fieldapp.store.transaction import DiskFull

        raise DiskFull("This tablet is full", "This was not recorded. Free some space and record it again.")

    window.keys("700")
    monkeypatch.setattr(Transaction, "execute", full)
    window.click(sheet.totals.save)
    window.wait(lambda: "This tablet is full" in notice(sheet))
    monkeypatch.undo()
    assert sheet.model.line(0).text == "700"
    assert sheet.totals.save.isEnabled()
    assert waiting(window) == (0, 0)


def test_saved_rows_show_what_was_recorded_with_their_receipt(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor == 70_000)
    line = sheet.model.line(0)
    assert (line.text, line.receipt) == ("", "HT07-000001")
    assert sheet.totals.collected.value == "700"
    assert not sheet.totals.save.isEnabled()


def test_the_receipts_are_listed_with_what_they_did(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("d")
    window.click(sheet.totals.save)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))
    window.click(sheet.notice.action)
    rows = window.page(ReceiptsPage).list.rows
    assert len(rows) == 1
    assert rows[0].title == sheet.model.line(0).row.name
    assert "HT07-000001" in rows[0].second
    assert "closes 1 instalment" in rows[0].second


def test_the_same_amount_again_asks_why_and_records_the_reason(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor == 70_000)
    window.settle()
    sheet.view.go_to(0)
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(sheet.reason.isVisible)
    assert waiting(window) == (1, 70_000)
    window.keys("Her daughter paid too")
    window.press(Qt.Key.Key_Return)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor == 140_000)
    assert not sheet.reason.isVisible()
    assert waiting(window) == (2, 140_000)


def test_who_pays_again_before_the_sheet_was_read_again_gets_a_receipt_of_their_own(
    window: Window, sheet: MeetingSheetPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "load", lambda: None)
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(lambda: "HT07-000001" in notice(sheet))
    sheet.tools.finder.setFocus()
    window.press(Qt.Key.Key_Return)
    window.keys("900")
    window.click(sheet.totals.save)
    window.wait(lambda: "HT07-000002" in notice(sheet))
    assert waiting(window) == (2, 160_000)


def test_the_focus_goes_on_to_closing_once_all_is_saved(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    sheet.totals.take_focus()
    for _ in range(2):
        window.qtbot.keyClick(QApplication.focusWidget() or window.shell, Qt.Key.Key_Return)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))
    assert sheet.totals.close_meeting.hasFocus()
    assert waiting(window) == (1, 70_000)


def test_what_is_repeated_by_mistake_is_taken_out(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor == 70_000)
    window.settle()
    sheet.view.go_to(0)
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(sheet.reason.isVisible)
    window.place.bench.changed.emit()
    window.settle()
    window.click(sheet.reason.take_out)
    assert sheet.model.filling.entries() == ()
    assert waiting(window) == (1, 70_000)


def test_an_amount_that_cannot_be_read_is_pointed_at_and_nothing_is_saved(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("700")
    window.press(Qt.Key.Key_Down)
    window.keys("12..5")
    sheet.view.go_to(0)
    assert sheet.totals.save.accessibleName() == "Check 1 amount"
    window.click(sheet.totals.save)
    assert "cannot be read" in notice(sheet)
    assert sheet.view.currentIndex().row() == 1
    assert sheet.model.line(1).fault == "Not an amount"
    assert waiting(window) == (0, 0)


def test_no_nothing_is_offered_to_be_saved(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("12..5")
    assert sheet.totals.save.accessibleName() == "Check 1 amount"
    sheet.view.go_to(3)
    window.click(sheet.totals.save)
    assert (sheet.view.currentIndex().row(), waiting(window)) == (0, (0, 0))


def test_what_the_tablet_may_not_do_is_said_of_no_member(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")

    end_lease(window)
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.notice.told is not None)
    told = sheet.notice.told
    assert told is not None
    assert told.title == "This tablet has worked too long without the server"
    assert "Nothing was saved." in told.detail
    assert waiting(window) == (0, 0)


def test_finding_and_filtering_hide_the_other_rows(window: Window, sheet: MeetingSheetPage) -> None:
    sheet.tools.finder.setText("halima")
    shown = [number for number in range(25) if not sheet.view.isRowHidden(number)]
    assert [sheet.model.line(number).row.name for number in shown] == ["Halima Yusuf"]
    sheet.tools.finder.clear()
    window.click(sheet.tools.which.button("late"))
    shown = [number for number in range(25) if not sheet.view.isRowHidden(number)]
    assert shown
    assert all(sheet.model.line(number).row.arrears_minor for number in shown)


def test_a_round_that_arrives_leaves_what_is_being_typed_alone(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("12")
    window.place.bench.changed.emit()
    window.settle()
    window.keys("50")
    assert sheet.model.line(0).text == "1250"
    assert isinstance(QApplication.focusWidget(), QLineEdit)


# ---------------------------------------------------------------- typing


def test_tab_goes_from_amount_to_amount_and_back(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    window.press(Qt.Key.Key_Tab)
    window.keys("300")
    window.press(Qt.Key.Key_Backtab)
    assert sheet.view.currentIndex().row() == 0
    assert [sheet.model.line(number).text for number in range(2)] == ["700", "300"]


def test_a_zero_records_nothing_and_is_no_mistake(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("0")
    assert sheet.model.line(0).fault == ""
    assert sheet.model.filling.entries() == ()


def test_what_is_typed_is_said_to_be_kept_once_it_is(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    window.wait(lambda: sheet.kept.startswith("Kept as you type"))


def test_turning_the_tablet_keeps_amount_cursor_and_row(window: Window, sheet: MeetingSheetPage) -> None:
    window.press(Qt.Key.Key_Down)
    window.keys("12")
    for width, height in ((800, 1280), (1024, 600), (1280, 800)):
        window.shell.resize(width, height)
        window.settle()
    window.keys("50")
    assert sheet.model.line(1).text == "1250"


def test_a_member_who_arrives_while_typing_moves_no_amount(window: Window, sheet: MeetingSheetPage) -> None:
    """A new member comes first in the list: what was typed stays with whom it was typed for."""
    window.press(Qt.Key.Key_Down)
    window.keys("12")
    before = sheet.model.line(1).row
    rows = sheet.model.filling.rows
    found = ask(window, lambda desk: load_sheet(desk, UnionId(people.OJA_OBA), TODAY))
    newcomer = replace(rows[0], member=MemberId(b"m" * 16), loan=None, name="Aaliyah")
    sheet.model.set_sheet(replace(found, rows=(newcomer, *rows)), locked=False)
    window.keys("50")
    assert sheet.view.currentIndex().row() == 2
    assert (sheet.model.line(2).row.member, sheet.model.line(2).text) == (before.member, "1250")
    assert sheet.model.line(1).text == ""


def test_finding_by_keyboard_ends_in_the_amount_of_who_was_found(
    window: Window, sheet: MeetingSheetPage
) -> None:
    sheet.tools.finder.setFocus()
    window.keys("halima")
    window.press(Qt.Key.Key_Return)
    window.keys("800")
    (line,) = [line for line in sheet.model.filling.lines() if line.text]
    assert (line.row.name, line.text) == ("Halima Yusuf", "800")
    sheet.tools.finder.setFocus()
    window.press(Qt.Key.Key_Escape)
    assert not any(sheet.view.isRowHidden(number) for number in range(25))


def test_nobody_found_says_so_and_shows_all_again(window: Window, sheet: MeetingSheetPage) -> None:
    sheet.tools.finder.setText("zz")
    assert sheet.board.not_found.isVisible()
    window.click(sheet.board.not_found.button)
    assert sheet.view.isVisible()
    assert sheet.tools.finder.text() == ""
