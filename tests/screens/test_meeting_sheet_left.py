"""Money typed for a row that is gone, or for a meeting closed elsewhere: seen until it is taken out."""

from __future__ import annotations

import pytest

from fieldapp.screens.money.repay.page import RepayPage
from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.sheet.part import Part
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from tests.screens import people
from tests.screens.closing import opened_sheet
from tests.screens.driver import Window, ask, heard
from tests.screens.office import TODAY


@pytest.fixture
def sheet(window: Window) -> MeetingSheetPage:
    """The sheet of the union that meets; 500 is typed for the first of its members."""
    page = opened_sheet(window)
    window.keys("500")
    window.settle()
    return page


def move_away(window: Window) -> None:
    """The office moved the first member to the other union."""
    people.move_member(window.tablet.office.put, 0, people.BODIJA, TODAY)
    heard(window)


def take_away(window: Window) -> None:
    """The first member is not on this tablet any more."""

    def work(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            tx.execute("DELETE FROM p_member WHERE id = ?", (people.member_id(0),))

    ask(window, work)
    window.place.bench.changed.emit()
    window.settle()


def close_elsewhere(window: Window) -> None:
    """Another tablet closed today's meeting."""
    people.close_meeting(window.tablet.office.put, people.OJA_OBA, TODAY)
    heard(window)


def test_an_amount_without_a_row_is_seen_and_kept(window: Window, sheet: MeetingSheetPage) -> None:
    assert not sheet.left.isVisible()
    move_away(window)
    assert sheet.model.rowCount() == 24
    assert sheet.left.isVisible()
    assert sheet.left.act("Take out ₦500 for Abiola Adebanjo")
    window.shell.lock()
    window.unlock()
    again = window.page(MeetingSheetPage)
    window.wait(again.left.isVisible)
    assert again.left.act("Take out ₦500 for Abiola Adebanjo")


def test_it_is_named_also_when_the_member_is_gone(window: Window, sheet: MeetingSheetPage) -> None:
    take_away(window)
    assert sheet.left.act("Take out ₦500 for Abiola Adebanjo")


def test_it_does_not_keep_the_meeting_open_and_stays_behind(window: Window, sheet: MeetingSheetPage) -> None:
    move_away(window)
    window.click(sheet.totals.close_meeting)
    closing = window.page(CloseMeetingPage)
    assert closing.button.why.text() == "Not everybody is marked yet"
    told = closing.left.told
    assert told is not None
    assert "₦500 for Abiola Adebanjo" in told.detail


def test_taken_out_it_is_gone_and_can_be_put_back(window: Window, sheet: MeetingSheetPage) -> None:
    move_away(window)
    out = sheet.left.act("Take out ₦500 for Abiola Adebanjo")
    assert out is not None
    window.click(out)
    assert not sheet.left.isVisible()
    window.click(sheet.toasts.button)
    assert sheet.left.act("Take out ₦500 for Abiola Adebanjo")


def test_it_is_recorded_outside_the_meeting(window: Window, sheet: MeetingSheetPage) -> None:
    move_away(window)
    record = sheet.left.act("Record for Abiola Adebanjo")
    assert record is not None
    window.click(record)
    window.page(RepayPage)


def test_who_only_reads_is_not_told_that_an_open_meeting_is_closed(
    window: Window, sheet: MeetingSheetPage
) -> None:
    window.keys("500")
    sheet._part = Part(records=False, closes=False)
    sheet.load()
    window.wait(sheet.left.isVisible)
    assert "not yours to record" in sheet.left.words
    assert "closed" not in sheet.left.words


def test_a_meeting_closed_elsewhere_leaves_what_was_typed(window: Window, sheet: MeetingSheetPage) -> None:
    close_elsewhere(window)
    # It is said once.
    assert sheet.notice.told is None
    assert sheet.left.words.startswith("1 amount is typed and not saved. The meeting is closed:")
    assert sheet.model.line(0).text == ""
    window.shell.lock()
    window.unlock()
    again = window.page(MeetingSheetPage)
    window.wait(again.left.isVisible)
    out = again.left.act("Take out ₦500 for Abiola Adebanjo")
    assert out is not None
    window.click(out)
    window.settle()
    assert not [key for key in window.place.bench.notes.keys("draft") if key.startswith("sheet/")]


def test_closed_elsewhere_while_counting_it_leaves_it_too(window: Window, sheet: MeetingSheetPage) -> None:
    window.place.open(Target("close", people.OJA_OBA, TODAY.isoformat()))
    closing = window.page(CloseMeetingPage)
    window.wait(lambda: closing.button.why.text() == "Amounts on the sheet are not saved yet")
    close_elsewhere(window)
    assert closing.summary.isVisible()
    assert closing.left.told is not None
    window.click(closing.left.action)
    assert window.page(MeetingSheetPage).left.isVisible()
