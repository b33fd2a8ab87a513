"""The officer's loans: in their states, found, sorted, remembered, gone on with."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.application.finding import FindMemberPage
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.theme.look import Look
from tests.screens import people
from tests.screens.applying import FREE, opened, typed
from tests.screens.driver import Window
from tests.screens.office import open_tablet


def listed(window: Window) -> LoansPage:
    """Go to the list."""
    window.click(window.place.navigation.button("loans"))
    page = window.page(LoansPage)
    window.wait(lambda: page.states.chips)
    return page


def shown(page: LoansPage) -> list[str]:
    """The states of the lines shown."""
    view = page.table.view
    found: list[str] = []
    for row in range(view.rows.rowCount()):
        line = page._lines[view.key_at(row)]  # type: ignore[index]  # the keys are the ids of loans
        found.append(line.stands)
    return found


def chip(window: Window, page: LoansPage, key: str) -> None:
    """Press a chip."""
    window.click(next(each for each in page.states.chips if each.option.key == key))
    window.settle()


def test_what_is_under_way_is_shown_first_and_each_state_behind_its_chip(window: Window) -> None:
    window.unlock()
    page = listed(window)
    assert shown(page) == ["approved", "approved", "waiting", "waiting"]
    counts = {each.option.key: each.option.count for each in page.states.chips}
    assert (counts["open"], counts["waiting"], counts["refused"], counts["active"]) == (4, 2, 0, 40)
    chip(window, page, "waiting")
    assert shown(page) == ["waiting", "waiting"]
    chip(window, page, "refused")
    assert page.nothing.isVisible()
    window.click(page.nothing.button)
    assert len(shown(page)) == 44


def test_one_that_can_be_changed_opens_its_form_and_a_running_one_its_page(window: Window) -> None:
    window.unlock()
    page = listed(window)
    chip(window, page, "waiting")
    window.tap(page.table.view, 0)
    window.page(ApplicationPage)
    window.place.back()
    page = window.page(LoansPage)
    chip(window, page, "approved")
    window.tap(page.table.view, 0)
    window.page(LoanPage)


def test_loans_are_found_by_name_number_and_amount(window: Window) -> None:
    window.unlock()
    page = listed(window)
    chip(window, page, "all")
    for text, many in (("halima", 2), ("LN-204-0104", 1), ("144,000", 10), ("nobody at all", 0)):
        page.finder.setFocus()
        page.finder.clear()
        window.keys(text)
        assert page.table.count == many, text
    assert page.nothing.isVisible()


def test_chip_and_order_are_as_they_were_left(window: Window) -> None:
    window.unlock()
    page = listed(window)
    chip(window, page, "all")
    page.table.view.head.wanted.emit("amount")
    window.settle()
    amounts = [page._lines[page.table.view.key_at(row)].principal_minor for row in range(10)]  # type: ignore[index]  # the keys are ids of loans
    assert amounts == sorted(amounts)
    window.shell.lock()
    window.unlock()
    again = window.page(LoansPage)
    window.wait(lambda: again._lines)
    assert again.states.current == "all"
    found = [again._lines[again.table.view.key_at(row)].principal_minor for row in range(10)]  # type: ignore[index]  # the keys are ids of loans
    assert found == amounts


def test_a_form_that_was_only_typed_is_in_the_list_and_gone_on_with(window: Window) -> None:
    form = opened(window)
    typed(window, form, form.form.amount.edit, "75000")
    window.place.back()
    page = listed(window)
    assert shown(page)[0] == "typed"
    assert page._lines[FREE].member_name == "Patience Akpan"
    window.tap(page.table.view, 0)
    again = window.page(ApplicationPage)
    window.wait(lambda: again.form.amount.edit.text() == "75,000")


def test_a_new_application_is_begun_above_or_under_the_thumb(window: Window) -> None:
    window.unlock()
    page = listed(window)
    assert not page.new.foot.isVisible()
    window.shell.resize(800, 1280)
    window.settle()
    assert page.new.foot.isVisible()
    window.click(page.new.below)
    window.page(FindMemberPage)


def test_where_there_is_no_loan_the_first_one_is_offered(
    qtbot: QtBot, look: Look, lanes: Lanes, tmp_path: Path
) -> None:
    tablet = open_tablet(tmp_path / "bare", found=people.found_staff)
    window = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
    window.unlock()
    page = listed(window)
    window.wait(page.nothing.button.isVisible)
    window.click(page.nothing.button)
    window.page(FindMemberPage)
    window.close()
