"""Handovers are counted note by note by whom they were given to; a difference is said and explained."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton

from fieldapp.screens.operations.handover.page import HandoversPage
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.lists.rows import Heading
from shared.contract.bodies.cash import CashReceived
from shared.contract.codec import decode
from shared.contract.records import CashMovementRecord, team_bucket
from tests.screens import people
from tests.screens.driver import OpenFor, Window, end_lease, press_again, recorded


def opened(open_for: OpenFor, person: people.Staff = people.CLERK) -> tuple[Window, HandoversPage]:
    """The handovers of somebody, with the first of theirs chosen."""
    window = open_for(person)
    window.click(window.place.navigation.button("handovers"))
    return window, shown(window)


def shown(window: Window) -> HandoversPage:
    page = window.page(HandoversPage)
    window.wait(lambda: page.list.rows)
    window.settle()
    return page


def received(window: Window) -> list[CashReceived]:
    return [body for body in recorded(window) if isinstance(body, CashReceived)]


def test_those_for_oneself_stand_first_with_what_they_come_to(open_for: OpenFor) -> None:
    window, page = opened(open_for, people.SUPERVISOR)
    headings = [(item.title, item.aside) for item in page.list._items if isinstance(item, Heading)]
    assert headings == [("For you to count", "1 · ₦20,000"), ("Counted by others", "2 · ₦252,300")]
    assert page.detail.head.title.text() == "₦20,000 from Zainab Garba"
    assert window.place.top.heading[1] == "3 handovers · ₦272,300"


def test_a_difference_is_said_in_words_and_wants_a_reason(open_for: OpenFor) -> None:
    window, page = opened(open_for, people.SUPERVISOR)
    assert page.detail.compare.badge.mark.text == "Not counted yet"
    assert page.button.why.text() == "Count it note by note"
    assert not page.why.isVisible()
    page.notes.field(100_000).setFocus()
    window.keys("19")
    assert page.detail.compare.badge.mark.text == "Short by ₦1,000"
    assert page.why.isVisible()
    assert page.button.why.text() == "Say why the cash differs"
    assert not page.button.isEnabled()
    window.click(page.why.reasons.button("torn"))
    page.why.words.setFocus()
    window.keys("one of them")
    window.double_click(page.button)
    window.wait(page.toasts.isVisible)
    (body,) = received(window)
    assert (body.counted_minor, body.note) == (1_900_000, "Torn note refused: one of them")
    assert page.toasts.said is not None and page.toasts.said.text.endswith("Short by ₦1,000")


def test_a_count_that_agrees_is_received_once_and_the_next_one_comes(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.notes.field(100_000).setFocus()
    window.keys("158")
    page.notes.field(10_000).setFocus()
    window.keys("3")
    assert page.detail.compare.badge.mark.text == "The count agrees"
    assert page.button.accessibleName() == "Receive ₦158,300"
    page.button.setFocus()
    window.press(Qt.Key.Key_Return)
    press_again(window, Qt.Key.Key_Return)
    window.wait(
        lambda: len([row for row in page.list.rows if row.mark is None or "Waits" in row.mark.text]) == 1
    )
    window.settle()
    assert [(body.counted_minor, body.note) for body in received(window)] == [(15_830_000, "")]
    assert page.detail.head.title.text() == "₦94,000 from Zainab Garba"
    assert not page.notes.begun


def test_a_count_that_is_pressed_twice_is_received_once(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.notes.field(100_000).setFocus()
    window.keys("158")
    page.notes.field(10_000).setFocus()
    window.keys("3")
    window.double_click(page.button)
    window.wait(page.toasts.isVisible)
    window.settle()
    assert [body.counted_minor for body in received(window)] == [15_830_000]


def test_a_handover_to_somebody_else_is_shown_but_not_counted(open_for: OpenFor) -> None:
    window, page = opened(open_for, people.SUPERVISOR)
    key = next(row.key for row in page.list.rows if row.mark and row.mark.text == "For Rose Ekanem")
    window.tap(page.list, page.list.row_of(key))
    window.wait(lambda: page.detail.head.note.text() == "Rose Ekanem counts it, not you.")
    assert not page.notes.isVisible()
    assert not page.button.isVisible()


def test_what_is_counted_survives_a_lock_and_another_handover(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.notes.field(50_000).setFocus()
    window.keys("12")
    window.wait(lambda: page.kept.startswith("Kept as you type"))
    first = page.list.rows[0].key
    window.press(Qt.Key.Key_Tab)
    window.tap(page.list, page.list.row_of(page.list.rows[1].key))
    window.wait(lambda: not page.notes.begun)
    window.shell.lock()
    window.unlock()
    page = shown(window)
    window.tap(page.list, page.list.row_of(first))
    window.wait(lambda: page.notes.denominations() == ((50_000, 12),))


def test_a_turned_window_keeps_the_count(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    page.notes.field(50_000).setFocus()
    window.keys("1")
    window.shell.resize(QSize(800, 1280))
    window.settle()
    assert page.notes.field(50_000).hasFocus()
    window.keys("2")
    assert page.notes.denominations() == ((50_000, 12),)


def test_pieces_are_counted_with_plus_and_minus_too(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    buttons = {button.accessibleName(): button for button in page.notes.findChildren(QAbstractButton)}
    for _ in range(3):
        window.click(buttons["One 1,000 more"])
    window.click(buttons["One 1,000 less"])
    assert page.notes.denominations() == ((100_000, 2),)
    page.notes.field(100_000).setFocus()
    window.press(Qt.Key.Key_Return)
    assert page.notes.field(50_000).hasFocus()


def test_a_count_that_is_refused_says_why_and_stays(open_for: OpenFor) -> None:
    window, page = opened(open_for, people.SUPERVISOR)
    page.notes.field(100_000).setFocus()
    window.keys("20")

    end_lease(window)
    window.click(page.button)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.detail
    assert page.notes.denominations() == ((100_000, 20),)
    assert page.button.isEnabled()
    assert received(window) == []


def test_a_handover_that_goes_under_the_hands_takes_no_count_with_it(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    first, second, *_ = (row.key for row in page.list.rows)
    assert isinstance(first, bytes)
    page.notes.field(100_000).setFocus()
    window.keys("94")
    office = window.tablet.office
    record = decode(CashMovementRecord, office.server.bodies["cash", first][1])
    counted = msgspec.structs.replace(record, state="RECEIVED", counted_minor=record.amount_minor)
    office.put("cash", first, counted, team_bucket(people.SUPERVISOR.id))
    office.fault = None
    window.place.rounds.want()
    window.wait(lambda: first not in [row.key for row in page.list.rows])
    window.keys("0")
    assert not page.notes.begun
    assert page.list.current_key == second
    assert page.notice.told is not None
    assert page.notice.told.title == "This handover does not wait any more"
    page.notes.field(100_000).setFocus()
    window.keys("94")
    window.double_click(page.button)
    assert received(window) == []
    window.wait(page.button.isEnabled)


def test_coming_for_a_handover_that_does_not_wait_says_so(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.place.open(Target("handover", b"cash-00000000099"))
    window.wait(page.notice.isVisible)
    assert page.notice.told is not None
    assert page.notice.told.title == "This handover does not wait any more"
