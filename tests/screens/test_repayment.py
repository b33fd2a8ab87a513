"""A repayment is typed by finger or key, says what it will do, and is recorded once, whatever happens."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from fieldapp.officer.collect_repayment import collect_repayment
from fieldapp.officer.today import load_today
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.appearance import Appearance
from tests.fieldapp.desk.forms import due_form
from tests.screens.driver import Window, ask, looked_at_in_vain, press_again, stood_in
from tests.screens.office import TODAY
from tests.screens.taking import LATE, NEXT, WAITING, drafts, looked, opened, recorded, typed

# ---------------------------------------------------------------- typing


def test_it_opens_with_what_is_due_and_says_what_that_does(window: Window) -> None:
    page = opened(window)
    assert page.second == "Chidinma Eze · Oja-Oba Traders Union"
    assert page.amount.hero.edit.text() == "15,680"
    assert page.amount.parts.current == "due"
    assert page.save.accessibleName() == "Save ₦15,680"
    told = page.parts.effect.grid.accessibleDescription()
    assert "Instalment 19 · 13/11/2026 7 days late 7,840 Closed 0" in told
    assert "Instalment 20 · 20/11/2026 Due today 7,840 Closed 0" in told
    after = page.parts.effect.after.accessibleDescription()
    assert after == "Remains on the loan ₦, 31,360\nYour cash in hand after this ₦ · cap 200,000, 15,680"


def test_two_presses_record_what_is_due_from_today(window: Window) -> None:
    window.unlock()
    today = window.page(TodayPage)
    first, *_ = ask(window, load_today).to_collect
    today.collect.pressed.emit(first.loan, "pay")
    page = window.page(RepayPage)
    looked(window, page)
    window.click(page.save)
    receipt = window.page(ReceiptPage)
    (body,) = recorded(window)
    assert (body.loan, body.amount_minor, body.value_on) == (first.loan, first.to_pay_minor, TODAY)
    window.wait(lambda: receipt.done.accessibleName().startswith("Next: "))


def test_the_keyboard_alone_records_another_amount(window: Window) -> None:
    page = opened(window)
    window.keys("16000")
    assert page.amount.hero.edit.text() == "16,000"
    assert page.amount.parts.current == "custom"
    window.press(Qt.Key.Key_Return)
    assert page.save.hasFocus()
    window.press(Qt.Key.Key_Return)
    window.page(ReceiptPage)
    (body,) = recorded(window)
    assert (body.amount_minor, body.method, body.receipt_number) == (1_600_000, "CASH", "HT07-000001")
    assert drafts(window) == ()


def test_figures_are_the_amounts_wherever_the_focus_is(window: Window) -> None:
    page = opened(window)
    page.foot.cancel.setFocus()
    window.keys("7")
    assert page.amount.hero.edit.hasFocus()
    assert page.amount.hero.edit.text() in ("7", "156,807")


def test_the_pad_types_what_fingers_press(window: Window) -> None:
    page = opened(window)
    for key in ("1", "0", "000"):
        window.click(page.parts.keypad.keys[key])
    assert page.amount.hero.edit.text() == "10,000"
    window.click(page.parts.keypad.keys["back"])
    assert page.amount.hero.edit.text() == "1,000"
    window.click(page.parts.keypad.takes[0])
    assert page.amount.hero.amount_minor == 784_000
    window.click(page.parts.keypad.takes[1])
    assert page.amount.parts.current == "due"


def test_due_and_custom_go_there_and_back(window: Window) -> None:
    page = opened(window)
    typed(window, page, "500")
    window.click(page.amount.parts.part("due"))
    assert page.amount.hero.edit.text() == "15,680"
    window.click(page.amount.parts.part("custom"))
    window.keys("9")
    assert page.amount.hero.edit.text() == "9"


@pytest.mark.parametrize("pasted", ["12..5", "16.000,50", "🌺", "ten thousand", "-5", "9" * 80, "0"])
def test_what_cannot_be_read_is_said_and_not_saved(window: Window, pasted: str) -> None:
    page = opened(window)
    page.amount.hero.edit.selectAll()
    QGuiApplication.clipboard().setText(pasted)
    page.amount.hero.edit.paste()
    looked(window, page)
    assert page.amount.hero.edit.problem or pasted == "0"
    assert not page.save.isEnabled()
    window.press(Qt.Key.Key_Return)
    window.settle()
    assert recorded(window) == []


# ---------------------------------------------------------------- what it will do


def test_more_than_is_owed_is_said_to_be_credit_and_can_be_put_right(window: Window) -> None:
    page = opened(window)
    typed(window, page, "48040")
    effect = page.parts.effect
    assert effect.excess.words.startswith("₦1,000 more than the loan owes.")
    assert "credit of Chidinma" in effect.excess.words
    assert not effect.ends.isHidden()
    window.click(effect.excess.button)
    looked(window, page)
    assert page.amount.hero.edit.text() == "47,040"
    assert effect.excess.words == ""


def test_less_than_is_due_says_what_stays_open(window: Window) -> None:
    page = opened(window)
    typed(window, page, "10000")
    assert "2,160 Part paid 5,680" in page.parts.effect.grid.accessibleDescription()


def test_a_loan_that_takes_no_money_says_so_before(window: Window) -> None:
    page = opened(window, WAITING)
    assert not page.save.isEnabled()
    typed(window, page, "5000")
    assert page.parts.effect.suspense.words.startswith("This money goes into suspense")
    window.click(page.save)
    receipt = window.page(ReceiptPage)
    window.wait(lambda: "Kept in suspense" in receipt.paper.accessibleDescription())


def test_more_cash_than_may_be_held_is_a_warning_and_no_refusal(window: Window) -> None:
    page = opened(window)
    typed(window, page, "200500")
    assert page.parts.effect.cap.words.startswith("More cash than you may hold")
    assert page.save.isEnabled()


# ---------------------------------------------------------------- what is missing


def test_everything_but_cash_wants_its_reference(window: Window) -> None:
    page = opened(window)
    assert page.amount.reference.isHidden()
    window.click(page.amount.method.button("TRANSFER"))
    looked(window, page)
    assert not page.save.isEnabled()
    assert page.save.why.text() == "The reference is missing"
    page.amount.hero.edit.setFocus()
    window.press(Qt.Key.Key_Return)
    assert page.amount.reference.line.hasFocus()
    window.keys("GTB-88213")
    looked(window, page)
    window.press(Qt.Key.Key_Return)
    window.press(Qt.Key.Key_Return)
    window.page(ReceiptPage)
    (body,) = recorded(window)
    assert (body.method, body.reference) == ("TRANSFER", "GTB-88213")


def test_an_earlier_day_is_bounded_and_wants_its_reason(window: Window) -> None:
    page = opened(window)
    window.click(page.amount.when.other)
    window.keys("12/11/2026")
    looked(window, page)
    assert page.amount.when.day.problem.startswith("Not before 13/11/2026")
    assert not page.save.isEnabled()
    page.amount.when.day.edit.selectAll()
    window.keys("18/11/2026")
    looked(window, page)
    assert page.save.why.text() == "Say why it is entered late"
    page.amount.when.reason.line.setFocus()
    window.keys("The tablet was flat")
    looked(window, page)
    window.click(page.save)
    window.page(ReceiptPage)
    (body,) = recorded(window)
    assert (body.value_on, body.note) == (TODAY - timedelta(days=2), "The tablet was flat")


def test_the_same_amount_again_asks_why_in_its_place(window: Window) -> None:
    window.unlock()
    ask(window, lambda desk: collect_repayment(desk, due_form(desk, LATE)))
    page = opened(window)
    typed(window, page, "15680")
    window.wait(lambda: not page.amount.again.isHidden())
    assert not page.save.isEnabled()
    page.amount.again.line.setFocus()
    window.keys("Paid for her sister too")
    looked(window, page)
    window.press(Qt.Key.Key_Return)
    window.press(Qt.Key.Key_Return)
    window.page(ReceiptPage)
    assert [body.repeat_reason for body in recorded(window)] == ["", "Paid for her sister too"]


def test_a_loan_that_is_not_here_says_so(window: Window) -> None:
    window.unlock()
    window.place.open(Target("repay", b"nobody-000000000"))
    page = window.page(RepayPage)
    window.wait(lambda: stood_in(page) == "This loan is not on this tablet")
    assert page.parts.isHidden()
    assert not page.save.isEnabled()


# ---------------------------------------------------------------- once


def test_what_is_being_saved_cannot_be_given_up(window: Window) -> None:
    page = opened(window)
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    try:
        window.click(page.save)
        assert not page.foot.cancel.isEnabled()
    finally:
        gate.set()
    window.page(ReceiptPage)
    assert len(recorded(window)) == 1


def test_a_double_click_records_once(window: Window) -> None:
    page = opened(window)
    window.double_click(page.save)
    window.page(ReceiptPage)
    window.settle()
    assert len(recorded(window)) == 1


def test_enter_twice_records_once(window: Window) -> None:
    opened(window)
    for _ in range(4):
        press_again(window, Qt.Key.Key_Return)
    window.page(ReceiptPage)
    window.settle()
    assert len(recorded(window)) == 1


def test_the_next_in_turn_begins_with_what_is_due(window: Window) -> None:
    page = opened(window, LATE, NEXT)
    window.click(page.save)
    receipt = window.page(ReceiptPage)
    window.wait(lambda: receipt.done.accessibleName() != "Done")
    assert receipt.done.accessibleName() == "Next: Damilola Ajayi, due ₦3,360"
    window.click(receipt.done)
    following = window.page(RepayPage)
    looked(window, following)
    assert following.second.startswith("Damilola Ajayi")
    window.click(following.save)
    last = window.page(ReceiptPage)
    window.wait(lambda: last.paper.blocks and last.done.accessibleName() == "Done")
    window.click(last.done)
    window.page(TodayPage)
    assert len(recorded(window)) == 2


def test_what_is_typed_after_enter_is_not_saved_in_place_of_what_was_pressed_for(window: Window) -> None:
    page = opened(window)
    page.amount.hero.edit.selectAll()
    window.keys("1234")
    window.click(page.save)
    page.amount.hero.edit.setFocus()
    window.keys("5")
    looked(window, page)
    window.settle()
    assert recorded(window) == []
    assert window.place.page is page
    assert page.save.isEnabled()
    assert page.save.accessibleName() == "Save ₦12,345"
    window.click(page.save)
    window.page(ReceiptPage)
    assert [body.amount_minor for body in recorded(window)] == [1_234_500]


def test_where_it_cannot_be_looked_at_nothing_is_saved_until_it_can(window: Window) -> None:
    page = opened(window)
    with looked_at_in_vain(window, "p_loan"):
        page.amount.hero.edit.selectAll()
        window.keys("1234")
        window.click(page.save)
        window.wait(lambda: page.looking.lost and not page.looking.at_work)
        assert page.notice.isVisible()
        assert not page.save.guard.busy
        assert not page.save.isEnabled()
        assert page.save.why.text() == "What it does could not be worked out"
    page.notice.acted.emit()
    looked(window, page)
    window.settle()
    assert page.notice.told is None
    assert recorded(window) == []
    window.click(page.save)
    window.page(ReceiptPage)
    assert [body.amount_minor for body in recorded(window)] == [123_400]


def test_whoever_went_elsewhere_while_it_was_saved_is_not_moved(window: Window) -> None:
    page = opened(window)
    typed(window, page, "1234")
    gate = threading.Event()
    window.lanes.store.run(gate.wait, lambda _: None, lambda _: None)
    window.click(page.save)
    window.click(window.place.navigation.button("cash"))
    gate.set()
    window.settle()
    window.page(CashPage)
    assert [body.amount_minor for body in recorded(window)] == [123_400]
    window.place.back()
    assert window.page(RepayPage) is page
    looked(window, page)
    assert page.notice.told is not None
    assert page.notice.told.title == "₦1,234 was saved before: receipt HT07-000001"
    assert page.amount.hero.amount_minor != 123_400
    page.notice.acted.emit()
    window.page(ReceiptPage)


# ---------------------------------------------------------------- in sight


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_what_it_does_is_in_sight_beside_the_button_on_a_small_tablet(window: Window, scale: float) -> None:
    page = opened(window)
    window.shell.resize(1024, 600)
    window.place.bench.look.choose(Appearance("light", scale))
    window.settle()
    for text, words in (
        ("10,000", "Closes 1, pays part of 1 · ₦37,040 remains on the loan"),
        ("48,040", "Closes 6 instalments · The loan will be completed · ₦1,000 is kept as credit"),
    ):
        typed(window, page, text)
        assert page.save.isEnabled()
        assert (page.foot.effect.text(), page.foot.effect.isVisible()) == (words, True)
        window.settle()
        box, bar = page.foot.effect.geometry(), page.foot.rect()
        assert bar.contains(box)
        assert box.height() >= page.foot.effect.heightForWidth(box.width())
        hero = page.amount.hero.edit
        assert hero.fontMetrics().horizontalAdvance(hero.text()) < hero.visibleRegion().boundingRect().width()
    page.amount.method.button("TRANSFER").click()
    looked(window, page)
    assert not page.save.isEnabled()
    assert page.save.why.text() == "The reference is missing"


def test_money_that_goes_into_suspense_says_so_beside_the_button(window: Window) -> None:
    page = opened(window, WAITING)
    typed(window, page, "500")
    assert page.foot.effect.text() == "This money goes into suspense"


def test_pressing_on_after_saving_records_nothing_for_who_is_next(window: Window) -> None:
    page = opened(window, LATE, NEXT)
    window.click(page.save)
    receipt = window.page(ReceiptPage)
    at = receipt.done
    window.wait(lambda: at.text().endswith("15,680") or "Next" in at.text())
    for _ in range(3):
        window.qtbot.mouseClick(at, Qt.MouseButton.LeftButton)
        window.press(Qt.Key.Key_Return)
    assert window.place.page is receipt
    window.click(at)
    following = window.page(RepayPage)
    looked(window, following)
    window.qtbot.mouseClick(following.save, Qt.MouseButton.LeftButton)
    window.settle()
    assert len(recorded(window)) == 1
    window.click(following.save)
    window.page(ReceiptPage)
    assert len(recorded(window)) == 2
