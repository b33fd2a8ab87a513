"""Cash of the officer, decisions of the supervisor, payments and counts of operations."""

from __future__ import annotations

import pytest

from fieldapp.screens.frame import Page
from fieldapp.screens.officer.cash import CashPage
from fieldapp.screens.supervisor.approvals import ApprovalsPage
from shared.contract.bodies.cash import CashHandedOver
from shared.contract.bodies.lending import ApprovalDecided
from tests.screens import people
from tests.screens.driver import OpenFor, recorded


def notice(page: Page) -> str:
    return page.notice.told.title if page.notice.told else ""


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
