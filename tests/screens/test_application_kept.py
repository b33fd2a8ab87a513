"""An application that is being typed outlives going away, a lock, a turned window and a kill."""

from __future__ import annotations

from pathlib import Path

import msgspec
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.paper.blocks import spoken
from fieldapp.screens.theme.look import Look
from shared.contract.bodies.lending import LoanDrafted
from shared.contract.records import union_bucket
from shared.ids import MemberId
from tests.screens import people
from tests.screens.applying import BACK, FREE, drafts, looked, notice, opened, typed, usual
from tests.screens.driver import Window, heard, recorded
from tests.screens.killing import killed
from tests.screens.office import TODAY, open_tablet
from tests.screens.scenes.application import found_sent_back


def test_what_is_typed_outlives_going_away_a_lock_and_a_turn(window: Window) -> None:
    page = opened(window)
    usual(window, page, "")
    typed(window, page, page.form.expected.edit, "27/11/2026")
    page.form.purpose.edit.setFocus()
    window.keys("A kiosk")
    window.settle()
    assert page.kept == "Kept as you type 10:42:07"
    window.shell.resize(800, 1280)
    window.settle()
    assert page.form.purpose.edit.hasFocus()
    window.keys(", small")
    assert page.form.amount.edit.text() == "120,000"
    assert page.ahead.schedule.fold.isVisible()
    assert not page.ahead.schedule.table.isVisible()
    window.click(page.ahead.schedule.fold)
    assert page.ahead.schedule.table.isVisible()
    window.shell.lock()
    window.unlock()
    again = window.page(ApplicationPage)
    looked(window, again)
    assert again.form.amount.edit.text() == "120,000"
    assert (again.form.term.count, again.form.expected.edit.text()) == (24, "27/11/2026")
    assert again.form.purpose.text == "A kiosk, small"
    assert recorded(window) == []


def test_what_makes_no_sense_yet_is_kept_as_it_was_typed(window: Window) -> None:
    page = opened(window)
    typed(window, page, page.form.amount.edit, "12bags")
    typed(window, page, page.form.first_due.edit, "some day")
    window.place.back()
    again = opened(window)
    assert (again.form.amount.edit.text(), again.form.first_due.edit.text()) == ("12bags", "some day")
    assert not again.foot.send.isEnabled()


def test_a_day_named_by_a_word_stays_that_day(window: Window) -> None:
    page = opened(window)
    typed(window, page, page.form.expected.edit, "tomorrow")
    meant = page.form.expected.day
    window.settle()
    window.shell.lock()
    window.tablet.clock.at_ms += 24 * 3_600_000
    window.unlock()
    again = window.page(ApplicationPage)
    looked(window, again)
    assert meant is not None
    assert again.form.expected.day == meant
    assert again.form.expected.edit.text() == meant.strftime("%d/%m/%Y")


def test_a_form_nobody_touched_leaves_nothing_behind_and_what_is_typed_is_forgotten_when_asked(
    window: Window,
) -> None:
    page = opened(window)
    assert drafts(window) == ()
    usual(window, page)
    assert len(drafts(window)) == 1
    window.click(page.forget)
    dialog = page.ending.dialog
    assert dialog is not None
    assert dialog.safe.hasFocus()
    window.click(dialog.act)
    window.page(TodayPage)
    assert drafts(window) == ()


def test_what_was_typed_into_a_saved_draft_is_kept_over_it(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    window.click(page.foot.save)
    window.wait(lambda: notice(page) == "Draft saved on this tablet")
    window.settle()
    loan = page.opening.loan if page.opening else None
    assert loan is not None
    typed(window, page, page.form.amount.edit, "130000")
    window.place.back()
    again = opened(window, loan.loan)
    assert again.form.amount.edit.text() == "130,000"
    window.click(again.forget)
    dialog = again.ending.dialog
    assert dialog is not None
    window.click(dialog.act)
    looked(window, again)
    assert again.form.amount.edit.text() == "120,000"


def test_the_question_goes_with_a_lock(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    window.click(page.forget)
    window.shell.lock()
    window.unlock()
    again = window.page(ApplicationPage)
    looked(window, again)
    assert again.form.amount.edit.text() == "120,000"


def moved_on(window: Window, page: ApplicationPage) -> None:
    """The office approves what was saved, while something else is being typed."""
    office = window.tablet.office
    record = people.an_application(4, "APPROVED", TODAY, b"approval-0000777")
    record = msgspec.structs.replace(record, member=MemberId(FREE))
    office.put("loan", people.loan_id(904), record, union_bucket(people.OJA_OBA))
    heard(window)
    window.wait(page.parts.stand.isVisible)


def test_what_was_typed_is_read_when_the_application_moves_on_until_it_is_let_go_of(
    qtbot: QtBot, look: Look, lanes: Lanes, tmp_path: Path
) -> None:
    tablet = open_tablet(tmp_path / "other", found=found_sent_back)
    window = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
    page = opened(window, BACK)
    asked = page.form.amount.edit.text()
    typed(window, page, page.form.amount.edit, "130000")
    typed(window, page, page.form.term.line, "20")
    moved_on(window, page)
    window.shell.lock()
    window.unlock()
    page = window.page(ApplicationPage)
    window.wait(page.parts.given_up.isVisible)
    said = spoken(page.parts.given_up.facts.blocks)
    assert f"₦130,000, instead of ₦{asked}" in said and "20, instead of" in said
    assert "Purpose" not in said
    window.click(page.parts.given_up.dismiss)
    window.wait(lambda: not page.parts.given_up.isVisible())
    assert drafts(window) == ()
    window.close()


TYPING = """
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.targets import Target

shell.page.open(Target("application", people.member_id(20)))
until(lambda: isinstance(shell.page.page, ApplicationPage))
page = shell.page.page
until(lambda: page.opening is not None and page.looking.fresh)
page.form.amount.edit.selectAll()
QTest.keyClicks(page.form.amount.edit, "160000")
until(lambda: page.looking.fresh)
"""


def test_what_was_typed_is_there_after_a_kill(window: Window) -> None:
    killed(window, TYPING, "pass")
    page = opened(window)
    assert page.form.amount.edit.text() == "160,000"
    assert recorded(window) == []


def test_killed_after_the_commit_it_is_known_to_be_saved(window: Window) -> None:
    killed(window, TYPING, "page.foot.save.click()")
    page = opened(window, FREE)
    assert notice(page) == "It was saved before, as LN-001001"
    assert page.form.amount.edit.text() == "160,000"
    assert [type(body) for body in recorded(window)] == [LoanDrafted]
    window.settle()
    assert drafts(window) == ()
