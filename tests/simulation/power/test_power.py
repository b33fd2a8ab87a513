"""The power goes at any moment: nothing that somebody was told is recorded is missing afterwards.

What an officer's process really asks of the file system is written down once; from that, states that a disk
may be in are rebuilt, a great many of them, and each is opened by the program as it stands.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.simulation.ground.places import in_memory
from tests.simulation.planted.of_the_disk import PLANTED
from tests.simulation.power.disk import Disk
from tests.simulation.power.moments import Told, moments
from tests.simulation.power.opening import Found, found_after
from tests.simulation.power.tracing import Event, Said, traced

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's own")
_STATES, _SHARES = 1_000, 2
"""So many states in each of so many tests, which may run beside each other."""
_RECORDED = 24


@pytest.mark.timeout(900)
@pytest.mark.parametrize("share", range(_SHARES))
def test_no_power_loss_takes_what_was_recorded(template: Path, tmp_path: Path, share: int) -> None:
    opened = 0
    for wrong in _states(template, tmp_path, f"share {share}"):
        opened += 1
        assert not wrong
    assert opened == _STATES


@pytest.mark.timeout(900)
@pytest.mark.parametrize("planted", PLANTED)
def test_a_fault_of_the_disk_is_caught(template: Path, tmp_path: Path, planted: str) -> None:
    wrong = next(filter(None, _states(template, tmp_path, "planted", planted)), "")
    assert "lost" in wrong or "lacks" in wrong


@pytest.mark.timeout(900)
def test_killed_at_any_call_nothing_recorded_is_missing(template: Path, tmp_path: Path) -> None:
    with in_memory() as folder:
        for place, disk, told in moments(*_work(template, tmp_path)):
            state = folder / str(place)
            disk.kill(state)
            found = found_after(state, _now_ms(template))
            shutil.rmtree(state)
            assert not _wrong(told, found, f"event {place}")


def _states(template: Path, tmp_path: Path, seed: str, *planted: str) -> Iterator[str]:
    """Open as many states as are asked for; yield what is wrong with each, mostly nothing."""
    before, events = _work(template, tmp_path, *planted)
    opened = 0
    with in_memory() as folder:
        for place, disk, told in moments(before, events):
            while opened * len(events) < (place + 1) * _STATES:
                opened += 1
                state = folder / str(opened)
                disk.lose_power(Random(f"{seed}/{opened}"), state)
                found = found_after(state, _now_ms(template))
                shutil.rmtree(state)
                yield _wrong(told, found, f"{seed}, state {opened}, event {place}")


def _work(template: Path, tmp_path: Path, *planted: str) -> tuple[Disk, list[Event]]:
    """Let an officer work; return the disk as it was before, and what was asked of it."""
    tablet = tmp_path / "tablet"
    shutil.copytree(template / "officer-1-0", tablet)
    before = Disk(tablet)
    arguments = [str(tablet), str(_now_ms(template)), str(_RECORDED), *planted]
    events = traced("tests.simulation.power.working", arguments, tmp_path / "trace", tablet)
    assert sum(isinstance(event, Said) for event in events) == _RECORDED
    return before, events


def _now_ms(template: Path) -> int:
    return int((template / "now").read_text())


def _wrong(told: Told, found: Found, where: str) -> str:
    """What of what was told is not found, in words; empty when all of it is."""
    if lost := told.operations - found.store:
        return f"{where}: {len(lost)} of {len(told.operations)} are lost from the store"
    if lacking := told.operations - found.journal:
        return f"{where}: the journal lacks {len(lacking)}"
    return f"{where}: {found.wrong}" if found.wrong else ""
