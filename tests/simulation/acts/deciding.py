"""What is decided about people's tablets and about what two people typed, and what the tablets make of it."""

from __future__ import annotations

from random import Random

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.everyone.merging.conflicts import load_conflicts, settle
from fieldapp.store.author import Desk
from fieldapp.supervisor.devices import load_devices, wipe_device
from fieldapp.syncing.faults import Refused
from fieldapp.vault.journal import journal_path
from shared.contract.bodies.people import DeviceRevoked, DeviceUnlocked
from shared.contract.codec import decode
from shared.contract.custody.journal import Entry, open_entry, read_entries
from shared.contract.operations import Operation
from shared.contract.signing import operation_hash
from shared.contract.version import LOCKED_AT
from tests.simulation.acts.choosing import NothingToDo, some
from tests.simulation.acts.returning import ask_to_come_in, patiently
from tests.simulation.ground.clocks import MINUTE_MS
from tests.simulation.ground.tablet import Noted, Tablet
from tests.simulation.ground.world import OFFICERS, World

_WRONG_PIN = "118823"
_STRANGER = "stranger"


def settle_one(desk: Desk, rng: Random) -> None:
    """Somebody chooses between two values of one field."""
    row = rng.choice(some(load_conflicts(desk)))
    settle(desk, row, rng.choice((row.stands.value, row.other.value)))


def order_wipe(desk: Desk, rng: Random) -> None:
    """A supervisor orders a revoked tablet to destroy what is on it."""
    revoked = [row for row in load_devices(desk) if row.stands == "revoked"]
    wipe_device(desk, rng.choice(some(revoked)).device, "Lost for good")


def decline(world: World, rng: Random) -> None:
    """Somebody who knows a password asks to come in, and is declined: that tablet gets nothing, ever."""
    name = rng.choice(OFFICERS)
    if world.weather.met.get("declined"):
        raise NothingToDo
    folder = world.folder / f"{name}-{_STRANGER}"
    try:
        code, device = patiently(world, lambda: ask_to_come_in(world, folder, name))
    except Refused:  # suspended
        raise NothingToDo from None
    world.office.act(DeviceRevoked(device.id, "Nobody of ours"))
    try:
        patiently(world, lambda: world.machine(folder).enrol(name, code))
    except Refused:
        world.weather.note("declined")
        return
    world.tablets[name].wrongs.append("a declined device was let in")


def forget_pin(world: World, rng: Random) -> None:
    """Somebody types wrong PINs until the tablet locks, and whoever answers for them lets them try again."""
    tablet = rng.choice(some([world.tablets[name] for name in OFFICERS if world.tablets[name].desk]))
    if world.weather.met.get("locked_out"):
        raise NothingToDo
    tablet.lock()
    for _ in range(LOCKED_AT):
        if tablet.machine.open(_WRONG_PIN) is not None:
            tablet.wrongs.append("a wrong PIN opened a tablet")
        world.time.passes(20 * MINUTE_MS)
    if is_locked_out(tablet):
        if tablet.machine.open() is not None:
            tablet.wrongs.append("a tablet that is locked by wrong PINs was opened")
        world.weather.note("locked_out")
        let_try_again(world, tablet)


def let_try_again(world: World, tablet: Tablet) -> None:
    """Order that a person may type PINs again, where too many were wrong."""
    if tablet.desk is None and not tablet.retired and is_locked_out(tablet):
        world.office.act(DeviceUnlocked(tablet.device, "She showed who she is"))


def contact(world: World, rng: Random) -> None:
    """A tablet that nobody has unlocked speaks with the office."""
    speak(world, rng.choice(some([tablet for tablet in world.everyone if tablet.desk is None])))


def speak(world: World, tablet: Tablet) -> None:
    """Let a locked tablet speak; what it had recorded when it died is noted first, for it may be wiped."""
    if tablet.wiped:
        return
    if tablet.retired:
        note_from_journal(tablet, world.office.recovery_key)
    tablet.machine.contact()
    if not tablet.machine.profile.folder.exists():
        tablet.wiped = True
        world.weather.note("wiped")
        # What it held is at the office alone now: nobody goes back to before that.
        world.backed_up = False


def is_locked_out(tablet: Tablet) -> bool:
    """Whether no PIN opens it any more."""
    return tablet.machine.wrong_pins >= LOCKED_AT


def note_from_journal(tablet: Tablet, recovery_key: X25519PrivateKey) -> None:
    """What a tablet had recorded when it died, before anybody was told, and cannot be opened to show.

    Only what goes on where the notes end counts: each operation names the one before.
    """
    path = journal_path(tablet.machine.profile)
    for entry in read_entries(path.read_bytes() if path.exists() else b""):
        if isinstance(entry, Entry) and tablet.noted and entry.seq == tablet.noted[-1].seq + 1:
            signed = open_entry(entry, recovery_key)
            if decode(Operation, signed.data).prev == tablet.noted[-1].hash:
                tablet.noted.append(Noted(entry.seq, operation_hash(signed), signed.data))
