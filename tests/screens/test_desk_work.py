"""Loans and cash of the officer, decisions of the supervisor, payments and counts of operations."""

from __future__ import annotations

import pytest

from fieldapp.screens.frame import Page
from fieldapp.screens.officer.cash import CashPage
from fieldapp.screens.officer.loan_request import LoanRequestPage
from fieldapp.screens.officer.loans import LoansPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from shared.contract.bodies.cash import CashHandedOver
from shared.contract.bodies.lending import ApprovalDecided, LoanDrafted, LoanSubmitted
from tests.screens import people
from tests.screens.driver import OpenFor, Window, recorded


def notice(page: Page) -> str:
    return page.notice.told.title if page.notice.told else ""


# ---------------------------------------------------------------- loans


def application(window: Window, name: str = "patience") -> LoanRequestPage:
    """Find a member and begin an application."""
    window.click(window.place.navigation.button("loans"))
    loans = window.page(LoansPage)
    loans.finder.setFocus()
    window.keys(name)
    window.wait(lambda: loans.hits.isVisible() and loans.hits.rows)
    window.tap(loans.hits, 0)
    page = window.page(LoanRequestPage)
    window.wait(lambda: page.schedule.rows)
    return page


def test_an_application_shows_its_schedule_while_it_is_typed(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = application(window)
    page.product.setCurrentText("Weekly group loan")
    page.amount.setFocus()
    page.amount.selectAll()
    window.keys("120,000")
    page.term.selectAll()
    page.term.setFocus()
    window.keys("24")
    window.wait(lambda: len(page.schedule.rows) == 24)
    assert page.each.value == "₦5,600  ×  24"
    assert page.schedule.rows[0].figure == "₦5,600"


def test_a_draft_is_saved_and_then_sent_once(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = application(window)
    window.click(page.save)
    window.wait(lambda: notice(page) == "Draft saved on this tablet")
    window.settle()
    window.double_click(page.submit)
    window.wait(lambda: notice(page).startswith("Sent for approval"))
    kinds = [type(body) for body in recorded(window)]
    assert kinds == [LoanDrafted, LoanSubmitted]
    assert not page.submit.isEnabled()


def test_what_the_rules_refuse_is_said_beside_the_form_and_cannot_be_saved(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    page = application(window, "halima")
    assert "The member has an open loan" in page.refusal.text()
    assert not page.save.isEnabled()
    page.amount.setFocus()
    page.amount.selectAll()
    window.keys("abc")
    window.wait(lambda: "Not an amount" in page.refusal.text())


def test_an_application_under_way_is_opened_from_the_list(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    window.click(window.place.navigation.button("loans"))
    loans = window.page(LoansPage)
    states = [row.mark.text for row in loans.list.rows if row.mark]
    assert states == ["Waits for approval", "Waits for approval", "Approved", "Approved"]
    window.tap(loans.list, 0)
    page = window.page(LoanRequestPage)
    window.wait(lambda: page.schedule.rows)
    assert not page.save.isEnabled()


# ---------------------------------------------------------------- cash


def test_cash_is_handed_over_note_by_note_once(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    window.click(window.place.navigation.button("cash"))
    page = window.page(CashPage)
    assert page.in_hand.value == "₦37,920"
    page.notes.field(100_000).setText("37")
    page.notes.field(50_000).setText("1")
    assert "Short by 420" in page._compared.text()
    assert not page.button.isEnabled()
    assert page.receiver is not None
    window.click(page.receiver.button(people.CLERK.id.hex()))
    assert page.button.accessibleName() == "Hand over ₦37,500"
    window.double_click(page.button)
    window.wait(lambda: notice(page) == "Handover saved on this tablet")
    (body,) = recorded(window)
    assert isinstance(body, CashHandedOver)
    assert (body.to_staff, body.amount_minor) == (people.CLERK.id, 3_750_000)
    assert page.in_hand.value == "₦420"


def test_more_than_is_in_hand_is_refused_in_words_until_a_note_says_why(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    window.click(window.place.navigation.button("cash"))
    page = window.page(CashPage)
    assert page.receiver is not None
    window.click(page.receiver.button(people.CLERK.id.hex()))
    page.notes.field(100_000).setText("38")
    window.click(page.button)
    window.wait(lambda: "More than this tablet says you hold" in notice(page))
    assert recorded(window) == []
    page.note.setText("80 from the market women's box")
    window.click(page.button)
    window.wait(lambda: notice(page) == "Handover saved on this tablet")
    assert len(recorded(window)) == 1


# ---------------------------------------------------------------- approvals


def test_a_request_is_approved_once_as_it_was_seen(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    assert [row.title for row in page.list.rows] == ["Uche Obi", "Lami Bako"]
    assert page.detail.amount.value == "₦144,000"
    approve = page.detail.buttons["APPROVE"]
    assert approve.accessibleName() == "Approve ₦144,000"
    window.double_click(approve)
    window.wait(lambda: notice(page).startswith("Approved"))
    (body,) = recorded(window)
    assert isinstance(body, ApprovalDecided)
    assert (body.decision, body.seen_version) == ("APPROVE", 1)
    assert page.list.rows[0].mark is not None
    assert page.list.rows[0].mark.text == "Approved"
    assert "on its way" in page.detail.barred.text()


@pytest.mark.parametrize("decision", ["SEND_BACK", "REFUSE"])
def test_sending_back_or_refusing_wants_a_comment(open_for: OpenFor, decision: str) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    button = page.detail.buttons[decision]  # type: ignore[index]  # one of the three
    assert not button.isEnabled()
    page.detail.comment.setFocus()
    window.keys("Two guarantors are missing")
    window.click(button)
    window.wait(lambda: notice(page) != "")
    (body,) = recorded(window)
    assert isinstance(body, ApprovalDecided)
    assert (body.decision, body.comment) == (decision, "Two guarantors are missing")


def test_another_request_is_shown_when_it_is_chosen(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = window.page(ApprovalsPage)
    window.choose(page.list, "Lami Bako")
    window.wait(lambda: page.detail.amount.value == "₦96,000")
    assert len(page.detail.schedule.rows) == 24


@pytest.mark.parametrize(
    ("person", "places"),
    [
        (people.OFFICER, ["Today", "Unions", "Schedules", "Loans", "Cash"]),
        (people.SUPERVISOR, ["Approvals", "Schedules", "Handovers", "Unions"]),
        (people.CLERK, ["Pay out", "Handovers"]),
    ],
)
def test_the_role_decides_what_the_navigation_offers(
    open_for: OpenFor, person: people.Staff, places: list[str]
) -> None:
    navigation = open_for(person).place.navigation
    assert [item.text() for item in navigation._items.values()] == places
