"""The clock of the tablet is changed while somebody types: nothing is lost, and no money has a wrong day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target
from tests.screens import people
from tests.screens.driver import Window
from tests.screens.office import AT, DAY_MS, TODAY
from tests.screens.taking import looked, opened, recorded, typed

AT_MS = int(AT.timestamp() * 1000)


def sheet_of_today(window: Window) -> MeetingSheetPage:
    window.place.open(Target("sheet", people.OJA_OBA))
    sheet = window.page(MeetingSheetPage)
    window.wait(lambda: sheet.model.rowCount() == 25)
    return sheet


@pytest.mark.parametrize("days", [-1, 1])
def test_a_sheet_goes_on_on_its_own_day_when_the_clock_was_moved_and_put_right(
    window: Window, days: int
) -> None:
    window.unlock()
    sheet = sheet_of_today(window)
    window.keys("4500")
    window.press(Qt.Key.Key_Down)
    window.tablet.clock.at_ms += days * DAY_MS
    window.keys("700")
    window.settle()
    assert [sheet.model.line(number).text for number in range(2)] == ["4500", "700"]
    window.click(sheet.totals.save)
    window.settle()
    if days < 0:
        assert sheet.notice.told is not None
        assert (sheet.notice.told.kind, recorded(window)) == ("error", [])
        assert [sheet.model.line(number).text for number in range(2)] == ["4500", "700"]
        window.tablet.clock.at_ms -= days * DAY_MS
        window.click(sheet.totals.save)
        window.settle()
    assert [(body.amount_minor, body.value_on) for body in recorded(window)] == [
        (450_000, TODAY),
        (70_000, TODAY),
    ]


@pytest.mark.parametrize("days", [-1, 1])
def test_what_was_typed_into_a_sheet_is_found_from_the_sheet_of_another_day(
    window: Window, days: int
) -> None:
    window.unlock()
    sheet_of_today(window)
    window.keys("4500")
    window.settle()
    window.tablet.clock.at_ms += days * DAY_MS
    window.shell.lock()
    window.unlock()
    sheet = sheet_of_today(window)
    window.wait(lambda: sheet.notice.told is not None)
    assert sheet.notice.told is not None
    assert sheet.notice.told.title == "Amounts typed on Friday 20 November are not saved"
    assert sheet.model.line(0).text == ""
    sheet.notice.acted.emit()
    window.wait(lambda: window.place.page is not sheet)
    typed_into = window.page(MeetingSheetPage)
    window.wait(lambda: typed_into.model.rowCount() == 25)
    assert typed_into.model.line(0).text == "4500"
    assert typed_into.second.startswith("Friday 20 November")
    window.tablet.clock.at_ms = window.tablet.clock.at_ms if days > 0 else AT_MS
    window.click(typed_into.totals.save)
    window.settle()
    assert [(body.amount_minor, body.value_on) for body in recorded(window)] == [(450_000, TODAY)]
    if days > 0:
        window.place.back()
        window.settle()
        assert window.place.page is sheet
        assert sheet.notice.told is None


def test_a_sheet_without_unsaved_amounts_of_other_days_says_nothing_of_them(window: Window) -> None:
    window.unlock()
    sheet_of_today(window)
    window.keys("4500")
    window.press(Qt.Key.Key_Backspace)
    for _ in range(3):
        window.press(Qt.Key.Key_Backspace)
    window.settle()
    window.tablet.clock.at_ms += DAY_MS
    window.shell.lock()
    window.unlock()
    sheet = sheet_of_today(window)
    window.settle()
    assert sheet.notice.told is None


def test_a_repayment_has_the_day_it_shows_when_the_clock_goes_ahead(window: Window) -> None:
    page = opened(window)
    typed(window, page, "16000")
    window.tablet.clock.at_ms += DAY_MS
    typed(window, page, "17000")
    window.shell.lock()
    window.unlock()
    page = opened(window)
    assert page.amount.hero.edit.text() == "17,000"
    assert page.amount.when.on == TODAY + timedelta(days=1)
    assert any("21/11/2026" in shown.text() for shown in page.amount.when.findChildren(QLabel))
    window.click(page.save)
    window.page(ReceiptPage)
    assert [body.value_on for body in recorded(window)] == [TODAY + timedelta(days=1)]


def test_a_repayment_is_refused_in_words_while_the_clock_is_a_day_behind(window: Window) -> None:
    page = opened(window)
    typed(window, page, "16000")
    window.tablet.clock.at_ms -= DAY_MS
    typed(window, page, "17000")
    assert page.save.why.text() == "The clock of this tablet is wrong"
    assert not page.save.isEnabled()
    window.shell.lock()
    window.unlock()
    page = opened(window)
    assert page.amount.hero.edit.text() == "17,000"
    window.tablet.clock.at_ms += DAY_MS
    window.shell.lock()
    window.unlock()
    page = opened(window)
    assert page.amount.hero.edit.text() == "17,000"
    looked(window, page)
    window.click(page.save)
    window.page(ReceiptPage)
    assert [(body.amount_minor, body.value_on) for body in recorded(window)] == [(1_700_000, TODAY)]


@pytest.mark.parametrize("ticked", [True, False])
def test_a_repayment_open_over_midnight_is_saved_on_the_new_day(window: Window, ticked: bool) -> None:
    page = opened(window)
    typed(window, page, "16000")
    window.tablet.clock.at_ms += DAY_MS
    if ticked:
        window.place.bench.look_at_day()
        window.settle()
        looked(window, page)
    else:
        typed(window, page, "15000")
    window.wait(lambda: page.amount.when.on == TODAY + timedelta(days=1))
    looked(window, page)
    assert page.save.isEnabled()
    window.click(page.save)
    window.page(ReceiptPage)
    assert [body.value_on for body in recorded(window)] == [TODAY + timedelta(days=1)]
