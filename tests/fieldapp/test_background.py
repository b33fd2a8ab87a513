"""Lanes: one thing after another, away from the screen, told on its thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from functools import partial
from weakref import finalize

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.background import Lane, Sweeper, open_lanes


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[Lane]:
    """A lane, closed after the test."""
    made = Lane("test")
    yield made
    made.close()


def test_work_is_done_elsewhere_and_told_here(qtbot: QtBot, lane: Lane) -> None:
    threads: list[threading.Thread] = []
    lane.run(threading.current_thread, threads.append, lambda _: None)
    lane.run(lambda: None, lambda _: threads.append(threading.current_thread()), lambda _: None)
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_work_keeps_its_order_and_never_overlaps(qtbot: QtBot, lane: Lane) -> None:
    busy = threading.Lock()
    done: list[int] = []

    def work(number: int) -> int:
        assert busy.acquire(blocking=False)
        busy.release()
        return number

    for number in range(50):
        lane.run(partial(work, number), done.append, lambda _: None)
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_what_is_raised_is_told_and_the_lane_goes_on(qtbot: QtBot, lane: Lane) -> None:
    faults: list[Exception] = []
    done: list[int] = []

    def broken() -> int:
        raise ValueError("broken")

    lane.run(broken, done.append, faults.append)
    lane.run(lambda: 1, done.append, faults.append)
    qtbot.waitUntil(lambda: done == [1])
    assert [str(fault) for fault in faults] == ["broken"]


def test_another_lane_may_wait_for_what_this_one_returns(qtbot: QtBot) -> None:
    lanes = open_lanes()
    done: list[str] = []
    lanes.network.run(lambda: lanes.store.call(lambda: "read"), done.append, lambda _: None)
    qtbot.waitUntil(lambda: done == ["read"])
    lanes.close()


def test_what_is_queued_ends_before_the_lane_does(qapp: QApplication) -> None:
    lane = Lane("closing")
    done: list[int] = []
    for number in range(5):
        lane.run(partial(done.append, number), lambda _: None, lambda _: None)
    lane.close()
    assert done == [0, 1, 2, 3, 4]


def test_what_a_lane_was_given_is_let_go_of_on_the_screens_thread(qtbot: QtBot, lane: Lane) -> None:
    """It may be the last to know a page: the thread that lets go of it is the one that destroys it."""
    let_go: list[int] = []
    done: list[int] = []
    for number in range(300):
        known = _Knot()
        finalize(known, lambda: let_go.append(threading.get_ident()))
        # What is told first keeps this thread busy, while the lane goes on.
        lane.run(partial(_number_of, known, number), done.append, _fail)
        del known
    qtbot.waitUntil(lambda: len(done) == 300)
    assert let_go == [threading.get_ident()] * 300


def test_what_goes_out_of_use_on_a_lane_is_swept_up_on_the_screens_thread(qtbot: QtBot, lane: Lane) -> None:
    swept: list[int] = []
    parent = QObject()
    sweeper = Sweeper(parent, lambda: 0)

    def work() -> None:
        for _ in range(20_000):  # so many that Python left to itself would collect in here
            knot = _Knot()
            knot.end = knot
        finalize(knot, lambda: swept.append(threading.get_ident()))

    done: list[None] = []
    lane.run(work, done.append, _fail)
    qtbot.waitUntil(lambda: bool(done))
    assert swept == []
    sweeper.sweep()
    assert swept == [threading.get_ident()]


def test_everything_is_looked_through_only_while_nobody_touches_anything(qtbot: QtBot) -> None:
    untouched = [0]
    parent = QObject()
    sweeper = Sweeper(parent, lambda: untouched[0])
    looked: list[int] = []
    gc.callbacks.append(lambda phase, info: looked.append(info["generation"]) if phase == "start" else None)
    try:
        for _ in range(60):
            sweeper.sweep()
        assert set(looked) == {1}
        untouched[0] = 5_000
        sweeper.sweep()
        sweeper.sweep()
        assert looked[-2:] == [2, 1]
    finally:
        gc.callbacks.pop()


class _Knot:
    """Something that may hold itself."""

    end: object = None


def _number_of(known: _Knot, number: int) -> int:
    return number


def _fail(fault: Exception) -> None:
    raise fault
