"""A loan application through the window: found, typed, judged while typed, saved, sent, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.application.finding import FindMemberPage
from fieldapp.screens.application.page import ApplicationPage
from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.officer.loans.page import LoansPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from shared.contract.bodies.lending import (
    LoanCanceled,
    LoanChanged,
    LoanDrafted,
    LoanSubmitted,
    LoanWithdrawn,
)
from tests.screens import people
from tests.screens.applying import BACK, SENT, drafts, looked, notice, opened, typed, usual
from tests.screens.driver import Window, looked_at_in_vain, recorded, stood_in
from tests.screens.office import open_tablet
from tests.screens.scenes.application import found_declining, found_sent_back

OpenWith = Callable[[Callable[..., None]], Window]


@pytest.fixture
def open_with(qtbot: QtBot, look: Look, lanes: Lanes, tmp_path: Path) -> Iterator[OpenWith]:
    """The officer's unlocked window on a tablet with other records."""
    windows: list[Window] = []

    def open_it(found: Callable[..., None]) -> Window:
        tablet = open_tablet(tmp_path / "other", found=found)
        window = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
        windows.append(window)
        window.unlock()
        return window

    yield open_it
    for window in windows:
        window.close()


def kinds(window: Window) -> list[type]:
    return [type(body) for body in recorded(window)]


# ---------------------------------------------------------------- finding, typing


def test_a_new_application_begins_with_the_member_it_is_for(window: Window) -> None:
    window.unlock()
    window.click(window.place.navigation.button("loans"))
    window.click(window.page(LoansPage).new.above)
    finding = window.page(FindMemberPage)
    assert finding.line.hasFocus()
    window.keys("patie")
    window.wait(lambda: len(finding.hits.rows) == 1)
    window.press(Qt.Key.Key_Return)
    page = window.page(ApplicationPage)
    looked(window, page)
    assert page.title == "Patience Akpan"
    assert page.form.amount.edit.hasFocus()
    window.click(window.place.top.back)
    window.page(LoansPage)


def test_a_member_is_found_by_code_and_phone_and_tapped(window: Window) -> None:
    window.unlock()
    window.place.open(Target("application"))
    finding = window.page(FindMemberPage)
    for text in ("OJ-1101", "08035551020"):
        finding.line.clear()
        window.keys(text)
        window.wait(lambda: [row.title for row in finding.hits.rows] == ["Patience Akpan"])
    finding.line.clear()
    window.keys("zzzz")
    window.wait(lambda: not finding.hits.isVisible())
    finding.line.clear()
    window.keys("patience")
    window.wait(lambda: finding.hits.rows)
    window.tap(finding.hits, 0)
    looked(window, window.page(ApplicationPage))


def test_what_it_costs_and_the_schedule_stand_beside_what_is_typed(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    assert page.foot.each.value == "₦5,600 × 24"
    assert page.ahead.costs.each.value == "₦5,600 × 24"
    assert len(page.ahead.schedule.rows) == 24
    said = page.ahead.costs.facts.accessibleDescription()
    for words in ("₦120,000", "₦14,400", "₦134,400", "27/11/2026", "07/05/2027", "Effective yearly rate"):
        assert words in said
    assert page.ahead.checks.mark.mark.text == "Yes"
    assert "Musa Bello decides" in page.ahead.next.text()
    assert page.foot.send.isEnabled()


def test_instalments_that_differ_are_told_as_the_first_and_the_last(open_with: OpenWith) -> None:
    window = open_with(found_declining)
    page = opened(window)
    window.click(page.form.product.button(people.MONTHLY.hex()))
    typed(window, page, page.form.amount.edit, "100000")
    typed(window, page, page.form.term.line, "6")
    assert page.foot.each.value == "first ₦19,166.67, last ₦17,083.32"
    assert page.ahead.costs.each.value == "first ₦19,166.67\nlast ₦17,083.32"


def test_a_fee_with_the_first_instalment_names_the_dearer_first(open_with: OpenWith) -> None:
    window = open_with(found_declining)
    page = opened(window)
    usual(window, page)
    assert page.foot.each.value == "first ₦6,600, then ₦5,600"


def test_figures_of_any_script_are_read_as_a_term(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    page.form.term.line.setText("٣٦")
    looked(window, page)
    assert len(page.ahead.schedule.rows) == 36
    window.press(Qt.Key.Key_Down)
    assert page.form.term.count == 35
    window.click(page.form.term.less)
    window.click(next(chip for chip in page.form.term.usual.chips if chip.option.key == "12"))
    assert page.form.term.count == 12
    typed(window, page, page.form.term.line, "many")
    assert page.form.term.problem == "This is no number"
    assert page.foot.send.why.text() == "The number of instalments is missing"


def test_what_cannot_be_is_said_while_it_is_typed_and_cannot_be_sent(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    typed(window, page, page.form.amount.edit, "450000")
    assert page.form.amount.problem == "150,000 more than this product lends, at most 300,000"
    assert page.ahead.checks.mark.mark.text == "Not yet"
    assert page.foot.send.why.text() == "Amount is too large for this product"
    assert not page.foot.send.isEnabled()
    assert not page.foot.save.isEnabled()
    typed(window, page, page.form.amount.edit, "15000")
    assert page.form.amount.problem == "5,000 less than this product lends, at least 20,000"
    typed(window, page, page.form.amount.edit, "abc")
    assert page.form.amount.edit.text() == "abc"
    assert "“abc” cannot be read" in page.foot.send.why.text()
    assert recorded(window) == []


def test_every_reason_is_listed_before_anybody_sends(window: Window) -> None:
    page = opened(window, people.member_id(10))
    assert page.foot.send.why.text() == "The member has an open loan"
    page = opened(window, people.member_id(7))
    said = [line.accessibleName() for line in page.ahead.checks._lines]
    assert "In the way of the money: The member is not verified yet" in said[1]
    assert "In the way: The member has an open loan" in said[2]
    assert "Kept: The amount is within the product's limits" in said[3]


def test_days_are_typed_and_a_past_one_is_refused_in_words(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    typed(window, page, page.form.expected.edit, "27/11/2026")
    typed(window, page, page.form.first_due.edit, "11/12/2026")
    assert page.ahead.schedule.rows[0].due_on.isoformat() == "2026-12-11"
    typed(window, page, page.form.expected.edit, "19/11/2026")
    assert "Not before 20/11/2026" in page.form.expected.problem
    assert page.foot.send.why.text() == "The expected day is over"


def test_a_day_in_another_century_is_refused_and_nothing_is_worked_out_from_it(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    assert page.form.first_due._hint.startswith("If left empty: ")
    page.form.expected.edit.setText("27/11/2026")
    page.form.expected.edit.textEdited.emit("27/11/2026")
    assert page.form.first_due._hint == "If left empty: one term after the money"
    # A day that nobody chose looks like none.
    assert page.form.first_due.edit.placeholderText() == "DD/MM/YYYY"
    typed(window, page, page.form.expected.edit, "20/11/2099")
    words = "Not after 18/02/2027: it is asked for at most 90 days ahead"
    assert page.form.expected.problem == words
    assert page.form.first_due._hint == "If left empty: one term after the money"
    assert page.foot.send.why.text() == "The expected day lies too far ahead"
    assert not page.foot.send.isEnabled()
    typed(window, page, page.form.expected.edit, "27/11/2026")
    assert page.form.first_due._hint.startswith("If left empty: ")
    typed(window, page, page.form.first_due.edit, "28/11/2027")
    assert page.form.first_due.problem == "Not after 27/11/2027: a year after the money"
    assert page.foot.send.why.text() == "The first instalment is too late"


def test_tab_goes_through_the_form_and_out_of_the_purpose(window: Window) -> None:
    page = opened(window)
    usual(window, page, "")
    page.form.purpose.edit.setFocus()
    window.keys("A kiosk")
    window.press(Qt.Key.Key_Tab)
    assert not page.form.purpose.edit.hasFocus()
    assert page.form.purpose.text == "A kiosk"
    passed = []
    page.form.amount.edit.setFocus()
    for _ in range(18):
        window.press(Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())
    order = [
        passed.index(widget)
        for widget in (page.form.term.line, page.form.expected.edit, page.form.purpose.edit)
        if widget in passed
    ]
    assert len(order) == 3
    assert order == sorted(order)


# ---------------------------------------------------------------- saving, sending


def test_a_draft_is_saved_gone_on_with_and_sent_once(window: Window) -> None:
    page = opened(window)
    usual(window, page, "")
    window.double_click(page.foot.save)
    window.wait(lambda: notice(page) == "Draft saved on this tablet")
    window.settle()
    assert kinds(window) == [LoanDrafted]
    assert page.second == "LN-001001 · Oja-Oba Traders Union"
    assert drafts(window) == ()
    page.form.purpose.edit.setFocus()
    window.keys("A kiosk")
    looked(window, page)
    window.double_click(page.foot.send)
    window.wait(lambda: notice(page).startswith("Sent for approval"))
    window.wait(page.parts.stand.isVisible)
    assert kinds(window) == [LoanDrafted, LoanChanged, LoanSubmitted]
    assert not page.foot.send.isVisible()
    assert "Musa Bello decides" in page.parts.stand.words.text()
    assert drafts(window) == ()


def test_sending_at_once_by_two_quick_enters_writes_once(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    page.foot.send.setFocus()
    window.qtbot.keyClick(page.foot.send, Qt.Key.Key_Return)
    window.qtbot.keyClick(page.foot.send, Qt.Key.Key_Return)
    window.wait(page.parts.stand.isVisible)
    assert kinds(window) == [LoanDrafted, LoanSubmitted]
    window.click(page.foot.open_loan)
    window.page(LoanPage)


def test_what_was_typed_a_moment_ago_is_looked_at_before_it_is_sent(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    page.form.amount.edit.setFocus()
    page.form.amount.edit.selectAll()
    window.keys("999999")
    window.click(page.foot.send)
    looked(window, page)
    assert recorded(window) == []
    assert page.foot.send.why.text() == "Amount is too large for this product"


def test_ctrl_s_saves_the_draft(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    page.form.purpose.edit.setFocus()
    window.qtbot.keyClick(page.form.purpose.edit, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    window.wait(lambda: notice(page) == "Draft saved on this tablet")
    assert kinds(window) == [LoanDrafted]


def test_a_tablet_that_may_not_record_says_so_before_and_writes_nothing(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    window.tablet.clock.at_ms += 30 * 86_400_000
    typed(window, page, page.form.term.line, "26")
    assert not page.foot.send.isEnabled()
    assert page.foot.send.why.text() == "This tablet has worked too long without the server"
    assert recorded(window) == []


# ---------------------------------------------------------------- back, and away


def test_what_was_sent_back_stands_on_top_and_is_sent_again(open_with: OpenWith) -> None:
    window = open_with(found_sent_back)
    page = opened(window, BACK)
    assert "Say which stall the money is for" in page.parts.answer.words
    assert "Sent back by Musa Bello" in page.parts.answer.words
    page.form.purpose.edit.setFocus()
    window.keys(" at the third stall")
    looked(window, page)
    window.click(page.foot.send)
    window.wait(page.parts.stand.isVisible)
    assert kinds(window) == [LoanChanged, LoanSubmitted]
    assert page.parts.answer.words == ""


def test_an_application_is_taken_back_with_a_reason_and_can_be_typed_into(window: Window) -> None:
    page = opened(window, SENT)
    assert not page.form.isVisible()
    window.click(page.foot.take_back)
    dialog = page.ending.dialog
    assert dialog is not None
    assert not dialog.act.isEnabled()
    window.keys("The amount is wrong")
    window.double_click(dialog.act)
    window.wait(page.form.isVisible)
    assert notice(page) == "Taken back, saved on this tablet"
    assert kinds(window) == [LoanWithdrawn]
    looked(window, page)
    assert page.form.amount.edit.text() == "96,000"
    assert page.foot.send.isVisible()


def test_the_safe_choice_comes_first_and_leaves_everything(window: Window) -> None:
    page = opened(window, SENT)
    window.click(page.foot.take_back)
    dialog = page.ending.dialog
    assert dialog is not None
    window.click(dialog.safe)
    window.settle()
    assert recorded(window) == []


def test_a_saved_draft_is_canceled_for_good(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    window.click(page.foot.save)
    window.wait(lambda: notice(page) == "Draft saved on this tablet")
    window.settle()
    window.click(page.cancel)
    dialog = page.ending.dialog
    assert dialog is not None
    window.keys("She borrows from her sister")
    window.click(dialog.act)
    window.wait(page.parts.stand.isVisible)
    assert kinds(window) == [LoanDrafted, LoanCanceled]
    assert "She borrows from her sister" in page.parts.stand.words.text()


def test_one_that_is_not_here_is_said_in_words(window: Window) -> None:
    window.unlock()
    window.place.open(Target("application", b"nobody-000000000"))
    page = window.page(ApplicationPage)
    window.wait(lambda: stood_in(page) == "This application is not on this tablet")
    assert not page.foot.isVisible()


# ---------------------------------------------------------------- typed meanwhile


def test_what_is_typed_after_a_press_is_not_sent_in_place_of_what_was_pressed_for(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    amount = page.form.amount.edit
    amount.setFocus()
    amount.selectAll()
    window.keys("16000")
    window.click(page.foot.send)
    assert page.foot.guard.busy
    amount.setFocus()
    window.keys("0")
    looked(window, page)
    assert recorded(window) == []
    assert page.foot.send.isEnabled()
    assert amount.text() == "160,000"
    window.click(page.foot.send)
    window.wait(lambda: kinds(window) == [LoanDrafted, LoanSubmitted])


def test_where_it_cannot_be_looked_at_nothing_is_sent_until_it_can(window: Window) -> None:
    page = opened(window)
    usual(window, page)
    amount = page.form.amount.edit
    with looked_at_in_vain(window, "p_product"):
        amount.setFocus()
        amount.selectAll()
        window.keys("160000")
        window.click(page.foot.send)
        window.wait(lambda: page.looking.lost and not page.looking.at_work)
        assert page.notice.isVisible()
        assert not page.foot.guard.busy
        assert not page.foot.send.isEnabled()
        assert page.foot.send.why.text() == "What it costs could not be worked out"
    page.notice.acted.emit()
    looked(window, page)
    assert page.notice.told is None
    assert recorded(window) == []
    assert page.foot.send.isEnabled()
