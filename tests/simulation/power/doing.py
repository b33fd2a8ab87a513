"""One thing that a tablet does, as a process of its own, for somebody to write down what it asks of the disk.

    python -m tests.simulation.power.doing WORLD TASK

The office is in the same process: whoever stops at any call stops both. Operations are told when they are
recorded.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from shared.errors import RuleRefused
from tests.simulation.acts.choosing import NothingToDo
from tests.simulation.acts.collecting import collect
from tests.simulation.ground.clocks import TabletClock, Time
from tests.simulation.ground.dying import Fuse
from tests.simulation.ground.machine import PIN, Machine
from tests.simulation.ground.office import Office, one_thread, quiet
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.weather import Weather
from tests.simulation.ground.wire import Wire
from tests.simulation.power.working import OTHER_PIN, TOLD

WHO = "officer-1"


def main(world: Path, task: str) -> None:
    """Do one of the tasks in a world that nobody else is in."""
    quiet()
    one_thread()
    rng, time, loop = Random(task), Time(now_ms_in(world)), asyncio.new_event_loop()
    office = Office(world / "office", time, rng, loop)
    TASKS[task](tablet_in(world, office, rng), rng)
    office.close()


def tablet_in(world: Path, office: Office, rng: Random) -> Tablet:
    """The officer's locked tablet, with a way to the office that nothing befalls."""
    clock = TabletClock(Time(now_ms_in(world)), rng.randbytes(16), now_ms_in(world))
    return Tablet(WHO, Machine(world / f"{WHO}-0", clock, rng, Wire(office, Weather(rng)), Fuse()))


def now_ms_in(world: Path) -> int:
    """What time it is in a world that lies in a folder."""
    return int((world / "now").read_text())


def _round(tablet: Tablet, rng: Random) -> None:
    """Record, send, fetch what others did, and once more."""
    assert tablet.unlock()
    for how_many in (3, 2):
        for _ in range(how_many):
            record(tablet, rng)
        assert tablet.sync().fault is None
    tablet.lock()


def _upgrade(tablet: Tablet, _: Random) -> None:
    """Open a store that an older program wrote."""
    assert tablet.unlock()
    tablet.lock()


def _new_pin(tablet: Tablet, rng: Random) -> None:
    """Change the PIN, there and back, with work between."""
    assert tablet.unlock()
    assert tablet.opened is not None
    for old, new in ((PIN, OTHER_PIN), (OTHER_PIN, PIN)):
        tablet.opened.vault.change_pin(old, new)
        record(tablet, rng)
    tablet.lock()


def _wipe(tablet: Tablet, _: Random) -> None:
    """Speak with the office, which orders it to wipe."""
    tablet.machine.contact()


TASKS: dict[str, Callable[[Tablet, Random], None]] = {
    "round": _round,
    "upgrade": _upgrade,
    "new_pin": _new_pin,
    "wipe": _wipe,
}


def record(tablet: Tablet, rng: Random) -> None:
    """Collect until something was recorded, and tell of it."""
    before = len(tablet.noted)
    while len(tablet.noted) == before:
        with suppress(RuleRefused, NothingToDo):
            tablet.do(lambda desk: collect(desk, rng))
    newest = tablet.noted[-1]
    os.write(1, TOLD + f"{newest.seq} {newest.hash.hex()}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
