"""What happens to people: tablets and servers die, clocks are set, devices lost, unions change hands."""

from __future__ import annotations

from random import Random

from shared.contract.bodies.people import DeviceRevoked, StaffChanged, StaffStatus, UnionAssigned
from syncserver.database.engine import reading
from syncserver.people.queries import STAFF
from syncserver.sync.housekeeping import tidy
from tests.simulation.acts.choosing import NothingToDo, some
from tests.simulation.acts.returning import enrol_by_password
from tests.simulation.ground.clocks import DAY_MS, HOUR_MS, MINUTE_MS
from tests.simulation.ground.tablet import Tablet, dies_in
from tests.simulation.ground.world import OFFICERS, World
from tests.simulation.looking import officers_of_unions, rows

_STEPS_MS = (
    -9 * DAY_MS,
    -20 * HOUR_MS,
    -2 * HOUR_MS,
    -10 * MINUTE_MS,
    10 * MINUTE_MS,
    2 * HOUR_MS,
    20 * HOUR_MS,
    3 * DAY_MS,
    9 * DAY_MS,
)


def time_passes(world: World, rng: Random) -> None:
    """Some minutes, hours, now and then days."""
    world.time.passes(rng.choice((MINUTE_MS, 20 * MINUTE_MS, 2 * HOUR_MS, 2 * HOUR_MS, 10 * HOUR_MS, DAY_MS)))


def sync(world: World, rng: Random) -> None:
    """Somebody's tablet runs a round."""
    _open(world, rng).sync()


def sync_and_die(world: World, rng: Random) -> None:
    """A tablet dies somewhere in a round."""
    tablet = _open(world, rng)
    if dies_in(tablet, rng.randrange(400), tablet.sync):
        world.weather.note("tablet_died_in_round")


def everybody_syncs(world: World, _: Random) -> None:
    """As in the evening, when all are back."""
    for tablet in world.tablets.values():
        if tablet.desk is not None:
            tablet.sync()


def lock(world: World, rng: Random) -> None:
    """Somebody puts a tablet away."""
    _open(world, rng).lock()


def unlock(world: World, rng: Random) -> None:
    """Somebody takes a tablet in hand."""
    rng.choice(some([tablet for tablet in world.tablets.values() if tablet.desk is None])).unlock()


def pull_the_plug(world: World, rng: Random) -> None:
    """A tablet's battery is empty."""
    _open(world, rng).die()
    world.weather.note("tablet_died")


def restart_server(world: World, _: Random) -> None:
    """The server's process ends and another begins."""
    world.office.restart()
    world.weather.note("server_restarted")


def back_up(world: World, _: Random) -> None:
    """The office keeps a copy of its database."""
    world.back_up()


def restore(world: World, _: Random) -> None:
    """The office loses its database and goes on with its copy."""
    if not world.backed_up or world.restored >= 2:
        raise NothingToDo
    world.restore()
    world.weather.note("server_restored")


def set_clock(world: World, rng: Random) -> None:
    """Somebody sets a tablet's clock wrong, or right again."""
    tablet = rng.choice(tuple(world.tablets.values()))
    tablet.machine.clock.skew_ms = 0 if tablet.machine.clock.skew_ms else rng.choice(_STEPS_MS)
    world.weather.note("clock_set")


def late_arrival(world: World, rng: Random) -> None:
    """Requests that were given up arrive after all, in another order."""
    late = world.office.on_the_way
    some(late)
    rng.shuffle(late)
    while late:
        world.office.answer(late.pop())


def reassign(world: World, rng: Random) -> None:
    """A union gets another officer."""
    union, officer = rng.choice(officers_of_unions(world.office.engine))
    others = [world.tablets[name].staff for name in OFFICERS if world.tablets[name].staff != officer]
    world.office.act(UnionAssigned(union, rng.choice(others), "Rotation"))
    world.weather.note("reassigned")


def revoke(world: World, rng: Random) -> None:
    """A tablet is lost; its owner gets another. The lost one turns up again one day."""
    name = rng.choice(OFFICERS)
    _set_status(world, name, "ACTIVE")
    if sum(tablet.retired for tablet in world.everyone) >= 2:
        raise NothingToDo
    world.office.act(DeviceRevoked(world.tablets[name].device, "Lost"))
    staff = world.tablets[name].staff
    world.retire(name)
    if rng.randrange(2):
        enrol_by_password(world, name, staff)
    else:
        world.enrol(name, staff)
    world.weather.note("revoked")


def suspend(world: World, rng: Random) -> None:
    """Somebody may not work for a while."""
    _set_status(world, rng.choice(OFFICERS), "SUSPENDED")
    world.weather.note("suspended")


def take_back(world: World, _: Random) -> None:
    """Whoever was suspended may work again."""
    suspended = rows(world.office.engine, "SELECT id FROM staff WHERE status = 'SUSPENDED'")
    for name in OFFICERS:
        if (world.tablets[name].staff,) in suspended:
            _set_status(world, name, "ACTIVE")


def keep_house(world: World, _: Random) -> None:
    """The server throws away what has served its time."""
    tidy(world.office.server)


def _set_status(world: World, name: str, status: StaffStatus) -> None:
    staff = world.tablets[name].staff
    with reading(world.office.engine) as connection:
        person = STAFF.load(connection, [staff])[staff]
    if person.status != status:
        world.office.act(StaffChanged(staff, person.supervisor, status))


def _open(world: World, rng: Random) -> Tablet:
    return rng.choice(some([tablet for tablet in world.tablets.values() if tablet.desk is not None]))
