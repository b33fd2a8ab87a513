"""Two values for one field: side by side, one chosen by one press, and the member is as it was chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldapp.screens.everyone.conflicts.page import ConflictsPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.targets import Target
from shared.contract.bodies.people import MemberSettled
from tests.screens import people
from tests.screens.driver import OpenFor, TabletOf, Window, end_lease, recorded
from tests.screens.scenes.conflicts import PHONE, WHO, disputed


@pytest.fixture
def tablet_of(tmp_path: Path) -> TabletOf:
    """Gives somebody a tablet on which fields of one member have two values."""
    return lambda person: disputed(tmp_path / person.role, person)


def opened(open_for: OpenFor, person: people.Staff = people.OFFICER) -> tuple[Window, ConflictsPage]:
    """From the member's own page, which says so."""
    window = open_for(person)
    window.place.open(Target("member", WHO))
    member = window.page(MemberPage)
    window.wait(lambda: member.settle in member.acts)
    member.settle.click()
    page = window.page(ConflictsPage)
    window.wait(lambda: page.cards)
    return window, page


@pytest.mark.parametrize("person", [people.OFFICER, people.SUPERVISOR], ids=lambda person: person.role)
def test_both_values_stand_side_by_side_and_one_is_chosen_once(
    open_for: OpenFor, person: people.Staff
) -> None:
    window, page = opened(open_for, person)
    card = page.cards[1]
    said = [button.accessibleName() for button in card.buttons]
    assert said[0].startswith(f"Keep {PHONE.stands} as Phone of ")
    assert said[1].startswith(f"Keep {PHONE.other} as Phone of ")
    window.double_click(card.buttons[1])
    window.wait(page.toasts.isVisible)
    window.settle()
    assert recorded(window) == [MemberSettled(WHO, "phone", PHONE.stands, PHONE.other, PHONE.other)]
    assert len(page.cards) == 1, "the other field is left"
    window.place.open(Target("member", WHO))
    member = window.page(MemberPage)
    window.wait(lambda: member.view is not None and member.view.profile.phone == PHONE.other)
    assert member.view is not None
    assert member.view.conflicts == 1


def test_keeping_what_stands_is_a_choice_too(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.click(page.cards[1].buttons[0])
    window.wait(page.toasts.isVisible)
    (body,) = recorded(window)
    assert isinstance(body, MemberSettled)
    assert body.value == PHONE.stands


def test_what_may_not_be_recorded_says_why(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    end_lease(window)
    window.click(page.cards[1].buttons[0])
    window.wait(lambda: page.notice.told is not None)
    assert recorded(window) == []
    assert len(page.cards) == 2
