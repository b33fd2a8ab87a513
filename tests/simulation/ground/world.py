"""A whole institution in one process and one folder: an office, the people's tablets, the time, the weather.

The rule kept here: everything that is left to chance comes from one seed.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from shared.ids import ID_BYTES
from syncserver.sync.enrolment import issue_code
from tests.simulation.ground.clocks import TabletClock, Time, Times
from tests.simulation.ground.dying import Fuse
from tests.simulation.ground.machine import Machine
from tests.simulation.ground.office import Office
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.weather import Weather
from tests.simulation.ground.wire import Wire

CANARY = "Zwanzigerlein"
"""A family name that stands in no program and no language spoken here: found on a disk, it leaked."""
OFFICERS = ("officer-1", "officer-2", "officer-3")
SUPERVISOR = "supervisor"
OPERATIONS = "operations"
PEOPLE = (*OFFICERS, SUPERVISOR, OPERATIONS)


@dataclass(frozen=True, slots=True)
class Stick:
    """A file on its way between a tablet and the office; `answer` when it is on its way back."""

    tablet: Tablet
    data: bytes
    answer: bool


@dataclass(slots=True)
class World:
    """`tablets` are those in use, by whose they are; `old` are those of revoked devices, found again one day.

    `refused` counts what the rules of a tablet did not allow, by its code; `told` is what was done, in order;
    `sticks` are the files that couriers carry.
    """

    seed: int
    folder: Path
    rng: random.Random
    time: Times
    office: Office
    weather: Weather
    tablets: dict[str, Tablet] = field(default_factory=dict)
    old: list[Tablet] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    sticks: list[Stick] = field(default_factory=list)
    backed_up: bool = False
    restored: int = 0

    @property
    def everyone(self) -> tuple[Tablet, ...]:
        """Every tablet there is, in use or not."""
        return (*self.tablets.values(), *self.old)

    @property
    def touched(self) -> list[Tablet]:
        """The open tablets whose store was asked anything since it was last looked through."""
        return [
            tablet
            for tablet in self.everyone
            if tablet.opened is not None
            and tablet.opened.connection.asked != tablet.opened.connection.checked
        ]

    def looked_through(self) -> None:
        """Note that everything there is was checked as it is now."""
        self.office.checked = self.office.asked
        for tablet in self.everyone:
            if tablet.opened is not None:
                tablet.opened.connection.checked = tablet.opened.connection.asked

    @property
    def operations(self) -> int:
        """How many operations people were told are recorded."""
        return sum(len(tablet.noted) for tablet in self.everyone)

    def tell(self, what: str) -> None:
        """Note what is being done."""
        self.told.append(what)

    def enrol(self, name: str, staff: bytes) -> Tablet:
        """Give a person a new tablet with a code; the one they had lies in a drawer."""
        code = issue_code(self.office.server, staff, self.rng.randbytes)
        machine = self.machine(new_folder(self, name))
        with self.weather.calm():
            machine.enrol(name, code)
        return self.put_to_use(name, machine)

    def put_to_use(self, name: str, machine: Machine) -> Tablet:
        """Open a tablet that has just been enrolled, for the first time."""
        tablet = Tablet(name, machine)
        with self.weather.calm():
            tablet.unlock()
            tablet.sync()
        self.tablets[name] = tablet
        return tablet

    def retire(self, name: str) -> None:
        """Take a tablet out of use, with all that is on it."""
        tablet = self.tablets.pop(name)
        tablet.retired = True
        self.old.append(tablet)

    def machine(self, folder: Path) -> Machine:
        """A tablet that has just started, with a way to the office through the weather of this world."""
        clock = TabletClock(self.time, self.rng.randbytes(ID_BYTES), self.time.now_ms)
        return Machine(folder, clock, self.rng, Wire(self.office, self.weather), Fuse())

    def back_up(self) -> None:
        """Keep the office's database as it is now, in place of what was kept before."""
        self.office.back_up(self.folder / "backup.sqlite3")
        self.backed_up = True

    def restore(self) -> None:
        """Put the backup in place of the office's database."""
        self.office.restore(self.folder / "backup.sqlite3")
        self.restored += 1

    def close(self) -> None:
        """Lock every tablet and let go of the database."""
        for tablet in self.everyone:
            tablet.lock()
        self.office.close()


def new_folder(world: World, name: str) -> Path:
    """Where a person's next tablet lies."""
    return world.folder / f"{name}-{sum(tablet.name == name for tablet in world.everyone)}"


@contextmanager
def opened(template: Path, folder: Path, seed: int) -> Iterator[World]:
    """A copy of a prepared institution, with its own chance; everybody's tablet is open."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    rng = random.Random(seed)
    time = Time(int((folder / "now").read_text()))
    loop = asyncio.new_event_loop()
    office = Office(folder / "office", time, rng, loop)
    world = World(seed, folder, rng, time, office, Weather(rng))
    try:
        for name in PEOPLE:
            tablet = Tablet(name, world.machine(folder / f"{name}-0"))
            world.tablets[name] = tablet
            assert tablet.unlock()
        yield world
    finally:
        world.close()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
