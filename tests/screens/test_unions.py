"""The list of unions: in the order they meet, found as one types, sorted and filtered, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.union.people import PeopleView
from fieldapp.screens.widgets.table.listing import Listing
from tests.screens import people
from tests.screens.driver import Window
from tests.screens.office import open_tablet


def opened(window: Window) -> UnionsPage:
    """Unlock and go to the unions."""
    place = window.unlock()
    place.go_to("unions")
    page = window.page(UnionsPage)
    window.wait(lambda: page.table.count > 0)
    return page


def names(page: UnionsPage) -> list[str]:
    """The unions shown, in order."""
    rows = page.table.view.rows
    return [rows.listing.row(place).union.name for place in range(rows.rowCount())]


def sort_by(page: UnionsPage, title: str) -> None:
    """Press the title of a column."""
    head, columns = page.table.view.head, page.table.view.rows.columns
    place = next(number for number, column in enumerate(columns) if column.title == title)
    at = head.sectionViewportPosition(place) + head.sectionSize(place) // 2
    where = head.viewport().rect().center()
    where.setX(at)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_who_meets_next_stands_first_with_their_figures_and_sums(window: Window) -> None:
    page = opened(window)
    assert page.second == "6 unions · 2 meetings today"
    assert names(page)[:3] == ["Oja-Oba Traders Union", "Bodija Tailors Union", "Ẹlẹ́yẹlé Fish Sellers"]
    cells = page.table.view.rows.made.raw(0)
    assert cells["next"].spoken == "Today 09:30"
    assert cells["members"].spoken == "25"
    assert page.table.view.totals["union"].spoken == "6 unions"


def test_typing_finds_names_without_their_accents_and_places(window: Window) -> None:
    page = opened(window)
    page.finder.setFocus()
    window.keys("eleye fish")
    assert names(page) == ["Ẹlẹ́yẹlé Fish Sellers"]
    page.finder.clear()
    window.keys("junction")
    assert names(page) == ["Bodija Tailors Union"]
    assert page.table.view.totals["union"].spoken == "1 union"
    window.press(Qt.Key.Key_Return)
    assert window.page(UnionPage).view is not None


def test_typing_sifts_the_rows_that_are_there_and_sets_none_anew(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    puts: list[int] = []
    put = Listing.put

    def counted(listing: Listing[object], rows: Sequence[object]) -> None:
        puts.append(len(rows))
        put(listing, rows)

    page = opened(window)
    window.place.go_to("loans")
    loans = window.page(LoansPage)
    window.place.open(Target("union", people.OJA_OBA))
    union = window.page(UnionPage)
    window.settle()
    monkeypatch.setattr(Listing, "put", counted)
    view = union.findChild(PeopleView)
    assert isinstance(view, PeopleView)
    for finder, table in (
        (page.finder, page.table),
        (loans.finder, loans.table),
        (view.finder, view.table),
    ):
        whole = table.count
        for text in ("z", "zzz"):
            finder.setText(text)
        assert table.count == 0
        finder.clear()
        assert table.count == whole > 0
    assert puts == []


def test_what_no_union_is_called_is_said_and_one_press_shows_all_again(window: Window) -> None:
    page = opened(window)
    page.finder.setFocus()
    window.keys("xyzzy")
    assert page.table.count == 0
    window.press(Qt.Key.Key_Return)
    assert window.place.page is page
    window.click(page.nothing.button)
    assert page.table.count == 6
    assert page.finder.text() == ""
    assert page.finder.hasFocus()


def test_order_and_filter_are_remembered_after_a_lock(window: Window) -> None:
    page = opened(window)
    sort_by(page, "Members")
    sort_by(page, "Members")
    assert names(page)[0] == "Oja-Oba Traders Union"
    assert page.table.view.rows.listing.row(0).members == 25
    window.click(page.which.button("today"))
    assert page.table.count == 2
    window.shell.lock()
    page = opened(window)
    assert page.which.current == "today"
    assert names(page) == ["Oja-Oba Traders Union", "Bodija Tailors Union"]
    sort_by(page, "Union")
    assert names(page) == ["Bodija Tailors Union", "Oja-Oba Traders Union"]


def test_in_arrears_are_those_that_owe_something_late(window: Window) -> None:
    page = opened(window)
    window.click(page.which.button("late"))
    assert page.table.count == page.which.button("late").option.count == 2


def test_a_row_opens_its_union_and_its_button_the_sheet_of_today(window: Window) -> None:
    page = opened(window)
    window.tap(page.table.view, 1)
    union = window.page(UnionPage)
    assert union.title == "Bodija Tailors Union"
    window.place.back()
    page = window.page(UnionsPage)
    name, target = page.table.view.touch_targets()[0]
    assert name == "Open the sheet of Oja-Oba Traders Union"
    QTest.mouseClick(page.table.view.viewport(), Qt.MouseButton.LeftButton, pos=target.center())
    assert window.page(MeetingSheetPage).title == "Oja-Oba Traders Union"


def test_it_is_used_by_keyboard_alone(window: Window) -> None:
    page = opened(window)
    page.table.view.setFocus()
    window.press(Qt.Key.Key_Down)
    window.press(Qt.Key.Key_Return)
    window.page(UnionPage)
    assert QApplication.focusWidget() is not None


def test_where_nothing_is_assigned_it_says_who_assigns(
    qtbot: QtBot, look: Look, lanes: Lanes, tmp_path: Path
) -> None:
    tablet = open_tablet(tmp_path / "bare", found=people.found_staff)
    window = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
    window.unlock().go_to("unions")
    page = window.page(UnionsPage)
    window.wait(page.nothing.isVisible)
    assert not page.nothing.button.isVisible()
    assert not page.table.view.isVisible()
    window.close()
