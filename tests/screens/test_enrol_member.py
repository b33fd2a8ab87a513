"""Enrolling somebody by clicks and keys: who they may be already is offered, one press enrols one member."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.member.enrolling.page import EnrolMemberPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.targets import Target
from fieldapp.screens.union.page import UnionPage
from fieldapp.screens.workplace.window import Workplace
from shared.contract.bodies.people import MemberEnrolled
from tests.screens import people
from tests.screens.driver import Window, end_lease, recorded
from tests.screens.killing import killed


def opened(window: Window, union: bytes = people.OJA_OBA) -> EnrolMemberPage:
    """The form, from the union's own page where it is of one."""
    if not isinstance(window.shell.page, Workplace):
        window.unlock()
    if union:
        window.place.open(Target("union", union))
        of = window.page(UnionPage)
        window.wait(lambda: of.enrol in of.acts)
    window.place.open(Target("enrol_member", union))
    page = window.page(EnrolMemberPage)
    window.wait(lambda: page.opening is not None)
    return page


def type_in(window: Window, page: EnrolMemberPage, name: str, text: str) -> None:
    line = page.form.field(name).input
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    window.keys(text)
    window.wait(lambda: page.looking.fresh)
    window.settle()


def test_somebody_is_typed_by_keyboard_and_enrolled_once_under_a_code_of_this_tablet(window: Window) -> None:
    page = opened(window)
    assert page.foot.save.why.text() == "First name is missing"
    window.keys("Blessing")
    window.press(Qt.Key.Key_Tab)
    window.keys("Danjuma")
    type_in(window, page, "date_of_birth", "6/5/1990")
    type_in(window, page, "phone", "0806 555 9001")
    assert not page.alike.isVisible()
    window.double_click(page.foot.save)
    window.wait(page.done.isVisible)
    assert page.done.words[0] == "Blessing Danjuma is member OJ-001101"
    (body,) = recorded(window)
    assert isinstance(body, MemberEnrolled)
    assert (body.union, body.code, body.profile.phone) == (people.OJA_OBA, "OJ-001101", "+2348065559001")
    assert window.place.bench.notes.keys("draft") == ()
    window.click(page.done.button)
    member = window.page(MemberPage)
    window.wait(lambda: member.view is not None)
    assert member.view is not None
    assert (member.view.member.name, member.view.member.verified_by) == ("Blessing Danjuma", None)


def test_the_next_one_is_another_member_in_the_same_union(window: Window) -> None:
    page = opened(window)
    for first in ("Blessing", "Comfort"):
        type_in(window, page, "first_name", first)
        type_in(window, page, "last_name", "Danjuma")
        window.click(page.foot.save)
        window.wait(page.done.isVisible)
        window.click(page.another)
        window.wait(lambda: page.opening is not None)
        window.settle()
        assert page.form.untouched
    bodies = [body for body in recorded(window) if isinstance(body, MemberEnrolled)]
    assert [body.code for body in bodies] == ["OJ-001101", "OJ-001102"]
    assert len({body.member for body in bodies}) == 2
    assert {body.union for body in bodies} == {people.OJA_OBA}


def test_who_may_be_meant_is_offered_with_the_reason_and_looking_loses_nothing(window: Window) -> None:
    page = opened(window)
    type_in(window, page, "first_name", "Chidima")
    type_in(window, page, "last_name", "Ezeh")
    assert [row.title for row in page.alike.rows.rows] == ["Chidinma Eze", "Eze Chidinma"]
    type_in(window, page, "phone", "0803 555 1007")
    same, sounding = "The same phone", "A name that sounds the same"
    assert [row.reason for row in page.alike.rows.rows] == [same, sounding, sounding]
    window.tap(page.alike.rows, 1)
    window.page(MemberPage)
    window.place.back()
    again = window.page(EnrolMemberPage)
    assert again.form.texts["last_name"] == "Ezeh"
    assert recorded(window) == []


def test_the_union_is_asked_for_where_none_was_named(window: Window) -> None:
    page = opened(window, b"")
    type_in(window, page, "first_name", "Blessing")
    type_in(window, page, "last_name", "Danjuma")
    assert page.foot.save.why.text() == "Choose the union"
    window.click(page.union.choose)
    assert page.union.chooser is not None
    window.choose(page.union.chooser.list, "Bodija Tailors Union")
    window.wait(page.foot.save.isEnabled)
    window.shell.lock()
    window.unlock()
    again = window.page(EnrolMemberPage)
    window.wait(lambda: again.foot.save.isEnabled)
    window.click(again.foot.save)
    window.wait(again.done.isVisible)
    (body,) = recorded(window)
    assert isinstance(body, MemberEnrolled)
    assert body.union == people.BODIJA


def test_a_refusal_leaves_everything_as_it_was_typed(window: Window) -> None:
    page = opened(window)
    type_in(window, page, "first_name", "Blessing")
    type_in(window, page, "last_name", "Danjuma")
    end_lease(window)
    window.click(page.foot.save)
    window.wait(lambda: page.notice.told is not None)
    assert page.form.texts["first_name"] == "Blessing"
    assert recorded(window) == []


TYPING = f"""
from fieldapp.screens.targets import Target
place = shell.page
place.over.tour.decline()
place.open(Target("enrol_member", {people.OJA_OBA!r}))
page = place.page
until(lambda: page.opening is not None)
page.form.parts["first_name"].put("Blessing")
page.form.parts["last_name"].put("Danjuma")
until(lambda: page.foot.save.isEnabled())
"""


def test_what_was_typed_is_there_after_a_kill(window: Window) -> None:
    killed(window, TYPING, "pass")
    page = opened(window)
    assert page.form.texts["last_name"] == "Danjuma"
    assert recorded(window) == []


def test_killed_after_the_commit_they_are_enrolled_once(window: Window) -> None:
    killed(window, TYPING, "page.foot.save.click()")
    page = opened(window)
    window.wait(page.done.isVisible)
    assert page.done.words[0] == "Blessing Danjuma is member OJ-001101"
    assert [type(body) for body in recorded(window)] == [MemberEnrolled]
    assert window.place.bench.notes.keys("draft") == ()
