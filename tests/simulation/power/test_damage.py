"""Harm to the files of a tablet: what is recorded is found in the store or in the sealed journal, and where
it is not in the store, the program says that something is wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from fieldapp.vault.identity import store_path
from fieldapp.vault.journal import journal_path
from shared.errors import RuleRefused
from tests.simulation.acts.choosing import NothingToDo
from tests.simulation.acts.collecting import collect
from tests.simulation.ground.machine import Machine
from tests.simulation.ground.places import in_memory
from tests.simulation.ground.tablet import Tablet
from tests.simulation.power.damage import HARMS
from tests.simulation.power.opening import Found, Operation, found_after
from tests.simulation.power.working import machine_at

_RECORDED, _BEFORE = 24, 10
"""So many operations, and so many of them in the old copy that things are put back from."""
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Worked:
    """A tablet on which somebody worked: as it is, as it was before, and what is recorded on it."""

    now: Path
    before: Path
    told: frozenset[Operation]
    now_ms: int

    def machine(self, folder: Path) -> Machine:
        """The tablet in a copy of it."""
        return machine_at(folder, self.now_ms, Random(0))


@pytest.fixture
def worked(template: Path, tmp_path: Path) -> Iterator[Worked]:
    """A day's work, with a copy from its morning."""
    with in_memory() as folder:
        now, before = folder / "now", folder / "before"
        shutil.copytree(template / "officer-1-0", now)
        now_ms, rng = int((template / "now").read_text()), Random(1)
        tablet = Tablet("officer", machine_at(now, now_ms, rng))
        for wanted in (_BEFORE, _RECORDED):
            assert tablet.unlock()
            while len(tablet.noted) < wanted:
                try:
                    tablet.do(lambda desk: collect(desk, rng))
                except (RuleRefused, NothingToDo):
                    continue
            tablet.lock()
            if wanted == _BEFORE:
                shutil.copytree(now, before)
        yield Worked(now, before, frozenset((one.seq, one.hash) for one in tablet.noted), now_ms)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("harm", HARMS)
def test_harm_to_the_store_is_said_and_nothing_recorded_is_lost(worked: Worked, harm: str) -> None:
    noticed = 0
    for found in _harmed(worked, harm, lambda machine: store_path(machine.profile)):
        assert worked.told <= found.store | found.journal
        assert found.wrong or worked.told <= found.store
        noticed += bool(found.wrong)
    # What is put back page by page is good by itself; it is told where it has something to do with the chain.
    assert noticed >= (1 if harm == "put_a_page_back" else _TRIES * 9 // 10)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("harm", HARMS)
def test_harm_to_the_journal_takes_nothing_from_the_store(worked: Worked, harm: str) -> None:
    for found in _harmed(worked, harm, lambda machine: journal_path(machine.profile)):
        assert worked.told <= found.store
        assert not found.wrong


def _harmed(worked: Worked, harm: str, which: Callable[[Machine], Path]) -> Iterator[Found]:
    """What is found after each of many such harms to one file."""
    for number in range(_TRIES):
        state = worked.now.parent / f"state{number}"
        shutil.copytree(worked.now, state)
        file, old = which(worked.machine(state)), which(worked.machine(worked.before))
        rng = Random(f"{harm}/{number}")
        file.write_bytes(HARMS[harm](file.read_bytes(), old.read_bytes(), rng))
        yield found_after(state, worked.now_ms)
        shutil.rmtree(state)
