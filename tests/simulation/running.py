"""Plays one seed from its first step to the quiet after the storm.

The rule kept here: what is checked after each step is what the step may have touched; everything is checked
once the faults have ceased and everybody was given a few rounds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldapp.store.outbox import counts
from tests.simulation.acts import deciding, returning, troubles
from tests.simulation.acts.table import next_step
from tests.simulation.ground.clocks import HOUR_MS
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.world import World, opened
from tests.simulation.invariants import AFTER_EACH_STEP, IN_THE_END, Broken, Invariant

OPERATIONS_A_SEED = 200
FAULTS_A_SEED = 20
_MOST_STEPS = 1_500
_ROUNDS_TO_REST = 6
_CHANCES = (0, 10, 30, 60)


@dataclass(frozen=True, slots=True)
class Played:
    """What one seed came to; `broken` is None when nothing was."""

    seed: int
    steps: int
    operations: int
    faults: dict[str, int]
    refused: dict[str, int]
    statuses: dict[int, int]
    broken: Broken | None
    told: tuple[str, ...]


def play(template: Path, folder: Path, seed: int, most_steps: int = _MOST_STEPS) -> Played:
    """Play a seed in a folder, which is gone afterwards."""
    try:
        with opened(template, folder, seed) as world:
            began = world.operations
            broken = _storm(world, most_steps) or settled(world)
            return Played(
                seed,
                len(world.told),
                world.operations - began,
                dict(world.weather.met),
                dict(world.refused),
                dict(world.office.statuses),
                broken,
                tuple(world.told),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _storm(world: World, most_steps: int) -> Broken | None:
    began = world.operations
    for step in range(most_steps):
        enough = world.operations - began >= OPERATIONS_A_SEED and world.weather.total >= FAULTS_A_SEED
        if enough:
            break
        if step % 40 == 0:
            world.weather.chance = world.rng.choice(_CHANCES)
        broken = _caught(lambda: next_step(world)) or first_broken(world, AFTER_EACH_STEP)
        if broken:
            return broken
    return None


def settled(world: World) -> Broken | None:
    """Let the faults cease; return the first of all invariants that does not hold then, None when all do."""
    world.tell("quiet")
    return _caught(lambda: rest(world)) or first_broken(world, IN_THE_END)


def rest(world: World) -> None:
    """The faults cease, the clocks are right, everybody is there: a few rounds have to be enough."""
    world.weather.chance = 0
    world.office.on_the_way.clear()
    returning.let_back_in(world, world.rng)
    troubles.take_back(world, world.rng)
    for tablet in world.everyone:
        tablet.machine.clock.skew_ms = 0
        deciding.let_try_again(world, tablet)
    for _ in range(_ROUNDS_TO_REST):
        at_rest = all(is_at_rest(tablet) for tablet in world.everyone)
        world.time.passes(HOUR_MS)
        for tablet in world.everyone:
            if not tablet.unlock():
                deciding.speak(world, tablet)
            _round(tablet)
        if at_rest:
            break
    for tablet in world.everyone:
        if tablet.desk is None:
            deciding.note_from_journal(tablet, world.office.recovery_key)
    world.office.read_journals()
    for tablet in world.everyone:
        _round(tablet)


def _round(tablet: Tablet) -> None:
    if tablet.unlock() and tablet.opened is not None:
        tablet.sync()
        tablet.machine.send_files(tablet.opened)


def is_at_rest(tablet: Tablet) -> bool:
    """Say whether nobody has to wait for a tablet: it is open with nothing to send, or out of use."""
    return tablet.retired if tablet.desk is None else tablet.look(counts).waiting == 0


def first_broken(world: World, invariants: Sequence[Invariant]) -> Broken | None:
    """Return the first of these that does not hold, None when all do."""
    for invariant in invariants:
        if invariant.of_the_server and world.office.asked == world.office.checked:
            continue
        for finding in invariant.check(world):
            return Broken(invariant.name, finding, invariant.means)
    world.looked_through()
    return None


def _caught(work: Callable[[], None]) -> Broken | None:
    try:
        work()
    except Exception as fault:  # noqa: BLE001 - whatever a step raises is what is looked for
        return Broken("no step raises", f"{type(fault).__name__}: {fault}", fault=fault)
    return None
