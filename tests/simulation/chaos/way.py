"""A tablet of the simulated world on the real network and with the machine's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from shared.ids import ID_BYTES
from tests.simulation.ground.clocks import RealTime, TabletClock
from tests.simulation.ground.dying import Fuse
from tests.simulation.ground.machine import Machine
from tests.simulation.ground.tablet import Tablet


@dataclass(frozen=True, slots=True)
class Network:
    """Leads to an address over real connections."""

    url: str

    def client(self) -> httpx.Client:
        """A client of the HTTP library, as the program makes it."""
        return httpx.Client(trust_env=False)


def tablet_on(folder: Path, url: str, name: str, rng: Random) -> Tablet:
    """The locked tablet that lies in a folder."""
    time = RealTime()
    clock = TabletClock(time, rng.randbytes(ID_BYTES), time.now_ms)
    return Tablet(name, Machine(folder, clock, rng, Network(url), Fuse()))
