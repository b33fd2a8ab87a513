"""A repayment that is being typed outlives going away, a lock, a turned window and a kill; nothing twice."""

from __future__ import annotations

from fieldapp.screens.money import turn
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.officer.today.page import TodayPage
from tests.screens.driver import Window
from tests.screens.killing import killed
from tests.screens.taking import LATE, drafts, looked, opened, recorded, typed

# ---------------------------------------------------------------- kept


def test_what_is_typed_outlives_going_away_a_lock_and_a_turn(window: Window) -> None:
    page = opened(window)
    typed(window, page, "16000")
    window.click(page.amount.method.button("POS"))
    window.keys("T-77")
    window.settle()
    assert page.kept == "Kept as you type 10:42:07"
    window.shell.resize(800, 1280)
    assert (page.amount.hero.edit.text(), page.amount.reference.text) == ("16,000", "T-77")
    assert page.amount.reference.line.hasFocus()
    assert page.parts.keypad.isVisible()
    window.shell.lock()
    window.unlock()
    again = opened(window)
    assert (again.amount.hero.edit.text(), again.amount.reference.text) == ("16,000", "T-77")
    assert again.amount.chosen_method == "POS"
    assert recorded(window) == []


def test_a_day_that_cannot_be_read_or_is_not_open_is_none_after_a_lock_either(window: Window) -> None:
    page = opened(window)
    window.click(page.amount.when.other)
    for typed_day, said in (("someday", "The day cannot be read"), ("1/1/2020", "The day lies too far back")):
        page.amount.when.day.edit.setFocus()
        page.amount.when.day.edit.selectAll()
        window.keys(typed_day)
        window.settle()
        assert page.amount.when.problem == said
        window.shell.lock()
        window.unlock()
        page = window.page(RepayPage)
        window.wait(page.amount.when.day.isVisible)
        assert page.amount.when.problem == said
        assert page.amount.when.day.problem
        assert not page.save.isEnabled()
    assert page.amount.when.day.edit.text() == "01/01/2020"


def test_a_form_nobody_touched_leaves_nothing_behind_and_cancel_forgets(window: Window) -> None:
    page = opened(window)
    window.settle()
    assert drafts(window) == ()
    typed(window, page, "16000")
    assert len(drafts(window)) == 1
    window.click(page.foot.cancel)
    window.page(TodayPage)
    assert drafts(window) == ()
    assert opened(window).amount.hero.edit.text() == "15,680"


def test_pay_due_begins_with_what_is_due_whatever_was_typed_before(window: Window) -> None:
    page = opened(window)
    typed(window, page, "16000")
    window.place.back()
    page = opened(window, start="due")
    assert page.amount.hero.edit.text() == "15,680"


TYPING = """
from fieldapp.screens.money import turn
from fieldapp.screens.money.repay.page import RepayPage
from shared.ids import LoanId

shell.page.open(turn.repay(LoanId(people.loan_id(4))))
until(lambda: isinstance(shell.page.page, RepayPage))
page = shell.page.page
until(lambda: page.looking.fresh)
page.amount.hero.edit.selectAll()
QTest.keyClicks(page.amount.hero.edit, "16000")
until(lambda: page.looking.fresh)
"""


def test_what_was_typed_is_there_after_a_kill(window: Window) -> None:
    killed(window, TYPING, "pass")
    page = opened(window)
    assert page.amount.hero.edit.text() == "16,000"
    assert recorded(window) == []


def test_killed_after_the_commit_it_is_known_to_be_recorded(window: Window) -> None:
    killed(window, TYPING, "page.save.click()")
    window.unlock()
    window.place.open(turn.repay(LATE))
    page = window.page(RepayPage)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None
    assert page.notice.told.title == "₦16,000 was saved before: receipt HT07-000001"
    assert len(recorded(window)) == 1
    looked(window, page)
    assert page.amount.parts.current == "due" or page.amount.hero.edit.text() != "16,000"
    page.notice.acted.emit()
    receipt = window.page(ReceiptPage)
    window.wait(lambda: "HT07-000001" in receipt.paper.accessibleDescription())
