"""A run with real processes: people at work over a bad network; tablets, server and database are ended hard.

The rule kept here: in the end everything that was ended has been started again, and the same invariants are
asked as of a simulated world; what a person was told before they were ended counts.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from stage.servers import ServerHome

from tests.postgres import Postmaster, postmaster
from tests.simulation.chaos.crew import Host, Person
from tests.simulation.chaos.proxy import FaultProxy, fault_proxy
from tests.simulation.chaos.way import tablet_on
from tests.simulation.ground.clocks import DAY_MS, RealTime
from tests.simulation.ground.office import Office
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.template import make_template
from tests.simulation.ground.weather import Weather
from tests.simulation.ground.world import PEOPLE, World
from tests.simulation.invariants import Broken
from tests.simulation.running import settled

_CHANCES = (0, 20, 50)
_LONGEST_PAUSE_S = 0.9
_FREEZE_S = 1.2


@dataclass(slots=True)
class Stage:
    """Everything that runs; `happened` counts what was done to it."""

    rng: Random
    postgres: Postmaster
    host: Host
    proxy: FaultProxy
    people: list[Person]
    happened: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run came to: operations told as recorded in it, what happened, and what was broken if any."""

    operations: int
    happened: Counter[str]
    broken: Broken | None


def conduct(folder: Path, seed: int, seconds: float) -> Ran:
    """Let everybody work for so long in an empty folder, then look at everything."""
    rng, stack = Random(seed), ExitStack()
    with stack:
        postgres = stack.enter_context(postmaster(durable=True))
        database = postgres.server.url(postgres.server.create_database())
        before = make_template(folder, RealTime().now_ms - DAY_MS, database)
        host = Host(ServerHome(folder / "office", database))
        url = host.start()
        stack.callback(host.kill)
        proxy = stack.enter_context(fault_proxy(url, rng))
        people = [Person(name, folder / f"{name}-0", proxy.url, str(seed)) for name in PEOPLE]
        stage = Stage(rng, postgres, host, proxy, people)
        _storm(stage, seconds)
        told = sum(len(person.told) for person in stage.people)
        return Ran(told - before, stage.happened + proxy.met, _broken(stage, folder, database))


def _storm(stage: Stage, seconds: float) -> None:
    for person in stage.people:
        person.start()
    end_s = time.monotonic() + seconds
    stage.proxy.chance = _CHANCES[1]
    troubles = _drawn(stage.rng)
    try:
        while time.monotonic() < end_s or len(stage.happened) < len(_TROUBLES):
            time.sleep(stage.rng.uniform(0, _LONGEST_PAUSE_S))
            happens = next(troubles)
            happens(stage)
            stage.happened[happens.__name__.strip("_")] += 1
    finally:
        stage.proxy.chance = 0
        for person in stage.people:
            person.end(signal.SIGTERM if person.is_at_work else signal.SIGKILL)


def _drawn(rng: Random) -> Iterator[Callable[[Stage], None]]:
    """Each trouble once, in any order, then by how often they are."""
    yield from rng.sample(tuple(_TROUBLES), len(_TROUBLES))
    while True:
        yield from rng.choices(tuple(_TROUBLES), tuple(_TROUBLES.values()))


def _person_killed(stage: Stage) -> None:
    person = stage.rng.choice(stage.people)
    person.end(signal.SIGKILL)
    person.start()


def _person_frozen(stage: Stage) -> None:
    person = stage.rng.choice(stage.people)
    if person.is_at_work and person.process is not None:
        person.process.send_signal(signal.SIGSTOP)
        time.sleep(_FREEZE_S)
        person.process.send_signal(signal.SIGCONT)


def _server_killed(stage: Stage) -> None:
    stage.host.kill()
    time.sleep(stage.rng.uniform(0, _LONGEST_PAUSE_S))
    stage.host.again(stage.proxy)


def _server_frozen(stage: Stage) -> None:
    assert stage.host.process is not None
    stage.host.process.send_signal(signal.SIGSTOP)
    time.sleep(_FREEZE_S)
    stage.host.process.send_signal(signal.SIGCONT)


def _database_stopped_at_once(stage: Stage) -> None:
    _database_gone(stage, signal.SIGQUIT)


def _database_killed(stage: Stage) -> None:
    _database_gone(stage, signal.SIGKILL)


def _database_gone(stage: Stage, how: signal.Signals) -> None:
    stage.postgres.stop(how)
    time.sleep(stage.rng.uniform(0, _LONGEST_PAUSE_S))
    stage.postgres.start()


def _mast_gone(stage: Stage) -> None:
    stage.proxy.cut_all()


def _weather_changes(stage: Stage) -> None:
    stage.proxy.chance = stage.rng.choice(_CHANCES)


_TROUBLES: dict[Callable[[Stage], None], int] = {
    _person_killed: 7,
    _person_frozen: 1,
    _server_killed: 3,
    _server_frozen: 1,
    _database_stopped_at_once: 2,
    _database_killed: 2,
    _mast_gone: 4,
    _weather_changes: 4,
}


def _broken(stage: Stage, folder: Path, database: str) -> Broken | None:
    """Everybody is here again and the network is good: a few rounds, then the invariants."""
    loop, clock = asyncio.new_event_loop(), RealTime()
    office = Office(folder / "office", clock, stage.rng, loop, database)
    world = World(0, folder, stage.rng, clock, office, Weather(stage.rng))
    try:
        for person in stage.people:
            world.tablets[person.name] = _opened(person, stage)
        return settled(world)
    finally:
        world.close()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def _opened(person: Person, stage: Stage) -> Tablet:
    """A person's tablet as it was left, with what they were told held against it."""
    tablet = tablet_on(person.folder, stage.proxy.url, person.name, stage.rng)
    assert tablet.unlock(), f"{person.name} cannot be opened"
    kept = {(noted.seq, noted.hash) for noted in tablet.noted}
    lost = person.told.items() - kept
    tablet.wrongs += [*person.wrongs, *(f"operation {seq} was told and is not there" for seq, _ in lost)]
    return tablet
