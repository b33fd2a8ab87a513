"""Files of documents on their way to the office, and what travels by courier where there is no network."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from fieldapp.desk import queries as facts
from fieldapp.everyone.documents.attaching import DocumentForm, attach_document
from fieldapp.store.author import Desk
from fieldapp.store.transaction import StoreFault
from fieldapp.syncing.courier.saving import pack_bundle
from fieldapp.syncing.courier.taking import take_answer
from fieldapp.syncing.faults import SyncFault
from fieldapp.vault.lease import LeaseGrant
from shared.errors import RuleRefused
from shared.ids import DocumentId
from tests.simulation.acts.choosing import NothingToDo, some
from tests.simulation.ground.machine import server_key
from tests.simulation.ground.tablet import Tablet, dies_in
from tests.simulation.ground.world import Stick, World

_Take = Callable[[World, Stick], None]
_JPEG = b"\xff\xd8\xff\xe0"
_SIZES = (1_000, 1_000, 40_000, 600_000)
_MOST_STICKS = 6


def attach(desk: Desk, rng: Random) -> None:
    """Somebody puts a document on record for a member, of one part or of several; now and then one twice."""
    with desk.store.read() as tx:
        members = [row for union in facts.unions(tx) for row in facts.members_of(tx, union.union)]
        member = rng.choice(some(members)).member
    content = _JPEG + (rng.randbytes(rng.choice(_SIZES)) if rng.randrange(5) else bytes(100))
    form = DocumentForm(DocumentId(desk.author.ids.make()), member, "Identity card", "card.jpg", content)
    attach_document(desk, form)


def send_files(world: World, rng: Random) -> None:
    """A tablet sends its files, and now and then dies over it."""
    tablet = _open(world, rng)
    assert tablet.opened is not None
    send = partial(tablet.machine.send_files, tablet.opened)
    if rng.randrange(4):
        send()
    elif dies_in(tablet, rng.randrange(40), send):
        world.weather.note("tablet_died_sending_files")


def save_for_courier(world: World, rng: Random) -> None:
    """Somebody saves what waits on a stick, and now and then copies the stick."""
    tablet = _open(world, rng)
    packed = tablet.do(lambda desk: pack_bundle(desk, rng.randbytes))
    world.sticks += [Stick(tablet, packed.data, answer=False)] * rng.choice((1, 1, 2))
    del world.sticks[:-_MOST_STICKS]


def courier_arrives(world: World, rng: Random) -> None:
    """A stick is where it was carried to: at the office, or with its answer back at the tablet, late and in
    whatever order; changed on the way it has to be refused, and some never arrive.
    """
    stick = rng.choice(some(world.sticks))
    world.sticks.remove(stick)
    fate = rng.randrange(8)
    if fate == 0:
        world.weather.note("stick_lost")
        return
    take = _back if stick.answer else _at_the_office
    if fate == 1:
        _changed(world, rng, stick, take)
    take(world, stick)
    if fate == 2:
        take(world, stick)
        world.weather.note("stick_read_twice")


def _changed(world: World, rng: Random, stick: Stick, take: _Take) -> None:
    data = bytearray(stick.data)
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    world.weather.note("stick_changed")
    waits = len(world.sticks)
    try:
        take(world, Stick(stick.tablet, bytes(data), stick.answer))
    except RuleRefused:
        return
    if stick.tablet.desk is not None or len(world.sticks) != waits:
        stick.tablet.wrongs.append("a courier's file that was changed was taken in")


def _at_the_office(world: World, stick: Stick) -> None:
    world.sticks.append(Stick(stick.tablet, world.office.take_in(stick.data), answer=True))


def _back(world: World, stick: Stick) -> None:
    """The answer is taken in as the program does it, lease included; on a locked tablet it waits."""
    tablet = stick.tablet
    if tablet.opened is None:
        raise NothingToDo
    key, vault = server_key(tablet.machine), tablet.opened.vault
    try:
        taken = tablet.do(lambda desk: take_answer(desk, stick.data, key))
    except (SyncFault, StoreFault) as fault:
        world.refused[type(fault).__name__] = world.refused.get(type(fault).__name__, 0) + 1
        return
    tablet.wrongs += [f"{bucket} did not add up by courier" for bucket in taken.result.mismatched]
    if taken.news and taken.result.lease_until_ms:
        vault.renew_lease(LeaseGrant(taken.result.lease_until_ms, taken.result.server_time_ms, carried=True))


def _open(world: World, rng: Random) -> Tablet:
    return rng.choice(some([tablet for tablet in world.tablets.values() if tablet.desk is not None]))
