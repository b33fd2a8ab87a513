"""Signing for a meeting: a signature stands for what was there to be signed, and for nothing else."""

from __future__ import annotations

import pytest

from fieldapp.officer.meeting_sheet import SheetEntry, load_sheet, record_sheet
from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.targets import Target
from shared.ids import UnionId
from tests.screens import people
from tests.screens.closing import count, kinds, sign_both
from tests.screens.driver import Window, ask, heard
from tests.screens.office import TODAY
from tests.screens.signing import sign


@pytest.fixture
def signed(window: Window, closing: CloseMeetingPage) -> CloseMeetingPage:
    """Counted, signed by both, and ready to be locked."""
    window.click(closing.attendance.present)
    count(closing, 50_000, "2")
    sign_both(window, closing)
    assert closing.button.isEnabled()
    return closing


def changes(closing: CloseMeetingPage) -> list[str]:
    """What each of the two signs again for."""
    return [each.changed_words for each in (closing.signing.officer, closing.signing.leader)]


def test_a_count_that_changes_is_signed_again(window: Window, signed: CloseMeetingPage) -> None:
    before = signed.signing.given()
    count(signed, 50_000, "1")
    count(signed, 10_000, "5")
    assert signed.signing.given() == ()
    assert changes(signed) == ["The count changed"] * 2
    assert signed.button.why.text() == "The count changed. You still have to sign"
    sign(signed.signing.officer.signature.pad)
    assert signed.button.why.text() == "The count changed. The union leader still has to sign"
    window.click(signed.signing.officer.signature.again)
    assert signed.button.why.text() == "You still have to sign"
    window.shell.lock()
    window.unlock()
    window.place.open(Target("close", people.OJA_OBA, TODAY.isoformat()))
    again = window.page(CloseMeetingPage)
    window.wait(lambda: again.button.why.text() == "You still have to sign")
    assert again.signing.given() == ()
    assert before


def test_a_count_that_is_as_it_was_is_signed_as_it_was(window: Window, signed: CloseMeetingPage) -> None:
    before = signed.signing.given()
    count(signed, 50_000, "3")
    count(signed, 50_000, "2")
    assert signed.signing.given() == before
    assert signed.button.isEnabled()


def test_a_reason_that_changes_is_signed_again(window: Window, closing: CloseMeetingPage) -> None:
    window.click(closing.attendance.present)
    count(closing, 50_000, "1")
    window.click(closing.why.reasons.button("miscount"))
    sign_both(window, closing)
    assert closing.button.isEnabled()
    window.click(closing.why.reasons.button("torn"))
    assert changes(closing) == ["The reason changed"] * 2
    assert not closing.button.isEnabled()


def test_a_signature_is_not_put_under_another_name(window: Window, signed: CloseMeetingPage) -> None:
    signed.signing.officer.signature.pad.setFocus()
    signed.signing.leader_name.setFocus()
    signed.signing.leader_name.selectAll()
    window.keys("Bisi")
    assert [each.signer for each in signed.signing.given()] == ["OFFICER"]
    assert changes(signed) == ["", "The name changed"]


def test_who_signs_first_and_is_named_then_has_signed(window: Window, closing: CloseMeetingPage) -> None:
    count(closing, 50_000, "2")
    sign(closing.signing.leader.signature.pad)
    closing.signing.leader_name.setFocus()
    window.keys("Rukayat")
    (given,) = closing.signing.given()
    assert given.name == "Rukayat"


def test_a_stroke_too_short_to_be_a_signature_is_said(window: Window, closing: CloseMeetingPage) -> None:
    count(closing, 50_000, "2")
    sign(closing.signing.officer.signature.pad)
    closing.signing.leader_name.setFocus()
    window.keys("Rukayat")
    assert closing.signing.missing == "The union leader still has to sign"
    pad = closing.signing.leader.signature.pad
    pad.set_strokes((((10, 10), (12, 10)),))
    assert closing.signing.missing == "That is too short for a signature"
    sign(pad)
    assert closing.signing.missing == ""


def receive_more(window: Window) -> None:
    """One more member paid, and the page has not heard of it."""
    sheet = ask(window, lambda desk: load_sheet(desk, UnionId(people.OJA_OBA), TODAY))
    row = sheet.rows[5]
    entry = SheetEntry(row.repayment, row.member, row.loan, 100_000)
    ask(window, lambda desk: record_sheet(desk, sheet, (entry,)))


def test_a_press_before_the_page_heard_of_it_locks_nothing(window: Window, signed: CloseMeetingPage) -> None:
    receive_more(window)
    window.click(signed.button)
    window.settle()
    assert signed.notice.told is not None
    assert signed.notice.told.title == "The receipts of this meeting changed"
    assert changes(signed) == ["The receipts changed"] * 2
    assert "meeting.closed" not in kinds(window)


def test_receipts_that_arrive_are_signed_for_again(window: Window, signed: CloseMeetingPage) -> None:
    receive_more(window)
    window.place.bench.changed.emit()
    window.settle()
    assert signed.signing.given() == ()
    assert changes(signed) == ["The receipts changed"] * 2
    assert signed.button.why.text() == "Say why the cash differs"


def test_somebody_who_comes_into_the_union_meanwhile_is_marked_first(
    window: Window, signed: CloseMeetingPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press comes after the sheet was read anew and before the count was compared with it."""
    monkeypatch.setattr(signed, "_show_comparison", lambda _: None)
    people.move_member(window.tablet.office.put, 101, people.OJA_OBA, TODAY)
    heard(window)
    assert signed.button.why.text() == "Not everybody is marked yet"
    signed._commit()
    assert not signed.button.guard.busy
    assert "meeting.closed" not in kinds(window)
