"""What somebody typed outlives a lock and a program that is killed; nobody meets another's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.notebook import Notebook
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.officer.today.page import TodayPage
from fieldapp.store import notes
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from fieldapp.store.transaction import DiskFull, Transaction
from shared.ids import DeviceId
from tests.screens import people
from tests.screens.driver import Window, ask
from tests.screens.killing import killed
from tests.screens.office import make_vault

UNION = "Oja-Oba Traders Union"


def opened_sheet(window: Window) -> MeetingSheetPage:
    """The sheet: opened from Today, unless somebody stands there already since their last lock."""
    if isinstance(window.place.page, TodayPage):
        window.choose(window.page(TodayPage).unions, UNION)
    return window.page(MeetingSheetPage)


TYPING = """
from fieldapp.screens.officer.sheet.table.cells import AmountEditor
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.targets import Target

shell.page.open(Target("sheet", people.OJA_OBA))
until(lambda: isinstance(shell.page.page, MeetingSheetPage))
sheet = shell.page.page
until(lambda: sheet.view.findChild(AmountEditor) is not None)
QTest.keyClicks(sheet.view.findChild(AmountEditor), "4500")
"""


def waiting(window: Window) -> int:
    def look(desk: Desk) -> int:
        with desk.store.read() as tx:
            return counts(tx).waiting

    return ask(window, look)


def test_what_was_typed_is_there_after_the_program_was_killed(window: Window) -> None:
    killed(window, TYPING, "pass")
    window.unlock()
    sheet = opened_sheet(window)
    assert sheet.model.line(0).text == "4500"
    assert sheet.model.line(0).attendance == "PRESENT"
    assert waiting(window) == 0


def test_killed_after_the_commit_before_word_of_it_nothing_is_recorded_twice(window: Window) -> None:
    killed(window, TYPING, "sheet.save()")
    window.unlock()
    sheet = opened_sheet(window)
    assert waiting(window) == 1
    assert sheet.model.line(0).text == ""
    assert sheet.model.line(0).row.paid_today_minor == 450_000
    assert sheet.model.line(0).attendance == "PRESENT"
    assert not sheet.totals.save.isEnabled()


def test_the_last_key_before_the_lock_is_kept(window: Window) -> None:
    window.unlock()
    opened_sheet(window)
    window.keys("45")
    window.keys("0")
    window.shell.lock()
    window.unlock()
    assert opened_sheet(window).model.line(0).text == "450"


def test_two_people_on_one_tablet_never_meet_each_others_notes(window: Window) -> None:
    make_vault(window.tablet, people.OTHER, pin="508273", device=DeviceId(b"device-000000002"))
    window.shell.show_lock()
    place = window.unlock()
    place.bench.notes.put("draft", "what", b"mine")
    window.shell.lock()
    page = window.shell.page
    assert isinstance(page, UnlockPage)
    window.click(next(each for each in page.findChildren(QPushButton) if "Zainab" in each.accessibleName()))
    place = window.unlock("508273")
    assert place.bench.desk.author.device == b"device-000000002"
    assert place.bench.notes.get("draft", "what") is None
    place.bench.notes.put("draft", "what", b"hers")
    window.shell.lock()
    page = window.shell.page
    assert isinstance(page, UnlockPage)
    window.click(
        next(each for each in page.findChildren(QPushButton) if "Funmilayo" in each.accessibleName())
    )
    assert window.unlock().bench.notes.get("draft", "what") == b"mine"


# ---------------------------------------------------------------- the notebook itself


@pytest.fixture
def notebook(window: Window) -> Notebook:
    return window.unlock().bench.notes


def stored(window: Window) -> dict[tuple[str, str], bytes]:
    def look(desk: Desk) -> dict[tuple[str, str], bytes]:
        with desk.store.read() as tx:
            return {(note.room, note.key): note.value for note in notes.listing(tx) if note.room == "draft"}

    return ask(window, look)


def told(notebook: Notebook) -> tuple[list[tuple[object, ...]], list[Exception]]:
    kept: list[tuple[object, ...]] = []
    faults: list[Exception] = []
    notebook.kept.connect(lambda *what: kept.append(what))
    notebook.not_kept.connect(faults.append)
    return kept, faults


def test_a_note_is_on_the_disk_when_it_is_said_to_be(window: Window, notebook: Notebook) -> None:
    kept, _ = told(notebook)
    notebook.put("draft", "a", b"1")
    assert notebook.get("draft", "a") == b"1"
    assert kept == []
    window.settle()
    assert kept == [("draft", "a", window.tablet.clock.at_ms)]
    assert notebook.kept_at("draft", "a") == window.tablet.clock.at_ms
    assert stored(window) == {("draft", "a"): b"1"}
    notebook.tear("draft", "a")
    window.settle()
    assert stored(window) == {}
    assert notebook.keys("draft") == ()


def test_while_the_lane_is_busy_only_the_newest_value_is_written(window: Window, notebook: Notebook) -> None:
    kept, _ = told(notebook)
    for number in range(200):
        notebook.put("draft", "a", str(number).encode())
    window.settle()
    assert stored(window) == {("draft", "a"): b"199"}
    assert len(kept) < 100


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every note meets a disk without room."""

    def full(tx: Transaction, *given: Any) -> None:
        raise DiskFull("This tablet is full", "This was not recorded.")

    with monkeypatch.context() as patch:
        patch.setattr(notes, "keep", full)
        yield


def test_a_full_disk_is_told_once_and_what_was_typed_goes_with_the_next_write(
    window: Window, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, faults = told(notebook)
    with full_disk(monkeypatch):
        for value in (b"1", b"2"):
            notebook.put("draft", "a", value)
            window.settle()
    assert [type(fault) for fault in faults] == [DiskFull]
    assert notebook.get("draft", "a") == b"2"
    assert stored(window) == {}
    notebook.put("draft", "b", b"3")
    window.settle()
    assert stored(window) == {("draft", "a"): b"2", ("draft", "b"): b"3"}


def test_what_a_full_disk_refused_is_tried_once_more_at_the_lock(
    window: Window, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_disk(monkeypatch):
        notebook.put("draft", "a", b"1")
        window.settle()
    window.shell.lock()
    QApplication.processEvents()
    assert window.unlock().bench.notes.get("draft", "a") == b"1"


def test_a_refused_value_never_replaces_a_newer_one(
    window: Window, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_disk(monkeypatch):
        notebook.put("draft", "a", b"old")
        window.lanes.store.call(lambda: None)
    notebook.put("draft", "a", b"new")
    window.settle()
    assert stored(window) == {("draft", "a"): b"new"}
