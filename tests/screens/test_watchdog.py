"""The watchdog barks: at what takes too long and at whatever waits, on the screen's thread and only there."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.look import Look
from fieldapp.store.author import Desk
from tests.screens.driver import Window, ask
from tests.screens.watchdog import LIMIT_S, ScreenWaits, Watchdog


def _deliver(qtbot: QtBot, work: Callable[[], object]) -> None:
    """Let a click do some work."""
    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(work)
    button.show()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _compute(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_click_that_computes_too_long_is_reported_with_its_place(qtbot: QtBot, watchdog: Watchdog) -> None:
    _deliver(qtbot, lambda: _compute(20 * LIMIT_S))
    (line,) = watchdog.take()
    assert "_compute" in line


def test_a_click_that_is_short_is_not(qtbot: QtBot, watchdog: Watchdog) -> None:
    _deliver(qtbot, lambda: _compute(LIMIT_S / 10))
    assert watchdog.take() == []


def test_waiting_is_not_mistaken_for_computing_outside_of_events(watchdog: Watchdog) -> None:
    time.sleep(2 * LIMIT_S)
    _compute(2 * LIMIT_S)
    assert watchdog.take() == []


def test_a_click_that_reads_the_store_fails_at_once(window: Window, watchdog: Watchdog) -> None:
    window.unlock()
    desk = window.place.bench.desk
    button = QPushButton()
    window.qtbot.addWidget(button)
    button.clicked.connect(lambda: desk.store.read().__enter__())
    button.show()
    with window.qtbot.captureExceptions() as raised:
        window.click(button)
    assert len(raised) == 1
    (line,) = watchdog.take()
    assert line.startswith("reading the store on the thread of the screen")


@pytest.mark.parametrize(
    ("wait", "what"),
    [
        (lambda _: time.sleep(0.001), "sleep"),
        (lambda lanes: lanes.store.call(lambda: None), "waiting for a lane"),
        (lambda _: threading.Event().wait(0.001), "waiting for another thread"),
        (lambda _: socket.create_connection(("127.0.0.1", 9)), "the network"),
        (lambda _: subprocess.run(["true"], check=True), "a process"),
    ],
    ids=["sleep", "lane", "thread", "socket", "process"],
)
def test_whatever_waits_fails_at_once(
    qtbot: QtBot, watchdog: Watchdog, lanes: Lanes, wait: Callable[[Lanes], object], what: str
) -> None:
    with qtbot.captureExceptions() as raised:
        _deliver(qtbot, lambda: wait(lanes))
    assert [kind for kind, *_ in raised] == [ScreenWaits]
    assert [line.partition(" on the thread")[0] for line in watchdog.take()] == [what]


def test_lanes_and_tests_wait_as_they_like(window: Window, watchdog: Watchdog) -> None:
    window.unlock()
    assert ask(window, _reads) > 0
    window.lanes.network.call(lambda: time.sleep(0.001))
    assert watchdog.take() == []


def test_a_timer_is_watched_as_well(qtbot: QtBot, watchdog: Watchdog) -> None:
    done: list[bool] = []

    def work() -> None:
        _compute(20 * LIMIT_S)
        done.append(True)

    QTimer.singleShot(0, work)
    qtbot.waitUntil(lambda: bool(done))
    (line,) = watchdog.take()
    assert "_compute" in line


def test_an_answer_of_a_lane_is_a_piece_of_its_own(qtbot: QtBot, watchdog: Watchdog, lanes: Lanes) -> None:
    told: list[float] = []

    def tell(seconds: float) -> None:
        _compute(seconds)
        told.append(seconds)

    for _ in range(3):
        lanes.store.run(lambda: LIMIT_S / 2, tell, lambda fault: None)
    lanes.store.call(lambda: None)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert watchdog.take() == []


def test_another_theme_has_a_limit_of_its_own(
    qtbot: QtBot, qapp: QApplication, look: Look, watchdog: Watchdog
) -> None:
    look.changed.connect(lambda: _compute(2 * LIMIT_S))
    _deliver(qtbot, lambda: look.apply(qapp))
    assert watchdog.take() == []
    look.changed.connect(lambda: _compute(40 * LIMIT_S))
    _deliver(qtbot, lambda: look.apply(qapp))
    assert [line.partition(" took")[0] for line in watchdog.take()] == ["Look.apply"]


def test_every_limit_of_its_own_is_needed(window: Window, look: Look, watchdog: Watchdog) -> None:
    """Where this fails, it became quick: take it out of the table."""
    place = window.unlock()
    for destination in place.places:
        place.go_to(destination.key)
        window.settle()
    look.choose(Appearance("dark", 1.5))
    assert {name: spent_s > LIMIT_S for name, spent_s in watchdog.spent_s.items()} == {"Look.apply": True}, (
        watchdog.spent_s
    )


def test_what_is_too_long_only_now_and_then_is_run_again(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(_WATCHED)
    pytester.makepyfile(
        """
        import pathlib

        def _runs(name):
            with pathlib.Path(name).open("a+") as runs:
                runs.write("x")
                runs.seek(0)
                return len(runs.read())

        def test_slow_once(watchdog):
            watchdog.found = "a turn took 90 ms" if _runs("once") == 1 else ""

        def test_slow_each_time(watchdog):
            watchdog.found = f"a turn took 90 ms, run {_runs('each')}"

        def test_that_waits(watchdog):
            watchdog.found = f"sleep on the thread of the screen, run {_runs('waits')}"
        """
    )
    result = pytester.runpytest("-p", "no:xdist")
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines(["*a turn took 90 ms, run 3*"])
    result.stdout.fnmatch_lines(["*sleep on the thread of the screen, run 1*"])


_WATCHED = """
import pytest
from tests.screens.again import run_again_if_slow
from tests.screens.turns import KEPT

def pytest_runtest_protocol(item, nextitem):
    return run_again_if_slow(item, nextitem)

class Found:
    found = ""

@pytest.fixture
def watchdog():
    made = Found()
    yield made
    if made.found:
        pytest.fail(KEPT + made.found, pytrace=False)
"""


def _reads(desk: Desk) -> int:
    with desk.store.read() as tx:
        return len(tx.tuples("SELECT kind FROM base_record LIMIT 1"))
