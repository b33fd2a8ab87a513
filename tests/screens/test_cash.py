"""Cash in hand and handing it over: once, whatever the haste or the moment; what is counted survives."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QSize, Qt

from fieldapp.officer.drafts import handover_draft
from fieldapp.officer.hand_over_cash import HandoverForm, hand_over_cash
from fieldapp.screens.money.receipts.page import ReceiptPage
from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.store.author import Desk
from shared.contract.bodies.cash import CashHandedOver
from shared.ids import StaffId
from tests.screens import people
from tests.screens.driver import OpenFor, Window, end_lease, press_again, recorded
from tests.screens.office import DAY_MS, TODAY

CLERK = StaffId(people.CLERK.id)


def opened(open_for: OpenFor) -> tuple[Window, CashPage]:
    """The officer's cash."""
    window = open_for(people.OFFICER)
    window.click(window.place.navigation.button("cash"))
    return window, shown(window)


def shown(window: Window) -> CashPage:
    page = window.page(CashPage)
    window.wait(lambda: page.held.in_hand.value == "₦37,920")
    window.settle()
    return page


def handed(window: Window) -> list[CashHandedOver]:
    return [body for body in recorded(window) if isinstance(body, CashHandedOver)]


def choose_clerk(window: Window, page: CashPage) -> None:
    assert page.giving.receiver is not None
    chip = page.giving.receiver.button(people.CLERK.id.hex())
    chip.setFocus()
    window.click(chip)


def type_pieces(window: Window, page: CashPage, value_minor: int, pieces: str) -> None:
    page.notes.field(value_minor).setFocus()
    window.keys(pieces)


def test_what_is_held_is_said_with_its_limit_and_how_it_came(open_for: OpenFor) -> None:
    _, page = opened(open_for)
    assert page.held.cap.text() == "₦162,080 less than you may hold: ₦200,000"
    assert not page.held.mark.isVisible()
    assert page.receipts.sum.text() == "4 · ₦17,920"
    assert [row.title for row in page.moves.list.rows] == ["Float from the branch"]
    assert page.button.why.text() == "Count what you hand over"


def test_cash_left_open_past_midnight_is_handed_over_on_the_new_day(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 100_000, "3")
    window.tablet.clock.at_ms += DAY_MS
    window.click(page.button)
    window.wait(lambda: bool(handed(window)))
    assert [body.on for body in handed(window)] == [TODAY + timedelta(days=1)]


def test_what_is_shown_past_midnight_is_of_the_new_day(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    age = page.held._parts["oldest"].value
    window.place.bench.look_at_day()
    window.settle()
    assert page.held._parts["oldest"].value == age
    window.tablet.clock.at_ms += DAY_MS
    window.place.bench.look_at_day()
    window.wait(lambda: page.held._parts["oldest"].value != age)


def test_cash_is_handed_over_note_by_note_once(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    type_pieces(window, page, 100_000, "37")
    type_pieces(window, page, 50_000, "1")
    assert page.button.why.text() == "Choose who takes it"
    assert not page.button.isEnabled()
    choose_clerk(window, page)
    assert page.button.accessibleName() == "Hand over ₦37,500"
    window.double_click(page.button)
    window.wait(page.toasts.isVisible)
    window.wait(lambda: page.held.in_hand.value == "₦420")
    (body,) = handed(window)
    assert (body.to_staff, body.amount_minor) == (people.CLERK.id, 3_750_000)
    row = page.moves.list.rows[0]
    assert (row.title, row.mark and row.mark.text) == ("To Rose Ekanem", "Not counted yet")
    assert not page.notes.begun


def test_a_count_begun_right_after_a_handover_is_kept_under_its_own_id(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 100_000, "1")
    bench = window.place.bench
    bench.wrote.connect(lambda: type_pieces(window, page, 50_000, "3"))
    window.click(page.button)
    window.wait(page.toasts.isVisible)
    window.settle()
    draft = handover_draft.unpacked(bench.notes.get("draft", handover_draft.KEY))
    assert draft is not None and draft.pieces == ((50_000, 3),)
    (body,) = handed(window)
    assert draft.movement != body.movement
    assert page.notes.denominations() == ((50_000, 3),)


def test_nothing_is_counted_while_a_handover_is_written(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 100_000, "1")
    window.click(page.button)
    assert not page.notes.field(50_000).isEnabled()
    window.wait(page.toasts.isVisible)
    assert page.notes.field(50_000).isEnabled()


def test_double_enter_hands_over_once(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 100_000, "37")
    page.button.setFocus()
    window.press(Qt.Key.Key_Return)
    press_again(window, Qt.Key.Key_Return)
    window.wait(lambda: page.held.in_hand.value == "₦920")
    press_again(window, Qt.Key.Key_Return)
    window.settle()
    assert len(handed(window)) == 1


def test_more_than_should_be_there_wants_a_word(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 100_000, "38")
    assert page.giving.over.isVisible()
    assert page.giving.over.text().startswith("₦80 more than you should hold")
    assert page.button.why.text() == "Say where the rest comes from"
    page.note.edit.setFocus()
    window.keys("From the market women's box")
    window.click(page.button)
    window.wait(page.toasts.isVisible)
    (body,) = handed(window)
    assert body.note == "From the market women's box"


def test_whoever_takes_it_usually_is_chosen_next_time(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 100_000, "1")
    window.click(page.button)
    window.wait(page.toasts.isVisible)
    window.settle()
    window.shell.lock()
    window.unlock()
    page = window.page(CashPage)
    window.wait(lambda: page.giving.to_staff == CLERK)


def test_a_count_survives_a_lock(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 50_000, "12")
    page.note.edit.setFocus()
    window.keys("evening")
    window.wait(lambda: page.kept.startswith("Kept as you type"))
    window.shell.lock()
    window.unlock()
    page = shown(window)
    assert page.notes.denominations() == ((50_000, 12),)
    assert (page.note.text, page.giving.to_staff) == ("evening", CLERK)


def test_a_handover_saved_just_before_a_kill_is_not_recorded_again(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 50_000, "12")
    window.settle()
    draft = handover_draft.unpacked(window.place.bench.notes.get("draft", handover_draft.KEY))
    assert draft is not None

    def save(desk: Desk) -> None:
        hand_over_cash(desk, HandoverForm(draft.movement, CLERK, TODAY, draft.pieces))

    window.lanes.store.call(lambda: save(window.place.bench.desk))
    window.shell.lock()
    window.tablet.clock.at_ms += 60_000
    window.unlock()
    page = window.page(CashPage)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.title == "₦6,000 was handed over before"
    assert not page.notes.begun
    type_pieces(window, page, 50_000, "1")
    choose_clerk(window, page)
    window.click(page.button)
    window.wait(page.toasts.isVisible)
    assert [body.amount_minor for body in handed(window)] == [600_000, 50_000]


def test_a_turned_window_keeps_the_count(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    type_pieces(window, page, 50_000, "1")
    window.shell.resize(QSize(800, 1280))
    window.settle()
    window.keys("2")
    assert page.notes.denominations() == ((50_000, 12),)


def test_a_handover_that_is_refused_says_why_and_stays(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    choose_clerk(window, page)
    type_pieces(window, page, 100_000, "3")

    end_lease(window)
    window.click(page.button)
    window.wait(lambda: page.notice.told is not None)
    assert page.notice.told is not None and page.notice.told.detail
    assert page.notes.denominations() == ((100_000, 3),)
    assert handed(window) == []


def test_a_receipt_is_opened_from_the_list(open_for: OpenFor) -> None:
    window, page = opened(open_for)
    window.tap(page.receipts.list, 0)
    window.page(ReceiptPage)
