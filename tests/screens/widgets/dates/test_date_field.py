"""Fields for days, as they are typed, stepped and tapped."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.dates.calendar_sheet import CalendarSheet
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.range_field import RangeField, Span
from fieldapp.screens.words import Formats
from shared.calendar import BusinessCalendar

_FRIDAY = date(2026, 11, 20)
_DAYS = Days(
    _FRIDAY,
    first=date(2026, 11, 3),
    why_first="October is closed",
    calendar=BusinessCalendar(frozenset({6}), frozenset({date(2026, 11, 25)})),
)


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    return made


def _open(page: QWidget, field: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    layout.addWidget(field)
    page.show()
    page.activateWindow()
    QApplication.processEvents()


@pytest.fixture
def field(qtbot: QtBot, look: Look, page: QWidget) -> DateField:
    made = DateField(look, "Due on", Formats, _DAYS, "When it is wanted")
    _open(page, made)
    made.edit.setFocus()
    qtbot.waitUntil(made.edit.hasFocus)
    return made


def test_what_is_typed_is_understood_told_and_written_as_the_institution_does(
    qtbot: QtBot, field: DateField
) -> None:
    heard: list[object] = []
    field.changed.connect(heard.append)
    qtbot.keyClicks(field.edit, "25 nov")
    assert (field.day, field.ready) == (date(2026, 11, 25), True)
    assert field.edit.accessibleDescription() == "Wednesday 25 November, a holiday"
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.text() == "25/11/2026"
    assert heard[-1] == date(2026, 11, 25)


def test_what_is_no_day_stays_and_is_said_when_the_field_is_left(qtbot: QtBot, field: DateField) -> None:
    qtbot.keyClicks(field.edit, "31/2/26")
    assert field.day is None
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.text() == "31/2/26"
    assert field.problem == "This is no day. Write it like 20/11/2026"
    field.set_day(None)
    assert (field.problem, field.edit.accessibleDescription()) == ("", "When it is wanted")


def test_a_day_that_may_not_be_chosen_says_why(qtbot: QtBot, field: DateField) -> None:
    qtbot.keyClicks(field.edit, "1 oct")
    assert (field.day, field.ready) == (date(2026, 10, 1), False)
    assert field.problem == "Not before 03/11/2026: October is closed"


def test_the_arrows_go_by_days_and_the_pages_by_months(qtbot: QtBot, field: DateField) -> None:
    keys = (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Down)
    days = []
    for key in keys:
        qtbot.keyClick(field.edit, key)
        days.append(field.day)
    assert days == [_FRIDAY, date(2026, 11, 21), date(2026, 12, 21), date(2026, 12, 20)]


def test_the_calendar_is_gone_through_by_keys_and_gives_its_day_back(
    qtbot: QtBot, page: QWidget, field: DateField
) -> None:
    field.set_day(_FRIDAY)
    qtbot.keyClick(field.opener, Qt.Key.Key_Return)
    sheet = page.findChild(CalendarSheet)
    assert isinstance(sheet, CalendarSheet)
    qtbot.waitUntil(sheet.grid.hasFocus)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Left):
        qtbot.keyClick(sheet.grid, key)
    assert (sheet.grid.at, sheet.month.text()) == (date(2026, 12, 27), "December 2026")
    assert "a day off" in sheet.grid.accessibleName()
    qtbot.keyClick(sheet.grid, Qt.Key.Key_Return)
    assert (field.day, sheet.isVisible()) == (date(2026, 12, 27), False)


def test_days_are_tapped_where_they_are_large_enough_and_allowed(
    qtbot: QtBot, page: QWidget, field: DateField
) -> None:
    field.set_day(_FRIDAY)
    sheet = field.open_calendar()
    QApplication.processEvents()
    targets = dict(sheet.grid.touch_targets())
    assert all(min(box.width(), box.height()) >= 44 for box in targets.values())
    assert "Monday 2 November" not in targets
    qtbot.mouseClick(sheet.before, Qt.MouseButton.LeftButton)
    assert sheet.grid.touch_targets() == []
    qtbot.keyClick(sheet.grid, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert "October is closed" in sheet.grid.accessibleName()
    qtbot.mouseClick(sheet.after, Qt.MouseButton.LeftButton)
    where = targets["Tuesday 24 November"].center()
    qtbot.mouseClick(sheet.grid, Qt.MouseButton.LeftButton, pos=where)
    assert field.day == date(2026, 11, 24)


def test_read_from_the_right_the_week_begins_at_the_right(
    qtbot: QtBot, page: QWidget, field: DateField
) -> None:
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    field.set_day(_FRIDAY)
    sheet = field.open_calendar()
    QApplication.processEvents()
    named = dict(sheet.grid.touch_targets())
    assert named["Monday 16 November"].x() > named["Friday 20 November, today"].x()
    qtbot.mouseClick(sheet.grid, Qt.MouseButton.LeftButton, pos=named["Monday 16 November"].center())
    assert field.day == date(2026, 11, 16)


def test_a_span_goes_from_day_to_day_and_never_ends_before_it_begins(
    qtbot: QtBot, look: Look, page: QWidget
) -> None:
    span = RangeField(look, Formats, Days(_FRIDAY))
    span.put(Span(_FRIDAY, date(2026, 11, 26)))
    _open(page, span)
    heard: list[object] = []
    span.changed.connect(heard.append)
    assert (heard, span.span) == ([], Span(_FRIDAY, date(2026, 11, 26)))
    span.last.edit.setFocus()
    span.last.edit.selectAll()
    qtbot.keyClicks(span.last.edit, "19 nov")
    assert (span.span, heard) == (None, [])
    assert span.last.problem == "Not before 20/11/2026: it begins then"
    span.last.edit.selectAll()
    qtbot.keyClicks(span.last.edit, "+30")
    assert span.span == Span(_FRIDAY, date(2026, 12, 20))
    assert heard == []
    qtbot.keyClick(span.last.edit, Qt.Key.Key_Return)
    assert heard == [span.span]
    qtbot.keyClick(span.first.edit, Qt.Key.Key_Up)
    assert heard[1:] == [Span(date(2026, 11, 21), date(2026, 12, 20))]


def test_a_day_is_written_anew_when_the_institution_writes_days_another_way(
    qtbot: QtBot, look: Look, page: QWidget
) -> None:
    ways = [Formats()]
    made = DateField(look, "Due on", lambda: ways[-1], _DAYS)
    _open(page, made)
    made.set_day(date(2026, 11, 25))
    assert made.edit.text() == "25/11/2026"
    ways.append(Formats("GHS", "MM/DD/YYYY"))
    made.set_days(_DAYS)
    assert (made.edit.text(), made.edit.placeholderText()) == ("11/25/2026", "MM/DD/YYYY")
    made.edit.setFocus()
    made.edit.selectAll()
    qtbot.keyClicks(made.edit, "12/1/26")
    made.set_days(_DAYS)
    assert (made.edit.text(), made.day) == ("12/1/26", date(2026, 12, 1))
