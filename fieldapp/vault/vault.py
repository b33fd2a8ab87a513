"""One person's keys on one device: made at enrolment, opened with the PIN, gone at lock.

The rules kept here: a wrong PIN changes nothing but the count of tries; what the box holds never changes,
only what it is wrapped in; and no PIN is tried before all that can be known without it is in order. Methods
may be called from any thread; those that write hold the profile's lock file, against other processes too,
and raise `FilesUnusable` on a full disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.vault.attempts import Attempts, wrong_pin
from fieldapp.vault.faults import (
    BeingWiped,
    BoxDamaged,
    FilesUnusable,
    LeaseExpired,
    LeaseMissing,
    PinLocked,
    ProfileExists,
)
from fieldapp.vault.identity import (
    DeviceIdentity,
    Profile,
    encode_profile,
    has_profile,
    profile_folder,
    wiping_mark,
    write_profile,
)
from fieldapp.vault.keeping.durable import exclusive, make_folder
from fieldapp.vault.keeping.head_mark import HeadMark
from fieldapp.vault.keeping.keyring_access import HighMark, Keyring
from fieldapp.vault.kept_box import KeptBox, OpenedBy, OpenedSlot
from fieldapp.vault.key_box import FLOOR, KdfCost, LeaseHeader, RandomBytes, UnlockedKeys, calibrate
from fieldapp.vault.lease import (
    Clock,
    HighestTime,
    LeaseGrant,
    LeaseStanding,
    LeaseState,
    lease_state,
)
from fieldapp.vault.pin import PinPolicy, canonical
from shared.errors import RuleRefused

_HOUR_MS = 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a vault stands on. `floor` is the cheapest derivation it opens; only tests lower it."""

    keyring: Keyring
    clock: Clock
    random_bytes: RandomBytes
    floor: KdfCost = FLOOR
    policy: PinPolicy = field(default_factory=PinPolicy)


class Vault:
    """The keys of one profile: `Vault.create` at enrolment, `Vault(profile, around)` ever after."""

    def __init__(self, profile: Profile, around: Surroundings) -> None:
        self.profile = profile
        self.around = around
        self._gate = _gate(profile, around)
        self._keys: UnlockedKeys | None = None
        entry = f"{profile.identity.device_id.hex()}.head"
        self.head_mark = HeadMark(profile.folder / "head", around.keyring, entry)
        entry = f"{profile.identity.device_id.hex()}.orders"
        self.orders_done = HighMark(profile.folder / "orders", around.keyring, entry, count=1)

    @classmethod
    def create(
        cls,
        data_folder: Path,
        identity: DeviceIdentity,
        keys: UnlockedKeys,
        pin: str,
        grant: LeaseGrant,
        around: Surroundings,
        cost: KdfCost | None = None,
    ) -> Vault:
        """Make the box and the profile of a device that has just enrolled, and return its vault, unlocked.

        `keys` are those of `new_device_keys`; `grant` must bring a lease key. Without `cost` the derivation
        is measured first (some seconds). The profile is written last: after a crash there is no profile,
        and enrolment starts over. Refuses a weak PIN, or passphrase where the keyring guards nothing.
        Faults: `ProfileExists`, `KeyringUnavailable`, `FilesUnusable`.
        """
        if grant.key is None:
            raise ValueError("a first lease brings its key")
        opened_by = check_secret(pin, around)
        folder = profile_folder(data_folder, identity)
        with _files():
            make_folder(folder)
        profile, data = encode_profile(folder, identity, around.keyring.kind)
        vault = cls(profile, around)
        with _locked(profile):
            if has_profile(folder):
                raise ProfileExists("this device has a profile here")
            lease = LeaseHeader(1, grant.until_ms, profile.digest)
            chosen = cost or calibrate(floor=around.floor)
            vault._gate.attempts.clear()
            vault._gate.time.set_by_server(grant.server_time_ms)
            vault.head_mark.raise_to(0, bytes(32))
            vault._gate.box.make(keys, pin, opened_by, chosen, lease, grant.key)
            write_profile(profile, data)
        vault._keys = keys
        return vault

    @property
    def keys(self) -> UnlockedKeys | None:
        """The keys while unlocked; keep them nowhere else longer than needed."""
        return self._keys

    def unlock(self, pin: str) -> UnlockedKeys:
        """Return the keys; slow on purpose, so call it off the screen's thread.

        Faults, in the order they are looked for: `BeingWiped`, `PinLocked`, `PinMustWait`, `BoxDamaged`,
        `LeaseExpired`, `LeaseMissing`, `KeyringUnavailable`, `FilesUnusable` (none of these counts as a try),
        `DerivationFailed`, `WrongPin`, and `PinLocked` at the tenth.
        """
        with _locked(self.profile):
            if wiping_mark(self.profile.folder).exists():
                raise BeingWiped
            keys, _ = self._gate.open(pin)
            self._keys = keys
            return keys

    def lock(self) -> None:
        """Let the keys go; whoever was handed them must do the same."""
        self._keys = None
        with _locked(self.profile):
            self._gate.time.keep()

    def change_pin(self, present_pin: str, new_pin: str) -> None:
        """Wrap the same keys under a new PIN; a crash leaves the present or the new one valid.

        Refuses a weak new PIN (`PinPolicy`) or the same (`pin.same`); a wrong present PIN counts as a try.
        """
        check_secret(new_pin, self.around)
        if canonical(new_pin) == canonical(present_pin):
            raise RuleRefused("pin.same", "This is the present PIN", "Choose another one.")
        with _locked(self.profile):
            keys, slot = self._gate.open(present_pin)
            self._gate.box.reseal(keys, slot, new_pin)

    def lease_state(self) -> LeaseState:
        """Judge the lease now, changing nothing; `BoxDamaged` when the key is here and opens nothing."""
        return self._gate.lease()[0]

    def end_expired_lease(self) -> LeaseState:
        """Judge the lease and, if it is over, delete its key and lock; call it about once a minute."""
        with _locked(self.profile):
            state = self._gate.end_expired_lease()
            self._gate.time.keep()
        if state.standing is LeaseStanding.EXPIRED:
            self._keys = None
        return state

    def renew_lease(self, grant: LeaseGrant) -> None:
        """Take the lease that the server granted, locked or not; the keys inside stay sealed.

        `LeaseMissing` when no key at hand opens the box: the server must return the escrowed one. A new end
        less than an hour from the present one is not worth a write and is left.
        """
        with _locked(self.profile):
            self._gate.renew(grant)

    def clear_lockout(self, grant: LeaseGrant) -> None:
        """Allow PINs again because the server said so; `grant` returns the key that the lockout deleted."""
        with _locked(self.profile):
            self._gate.renew(grant)
            self._gate.attempts.clear()

    def end_lease(self) -> None:
        """Let no PIN open the box until the server returns the lease key: the device is revoked."""
        with _locked(self.profile):
            self._gate.box.lease_keys.drop()

    def attempts_made(self) -> int:
        """Return how many PINs were tried since the last right one, for the server to know."""
        return self._gate.attempts.made()

    def contact_key(self) -> Ed25519PrivateKey:
        """Return the key that signs requests to renew the lease and nothing else, locked or not."""
        return self._gate.box.contact_key()


@dataclass(frozen=True, slots=True)
class _Gate:
    """The order in which a PIN, a lease and a box are judged; callers hold the profile's lock file."""

    box: KeptBox
    attempts: Attempts
    time: HighestTime

    def open(self, pin: str) -> tuple[UnlockedKeys, OpenedSlot]:
        """Open the box; locked, the lease key goes too, so that a cleared count alone opens nothing."""
        try:
            return self._try(pin)
        except PinLocked:
            self.box.lease_keys.drop()
            raise

    def _try(self, pin: str) -> tuple[UnlockedKeys, OpenedSlot]:
        now_ms = self.time.now_ms()
        made = self.attempts.check(now_ms) + 1
        slots, secret = self.box.current(self._slots_in_lease())
        self.attempts.count(made, now_ms)
        opened = self.box.unseal(slots, secret, pin)
        if opened is None:
            raise wrong_pin(made)
        self.attempts.clear()
        self.time.keep()
        return opened

    def lease(self) -> tuple[LeaseState, tuple[OpenedSlot, ...]]:
        """Judge the lease by the box that its key opens, or by the box's own word when there is no key."""
        held = self.box.lease_keys.held()
        slots = self.box.slots_opened_by(held)
        if held and not slots:
            raise BoxDamaged("no slot of the key box opens with the lease key")
        until_ms = slots[0].lease.lease_until_ms if slots else self.box.claimed_lease_until_ms()
        return lease_state(until_ms, self.time.now_ms(), bool(slots)), slots

    def end_expired_lease(self) -> LeaseState:
        """Judge the lease and delete its key if it is over."""
        state, _ = self.lease()
        if state.standing is LeaseStanding.EXPIRED:
            self.box.lease_keys.drop()
        return state

    def renew(self, grant: LeaseGrant) -> None:
        """Wrap the newest box that any key at hand opens for the time granted."""
        held = self.box.lease_keys.held()
        offered = tuple(key for key in (grant.escrowed_key, grant.key) if key is not None)
        slots = self.box.slots_opened_by((*held, *offered))
        if not slots and not held and grant.escrowed_key is None:
            raise LeaseMissing("the key of the present lease is not on this tablet")
        if not slots:
            raise BoxDamaged("no slot of the key box opens with any lease key at hand")
        slot, key = slots[0], grant.key or slots[0].lease_key
        if not grant.carried:
            self.time.set_by_server(grant.server_time_ms)
        near = abs(grant.until_ms - slot.lease.lease_until_ms) < _HOUR_MS
        if not (near and held == (key,)):
            self.box.rewrap(slot, key, grant.until_ms)

    def _slots_in_lease(self) -> tuple[OpenedSlot, ...]:
        state, slots = self.lease()
        if state.standing is LeaseStanding.EXPIRED:
            self.box.lease_keys.drop()
            raise LeaseExpired(state.until_ms)
        if state.standing is LeaseStanding.MISSING:
            raise LeaseMissing("the key of the present lease is not on this tablet")
        return slots


def check_secret(pin: str, around: Surroundings) -> OpenedBy:
    """Refuse a weak PIN, or a short passphrase where the keyring guards nothing; say which it is."""
    if around.keyring.guards_secrets:
        around.policy.check_pin(pin)
        return "pin"
    around.policy.check_passphrase(pin)
    return "passphrase"


def _gate(profile: Profile, around: Surroundings) -> _Gate:
    prefix = profile.identity.device_id.hex()
    attempts = HighMark(profile.folder / "attempts", around.keyring, f"{prefix}.attempts", count=2)
    time_seen = HighMark(profile.folder / "time-seen", around.keyring, f"{prefix}.time-seen", count=1)
    box = KeptBox(profile, around.keyring, around.random_bytes, around.floor)
    return _Gate(box, Attempts(attempts), HighestTime(around.clock, time_seen))


@contextmanager
def _locked(profile: Profile) -> Iterator[None]:
    """Hold the profile's lock file."""
    with _files(), exclusive(profile.folder / "lock"):
        yield


@contextmanager
def _files() -> Iterator[None]:
    """Translate what the system says of files."""
    try:
        yield
    except OSError as fault:
        raise FilesUnusable(fault.strerror or type(fault).__name__) from fault
