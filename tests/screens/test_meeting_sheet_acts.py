"""The sheet at once and otherwise: filled in for all, paid by transfer, and what follows saving."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication

from fieldapp.officer.drafts.sheet_draft import IN_CASH, Way
from fieldapp.officer.meeting_sheet import load_sheet
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.sheet.receipts import ReceiptsPage
from fieldapp.screens.officer.sheet.table.amounts import shape_of
from fieldapp.screens.officer.sheet.table.model import Column
from fieldapp.screens.officer.sheet.table.painting import handle_box, marks_of
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.tokens import Height
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from shared.ids import UnionId
from tests.screens import people
from tests.screens.driver import Window, ask
from tests.screens.office import TODAY
from tests.screens.taking import opened, typed


def waiting(window: Window) -> int:
    """How many operations wait."""

    def look(desk: Desk) -> int:
        with desk.store.read() as tx:
            return counts(tx).waiting

    return ask(window, look)


def notice(page: MeetingSheetPage) -> str:
    told = page.notice.told
    return f"{told.title}. {told.detail}" if told else ""


# ---------------------------------------------------------------- filling in at once


def test_pay_due_for_all_is_taken_back_by_its_message(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("900")
    window.click(sheet.tools.pay_all)
    window.click(sheet.toasts.button)
    assert [line.text for line in sheet.model.filling.lines() if line.text] == ["900"]
    assert sheet.model.line(0).attendance == "PRESENT"
    assert sheet.model.line(1).attendance is None


def test_all_present_marks_the_others_and_leaves_who_is_marked(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("A")
    window.click(sheet.tools.present)
    marks = [line.attendance for line in sheet.model.filling.lines()]
    assert marks == ["ABSENT", *["PRESENT"] * 24]


def test_what_was_filled_in_is_not_taken_back_once_it_is_being_saved(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.click(sheet.tools.pay_all)
    undo = sheet.toasts.said
    assert undo is not None
    assert undo.run is not None
    window.click(sheet.totals.save)
    assert not sheet.toasts.isVisible()
    window.wait(lambda: "Saved on this tablet" in notice(sheet))
    window.settle()
    # A finger that was quicker than the screen.
    undo.run()
    paid = [line for line in sheet.model.filling.lines() if line.row.paid_today_minor]
    assert len(paid) == 22
    assert {line.attendance for line in paid} == {"PRESENT"}


def test_who_pays_another_amount_stays_marked_when_the_rest_is_taken_back(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.click(sheet.tools.pay_all)
    sheet.model.set_amount(0, "500")
    window.click(sheet.toasts.button)
    lines = [line for line in sheet.model.filling.lines() if line.text or line.attendance]
    assert [(line.number, line.text, line.attendance) for line in lines] == [(1, "500", "PRESENT")]


# ---------------------------------------------------------------- paid outside the meeting


def test_a_repayment_outside_the_meeting_stands_apart_and_is_none_of_its_receipts(
    window: Window, sheet: MeetingSheetPage
) -> None:
    form = opened(window)
    typed(window, form, "2000")
    window.click(form.save)
    window.settle()
    window.place.open(Target("sheet", people.OJA_OBA))
    again = window.page(MeetingSheetPage)
    window.wait(lambda: any(line.row.paid_today_minor for line in again.model.filling.lines()))
    totals = again.totals
    assert [figure.value for figure in (totals.collected, totals.cash, totals.other)] == ["0", "0", "0"]
    assert "2,000 paid outside the meeting" in totals.in_words
    assert again.receipts not in again.acts


# ---------------------------------------------------------------- paid beyond what is owed


def test_what_is_paid_beyond_what_is_owed_is_said_before_it_is_saved(
    window: Window, sheet: MeetingSheetPage
) -> None:
    row = sheet.model.line(0).row
    assert row.owed_minor > row.to_pay_minor > 0
    sheet.model.set_amount(0, str(row.owed_minor // 100))
    assert not sheet.totals.beyond.isVisible()
    sheet.model.set_amount(0, str(row.owed_minor // 100 + 174_700))
    window.settle()
    assert sheet.totals.beyond.isVisible()
    assert (
        sheet.totals.beyond.text().splitlines()[0]
        == "1 member pays ₦174,700 more than is owed: kept as credit"
    )
    assert "174,700 over" in [mark.text for mark in marks_of(sheet.model.line(0))]
    window.click(sheet.totals.save)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))
    window.settle()
    assert not sheet.totals.beyond.isVisible()


def test_the_bar_is_as_long_as_the_percentage_beside_it(window: Window, sheet: MeetingSheetPage) -> None:
    expected = sum(line.row.to_pay_minor for line in sheet.model.filling.lines())
    row = sheet.model.line(0).row
    sheet.model.set_amount(0, str(expected // 100))
    window.settle()
    covered = sum(amount for amount, _ in sheet.totals._bar._parts)
    assert covered == row.to_pay_minor
    assert sheet.totals.in_words.startswith(f"{row.to_pay_minor * 100 // expected} % of ")


def test_more_cash_than_one_hand_may_hold_is_said_and_taken(window: Window, sheet: MeetingSheetPage) -> None:
    cap, held = 200_000, sheet._sheet.in_hand_minor // 100 if sheet._sheet else 0
    number = next(line.number - 1 for line in sheet.model.filling.lines() if line.row.owed_minor == 0)
    sheet.model.set_amount(number, str(cap - held))
    assert "cap" not in sheet.totals.beyond.text()
    sheet.model.set_amount(number, str(cap - held + 1))
    words = "You will hold ₦200,001 in cash, over the cap of ₦200,000: hand over cash soon"
    assert words in sheet.totals.beyond.text()
    assert sheet.totals.beyond.isVisible()
    sheet.model.pay_by(number, Way("TRANSFER", "T1"))
    assert words not in sheet.totals.beyond.text()
    sheet.model.pay_by(number, Way())
    window.click(sheet.totals.save)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))


def test_what_no_loan_takes_is_said_to_stand_in_suspense(window: Window, sheet: MeetingSheetPage) -> None:
    number = next(line.number - 1 for line in sheet.model.filling.lines() if line.row.loan is None)
    sheet.model.set_amount(number, "500")
    assert sheet.totals.beyond.text() == "1 member pays ₦500 that no loan takes: it stands in suspense"
    assert "Suspense" in [mark.text for mark in marks_of(sheet.model.line(number))]


# ---------------------------------------------------------------- paid otherwise than in cash


def test_m_asks_how_it_is_paid_and_the_receipt_says_so(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    window.keys("m")
    assert sheet.way.isVisible()
    window.click(sheet.way.methods.button("TRANSFER"))
    window.keys("TRF-9")
    window.press(Qt.Key.Key_Return)
    assert not sheet.way.isVisible()
    assert sheet.view.currentIndex().row() == 0
    assert (sheet.totals.cash.value, sheet.totals.other.value) == ("0", "700")
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor == 70_000)
    found = ask(window, lambda desk: load_sheet(desk, UnionId(people.OJA_OBA), TODAY))
    assert (found.cash_minor, found.other_minor) == (0, 70_000)


def test_arrows_come_to_every_way_of_paying(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    window.keys("m")
    for _ in range(3):
        window.press(Qt.Key.Key_Right)
    assert sheet.way.methods.current == "MOBILE"
    assert sheet.way.methods.button("MOBILE").hasFocus()
    for _ in range(3):
        window.press(Qt.Key.Key_Left)
    assert sheet.way.isVisible()
    assert sheet.model.line(0).way == IN_CASH


def test_an_amount_typed_after_how_it_is_paid_takes_the_place_of_the_first(
    window: Window, sheet: MeetingSheetPage
) -> None:
    sheet.view.go_to(3)
    window.keys("12000")
    index = sheet.model.index(3, Column.MEMBER)
    at = handle_box(QRectF(sheet.view.visualRect(index))).center().toPoint()
    window.qtbot.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    window.click(sheet.way.methods.button("TRANSFER"))
    window.keys("TRF-9")
    window.click(sheet.way.close_panel)
    window.settle()
    window.keys("7500")
    window.press(Qt.Key.Key_Return)
    assert sheet.model.line(3).text == "7500"
    assert sheet.model.line(3).way == Way("TRANSFER", "TRF-9")


def test_a_transfer_without_reference_is_asked_for_it_and_not_saved(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("700")
    sheet.model.pay_by(0, Way("TRANSFER"))
    window.click(sheet.totals.save)
    window.wait(sheet.way.isVisible)
    assert "The reference is missing" in notice(sheet)
    assert waiting(window) == 0
    assert QApplication.focusWidget() is sheet.way.reference
    window.keys("T-1")
    window.press(Qt.Key.Key_Return)
    window.click(sheet.totals.save)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_what_is_asked_is_seen_whole_in_a_low_window(
    window: Window, sheet: MeetingSheetPage, scale: float
) -> None:
    window.place.bench.look.choose(Appearance("light", scale))
    window.shell.resize(1024, 600)
    window.settle()
    sheet.way.ask(0)
    window.settle()
    for shown in (*(sheet.way.methods.button(key) for key in ("CASH", "OTHER")), sheet.way.reference):
        assert shown.visibleRegion().boundingRect().size() == shown.size()
    assert sheet.board.height() >= 3 * Height.TOUCH
    window.press(Qt.Key.Key_Escape)
    window.settle()
    assert sheet.tools.isVisible()


def test_how_it_is_paid_is_there_after_a_lock(window: Window, sheet: MeetingSheetPage) -> None:
    window.keys("700")
    sheet.model.pay_by(0, Way("POS", "S-1"))
    window.shell.lock()
    window.unlock()
    window.place.open(Target("sheet", people.OJA_OBA))
    again = window.page(MeetingSheetPage)
    window.wait(lambda: again.model.rowCount() == 25)
    assert (again.model.line(0).text, again.model.line(0).way) == ("700", Way("POS", "S-1"))


def test_a_press_on_the_dots_of_the_chosen_row_asks_how_it_is_paid(
    window: Window, sheet: MeetingSheetPage
) -> None:
    index = sheet.model.index(0, Column.MEMBER)
    at = handle_box(QRectF(sheet.view.visualRect(index))).center().toPoint()
    window.qtbot.mouseClick(sheet.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert sheet.way.isVisible()


# ---------------------------------------------------------------- what cannot be read


def test_all_amounts_that_cannot_be_read_are_told_of_for_as_long_as_they_cannot(
    window: Window, sheet: MeetingSheetPage
) -> None:
    for number in range(7):
        sheet.model.set_amount(number, "12..5")
    window.click(sheet.totals.save)
    assert notice(sheet).startswith("7 amounts cannot be read")
    sheet.model.set_amount(0, "")
    assert notice(sheet).startswith(f"6 amounts cannot be read. {sheet.model.line(1).row.name}")
    for number in range(1, 7):
        sheet.model.set_amount(number, "")
    assert sheet.notice.told is None
    assert waiting(window) == 0


# ---------------------------------------------------------------- what comes after saving


def test_what_is_saved_is_shown_on_this_tablet_and_never_as_posted(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("700")
    window.click(sheet.totals.save)
    window.wait(lambda: sheet.model.line(0).row.paid_today_minor == 70_000)
    line, colours = sheet.model.line(0), window.place.bench.look.colours
    assert shape_of(colours, line) == ("device-tablet", colours.neutral.solid)
    posted = replace(line, row=replace(line.row, paid_stands="posted"))
    assert shape_of(colours, posted) == ("checks", colours.paid.solid)
    sent = replace(line, row=replace(line.row, paid_stands="sent"))
    assert shape_of(colours, sent)[0] == "arrow-up"


def test_after_saving_the_next_thing_is_closing_and_every_receipt_opens(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("d")
    window.click(sheet.totals.save)
    window.wait(lambda: "Saved on this tablet" in notice(sheet))
    window.settle()
    assert sheet.totals.close_meeting.isVisible()
    assert not sheet.totals.save.isVisible()
    # Whoever pressed twice has not seen that anything was saved: the meeting is not closed by it.
    window.qtbot.mouseClick(sheet.totals.close_meeting, Qt.MouseButton.LeftButton)
    window.settle()
    assert window.place.page is sheet
    window.click(sheet.receipts)
    page = window.page(ReceiptsPage)
    assert len(page.list.rows) == 1
    window.tap(page.list, 0)
    assert window.page(ReceiptPage).target is not None
