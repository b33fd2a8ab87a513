"""The key box as it lies on the tablet: two slots in the profile's folder, its secrets in the keyring.

The rule kept here: the box is written beside the old one, opened again from the disk, and only then is the
old one retired; a secret is in the keyring before the first box that needs it and leaves after the last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.vault.faults import BoxDamaged, KeyringUnavailable
from fieldapp.vault.identity import Profile
from fieldapp.vault.keeping.durable import TwoSlots
from fieldapp.vault.keeping.keyring_access import Keyring
from fieldapp.vault.key_box import (
    MOST_BYTES,
    KdfCost,
    LeaseHeader,
    RandomBytes,
    SealedHeader,
    SealedKeys,
    UnlockedKeys,
    contact_key_of,
    derive_kek,
    parse,
    seal,
    unseal,
    wrap,
)
from fieldapp.vault.lease import LeaseKeys

_SECRET_BYTES = 32
_EPOCH_BYTES = 8
_SALT_BYTES = 16

OpenedBy = Literal["pin", "passphrase"]


@dataclass(frozen=True, slots=True)
class OpenedSlot:
    """A slot whose outer layer opened with `lease_key`: from here on its headers can be believed."""

    path: Path
    lease: LeaseHeader
    sealed: SealedKeys = field(repr=False)
    lease_key: bytes = field(repr=False)


class KeptBox:
    """The box of one profile; nothing here counts tries or judges time."""

    def __init__(self, profile: Profile, keyring: Keyring, random_bytes: RandomBytes, floor: KdfCost) -> None:
        prefix = profile.identity.device_id.hex()
        self._profile = profile
        self._keyring = keyring
        self._random_bytes = random_bytes
        self._floor = floor
        self._secret_entry = f"{prefix}.device-secret"
        self._contact_entry = f"{prefix}.contact"
        self._slots = TwoSlots(profile.folder / "box.a", profile.folder / "box.b")
        self.lease_keys = LeaseKeys(keyring, f"{prefix}.lease")

    def make(
        self,
        keys: UnlockedKeys,
        pin: str,
        opened_by: OpenedBy,
        cost: KdfCost,
        lease: LeaseHeader,
        lease_key: bytes,
    ) -> None:
        """Put new secrets into the keyring and the first box into its slot."""
        secret = self._random_bytes(_SECRET_BYTES)
        self._bind(secret, 1)
        self._keyring.set(self._contact_entry, contact_key_of(keys).private_bytes_raw())
        self.lease_keys.hold(lease_key)
        header = SealedHeader(
            device=self._profile.identity.device_id,
            staff=self._profile.identity.staff_id,
            epoch=1,
            opened_by=opened_by,
            memory_kib=cost.memory_kib,
            passes=cost.passes,
            lanes=cost.lanes,
            salt=self._random_bytes(_SALT_BYTES),
        )
        sealed = seal(keys, header, derive_kek(pin, header, secret), self._random_bytes)
        slot = self._write(None, sealed, lease, lease_key)
        _check_opens(slot, pin, secret, keys)
        self._slots.keep_only(slot.path)

    def slots_opened_by(self, lease_keys: tuple[bytes, ...]) -> tuple[OpenedSlot, ...]:
        """Return the slots that one of these keys opens and that belong to this profile, the newest first."""
        opened = []
        for path, data in self._slots.read(MOST_BYTES):
            slot = self._opened(path, data, lease_keys)
            if slot is not None:
                opened.append(slot)
        return tuple(sorted(opened, key=lambda slot: -slot.lease.generation))

    def claimed_lease_until_ms(self) -> int:
        """Return until when the lease is, by the newest box's own word; `BoxDamaged` when there is no box."""
        claims = [parse(data, self._floor).lease for _, data in self._slots.read(MOST_BYTES)]
        if not claims:
            raise BoxDamaged("there is no key box")
        return max(claims, key=lambda lease: lease.generation).lease_until_ms

    def current(self, slots: tuple[OpenedSlot, ...]) -> tuple[tuple[OpenedSlot, ...], bytes]:
        """Return those slots that are not older than the last change of the PIN, and the device secret.

        `KeyringUnavailable` without the secret, `BoxDamaged` when every slot is older: an old copy was put
        back.
        """
        secret, epoch = self._bound()
        found = tuple(slot for slot in slots if slot.sealed.header.epoch >= epoch)
        if not found:
            raise BoxDamaged("the key box is older than the last change of the PIN")
        return found, secret

    def unseal(
        self, slots: tuple[OpenedSlot, ...], secret: bytes, pin: str
    ) -> tuple[UnlockedKeys, OpenedSlot] | None:
        """Return the keys of the first slot that the PIN opens, and retire the other; None when it opens
        none.

        There are two only after a crash amid a rewrite: then the old PIN and the new one are both good, once.
        """
        for slot in slots:
            keys = unseal(slot.sealed, derive_kek(pin, slot.sealed.header, secret))
            if keys is not None:
                self._slots.keep_only(slot.path)
                return keys, slot
        return None

    def reseal(self, keys: UnlockedKeys, slot: OpenedSlot, new_pin: str) -> None:
        """Wrap the same keys under another PIN, salt and epoch."""
        secret, _ = self._bound()
        epoch = slot.sealed.header.epoch + 1
        salt = self._random_bytes(_SALT_BYTES)
        header = msgspec.structs.replace(slot.sealed.header, epoch=epoch, salt=salt)
        sealed = seal(keys, header, derive_kek(new_pin, header, secret), self._random_bytes)
        written = self._write(slot, sealed, slot.lease, slot.lease_key)
        _check_opens(written, new_pin, secret, keys)
        self._bind(secret, epoch)  # from here on a copy of the old box is refused
        self._slots.keep_only(written.path)

    def rewrap(self, slot: OpenedSlot, lease_key: bytes, until_ms: int) -> None:
        """Put the sealed keys as they are under another lease; needs no PIN."""
        self.lease_keys.hold(lease_key, slot.lease_key)
        lease = msgspec.structs.replace(slot.lease, lease_until_ms=until_ms)
        written = self._write(slot, slot.sealed, lease, lease_key)
        self.lease_keys.hold(lease_key)
        self._slots.keep_only(written.path)

    def contact_key(self) -> Ed25519PrivateKey:
        """Return the key that may only ask for a renewal; `KeyringUnavailable` when it is gone."""
        seed = self._keyring.get(self._contact_entry)
        if seed is None or len(seed) != _SECRET_BYTES:
            raise KeyringUnavailable("the contact key is not in the keyring")
        return Ed25519PrivateKey.from_private_bytes(seed)

    def _write(
        self, beside: OpenedSlot | None, sealed: SealedKeys, lease: LeaseHeader, lease_key: bytes
    ) -> OpenedSlot:
        """Write the next box into the other slot and return it as read back from there."""
        generation = beside.lease.generation + 1 if beside else lease.generation
        header = msgspec.structs.replace(lease, generation=generation)
        data = wrap(sealed, header, lease_key, self._random_bytes)
        path = self._slots.write_beside(beside.path if beside else None, data)
        for slot in self.slots_opened_by((lease_key,)):
            if slot.path == path and slot.sealed == sealed and slot.lease == header:
                return slot
        raise BoxDamaged("the box just written does not open")

    def _opened(self, path: Path, data: bytes, lease_keys: tuple[bytes, ...]) -> OpenedSlot | None:
        try:
            box = parse(data, self._floor)
        except BoxDamaged:
            return None  # the other slot may be whole; the caller says so when none is
        identity = self._profile.identity
        ours = (box.sealed.device, box.sealed.staff, box.lease.profile_digest)
        if ours != (identity.device_id, identity.staff_id, self._profile.digest):
            return None
        for key in lease_keys:
            sealed = box.unwrap(key)
            if sealed is not None:
                return OpenedSlot(path, box.lease, sealed, key)
        return None

    def _bind(self, secret: bytes, epoch: int) -> None:
        """Keep the device secret and the lowest epoch it opens, and see that they were kept."""
        self._keyring.set(self._secret_entry, secret + epoch.to_bytes(_EPOCH_BYTES, "big"))
        if self._bound() != (secret, epoch):
            raise KeyringUnavailable("the keyring does not return what it was given")

    def _bound(self) -> tuple[bytes, int]:
        value = self._keyring.get(self._secret_entry)
        if value is None or len(value) != _SECRET_BYTES + _EPOCH_BYTES:
            raise KeyringUnavailable("the device secret is not in the keyring")
        return value[:_SECRET_BYTES], int.from_bytes(value[_SECRET_BYTES:], "big")


def _check_opens(slot: OpenedSlot, pin: str, secret: bytes, keys: UnlockedKeys) -> None:
    """Open what was just written as an unlock would, with a derivation of its own."""
    opened = unseal(slot.sealed, derive_kek(pin, slot.sealed.header, secret))
    if opened is None or _content(opened) != _content(keys):
        raise BoxDamaged("the box just written does not hold the keys")


def _content(keys: UnlockedKeys) -> tuple[bytes, bytes, bytes]:
    return keys.database_key, keys.attachment_key, keys.public_key_bytes
