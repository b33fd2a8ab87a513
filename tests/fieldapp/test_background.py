"""Lanes: one thing after another, away from the screen, told on its thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.background import Lane, open_lanes


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
