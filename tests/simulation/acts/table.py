"""Everything that can happen in a simulated world, and how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from fieldapp.store.author import Desk
from shared.errors import RuleRefused
from tests.simulation.acts import carrying, collecting, deciding, lending, returning, troubles
from tests.simulation.acts.choosing import NothingToDo
from tests.simulation.ground.tablet import dies_in
from tests.simulation.ground.world import OFFICERS, OPERATIONS, SUPERVISOR, World

Job = Callable[[Desk, Random], None]
_BOTH = (*OFFICERS, SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Work:
    """A job of a tablet: who may be doing it, and how often beside the others."""

    job: Job
    who: tuple[str, ...]
    often: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that happens to somebody."""

    happens: Callable[[World, Random], None]
    often: int


WORK = (
    Work(collecting.collect, OFFICERS, 40),
    Work(collecting.collect_for_nobody, OFFICERS, 2),
    Work(collecting.meet, OFFICERS, 10),
    Work(collecting.correct, (SUPERVISOR,), 5),
    Work(collecting.hand_over, OFFICERS, 4),
    Work(collecting.count, (OPERATIONS,), 4),
    Work(collecting.give_float, (OPERATIONS,), 2),
    Work(lending.enrol, OFFICERS, 4),
    Work(lending.visit, OFFICERS, 3),
    Work(lending.verify, (SUPERVISOR,), 3),
    Work(lending.change, _BOTH, 5),
    Work(lending.move, (SUPERVISOR,), 2),
    Work(lending.ask_for_loan, OFFICERS, 6),
    Work(lending.take_back, OFFICERS, 2),
    Work(lending.decide_one, (SUPERVISOR,), 6),
    Work(lending.pay_out, (OPERATIONS,), 6),
    Work(carrying.attach, OFFICERS, 3),
    Work(deciding.settle_one, _BOTH, 4),
    Work(deciding.order_wipe, (SUPERVISOR,), 2),
)
TROUBLES = (
    Trouble(troubles.time_passes, 12),
    Trouble(troubles.sync, 12),
    Trouble(troubles.sync_and_die, 4),
    Trouble(troubles.everybody_syncs, 1),
    Trouble(troubles.lock, 2),
    Trouble(troubles.unlock, 8),
    Trouble(troubles.pull_the_plug, 2),
    Trouble(troubles.restart_server, 2),
    Trouble(troubles.back_up, 1),
    Trouble(troubles.restore, 1),
    Trouble(troubles.set_clock, 2),
    Trouble(troubles.late_arrival, 3),
    Trouble(troubles.reassign, 1),
    Trouble(troubles.revoke, 1),
    Trouble(troubles.suspend, 1),
    Trouble(troubles.take_back, 5),
    Trouble(troubles.keep_house, 1),
    Trouble(returning.let_back_in, 2),
    Trouble(carrying.send_files, 3),
    Trouble(carrying.save_for_courier, 3),
    Trouble(carrying.courier_arrives, 6),
    Trouble(deciding.decline, 1),
    Trouble(deciding.contact, 3),
    Trouble(deciding.forget_pin, 1),
)
_ALL: tuple[Work | Trouble, ...] = (*WORK, *TROUBLES)
_OFTEN = tuple(one.often for one in _ALL)
_DIES_IN_A_HUNDRED = 6


def next_step(world: World) -> None:
    """Let the next thing happen, drawn from the seed."""
    (one,) = world.rng.choices(_ALL, _OFTEN)
    happen(world, one)


def happen(world: World, one: Work | Trouble) -> None:
    """Let something happen; what the rules refuse is counted, whatever else is raised is a fault."""
    try:
        if isinstance(one, Work):
            _work(world, one)
        else:
            world.tell(one.happens.__name__)
            one.happens(world, world.rng)
    except NothingToDo:
        pass
    except RuleRefused as refusal:
        world.refused[refusal.code] = world.refused.get(refusal.code, 0) + 1


def _work(world: World, work: Work) -> None:
    name = world.rng.choice(work.who)
    tablet = world.tablets[name]
    world.tell(f"{name}: {work.job.__name__}")
    if tablet.desk is None:
        tablet.unlock()
    if tablet.desk is None:
        return
    if world.rng.randrange(100) >= _DIES_IN_A_HUNDRED:
        tablet.do(lambda desk: work.job(desk, world.rng))
    elif dies_in(tablet, world.rng.randrange(60), lambda: tablet.do(lambda desk: work.job(desk, world.rng))):
        world.weather.note("tablet_died_at_work")
