"""Work leaves the screen's thread, runs in its turn, and what came of it is told there, once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from fieldapp.background import Lane, Lanes, open_lanes
from shared.errors import RuleRefused


@pytest.fixture
def lanes(qtbot: QtBot) -> Iterator[Lanes]:
    opened = open_lanes()
    yield opened
    opened.close()


def never(what: object) -> None:
    raise AssertionError(f"told {what!r}")


def test_the_result_is_told_on_the_screens_thread(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[tuple[str, threading.Thread]] = []
    lanes.store.run(
        lambda: threading.current_thread().name,
        lambda name: told.append((name, threading.current_thread())),
        never,
    )
    qtbot.waitUntil(lambda: len(told) == 1)
    name, thread = told[0]
    assert name.startswith("store")
    assert thread is threading.main_thread()


def test_an_error_is_told_and_not_lost(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[tuple[Exception, threading.Thread]] = []
    refusal = RuleRefused("amount.zero", "Amount is zero", "Enter an amount above zero.")

    def refuse() -> None:
        raise refusal

    lanes.store.run(refuse, never, lambda fault: told.append((fault, threading.current_thread())))
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told == [(refusal, threading.main_thread())]


def test_nothing_is_told_before_the_caller_has_gone_on(lanes: Lanes, qtbot: QtBot) -> None:
    """Work that is over at once must not come back into the middle of whoever asked for it."""
    told: list[int] = []
    for number in range(200):
        lanes.store.run(partial(int, number), told.append, never)
        assert told == []
    qtbot.waitUntil(lambda: len(told) == 200)
    assert told == list(range(200))


def test_a_lane_does_one_thing_after_another(lanes: Lanes, qtbot: QtBot) -> None:
    inside = 0
    most = 0
    order: list[int] = []

    def work(number: int) -> int:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        threading.Event().wait(0.001)
        inside -= 1
        return number

    for number in range(20):
        lanes.store.run(partial(work, number), order.append, never)
    qtbot.waitUntil(lambda: len(order) == 20)
    assert (most, order) == (1, list(range(20)))


def test_the_network_does_not_hold_up_the_store(lanes: Lanes, qtbot: QtBot) -> None:
    answer = threading.Event()
    told: list[str] = []
    lanes.network.run(lambda: answer.wait(5), lambda _: told.append("network"), never)
    lanes.store.run(lambda: None, lambda _: told.append("store"), never)
    qtbot.waitUntil(lambda: told == ["store"])
    answer.set()
    qtbot.waitUntil(lambda: told == ["store", "network"])


def test_a_lane_may_wait_for_another(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[str] = []

    def through_the_store() -> str:
        return lanes.store.call(lambda: threading.current_thread().name)

    lanes.network.run(through_the_store, told.append, never)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].startswith("store")


def test_what_fails_at_the_store_fails_for_who_waits(lanes: Lanes, qtbot: QtBot) -> None:
    told: list[Exception] = []

    def fail() -> None:
        raise ValueError("no")

    lanes.network.run(lambda: lanes.store.call(fail), never, told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert isinstance(told[0], ValueError)


def test_closing_lets_what_is_queued_end_and_takes_nothing_more(qtbot: QtBot) -> None:
    lane = Lane("store")
    done: list[int] = []
    for number in range(10):
        lane.run(partial(done.append, number), lambda _: None, never)
    lane.close()
    assert done == list(range(10))
    with pytest.raises(RuntimeError):
        lane.run(lambda: None, never, never)
