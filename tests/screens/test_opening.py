"""Unlocking: the first page is written as the institution writes, and old drafts are swept out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.officer.drafts import handover_draft, repayment_draft, sheet_draft
from fieldapp.officer.drafts.handover_draft import HandoverDraft
from fieldapp.officer.drafts.repayment_draft import RepaymentDraft
from fieldapp.officer.drafts.sheet_draft import SheetDraft
from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.officer.cash.page import CashPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.opening import DRAFTS_KEPT_DAYS
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store import notes
from fieldapp.store.author import Desk
from fieldapp.store.transaction import DiskFull, Transaction
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.records import INSTITUTION_BUCKET, InstitutionRecord
from shared.ids import INSTITUTION_ID, CashMovementId, MemberId, RepaymentId, UnionId
from tests.screens import people
from tests.screens.driver import Window, ask, heard
from tests.screens.office import DAY_MS, PIN, TODAY
from tests.screens.taking import LATE, NEXT

OLD, KEPT = "sheet/old", "sheet/kept"


def settled_otherwise(window: Window) -> None:
    """The institution writes another currency, and its days the other way round."""
    settings = InstitutionSettings("Harvest Trust", currency="GHS", date_format="YYYY-MM-DD")
    office = window.tablet.office
    office.put("institution", INSTITUTION_ID, InstitutionRecord(settings), INSTITUTION_BUCKET)
    heard(window)


def test_the_first_page_is_built_as_the_institution_writes(
    window: Window, look: Look, lanes: Lanes, qtbot: QtBot
) -> None:
    window.unlock().open(Target("cash"))
    window.page(CashPage)
    settled_otherwise(window)
    window.shell.lock()
    window.settle()
    vault = window.tablet.vaults[0]
    opened = Opened(vault, vault.unlock(PIN))
    # Built and furnished without a turn between them: nothing asked of the lane can have come back.
    place = lanes.store.call(lambda: window.tablet.open(opened, look, lanes))()
    place.furnish()
    assert isinstance(place, Workplace)
    page = place.page
    assert isinstance(page, CashPage)
    assert page.bench.formats.date_format == "YYYY-MM-DD"
    assert "Note GHS" in page.notes.heads
    place.close_down(lambda: None)
    qtbot.addWidget(place)


def with_drafts(window: Window) -> None:
    """Drafts of long ago and of a while ago."""
    since = window.tablet.clock.at_ms - DRAFTS_KEPT_DAYS * DAY_MS
    window.unlock()

    def keep(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            notes.keep(tx, "draft", OLD, b"old", since - 1)
            notes.keep(tx, "draft", KEPT, b"kept", since)
            notes.keep(tx, "preference", OLD, b"dark", since - 1)

    ask(window, keep)


def found(window: Window) -> set[tuple[str, str]]:
    """Which of them are there, in the store and in the notebook alike."""

    def look(desk: Desk) -> set[tuple[str, str]]:
        with desk.store.read() as tx:
            return {(note.room, note.key) for note in notes.listing(tx) if note.room != "place"}

    there = ask(window, look)
    book = window.place.bench.notes
    assert {("draft", key) for key in book.keys("draft")} == {at for at in there if at[0] == "draft"}
    return there & {("draft", OLD), ("draft", KEPT), ("preference", OLD)}


def test_drafts_nobody_came_back_to_are_swept_out_and_nothing_younger(window: Window) -> None:
    with_drafts(window)
    heard(window)
    window.shell.lock()
    window.unlock()
    assert found(window) == {("draft", KEPT), ("preference", OLD)}


def test_money_that_was_typed_is_never_swept_out_and_today_says_it(window: Window) -> None:
    typed = SheetDraft(0)
    typed.type((MemberId(people.member_id(4)), LATE), "500")
    typed.name({MemberId(people.member_id(4)): "Chidinma Eze"})
    on = TODAY - timedelta(days=80)
    repayment = repayment_draft.packed(RepaymentDraft(RepaymentId(b"r" * 16), "1,200"))
    kept = {
        sheet_draft.draft_key(UnionId(people.OJA_OBA), on): sheet_draft.packed(typed),
        sheet_draft.draft_key(UnionId(b"g" * 16), on): sheet_draft.packed(typed),
        repayment_draft.draft_key(LATE): repayment,
        handover_draft.KEY: handover_draft.packed(
            HandoverDraft(CashMovementId(b"h" * 16), None, ((50_000, 2),))
        ),
    }
    empty = {
        sheet_draft.draft_key(UnionId(people.OJA_OBA), on - timedelta(days=7)): sheet_draft.packed(
            SheetDraft(0)
        ),
        repayment_draft.draft_key(NEXT): repayment_draft.packed(RepaymentDraft(RepaymentId(b"e" * 16), "0")),
    }
    since = window.tablet.clock.at_ms - DRAFTS_KEPT_DAYS * DAY_MS
    window.unlock()

    def keep(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            for key, value in {**kept, **empty}.items():
                notes.keep(tx, "draft", key, value, since - 1)

    ask(window, keep)
    heard(window)
    window.shell.lock()
    window.unlock()
    assert set(window.place.bench.notes.keys("draft")) == set(kept)
    today = window.page(TodayPage)
    window.wait(today.not_saved.isVisible)
    rows = [(row.title, row.figure) for row in today.not_saved.list.rows]
    assert sorted(rows) == [
        ("A union not on this tablet any more", "₦500"),
        ("Chidinma Eze", "₦1,200"),
        ("Oja-Oba Traders Union", "₦500"),
    ]
    window.choose(today.not_saved.list, "A union not on this tablet any more")
    dialog = today.not_saved.dialog
    assert dialog is not None
    window.double_click(dialog.act)
    window.wait(lambda: len(today.not_saved.list.rows) == 2)
    window.choose(today.not_saved.list, "Oja-Oba Traders Union")
    assert window.page(MeetingSheetPage).second.startswith("Tuesday 1 September")
    window.settle()
    del kept[sheet_draft.draft_key(UnionId(b"g" * 16), on)]
    assert set(window.place.bench.notes.keys("draft")) == set(kept)


def test_a_clock_that_runs_ahead_makes_no_draft_old(window: Window) -> None:
    with_drafts(window)
    window.shell.lock()
    window.tablet.clock.at_ms += DAY_MS
    window.unlock()
    assert found(window) == {("draft", OLD), ("draft", KEPT), ("preference", OLD)}


def test_a_full_disk_keeps_nobody_out(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    with_drafts(window)
    heard(window)
    window.shell.lock()

    def full(tx: Transaction, room: str, key: str) -> None:
        raise DiskFull("", "")

    monkeypatch.setattr(notes, "forget", full)
    window.unlock()
    assert ("draft", OLD) in found(window)
