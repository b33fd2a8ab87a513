"""An officer at work, as a process of its own, for somebody to write down what it asks of the system.

    python -m tests.simulation.power.working FOLDER NOW_MS HOW_MANY [PLANTED]

It opens the tablet in FOLDER, collects, changes the PIN half way, and tells of each operation when it is
recorded.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

from shared.errors import RuleRefused
from tests.simulation.acts.choosing import NothingToDo
from tests.simulation.acts.collecting import collect
from tests.simulation.ground.clocks import TabletClock, Time
from tests.simulation.ground.dying import Fuse
from tests.simulation.ground.machine import PIN, Machine
from tests.simulation.ground.tablet import Tablet
from tests.simulation.planted.of_the_disk import PLANTED

OTHER_PIN = "508273"
TOLD = b"told "


def main(folder: Path, now_ms: int, how_many: int) -> None:
    """Collect so often, telling the sequence and hash of each on standard output."""
    rng = Random(now_ms)
    tablet = Tablet("officer", machine_at(folder, now_ms, rng))
    assert tablet.unlock()
    for place in range(how_many):
        _record(tablet, rng)
        newest = tablet.noted[-1]
        os.write(1, TOLD + f"{newest.seq} {newest.hash.hex()}\n".encode())
        assert tablet.opened is not None
        if place == how_many // 2:
            tablet.opened.vault.change_pin(PIN, OTHER_PIN)
    tablet.lock()


def _record(tablet: Tablet, rng: Random) -> None:
    """Collect until something was: the rules refuse this and that."""
    before = len(tablet.noted)
    while len(tablet.noted) == before:
        with suppress(RuleRefused, NothingToDo):
            tablet.do(lambda desk: collect(desk, rng))


def machine_at(folder: Path, now_ms: int, rng: Random) -> Machine:
    """The tablet that lies in a folder, without a way to the office."""
    clock = TabletClock(Time(now_ms), rng.randbytes(16), now_ms)
    return Machine(folder, clock, rng, None, Fuse())


if __name__ == "__main__":
    for planted in sys.argv[4:]:
        PLANTED[planted]()
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
