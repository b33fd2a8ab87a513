"""The box that holds a person's keys on one device: derivation, sealing, opening.

    file  = magic | length, sealed header | length, lease header | nonce | outer
    outer = AES-256-GCM(lease key; inner; everything before the nonce)
    inner = nonce | AES-256-GCM(KEK; database key | attachment key | Ed25519 seed; label | sealed header)
    KEK   = HKDF-SHA256(Argon2id(PIN, salt) | device secret; label | device | staff | epoch)

The rules kept here: whatever was not written by us is `BoxDamaged` before a PIN is tried, because the outer
layer covers every byte; and a box whose derivation costs less than the floor is never opened. Python cannot
wipe memory, so keys live in one `UnlockedKeys` and in the locals of these functions, and are gone when the
last reference is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Literal

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Meta

from fieldapp.vault.faults import BoxDamaged, DerivationFailed
from fieldapp.vault.pin import canonical
from shared.contract.codec import Count, Hash, Id, Instant, Malformed, Message, decode, encode

RandomBytes = Callable[[int], bytes]
MOST_BYTES = 4096
"""More than any box has; a larger file is none."""

_MAGIC = b"FAKEYBX1"
_KEK_LABEL = b"fieldapp/key-box/kek/1\x00"
_INNER_LABEL = b"fieldapp/key-box/keys/1\x00"
_CONTACT_LABEL = b"fieldapp/contact-key/1\x00"
_NONCE_BYTES = 12
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one Argon2id derivation costs: memory in KiB, passes over it, lanes in parallel."""

    memory_kib: int
    passes: int
    lanes: int

    def reaches(self, floor: KdfCost) -> bool:
        """Whether no part is below the floor's."""
        return (
            self.memory_kib >= floor.memory_kib and self.passes >= floor.passes and self.lanes >= floor.lanes
        )


FLOOR = KdfCost(memory_kib=64 * 1024, passes=3, lanes=2)
_CEILING = KdfCost(memory_kib=1024 * 1024, passes=256, lanes=16)
_CALIBRATED_MEMORY_KIB = (128 * 1024, 64 * 1024)
_TARGET_S = 0.85


@dataclass(frozen=True, slots=True)
class UnlockedKeys:
    """The keys themselves. Hold one, hand out its fields, let it go at lock; it prints nothing."""

    database_key: bytes = field(repr=False)
    attachment_key: bytes = field(repr=False)
    signing_key: Ed25519PrivateKey = field(repr=False)

    @property
    def public_key_bytes(self) -> bytes:
        """The 32 bytes of the signing key that the server is given."""
        return self.signing_key.public_key().public_bytes_raw()


class SealedHeader(Message, frozen=True):
    """What the inner layer is bound to; it changes only with the PIN."""

    device: Id
    staff: Id
    epoch: Count
    opened_by: Literal["pin", "passphrase"]
    memory_kib: Count
    passes: Count
    lanes: Count
    salt: Annotated[bytes, Meta(min_length=_SALT_BYTES, max_length=_SALT_BYTES)]

    @property
    def cost(self) -> KdfCost:
        """The cost of the derivation."""
        return KdfCost(self.memory_kib, self.passes, self.lanes)


class LeaseHeader(Message, frozen=True):
    """What the outer layer is bound to: which writing this is, its lease, the profile beside it."""

    generation: Count
    lease_until_ms: Instant
    profile_digest: Hash


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """The inner layer, with the exact bytes of the header it is bound to."""

    header: SealedHeader
    header_bytes: bytes
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrappedBox:
    """A box as read: both headers in plain, not to be believed before `unwrap`."""

    sealed: SealedHeader
    lease: LeaseHeader
    sealed_bytes: bytes = field(repr=False)
    bound: bytes = field(repr=False)
    nonce: bytes = field(repr=False)
    outer: bytes = field(repr=False)

    def unwrap(self, lease_key: bytes) -> SealedKeys | None:
        """Open the outer layer; None when this key does not open exactly these bytes."""
        try:
            data = AESGCM(lease_key).decrypt(self.nonce, self.outer, self.bound)
        except InvalidTag:
            return None
        return SealedKeys(self.sealed, self.sealed_bytes, data)


def new_device_keys(random_bytes: RandomBytes) -> UnlockedKeys:
    """Make the keys of a device about to enrol: it signs before the server has given it an id."""
    seed = random_bytes(32)
    return UnlockedKeys(random_bytes(32), random_bytes(32), Ed25519PrivateKey.from_private_bytes(seed))


def contact_key_of(keys: UnlockedKeys) -> Ed25519PrivateKey:
    """Return the key that signs what needs no PIN; nothing of the others can be told from it."""
    seed = keys.signing_key.private_bytes_raw()
    return Ed25519PrivateKey.from_private_bytes(
        HKDF(algorithm=SHA256(), length=32, salt=None, info=_CONTACT_LABEL).derive(seed)
    )


def derive_kek(pin: str, header: SealedHeader, device_secret: bytes) -> bytes:
    """Return the 32-byte key of the inner layer; slow on purpose. `DerivationFailed` for want of memory."""
    known = _argon2id(canonical(pin).encode(), header.salt, header.cost)
    epoch = header.epoch.to_bytes(8, "big")
    info = _KEK_LABEL + header.device + header.staff + epoch
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(known + device_secret)


def seal(keys: UnlockedKeys, header: SealedHeader, kek: bytes, random_bytes: RandomBytes) -> SealedKeys:
    """Put the keys into the inner layer."""
    header_bytes = encode(header)
    nonce = random_bytes(_NONCE_BYTES)
    content = keys.database_key + keys.attachment_key + keys.signing_key.private_bytes_raw()
    inner = AESGCM(kek).encrypt(nonce, content, _INNER_LABEL + header_bytes)
    return SealedKeys(header, header_bytes, nonce + inner)


def unseal(sealed: SealedKeys, kek: bytes) -> UnlockedKeys | None:
    """Return the keys; None when the PIN or the device secret behind `kek` is another."""
    nonce, inner = sealed.data[:_NONCE_BYTES], sealed.data[_NONCE_BYTES:]
    try:
        content = AESGCM(kek).decrypt(nonce, inner, _INNER_LABEL + sealed.header_bytes)
    except InvalidTag:
        return None
    return UnlockedKeys(content[:32], content[32:64], Ed25519PrivateKey.from_private_bytes(content[64:]))


def wrap(sealed: SealedKeys, lease: LeaseHeader, lease_key: bytes, random_bytes: RandomBytes) -> bytes:
    """Return the bytes of a box file."""
    bound = _MAGIC + _counted(sealed.header_bytes) + _counted(encode(lease))
    nonce = random_bytes(_NONCE_BYTES)
    return bound + nonce + AESGCM(lease_key).encrypt(nonce, sealed.data, bound)


def parse(data: bytes, floor: KdfCost) -> WrappedBox:
    """Take a box file apart; `BoxDamaged` if it is none, or costs less than `floor` or absurdly much."""
    if not data.startswith(_MAGIC) or len(data) >= MOST_BYTES:
        raise BoxDamaged("this file is not a key box")
    sealed_bytes, after_sealed = _take(data, len(_MAGIC))
    lease_bytes, after_lease = _take(data, after_sealed)
    nonce, outer = data[after_lease : after_lease + _NONCE_BYTES], data[after_lease + _NONCE_BYTES :]
    if len(nonce) < _NONCE_BYTES:
        raise BoxDamaged("the key box is cut short")
    try:
        sealed, lease = decode(SealedHeader, sealed_bytes), decode(LeaseHeader, lease_bytes)
    except Malformed as fault:
        raise BoxDamaged("the headers of the key box do not decode") from fault
    if not (sealed.cost.reaches(floor) and _CEILING.reaches(sealed.cost)):
        raise BoxDamaged("the key box asks for a derivation outside the limits")
    return WrappedBox(sealed, lease, sealed_bytes, data[:after_lease], nonce, outer)


def measured_s(cost: KdfCost) -> float:
    """Return the seconds that one derivation takes here."""
    start = time.perf_counter()
    _argon2id(b"measure", bytes(_SALT_BYTES), cost)
    return time.perf_counter() - start


def calibrate(measure: Callable[[KdfCost], float] = measured_s, floor: KdfCost = FLOOR) -> KdfCost:
    """Return a cost of about 0.7 to 1 s on this machine, and never below `floor`.

    Time grows with memory times passes, so a measurement at the floor gives the first guess and one of the
    guess corrects it; of two measurements the faster counts, because other work only ever slows one down. The
    largest memory that allows the floor's passes is taken, at most 128 MiB: small tablets can spare no more.
    """
    s_per_kib_pass = _faster(measure, floor) / (floor.memory_kib * floor.passes)
    for memory_kib in _CALIBRATED_MEMORY_KIB:
        guess = KdfCost(memory_kib, _passes(_TARGET_S / (s_per_kib_pass * memory_kib)), floor.lanes)
        if guess.reaches(floor):
            passes = _passes(guess.passes * _TARGET_S / _faster(measure, guess))
            return KdfCost(memory_kib, max(floor.passes, passes), floor.lanes)
    return floor


def _faster(measure: Callable[[KdfCost], float], cost: KdfCost) -> float:
    return min(measure(cost), measure(cost))


def _passes(wanted: float) -> int:
    return min(_CEILING.passes, int(wanted))


def _argon2id(secret: bytes, salt: bytes, cost: KdfCost) -> bytes:
    try:
        return hash_secret_raw(secret, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)
    except (HashingError, MemoryError) as fault:
        raise DerivationFailed("the key derivation could not run") from fault


def _counted(part: bytes) -> bytes:
    return len(part).to_bytes(2, "big") + part


def _take(data: bytes, start: int) -> tuple[bytes, int]:
    """Return the counted part at `start` and where it ends."""
    end = start + 2 + int.from_bytes(data[start : start + 2], "big")
    if len(data) < end or end < start + 2:
        raise BoxDamaged("the key box is cut short")
    return data[start + 2 : end], end
