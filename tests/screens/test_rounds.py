"""Rounds while somebody works: one at a time, again by themselves, and never after a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.rounds import Rounds, RoundTimes
from fieldapp.screens.targets import Target
from fieldapp.store.database import open_store
from fieldapp.syncing.faults import ServerBusy, Unreachable
from fieldapp.syncing.round import Moved, RoundResult
from fieldapp.vault.identity import store_path
from shared.contract.exchange import ExchangeRequest, ExchangeResponse
from tests.screens.driver import Window
from tests.screens.office import DAY_MS, PIN


class Clock:
    """Milliseconds, moved by hand."""

    def __init__(self) -> None:
        self.ms = 1_000

    def now(self) -> int:
        return self.ms


Made = tuple[Rounds, Clock]


def rounds_of(lanes: Lanes, run: Callable[[], RoundResult | None]) -> Made:
    clock = Clock()
    return Rounds(lanes.network, run, RoundTimes(clock.now, clock.now, lambda: 1.0)), clock


def test_asking_while_one_runs_brings_exactly_one_more(qtbot: QtBot, lanes: Lanes) -> None:
    gate, runs = threading.Event(), [0]

    def run() -> RoundResult:
        runs[0] += 1
        gate.wait(5)
        return RoundResult()

    rounds, _ = rounds_of(lanes, run)
    for _ in range(5):
        rounds.want()
    assert rounds.running
    gate.set()
    qtbot.waitUntil(lambda: runs[0] == 2 and not rounds.running)
    qtbot.wait(30)
    assert runs[0] == 2
    rounds.stop()


def test_a_round_that_failed_is_tried_again_by_itself_later(qtbot: QtBot, lanes: Lanes) -> None:
    rounds, _ = rounds_of(lanes, lambda: RoundResult(fault=Unreachable()))
    rounds.want()
    qtbot.waitUntil(lambda: len(rounds.lines) == 1)
    assert 900 <= rounds._timer.interval() <= 1_000
    rounds.stop()


def test_a_busy_server_is_left_alone_even_when_a_person_asks(qtbot: QtBot, lanes: Lanes) -> None:
    rounds, _ = rounds_of(lanes, lambda: RoundResult(fault=ServerBusy(120)))
    rounds.want()
    qtbot.waitUntil(lambda: len(rounds.lines) == 1)
    rounds.want()
    assert not rounds.running
    assert rounds._timer.interval() > 110_000
    rounds.stop()


@pytest.mark.expects_errors
def test_a_bug_in_a_round_is_logged_and_rounds_go_on(
    qtbot: QtBot, lanes: Lanes, caplog: pytest.LogCaptureFixture
) -> None:
    def run() -> RoundResult:
        raise ZeroDivisionError

    rounds, _ = rounds_of(lanes, run)
    rounds.want()
    qtbot.waitUntil(lambda: not rounds.running)
    assert "round_broke fault=ZeroDivisionError" in caplog.text
    assert rounds._timer.isActive()
    rounds.stop()


def test_a_lock_while_a_round_is_under_way_closes_the_store_and_drops_the_answer(window: Window) -> None:
    gate, inside = threading.Event(), threading.Event()
    office, answer = window.tablet.office, type(window.tablet.office).exchange

    class Slow:
        """An office whose answer comes after the lock."""

        def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
            inside.set()
            gate.wait(5)
            return answer(office, request)

    office.fault = None
    window.tablet.way = Slow()
    place = window.unlock(settled=False)
    window.wait(inside.is_set)
    window.shell.lock()
    window.wait(lambda: isinstance(window.shell.page, UnlockPage))
    window.lanes.store.call(lambda: None)
    vault = window.tablet.vaults[0]
    key = vault.unlock(PIN).database_key
    open_store(store_path(vault.profile), key).close()  # nobody else holds it any more
    gate.set()
    window.settle()
    assert place.rounds.lines == ()


def test_a_long_round_shows_how_far_it_is_and_can_be_cut_short(window: Window) -> None:
    place = window.unlock()
    place.open(Target("sync"))
    pane = window.page(SyncCentrePage).rounds
    assert not pane.progress.isVisible()
    gate = threading.Event()
    window.lanes.network.run(gate.wait, lambda _: None, lambda _: None)
    try:
        place.rounds.ask()
        assert place.rounds.tell(Moved(92, 158, 31))
        window.qtbot.waitUntil(pane.progress.isVisible)
        assert pane.progress.accessibleName() == "In contact with the office. 92 of 250. 31 records received"
        window.qtbot.mouseClick(pane.progress.leave, Qt.MouseButton.LeftButton)
        assert place.rounds.tell(Moved(93, 157, 31))
        assert not pane.progress.isVisible()
    finally:
        gate.set()
    window.settle()
    gate.clear()
    window.lanes.network.run(gate.wait, lambda _: None, lambda _: None)
    try:
        place.rounds.ask()
        place.rounds.tell(Moved(92, 158, 31))
        window.qtbot.waitUntil(pane.progress.isVisible)
        window.qtbot.mouseClick(pane.progress.cancel, Qt.MouseButton.LeftButton)
        assert not place.rounds.tell(Moved(93, 157, 31))
    finally:
        gate.set()
    window.wait(lambda: not pane.progress.isVisible())


def test_a_round_renews_the_lease(window: Window) -> None:
    window.tablet.office.fault = None
    window.tablet.clock.at_ms += 2 * DAY_MS
    place = window.unlock()
    window.wait(lambda: place.rounds.lines)
    assert window.tablet.vaults[0].lease_state().days_left == 5


def test_a_lease_that_ends_locks_the_tablet_and_says_what_to_do(window: Window) -> None:
    window.unlock()
    window.tablet.clock.at_ms += 6 * DAY_MS
    window.shell.watch.look_at_lease()
    window.wait(lambda: isinstance(window.shell.page, UnlockPage))
    window.settle()
    page = window.shell.page
    assert isinstance(page, UnlockPage)
    assert page.welcome.lease[0].text() == "The offline time is over"
    window.keys(PIN)
    page.pad.entered.emit(PIN)
    window.wait(lambda: page.notice.told is not None and "offline time is over" in page.notice.told.title)


def test_a_sealed_journal_that_lags_is_said_and_gone_when_it_is_made_up_for(window: Window) -> None:
    window.unlock()
    window.place.open(Target("sync"))
    page = window.page(SyncCentrePage)
    lagging = page.rounds._journal
    assert not lagging.isVisible()
    for behind, words in ((2, "lacks 2 records: free some space"), (1, "lacks 1 record: free some space")):
        window.place.bench.desk.store.journal_behind = behind
        page.load()
        window.settle()
        assert (lagging.isVisible(), lagging._value.text()) == (True, words)
    window.place.bench.desk.store.journal_behind = 0
    page.load()
    window.settle()
    assert not lagging.isVisible()
