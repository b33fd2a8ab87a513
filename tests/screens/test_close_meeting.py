"""Closing a meeting: the cash counted, a difference explained, two signatures, and the sheet locked, once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from fieldapp.desk import queries
from fieldapp.officer.meeting_sheet import load_sheet
from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.sheet.receipts import ReceiptsPage
from fieldapp.screens.officer.sheet.table.model import Column
from fieldapp.screens.officer.unions import UnionsPage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from shared.contract.records import MeetingRecord
from shared.ids import UnionId
from tests.screens import people
from tests.screens.closing import count, kinds, sign_both
from tests.screens.driver import Window, ask, stood_in
from tests.screens.office import TODAY
from tests.screens.signing import sign


def recorded(window: Window) -> MeetingRecord:
    def look(desk: Desk) -> MeetingRecord:
        meeting = load_sheet(desk, UnionId(people.OJA_OBA), TODAY).meeting
        with desk.store.read() as tx:
            found = queries.meeting(tx, meeting)
        assert found is not None
        return found

    return ask(window, look)


def test_what_is_missing_stands_beside_the_button_one_after_the_other(
    window: Window, closing: CloseMeetingPage
) -> None:
    assert closing.button.why.text() == "Not everybody is marked yet"
    window.click(closing.attendance.present)
    assert closing.button.why.text() == "Count the cash"
    assert closing.compare.verdict == "Not counted yet"
    count(closing, 50_000, "0")
    assert closing.button.why.text() == "Say why the cash differs"
    count(closing, 50_000, "2")
    assert closing.button.why.text() == "You still have to sign"
    sign(closing.signing.officer.signature.pad)
    assert closing.button.why.text() == "The union leader still has to sign"
    sign(closing.signing.leader.signature.pad)
    assert closing.button.why.text() == "The name of the union leader is missing"
    assert not closing.button.isEnabled()
    closing.signing.leader_name.setFocus()
    window.keys("Rukayat")
    assert closing.button.isEnabled()
    assert not closing.button.why.isVisible()


def test_those_not_marked_are_named_and_are_present_or_absent(
    window: Window, closing: CloseMeetingPage
) -> None:
    named = list(closing._members.values())[3:6]
    assert closing.attendance.words == f"22 members are not marked yet: {', '.join(named)} and 19 more"
    kinds = {button.property("kind") for button in (closing.attendance.present, closing.attendance.absent)}
    assert kinds == {"plain"}
    window.click(closing.attendance.absent)
    marks = list(closing.keeping.sheet.attendance.values())
    assert (marks.count("PRESENT"), marks.count("ABSENT")) == (2, 23)
    assert not closing.attendance.isVisible()


def test_whoever_comes_by_key_counts_at_once(window: Window, closing: CloseMeetingPage) -> None:
    window.wait(closing.count.notes.field(100_000).hasFocus)
    window.keys("3")
    assert closing.count.notes.total_minor == 300_000


def test_whoever_comes_back_by_key_goes_on_counting(window: Window, closing: CloseMeetingPage) -> None:
    window.wait(closing.count.notes.field(100_000).hasFocus)
    closing.back.setFocus()
    window.press(Qt.Key.Key_Return)
    sheet = window.page(MeetingSheetPage)
    window.settle()
    sheet.totals.close_meeting.setFocus()
    window.press(Qt.Key.Key_Return)
    again = window.page(CloseMeetingPage)
    window.wait(again.count.notes.field(100_000).hasFocus)


def test_enter_leads_from_the_name_of_the_leader_to_the_lock_once_nothing_is_missing(
    window: Window, closing: CloseMeetingPage
) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign(closing.signing.officer.signature.pad)
    name = closing.signing.leader_name
    name.setFocus()
    window.keys("Rukayat")
    window.press(Qt.Key.Key_Return)
    assert name.hasFocus()
    sign(closing.signing.leader.signature.pad)
    name.setFocus()
    window.press(Qt.Key.Key_Return)
    assert closing.button.hasFocus()


def test_marking_all_others_is_undone(window: Window, closing: CloseMeetingPage) -> None:
    before = dict(closing.keeping.sheet.attendance)
    window.click(closing.attendance.absent)
    assert closing.toasts.said is not None
    assert closing.toasts.said.text == "22 members marked absent"
    window.click(closing.toasts.button)
    assert closing.keeping.sheet.attendance == before
    assert closing.attendance.isVisible()
    assert closing.button.why.text() == "Not everybody is marked yet"
    window.settle()
    window.click(closing.back)
    sheet = window.page(MeetingSheetPage)
    assert dict(sheet.keeping.draft.attendance) == before


@pytest.mark.parametrize(
    "target", [Target(kind, b"u" * 16, TODAY.isoformat()) for kind in ("sheet", "close", "receipts")]
)
def test_a_union_that_is_gone_is_said_once_and_nothing_is_offered(window: Window, target: Target) -> None:
    window.unlock()
    window.place.open(target)
    page = window.place.page
    assert page is not None
    window.settle()
    assert stood_in(page) == "This union is not on this tablet"
    assert page.notice.told is None
    assert not page.acts
    live = [each for each in page.findChildren(QAbstractButton) if each.isVisible()]
    assert live == []


def test_receipts_that_are_gone_are_said_to_be(window: Window) -> None:
    window.unlock()
    window.place.open(Target("receipts", people.OJA_OBA, (b"r" * 16).hex()))
    page = window.page(ReceiptsPage)
    window.settle()
    assert stood_in(page) == "This receipt is not on this tablet"
    assert page.notice.told is None


def test_a_meeting_is_locked_with_cash_and_signatures_and_only_once(
    window: Window, closing: CloseMeetingPage
) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    assert closing.compare.verdict == "The count agrees"
    assert not closing.why.isVisible()
    assert closing.kept.startswith("Kept as you type")
    window.double_click(closing.button)
    window.wait(closing.summary.isVisible)
    window.settle()
    assert closing.kept.startswith("Saved on this tablet")
    assert not closing._note.isVisible()
    assert kinds(window) == ["meeting.closed", "repayment.recorded", "repayment.recorded"]
    meeting = recorded(window)
    assert meeting.counted_cash_minor == 100_000
    assert [(each.signer, each.name, bool(each.ink)) for each in meeting.signatures] == [
        ("OFFICER", "Funmilayo Adeyemi", True),
        ("LEADER", "Alhaja Rukayat Lawal", True),
    ]
    assert sum(mark.attendance == "ABSENT" for mark in meeting.attendance) == 1


def test_a_double_enter_on_the_button_locks_once(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    closing.button.setFocus()
    for _ in range(2):
        window.qtbot.keyClick(closing.button, Qt.Key.Key_Return)
    window.wait(closing.summary.isVisible)
    window.settle()
    assert kinds(window).count("meeting.closed") == 1


def test_a_difference_is_said_in_words_and_wants_a_reason(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "1")
    count(closing, 20_000, "1")
    assert closing.compare.verdict == "Short by ₦300"
    assert closing.why.title.text() == "Why is it short?"
    assert closing.button.why.text() == "Say why the cash differs"
    window.click(closing.why.reasons.button("other"))
    assert closing.button.why.text() == "Say in a few words why the cash differs"
    window.click(closing.why.reasons.button("torn"))
    closing.why.words.setFocus()
    window.keys("went back to Bolanle")
    sign_both(window, closing)
    window.click(closing.button)
    window.wait(closing.summary.isVisible)
    window.settle()
    assert recorded(window).variance_reason == "Torn note refused: went back to Bolanle"
    assert recorded(window).variance_code == "TORN_NOTE"


def test_more_cash_than_receipts_is_over(window: Window, closing: CloseMeetingPage) -> None:
    count(closing, 100_000, "2")
    assert closing.compare.verdict == "Over by ₦1,000"
    assert closing.why.title.text() == "Why is it over?"


def test_a_leader_who_refuses_says_why_and_may_still_sign(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign(closing.signing.officer.signature.pad)
    closing.signing.leader_name.setText("Rukayat")
    leader = closing.signing.leader
    window.click(leader.signature.second)
    assert not leader.signature.pad.isVisible()
    assert closing.button.why.text() == "Say why there is no signature"
    window.click(leader.signs)
    assert leader.signature.pad.isVisible()
    window.click(leader.signature.second)
    window.keys("Wants to count again tomorrow")
    window.click(closing.button)
    window.wait(closing.summary.isVisible)
    window.settle()
    (refused,) = [each for each in recorded(window).signatures if each.signer == "LEADER"]
    assert (refused.ink, refused.refused) == (b"", "Wants to count again tomorrow")


def test_both_sign_with_the_keyboard_alone(window: Window, closing: CloseMeetingPage) -> None:
    window.shell.resize(1024, 600)
    window.settle()
    for signing in (closing.signing.officer, closing.signing.leader):
        pad = signing.signature.pad
        assert pad.focusPolicy() & Qt.FocusPolicy.TabFocus
        pad.setFocus(Qt.FocusReason.TabFocusReason)
        window.settle()
        assert not pad.visibleRegion().isEmpty()
        window.press(Qt.Key.Key_Space)
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down) * 6:
            window.press(key)
        window.press(Qt.Key.Key_Tab)
    given = {each.signer: bool(each.ink) for each in closing.signing.given()}
    assert given == {"OFFICER": True, "LEADER": True}


def test_sign_again_takes_the_signature_back(window: Window, closing: CloseMeetingPage) -> None:
    officer = closing.signing.officer
    sign(officer.signature.pad)
    assert officer.given("F") is not None
    window.click(officer.signature.again)
    assert officer.given("F") is None


def test_count_reason_and_signatures_are_there_after_a_lock(
    window: Window, closing: CloseMeetingPage
) -> None:
    count(closing, 50_000, "1")
    window.click(closing.why.reasons.button("miscount"))
    closing.why.words.setFocus()
    window.keys("twice")
    sign_both(window, closing)
    before = closing.signing.given()
    window.shell.lock()
    window.unlock()
    window.place.open(Target("close", people.OJA_OBA, TODAY.isoformat()))
    again = window.page(CloseMeetingPage)
    window.wait(again.signing.given)
    assert again.count.notes.denominations() == ((50_000, 1),)
    assert again.why.reason == "Miscount: twice"
    assert again.signing.given() == before


def test_turning_the_tablet_keeps_everything_given(window: Window, closing: CloseMeetingPage) -> None:
    count(closing, 50_000, "1")
    sign_both(window, closing)
    before = closing.signing.given()
    window.shell.resize(800, 1280)
    window.settle()
    window.shell.resize(1280, 800)
    window.settle()
    assert closing.signing.given() == before
    assert closing.count.notes.denominations() == ((50_000, 1),)


def test_the_leader_is_remembered_for_the_next_meeting(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    window.click(closing.button)
    window.wait(closing.summary.isVisible)
    notes = window.place.bench.notes
    assert notes.get("preference", f"leader/{people.OJA_OBA.hex()}") == b"Alhaja Rukayat Lawal"
    assert not [key for key in notes.keys("draft") if key.startswith(("close/", "sheet/"))]


def test_a_closed_sheet_takes_no_more_amounts(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    window.click(closing.button)
    window.wait(closing.summary.isVisible)
    window.settle()
    window.click(closing.back)
    sheet = window.page(MeetingSheetPage)
    window.wait(lambda: sheet.notice.told is not None)
    assert sheet.notice.told is not None
    assert sheet.notice.told.title == "This meeting is closed"
    assert not sheet.totals.save.isVisible()
    assert not sheet.tools.pay_all.isVisible()
    assert not sheet.model.flags(sheet.model.index(3, Column.AMOUNT)) & Qt.ItemFlag.ItemIsEditable


def test_a_closed_meeting_opened_again_shows_what_was_recorded(
    window: Window, closing: CloseMeetingPage
) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    window.click(closing.button)
    window.wait(closing.summary.isVisible)
    window.settle()
    window.click(closing.done)
    window.page(UnionsPage)
    window.place.open(Target("close", people.OJA_OBA, TODAY.isoformat()))
    again = window.page(CloseMeetingPage)
    window.wait(again.summary.isVisible)
    assert not again.button.isVisible()


def test_amounts_not_saved_yet_keep_the_meeting_open(window: Window, closing: CloseMeetingPage) -> None:
    """Somebody came here by another way than the sheet's own button."""
    window.click(closing.attendance.present)
    window.click(closing.back)
    sheet = window.page(MeetingSheetPage)
    sheet.model.set_amount(5, "900")
    window.place.open(Target("close", people.OJA_OBA, TODAY.isoformat()))
    again = window.page(CloseMeetingPage)
    window.wait(lambda: again.button.why.text() == "Amounts on the sheet are not saved yet")
    assert not again.button.isEnabled()


def test_a_zero_on_the_sheet_is_nothing_to_be_saved(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.back)
    sheet = window.page(MeetingSheetPage)
    sheet.view.go_to(5)
    window.keys("0")
    window.click(sheet.totals.close_meeting)
    again = window.page(CloseMeetingPage)
    window.click(again.attendance.present)
    count(again, 50_000, "2")
    sign_both(window, again)
    window.click(again.button)
    window.wait(again.summary.isVisible)


def test_a_double_click_on_lock_leaves_one_at_the_minutes(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    window.click(closing.button)
    window.wait(closing.done.isVisible)
    window.qtbot.mouseClick(closing.done, Qt.MouseButton.LeftButton)
    window.settle()
    assert window.place.page is closing
    window.click(closing.done)
    window.wait(lambda: window.place.page is not closing)
