"""One person at work with a tablet, as a process of its own that may be killed at any moment.

    python -m tests.simulation.chaos.working FOLDER URL NAME SEED

It tells of each operation when it is recorded, on standard output, and works until it is asked to end.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from shared.errors import RuleRefused
from tests.simulation.acts.choosing import NothingToDo
from tests.simulation.acts.table import WORK
from tests.simulation.chaos.way import tablet_on
from tests.simulation.ground.tablet import Tablet

TOLD, WRONG = b"told ", b"wrong "
_ROUNDS_IN_A_HUNDRED = 25
_PAUSE_S = 0.12


def main(folder: Path, url: str, name: str, seed: str) -> None:
    """Work; what the rules refuse is let be, whatever else is raised ends the process with its story."""
    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ending.append(number))
    rng = Random(seed)
    tablet, told = tablet_on(folder, url, name, rng), 0
    if not tablet.unlock():
        _say(WRONG + b"the tablet cannot be opened")
        return
    while not ending:
        told = _tell(tablet, told)
        _next(tablet, rng)
        time.sleep(rng.uniform(0, _PAUSE_S))
    _tell(tablet, told)
    tablet.lock()
    for wrong in tablet.wrongs:
        _say(WRONG + wrong.encode())


def _next(tablet: Tablet, rng: Random) -> None:
    if rng.randrange(100) < _ROUNDS_IN_A_HUNDRED and tablet.opened is not None:
        tablet.sync()
        tablet.machine.send_files(tablet.opened)
        return
    work = [one for one in WORK if tablet.name in one.who]
    (one,) = rng.choices(work, [each.often for each in work])
    with suppress(NothingToDo, RuleRefused):
        tablet.do(lambda desk: one.job(desk, rng))


def _tell(tablet: Tablet, told: int) -> int:
    for noted in tablet.noted[told:]:
        _say(TOLD + f"{noted.seq} {noted.hash.hex()}".encode())
    return len(tablet.noted)


def _say(line: bytes) -> None:
    """In one write, which a pipe takes whole or not at all."""
    os.write(1, line + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:5])
