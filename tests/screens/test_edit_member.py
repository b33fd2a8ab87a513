"""Changing a profile by clicks and keys: what changes is seen first, saved once, and outlives a lock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.member.form.edit import EditMemberPage
from fieldapp.screens.member.page import MemberPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.window import Workplace
from shared.contract.bodies.people import FieldChange, MemberChanged
from tests.screens.driver import Window, end_lease, heard, press_again, recorded
from tests.screens.killing import killed
from tests.screens.scenes.members import SEVERAL, borrower
from tests.screens.scenes.profiles import given


@pytest.fixture
def window(qtbot: QtBot, look: Look, lanes: Lanes, tmp_path: Path) -> Iterator[Window]:
    """The officer's window where everything is known of one member."""
    tablet = borrower(tmp_path)
    opened = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
    yield opened
    opened.close()


def opened(window: Window) -> EditMemberPage:
    """From the member's own page."""
    if not isinstance(window.shell.page, Workplace):
        window.unlock()
    window.place.open(Target("member", SEVERAL))
    member = window.page(MemberPage)
    window.wait(lambda: member.edit in member.acts)
    window.place.open(Target("edit_member", SEVERAL))
    page = window.page(EditMemberPage)
    window.wait(lambda: page.opening is not None)
    return page


def type_over(window: Window, page: EditMemberPage, name: str, text: str) -> None:
    line = page.form.field(name).input
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    window.keys(text)
    window.settle()


def test_a_profile_is_changed_once_and_what_changes_is_seen_first(window: Window) -> None:
    page = opened(window)
    assert page.form.field("first_name").input.hasFocus()
    assert page.form.texts["phone"] == "0803 555 1004", "as at home"
    assert not page.foot.save.isEnabled()
    type_over(window, page, "phone", "0803 555 2004")
    type_over(window, page, "last_name", "Eze-Okafor")
    assert [(one.field, one.before, one.after) for one in page.changes.shown] == [
        ("last_name", "Eze", "Eze-Okafor"),
        ("phone", "0803 555 1004", "0803 555 2004"),
    ]
    assert page.changes.anew.words.startswith("To be verified anew")
    assert page.foot.changes.value == "2"
    window.double_click(page.foot.save)
    member = window.page(MemberPage)
    assert member.notice.told is not None
    assert member.notice.told.title == "2 fields changed, saved on this tablet"
    window.wait(lambda: member.view is not None and member.view.member.name == "Chidinma Eze-Okafor")
    assert member.view is not None
    assert member.view.member.verified_by is None, "somebody else is called that"
    assert recorded(window) == [
        MemberChanged(
            SEVERAL,
            (
                FieldChange("last_name", "Eze", "Eze-Okafor"),
                FieldChange("phone", "+234 803 555 1004", "+2348035552004"),
            ),
        )
    ]
    assert window.place.bench.notes.keys("draft") == ()


def test_what_is_wrong_is_said_when_somebody_goes_on_and_keeps_it_from_being_saved(window: Window) -> None:
    page = opened(window)
    phone = page.form.field("phone")
    type_over(window, page, "phone", "0803555")
    assert phone.problem == "", "still typing"
    window.press(Qt.Key.Key_Tab)
    assert phone.problem == "This is no whole phone number"
    assert not page.foot.save.isEnabled()
    assert page.foot.save.why.text() == "Phone: This is no whole phone number"
    type_over(window, page, "phone", "+234 803 555 2004")
    assert phone.problem == ""
    assert page.foot.save.isEnabled()
    type_over(window, page, "date_of_birth", "1/2/2015")
    assert "Members are at least 18 years old" in page.foot.save.why.text()
    type_over(window, page, "date_of_birth", "1/2/1990")
    assert page.form.born._below.text() == "36 years old"
    type_over(window, page, "first_name", " ")
    assert page.foot.save.why.text() == "First name is missing"
    press_again(window, Qt.Key.Key_Return)
    assert recorded(window) == []


def test_what_is_typed_outlives_a_lock_and_a_turn_until_it_is_let_go_of(window: Window) -> None:
    page = opened(window)
    type_over(window, page, "phone", "0803 55")
    page.form.note.set_text("Asks to be called after six.")
    window.shell.resize(800, 1280)
    window.settle()
    assert page.kept == "Kept as you type 10:42:07"
    window.shell.lock()
    window.unlock()
    again = window.page(EditMemberPage)
    window.wait(lambda: again.opening is not None)
    assert (again.form.texts["phone"], again.form.note.text) == ("0803 55", "Asks to be called after six.")
    assert len(again.changes.shown) == 2
    window.click(again.forget)
    assert again.dialog is not None
    window.click(again.dialog.act)
    window.page(MemberPage)
    assert window.place.bench.notes.keys("draft") == ()


TYPING = f"""
from PySide6.QtTest import QTest
from fieldapp.screens.targets import Target
place = shell.page
place.over.tour.decline()
place.open(Target("edit_member", {SEVERAL!r}))
page = place.page
until(lambda: page.opening is not None)
page.form.parts["phone"].put("0803 555 2004")
until(lambda: page.foot.save.isEnabled())
"""


def test_what_was_typed_is_there_after_a_kill(window: Window) -> None:
    killed(window, TYPING, "pass")
    page = opened(window)
    assert page.form.texts["phone"] == "0803 555 2004"
    assert page.foot.changes.value == "1"
    assert recorded(window) == []


def test_killed_after_the_commit_nothing_is_left_to_be_saved(window: Window) -> None:
    killed(window, TYPING, "page.foot.save.click()")
    page = opened(window)
    assert page.form.texts["phone"] == "0803 555 2004"
    assert page.foot.changes.value == "0"
    assert [type(body) for body in recorded(window)] == [MemberChanged]
    assert window.place.bench.notes.keys("draft") == ()


def test_what_somebody_else_changes_meanwhile_is_followed_where_nobody_types_and_said_where_one_does(
    window: Window,
) -> None:
    page = opened(window)
    type_over(window, page, "phone", "0803 555 2004")
    given(window.tablet.office, phone="+2348035553004", city="Ogbomosho")
    heard(window)
    window.wait(lambda: page.form.texts["city"] == "Ogbomosho")
    assert page.form.texts["phone"] == "0803 555 2004"
    assert page.form.field("phone")._below.text().endswith("to: 0803 555 3004")
    window.click(page.foot.save)
    window.page(MemberPage)
    change = FieldChange("phone", "+234 803 555 1004", "+2348035552004")
    assert recorded(window) == [MemberChanged(SEVERAL, (change,))], "what was seen goes with it"


def test_a_refusal_leaves_the_form_as_it_is(window: Window) -> None:
    page = opened(window)
    type_over(window, page, "city", "Ogbomosho")
    end_lease(window)
    window.click(page.foot.save)
    window.wait(lambda: page.notice.told is not None)
    assert page.form.texts["city"] == "Ogbomosho"
    window.wait(page.foot.save.isEnabled)
    assert recorded(window) == []
