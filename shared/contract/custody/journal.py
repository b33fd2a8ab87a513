"""The sealed journal: every operation of a device once more, for the institution's recovery key alone.

    file  = entry*
    entry = mark | length of sealed | device | seq | hash of the operation | sealed | check

The rules kept here: a file only grows, and every entry stands by itself; whatever is damaged costs the
entries it lies in and no other, because the next one is found by its mark and proved by its check. The check
tells of accidents; that nobody made or moved an entry is told by the seal, to which its place is bound, and
by the signature inside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.contract.codec import Malformed, decode, encode
from shared.contract.custody.sealing import SEALED_BYTES_MORE, SealBroken, open_sealed, seal
from shared.contract.operations import SignedOperation
from shared.contract.signing import operation_hash
from shared.contract.version import MAX_OPERATION_BYTES

_MARK = b"\xf6FJ1"
_LENGTH_BYTES, _DEVICE_BYTES, _SEQ_BYTES, _HASH_BYTES, _CHECK_BYTES = 4, 16, 8, 32, 8
_SEALED_AT = len(_MARK) + _LENGTH_BYTES + _DEVICE_BYTES + _SEQ_BYTES + _HASH_BYTES
_MOST_SEALED = MAX_OPERATION_BYTES + 128 + SEALED_BYTES_MORE


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it lies in the file: whose it is in plain, the operation sealed."""

    device: bytes
    seq: int
    hash: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """So many bytes at this place of a file are no entry: torn, changed or not ours."""

    offset: int
    length: int


def make_entry(device: bytes, seq: int, signed: SignedOperation, recovery_key: bytes) -> bytes:
    """Return the bytes that put one operation of a device into its journal."""
    place = device + seq.to_bytes(_SEQ_BYTES, "big") + operation_hash(signed)
    sealed = seal(encode(signed), recovery_key, "journal", place)
    body = _MARK + len(sealed).to_bytes(_LENGTH_BYTES, "big") + place + sealed
    return body + _check(body)


def read_entries(data: bytes) -> Iterator[Entry | Damage]:
    """Yield what is in a file, in its order; together they cover every byte of it."""
    place, damaged_from = 0, 0
    while (place := data.find(_MARK, place)) >= 0:
        found = _entry_at(data, place)
        if found is None:
            place += 1
            continue
        if place > damaged_from:
            yield Damage(damaged_from, place - damaged_from)
        yield found
        place = damaged_from = place + _SEALED_AT + len(found.sealed) + _CHECK_BYTES
    if damaged_from < len(data):
        yield Damage(damaged_from, len(data) - damaged_from)


def open_entry(entry: Entry, key: X25519PrivateKey) -> SignedOperation:
    """Return the operation in an entry; `SealBroken` if this key does not open it, or it is another one."""
    place = entry.device + entry.seq.to_bytes(_SEQ_BYTES, "big") + entry.hash
    try:
        signed = decode(SignedOperation, open_sealed(entry.sealed, key, "journal", place))
    except Malformed as fault:
        raise SealBroken("what was sealed is no operation") from fault
    if operation_hash(signed) != entry.hash:
        raise SealBroken("another operation was sealed here")
    return signed


def _entry_at(data: bytes, place: int) -> Entry | None:
    length = int.from_bytes(data[place + len(_MARK) : place + len(_MARK) + _LENGTH_BYTES], "big")
    end = place + _SEALED_AT + length
    if length > _MOST_SEALED or len(data) < end + _CHECK_BYTES:
        return None
    if _check(data[place:end]) != data[end : end + _CHECK_BYTES]:
        return None
    device_at = place + len(_MARK) + _LENGTH_BYTES
    seq_at, hash_at = device_at + _DEVICE_BYTES, device_at + _DEVICE_BYTES + _SEQ_BYTES
    return Entry(
        data[device_at:seq_at],
        int.from_bytes(data[seq_at:hash_at], "big"),
        data[hash_at : place + _SEALED_AT],
        data[place + _SEALED_AT : end],
    )


def _check(body: bytes) -> bytes:
    return sha256(body).digest()[:_CHECK_BYTES]
