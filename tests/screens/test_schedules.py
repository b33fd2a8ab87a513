"""The schedules hub: filtered, sorted, remembered, exported; a due payment is one tap away from its page."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldapp.everyone.exports.schedules import schedules_file
from fieldapp.everyone.schedules import Wanted
from fieldapp.screens.schedules.page import SchedulesPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.appearance import Appearance
from tests.screens.driver import Window, ask, save_papers_in
from tests.screens.office import TODAY

_A_PAGE = 25


def hub(window: Window) -> SchedulesPage:
    window.unlock().open(Target("schedules"))
    page = window.page(SchedulesPage)
    window.wait(lambda: page.table.count > 0)
    return page


def test_a_status_shows_as_many_rows_as_its_chip_says(window: Window) -> None:
    page = hub(window)
    everything = page.table.count
    chip = page.filters.status.button("OVERDUE")
    window.click(chip)
    window.wait(lambda: page.table.count == chip.option.count)
    assert 0 < page.table.count < everything


def test_words_find_members_at_once_and_clear_brings_everybody_back(window: Window) -> None:
    page = hub(window)
    everything = page.table.count
    page.filters.text.setFocus()
    window.keys("ngozi")
    window.wait(lambda: 0 < page.table.count < everything)
    window.keys("zzzz")
    window.wait(lambda: page.table.count == 0)
    window.click(page.filters.clear)
    window.wait(lambda: page.table.count == everything)
    assert page.filters.text.text() == ""


def test_what_falls_due_from_one_day_to_another_is_asked_for_and_remembered(window: Window) -> None:
    page = hub(window)
    assert not page.filters.due.span.isVisible()
    page.filters.due.chip.choose("span")
    page.filters.due.chip.picked.emit("span")
    window.wait(page.filters.due.span.isVisible)
    first = TODAY - timedelta(days=21)
    for field, day in (
        (page.filters.due.span.first, first),
        (page.filters.due.span.last, TODAY - timedelta(days=8)),
    ):
        field.edit.setFocus()
        field.edit.selectAll()
        window.keys(day.strftime("%d/%m/%Y"))
        window.press(Qt.Key.Key_Return)
    window.settle()
    asked = page.filters.wanted(TODAY)
    assert (asked.first, asked.last) == (first, TODAY - timedelta(days=8))
    page.filters.due.span.last.edit.selectAll()
    window.keys((first - timedelta(days=1)).strftime("%d/%m/%Y"))
    window.press(Qt.Key.Key_Return)
    window.settle()
    assert page.filters.due.span.last.problem
    assert page.filters.wanted(TODAY) == asked
    window.shell.lock()
    again = hub(window)
    assert again.filters.due.span.isVisible()
    assert again.filters.wanted(TODAY) == asked
    window.click(again.filters.clear)
    assert not again.filters.due.span.isVisible()


def test_pages_are_turned_and_a_letter_begins_at_the_first(window: Window) -> None:
    page = hub(window)
    page.filters.due.chip.choose("all")
    page.filters.due.chip.picked.emit("all")
    window.settle()
    everything, pager, listing = page.table.count, page.table.pager, page.table.view.rows.listing
    assert pager is not None
    seen = listing.keys
    while pager.forward.isEnabled():
        window.click(pager.forward)
        window.settle()
        seen += listing.keys
    assert _A_PAGE < len(seen) == len(set(seen)) == everything
    page.filters.text.setFocus()
    window.keys("n")
    window.wait(lambda: 0 < page.table.count < everything and listing.page == 0)


def test_what_was_asked_for_is_remembered_after_a_lock(window: Window) -> None:
    page = hub(window)
    window.click(page.filters.status.button("OVERDUE"))
    window.settle()
    window.shell.lock()
    window.settle()
    again = hub(window)
    assert again.filters.status.current == "OVERDUE"


def test_the_export_has_every_filtered_row_and_no_formula(window: Window) -> None:
    page = hub(window)
    data = ask(window, lambda desk: schedules_file(desk, Wanted(), "csv"))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["Member", "Code", "Loan"]
    assert len(rows) - 1 == page.table.count
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    due = sum(round(float(row[9]) * 100) for row in rows[1:])
    left = sum(round(float(row[12]) * 100) for row in rows[1:])
    assert due >= left > 0


@pytest.mark.parametrize(("kind", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")])
def test_export_asks_as_which_file_and_saves_it(
    window: Window, tmp_path: Path, kind: str, begins: bytes
) -> None:
    page = hub(window)
    save_papers_in(window, tmp_path)
    window.click(page.export)
    menu = page._exporter.menu
    assert menu is not None
    window.click(menu.line(kind))
    window.wait(lambda: list(tmp_path.glob(f"*.{kind}")))
    window.wait(lambda: page.notice.told is not None)
    assert next(tmp_path.glob(f"*.{kind}")).read_bytes().startswith(begins)


@pytest.mark.parametrize(("scale", "rows"), [(1.0, 4), (1.5, 3)])
def test_a_low_window_is_the_lists(window: Window, scale: float, rows: int) -> None:
    window.shell.resize(1024, 600)
    page = hub(window)
    look = window.place.bench.look
    look.choose(Appearance("light", scale))
    window.settle()
    view = page.table.view
    window.wait(lambda: not page.cards.today.isVisible())
    seen = view.viewport().visibleRegion().boundingRect()
    high = view.visualRect(view.model().index(0, 0)).height()
    assert seen.height() >= rows * high > 0, (seen.height(), high)
    window.shell.resize(1024, 800)
    window.wait(page.cards.today.isVisible)
