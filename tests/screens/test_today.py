"""Today: what is said of what is left, before it is known, with nothing of it, and by whom it is read."""

from __future__ import annotations

from dataclasses import replace

from fieldapp.screens.officer.today.page import TodayPage
from shared.contract.records import INSTITUTION_BUCKET, StaffRecord
from shared.ids import LoanId
from tests.screens import people
from tests.screens.driver import Window, heard
from tests.screens.office import Tablet


def today(window: Window) -> TodayPage:
    window.unlock()
    return window.page(TodayPage)


def words(page: TodayPage) -> tuple[str, str]:
    """What stands in place of the loans to collect, and what can be done then."""
    nothing = page.to_collect.nothing
    assert nothing.isVisible()
    return nothing.words[0], nothing.button.text()


def test_with_loans_due_and_none_overdue_nothing_is_said_to_be_all_paid(window: Window) -> None:
    page = today(window)
    card = page.to_collect
    due = [found for found in card._found if not found.overdue_minor]
    assert due
    card._found = due
    window.click(card.which.button("late"))
    assert words(page) == ("No loan is overdue", "Show all")
    window.click(card.nothing.button)
    assert card.which.current == "all"
    assert card.table.count == len(due)


def test_with_loans_overdue_and_none_due_it_is_said_of_today_alone(window: Window) -> None:
    page = today(window)
    card = page.to_collect
    window.click(card.which.button("due"))
    card._found = ()
    card._fill()
    assert words(page) == ("Nothing more is due today", "")


def test_nothing_is_said_before_it_is_known(window: Window) -> None:
    window.unlock(settled=False)
    page = TodayPage(window.place.bench)
    assert page.to_collect.table.isHidden()
    assert page.plan._empty.isHidden()
    page.deleteLater()


def test_somebody_without_a_name_is_wished_a_good_day(window: Window, tablet: Tablet) -> None:
    page = today(window)
    assert page.second == "Good day, Funmilayo"
    record = StaffRecord("  ", "CREDIT_OFFICER", "ACTIVE", people.SUPERVISOR.id, None)
    tablet.office.put("staff", people.OFFICER.id, record, INSTITUTION_BUCKET)
    heard(window)
    assert page.second == "Good day"
    assert page.title.startswith("Friday")
    assert page.collected.collected.value


def test_on_a_tablet_held_upright_the_rest_is_one_press_away(window: Window) -> None:
    page = today(window)
    card = page.to_collect
    card._found = tuple(
        replace(found, loan=LoanId(found.loan + bytes([turn]))) for turn in range(5) for found in card._found
    )
    window.shell.resize(800, 1280)
    window.settle()
    assert len(card._found) > card.table.count == 8
    assert card.more.accessibleName() == f"Show {len(card._found) - 8} more"
    window.click(card.more)
    assert card.table.count == len(card._found)
    assert not card.more.isVisible()
    assert card.table.view.hasFocus()
