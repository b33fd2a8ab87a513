"""Verifying a member by clicks: a checklist, a note where something is left open, one press."""

from __future__ import annotations

from fieldapp.screens.member.checking import CheckMemberPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.targets import Target
from shared.contract.bodies.people import MemberVerified
from tests.screens import people
from tests.screens.driver import OpenFor, Window, recorded

UNVERIFIED = people.member_id(7)


def opened(window: Window, member: bytes = UNVERIFIED) -> CheckMemberPage:
    """From the member's own page."""
    window.place.open(Target("member", member))
    of = window.page(MemberPage)
    window.wait(lambda: of.verify in of.acts)
    of.verify.click()
    page = window.page(CheckMemberPage)
    window.wait(lambda: page.view is not None)
    return page


def test_a_member_is_verified_once_with_what_was_checked(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = opened(window)
    assert page.button.why.text() == "Nothing is ticked yet"
    for chip in page.list.lines.values():
        window.click(chip)
    window.double_click(page.button)
    member = window.page(MemberPage)
    assert member.notice.told is not None
    assert member.notice.told.title.endswith("is verified, saved on this tablet")
    (body,) = recorded(window)
    assert body == MemberVerified(UNVERIFIED, tuple(page.list.lines), "")
    window.wait(lambda: member.verify not in member.acts)
    assert member.header.verified.mark.text == "Verified by Musa Bello"
    assert window.place.bench.notes.keys("draft") == ()


def test_what_is_left_open_is_explained_and_everything_outlives_a_lock(open_for: OpenFor) -> None:
    window = open_for(people.SUPERVISOR)
    page = opened(window)
    first = next(iter(page.list.lines))
    window.click(page.list.lines[first])
    assert page.button.why.text() == "Say in the note why not all was checked"
    page.list.note.set_text("Her card is at the bank until Monday")
    assert page.button.isEnabled()
    window.shell.lock()
    window.unlock()
    again = window.page(CheckMemberPage)
    window.wait(again.button.isEnabled)
    window.click(again.button)
    window.page(MemberPage)
    (body,) = recorded(window)
    assert body == MemberVerified(UNVERIFIED, (first,), "Her card is at the bank until Monday")


def test_an_officer_is_not_offered_it_where_the_institution_does_not_let_them(open_for: OpenFor) -> None:
    window = open_for(people.OFFICER)
    window.place.open(Target("member", UNVERIFIED))
    page = window.page(MemberPage)
    window.wait(lambda: page.view is not None)
    assert page.view is not None
    assert not page.view.verifiable
    assert page.verify not in page.acts
