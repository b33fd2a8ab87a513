"""How people come to a new tablet, and how a tablet comes back that a restored office has forgotten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import TypeVar

from fieldapp.store.outbox import counts
from fieldapp.supervisor.devices import approve_device
from fieldapp.syncing.faults import AnswerDamaged, ApprovalAwaited, Refused, SyncFault
from fieldapp.syncing.transport import HttpLink
from shared.contract.bodies.people import DeviceApproved, DeviceRevoked
from shared.contract.entering.sign_in import SignInRequest
from shared.contract.version import PROTOCOL
from shared.errors import RuleRefused
from shared.ids import DeviceId
from syncserver.database.engine import reading
from syncserver.people.devices.queries import Device, find_device, waiting_devices
from syncserver.sync.entering.returning import ContactProof, readmit
from tests.simulation.ground.clocks import MINUTE_MS
from tests.simulation.ground.machine import PASSWORD, Machine, email_of
from tests.simulation.ground.tablet import Tablet
from tests.simulation.ground.world import SUPERVISOR, World, new_folder

_T = TypeVar("_T")
_MOST_TRIES = 60
_MOST_ROUNDS = 6


def enrol_by_password(world: World, name: str, staff: bytes) -> Tablet:
    """Sign in with a password, whatever the weather, wait for the office to approve the digits, and enrol.

    The program is started anew while it waits; digits that are not those on the screen open nothing.
    """
    folder = new_folder(world, name)
    code, device = patiently(world, lambda: ask_to_come_in(world, folder, name))
    opened = _approve(world, device)
    machine = world.machine(folder)
    patiently(world, lambda: machine.enrol(name, code))
    tablet = world.put_to_use(name, machine)
    if opened or tablet.staff != staff:
        tablet.wrongs.append("a device was let in that nobody approved")
    world.weather.note("signed_in")
    return tablet


def let_back_in(world: World, _: Random) -> None:
    """Whoever runs the office lets tablets back in that it has forgotten, and revokes again what was lost."""
    for tablet in world.everyone:
        identity = tablet.machine.identity
        with reading(world.office.engine) as connection:
            known = find_device(connection, identity.device_id)
        if known is None:
            proof = ContactProof(identity.contact_key, identity.contact_key_proof)
            certificate, signature = identity.certificate, identity.certificate_signature
            readmit(world.office.server, certificate, signature, world.rng.randbytes, proof)
            world.office.asked += 1
            world.weather.note("let_back_in")
        if tablet.retired and (known is None or known.state == "ACTIVE"):
            world.office.act(DeviceRevoked(identity.device_id, "Lost"))


def _approve(world: World, device: Device) -> bool:
    """Have a device approved, on the supervisor's own tablet if that can be; say if wrong digits did."""
    wrong = device.fingerprint[::-1]
    (verdict,) = world.office.act(DeviceApproved(device.id, wrong))
    if world.rng.randrange(2) and _by_supervisor(world.tablets[SUPERVISOR], device):
        world.weather.note("approved_on_a_tablet")
    else:
        world.office.act(DeviceApproved(device.id, device.fingerprint))
    return wrong != device.fingerprint and verdict.outcome != "refused"


def _by_supervisor(tablet: Tablet, device: Device) -> bool:
    """Whether the supervisor's tablet has seen who waits and has sent the approval, whatever the weather."""
    if not tablet.unlock():
        return False
    for _ in range(_MOST_ROUNDS):
        tablet.sync()
        with suppress(RuleRefused):
            tablet.do(lambda desk: approve_device(desk, DeviceId(device.id), device.fingerprint))
            if tablet.look(counts).waiting == 0:
                return True
    return False


def ask_to_come_in(world: World, folder: Path, name: str) -> tuple[str, Device]:
    """Sign in until the office sees the digits on the screen; both may have been changed on the way."""
    code = patiently(world, lambda: _sign_in(world.machine(folder), name))
    try:
        digits = patiently(world, lambda: _digits(world.machine(folder), name, code))
    except Refused as refused:
        raise AnswerDamaged("not the code that was given") from refused
    with reading(world.office.engine) as connection:
        for device in waiting_devices(connection):
            if device.fingerprint == digits:
                return code, device
    raise AnswerDamaged("other digits than at the office")


def _sign_in(machine: Machine, name: str) -> str:
    """Get a one-time code for a person's password."""
    assert machine.way is not None
    with machine.way.client() as client:
        link = HttpLink(machine.way.url, machine.clock, client)
        return link.sign_in(SignInRequest(PROTOCOL, email_of(name), PASSWORD)).code


def _digits(machine: Machine, name: str, code: str) -> str:
    try:
        machine.enrol(name, code)
    except ApprovalAwaited as awaited:
        return awaited.fingerprint
    raise AssertionError("a device was let in without anybody's approval")


def patiently(world: World, work: Callable[[], _T]) -> _T:
    """Try until an answer comes, as a person does."""
    for _ in range(_MOST_TRIES):
        try:
            return work()
        except (ApprovalAwaited, Refused):
            raise
        except SyncFault:
            world.time.passes(MINUTE_MS)
    raise AssertionError("no answer ever came")
