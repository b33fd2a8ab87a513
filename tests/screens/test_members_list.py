"""The list of members: found letter by letter, filtered, sorted, remembered, saved by name, exported."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from fieldapp.screens.member.enrolling.page import EnrolMemberPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.members.page import MembersPage
from tests.screens import people
from tests.screens.driver import OpenFor, Window, save_papers_in


def listed(window: Window) -> MembersPage:
    if not hasattr(window.shell.page, "navigation"):
        window.unlock()
    window.place.go_to("members")
    page = window.page(MembersPage)
    window.wait(lambda: page.table.count > 0)
    return page


def test_members_are_found_as_one_types_and_enter_opens_the_first(window: Window) -> None:
    page = listed(window)
    everybody = page.table.count
    page.filters.text.setFocus()
    window.keys("chuku ngozy")
    window.wait(lambda: page.table.count == 1)
    window.press(Qt.Key.Key_Return)
    member = window.page(MemberPage)
    window.wait(lambda: member.view is not None)
    assert member.view is not None
    assert member.view.member.name == "Ngozi Chukwu"
    window.place.back()
    page = window.page(MembersPage)
    page.filters.text.setFocus()
    window.keys("zzzz")
    window.wait(lambda: page.table.count == 0)
    window.click(page.filters.clear)
    window.wait(lambda: page.table.count == everybody)


def test_filters_hold_are_counted_and_remembered(window: Window) -> None:
    page = listed(window)
    chip = page.filters.standing.button("unverified")
    window.click(chip)
    window.wait(lambda: page.table.count == chip.option.count)
    page.filters.menus["union"].choose(people.OJA_OBA.hex())
    page.filters.menus["union"].picked.emit(people.OJA_OBA.hex())
    window.settle()
    asked, shown = page.filters.asked, page.table.count
    window.shell.lock()
    again = listed(window)
    assert (again.filters.asked, again.table.count) == (asked, shown)
    assert again.filters.menus["union"].current == people.OJA_OBA.hex()


def test_filters_are_saved_by_a_name_asked_for_again_and_forgotten(window: Window) -> None:
    page = listed(window)
    assert not page.saved.keep.isVisible()
    window.click(page.filters.standing.button("verified"))
    window.click(page.saved.keep)
    assert page.saved.dialog is not None
    page.saved.dialog.reason.set_text("Vouched for")
    window.double_click(page.saved.dialog.act)
    window.wait(lambda: page.saved.chip.current == "Vouched for")
    window.click(page.filters.clear)
    window.settle()
    assert page.saved.chip.current == ""
    window.shell.lock()
    again = listed(window)
    again.saved.chip.picked.emit("Vouched for")
    window.settle()
    assert again.filters.standing.current == "verified"
    window.click(again.saved.drop)
    assert not again.saved.chip.isVisible()
    assert again.saved.keep.isVisible()


def test_columns_sort_and_pages_turn(window: Window) -> None:
    page = listed(window)
    names = [page.table.view.rows.listing.row(at).row.name for at in range(5)]
    assert names == sorted(names, key=str.casefold)
    page.table.sort_by("code")
    page.table.sorted.emit("code", False)
    window.settle()
    codes = [page.table.view.rows.listing.row(at).row.code for at in range(5)]
    assert codes == sorted(codes, reverse=True)
    assert page.table.pager is not None
    page.table.turned.emit(1, 25)
    window.settle()
    assert page.table.view.rows.listing.page == 1


def test_what_is_filtered_is_exported(window: Window, tmp_path: Path) -> None:
    page = listed(window)
    save_papers_in(window, tmp_path)
    page.filters.text.setFocus()
    window.keys("ngozi")
    window.wait(lambda: 0 < page.table.count < 5)
    window.click(page.export)
    page._exporter._take("csv")
    window.wait(lambda: list(tmp_path.glob("Members*.csv")))
    (path,) = tmp_path.glob("Members*.csv")
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert len(rows) == page.table.count
    assert all("Ngozi" in (row["First name"], row["Last name"]) for row in rows)


def test_somebody_new_begins_here(window: Window) -> None:
    page = listed(window)
    window.click(page.enrol)
    window.page(EnrolMemberPage)


@pytest.mark.parametrize("person", [people.SUPERVISOR], ids=lambda person: person.role)
def test_a_supervisor_lists_them_by_officer_and_enrols_nobody(
    open_for: OpenFor, person: people.Staff
) -> None:
    page = listed(open_for(person))
    assert page.enrol not in page.acts
    assert page.export in page.acts
