"""Paying out: looked at before it is done, one press for one loan, the next comes, what is typed survives."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel

from fieldapp.screens.loan.page import LoanPage
from fieldapp.screens.operations.payout.page import DisbursePage
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.lists.rows import Heading
from shared.contract.bodies.lending import LoanDisbursed
from shared.contract.codec import decode
from shared.contract.records import LoanRecord, union_bucket
from tests.screens import people
from tests.screens.driver import OpenFor, Window, end_lease, press_again, recorded
from tests.screens.office import DAY_MS, TODAY


def opened(open_for: OpenFor) -> tuple[Window, DisbursePage]:
    """The queue of operations with its first loan looked at."""
    window = open_for(people.CLERK)
    return window, looked(window)


def looked(window: Window) -> DisbursePage:
    page = window.page(DisbursePage)
    window.wait(lambda: page.detail.schedule.rows)
    window.settle()
    return page


def paid(window: Window) -> list[LoanDisbursed]:
    return [body for body in recorded(window) if isinstance(body, LoanDisbursed)]


def checks(page: DisbursePage) -> str:
    return " | ".join(each.text() for each in page.detail.checks.findChildren(QLabel) if each.text())


def test_the_queue_says_what_waits_and_what_it_comes_to(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    assert window.place.top.heading == ("Pay out", "2 loans · ₦237,000")
    assert page.queue.ready.value == "₦237,000"
    assert [item.title for item in page.list._items if isinstance(item, Heading)] == ["Expected today"]
    assert page.net.value == page.list.rows[0].figure == "₦94,500"
    assert page.button.accessibleName() == "Pay out ₦94,500"


def test_what_was_looked_at_is_said_in_words(open_for: OpenFor) -> None:
    _, page = opened(open_for)
    said = checks(page)
    assert "Identity verified" in said and "by Musa Bello" in said
    assert "the request itself is not on this tablet" in said
    leaves, collect, first, owed = page.detail.effect.tiles.tiles
    assert leaves.figure.text() == "₦94,500" and "₦1,500" in leaves.accessibleName()
    assert first.figure.text() != "–" and owed.figure.text() != "–" and collect.figure.text() == "–"


def test_a_double_press_pays_one_loan_and_the_next_one_comes(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.double_click(page.button)
    window.wait(page.toasts.isVisible)
    window.settle()
    assert not page.button.isEnabled()
    (body,) = paid(window)
    assert (body.disbursed_on, body.method) == (TODAY, "CASH")
    assert [row.title for row in page.list.rows] == ["Uche Obi"]
    assert page.toasts.said is not None and page.toasts.said.text.startswith("Saved: ₦94,500 paid out")
    window.wait(page.button.isEnabled)
    assert page.button.accessibleName() == "Pay out ₦142,500"
    assert not page.button.hasFocus()


def test_enter_pressed_twice_pays_one_loan(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.button.setFocus()
    window.press(Qt.Key.Key_Return)
    press_again(window, Qt.Key.Key_Return)
    window.settle()
    press_again(window, Qt.Key.Key_Return)
    window.wait(lambda: len(page.list.rows) == 1)
    window.settle()
    assert len(paid(window)) == 1


def test_the_loan_just_paid_can_be_looked_at(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.click(page.button)
    window.wait(page.toasts.isVisible)
    window.click(page.toasts.button)
    window.page(LoanPage)


def test_a_transfer_wants_its_reference_before_it_can_be_paid(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.click(page.paying.method.button("TRANSFER"))
    window.wait(lambda: "The reference is missing" in page.button.why.text())
    assert not page.button.isEnabled()
    assert "Needed" in page.paying.reference.line.accessibleDescription()
    page.paying.reference.line.setFocus()
    window.keys("GTB-88213")
    window.wait(page.button.isEnabled)
    window.press(Qt.Key.Key_Return)
    window.wait(page.toasts.isVisible)
    (body,) = paid(window)
    assert (body.method, body.reference) == ("TRANSFER", "GTB-88213")


def test_the_day_fixes_the_schedule_and_a_closed_day_is_refused(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    first = page.detail.schedule.rows[0].title
    page.paying.day.edit.setFocus()
    page.paying.day.edit.selectAll()
    window.keys((TODAY - timedelta(days=2)).strftime("%d/%m/%Y"))
    window.wait(lambda: page.detail.schedule.rows[0].title != first)
    page.paying.day.edit.selectAll()
    window.keys((TODAY + timedelta(days=1)).strftime("%d/%m/%Y"))
    window.wait(lambda: "This day is not open" in page.button.why.text())
    assert "Not after" in page.paying.day.problem
    page.paying.day.edit.selectAll()
    window.keys("someday")
    window.wait(lambda: page.button.why.text() == "Write the day of the payment")
    assert not page.button.isEnabled()


def test_the_day_follows_the_calendar_until_somebody_writes_another(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    tomorrow = TODAY + timedelta(days=1)
    window.tablet.clock.at_ms += DAY_MS
    window.place.bench.refresh()
    window.wait(lambda: page.paying.day.day == tomorrow)
    window.wait(page.button.isEnabled)
    page.paying.day.edit.setFocus()
    page.paying.day.edit.selectAll()
    window.keys(TODAY.strftime("%d/%m/%Y"))
    window.tablet.clock.at_ms += DAY_MS
    window.place.bench.refresh()
    window.settle()
    assert page.paying.day.day == TODAY
    page.paying.day.edit.selectAll()
    window.keys("today")
    window.wait(page.button.isEnabled)
    window.click(page.button)
    window.wait(page.toasts.isVisible)
    assert [body.disbursed_on for body in paid(window)] == [TODAY + timedelta(days=2)]


def test_a_press_past_midnight_looks_at_the_new_day_before_it_pays(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.tablet.clock.at_ms += DAY_MS
    window.click(page.button)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.title == "The day has changed"
    assert paid(window) == []
    window.wait(page.button.isEnabled)
    window.click(page.button)
    window.wait(page.toasts.isVisible)
    assert [body.disbursed_on for body in paid(window)] == [TODAY + timedelta(days=1)]


def test_what_is_typed_survives_a_lock_and_another_loan(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.click(page.paying.method.button("POS"))
    page.paying.reference.line.setFocus()
    window.keys("POS-77")
    window.wait(lambda: page.kept.startswith("Kept as you type"))
    window.choose(page.list, "Uche Obi")
    window.wait(lambda: page.net.value == "₦142,500")
    assert page.paying.reference.text == ""
    window.shell.lock()
    window.unlock()
    page = looked(window)
    window.choose(page.list, "Lami Bako")
    window.wait(lambda: page.paying.reference.text == "POS-77")
    assert page.paying.method.current == "POS"


def test_a_day_that_cannot_be_read_is_none_after_a_lock_either(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.paying.day.edit.setFocus()
    page.paying.day.edit.selectAll()
    window.keys("someday")
    window.wait(lambda: page.kept.startswith("Kept as you type"))
    window.shell.lock()
    window.unlock()
    page = window.page(DisbursePage)
    window.wait(lambda: page.button.why.text() == "Write the day of the payment")
    assert page.paying.day.edit.text() == "someday"
    assert page.paying.day.problem.startswith("This is no day")
    assert not page.button.isEnabled()


def test_a_turned_window_keeps_what_is_typed(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.paying.reference.line.setFocus()
    window.keys("A-1")
    window.shell.resize(QSize(800, 1280))
    window.settle()
    assert page.paying.reference.line.hasFocus()
    window.keys("2")
    assert page.paying.reference.text == "A-12"


def test_a_payment_that_was_refused_is_said_and_can_be_tried_again(open_for: OpenFor) -> None:
    window, page = opened(open_for)

    end_lease(window)
    window.click(page.button)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.detail
    assert paid(window) == []


def test_the_keyboard_goes_through_the_queue(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.list.setFocus()
    window.press(Qt.Key.Key_Down)
    window.wait(lambda: page.net.value == "₦142,500")


def withdrawn(window: Window, loan: bytes) -> None:
    """The office says that a loan does not wait for its money any more."""
    office = window.tablet.office
    record = decode(LoanRecord, office.server.bodies["loan", loan][1])
    changed = msgspec.structs.replace(record, state="CANCELLED")
    office.put("loan", loan, changed, union_bucket(people.OJA_OBA))
    office.fault = None
    window.place.rounds.want()


def test_a_loan_that_goes_under_the_hands_takes_no_press_and_no_letter_with_it(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    first = page.list.rows[0].key
    assert isinstance(first, bytes)
    window.click(page.paying.method.button("POS"))
    page.paying.reference.line.setFocus()
    window.keys("POS-")
    withdrawn(window, first)
    window.wait(lambda: [row.title for row in page.list.rows] == ["Uche Obi"])
    window.keys("77")
    window.press(Qt.Key.Key_Return)
    assert page.paying.reference.text == ""
    assert page.paying.method.current == "CASH"
    assert page.notice.told is not None
    assert page.notice.told.title == "This loan does not wait for its money any more"
    window.settle()
    window.double_click(page.button)
    assert paid(window) == []
    window.wait(page.button.isEnabled)
    assert page.button.accessibleName() == "Pay out ₦142,500"


def test_coming_for_a_loan_that_does_not_wait_says_so(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.place.open(Target("payout", people.loan_id(100)))
    window.wait(page.notice.isVisible)
    window.settle()
    assert page.notice.told is not None
    assert page.notice.told.title == "This loan does not wait for its money any more"
    assert page.net.value == "₦94,500"
