"""Opens signed operations and finds the place of each in its device's chain.

The rule kept here: what was judged before is answered as before; the first operation that does not continue
the chain stops the batch, and one that contradicts the chain freezes the device. Neither is consumed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta

from shared.contract.codec import Hash, Id, Malformed, Message, decode
from shared.contract.exchange import Verdict
from shared.contract.operations import GENESIS, Operation, SignedOperation
from shared.contract.signing import BadSignature, operation_hash, verify_operation
from shared.ids import ID_BYTES
from syncserver.people.devices.queries import Device, Head
from syncserver.sync.queries import StoredOperation


@dataclass(frozen=True, slots=True)
class Envelope:
    """An operation as it came. `operation` is None when the bytes are not one, and `fault` says why.

    `id`, `seq`, `device` and `prev` are read even from an envelope of a later version, as long as it begins
    as this one does; otherwise the id is drawn from the hash and the others are empty.
    """

    signed: SignedOperation
    hash: bytes
    genuine: bool
    operation: Operation | None
    id: bytes
    device: bytes | None = None
    seq: int = 0
    prev: bytes | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Why the device has to be stopped."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch in order: verdicts given before, and envelopes that continue the chain and are to be judged."""

    items: tuple[Verdict | Envelope, ...]
    stopped: bool = False
    freeze: Freeze | None = None


def open_envelope(signed: SignedOperation, key: Ed25519PublicKey) -> Envelope:
    """Read an operation and check its signature; nothing is refused here."""
    hashed, genuine = operation_hash(signed), _is_genuine(signed, key)
    try:
        operation = decode(Operation, signed.data)
    except Malformed as fault:
        return _open_leniently(signed, hashed, genuine, str(fault))
    o = operation
    return Envelope(signed, hashed, genuine, operation, o.id, o.device, o.seq, o.prev)


def sort_out(
    envelopes: Sequence[Envelope], *, device: Device, head: Head, known: Sequence[StoredOperation]
) -> Sorted:
    """Walk a batch along the device's chain, as far as it holds."""
    by_id = {stored.id: stored for stored in known}
    by_seq = {stored.seq: stored for stored in known if stored.device == device.id}
    last_seq, last_hash = head.seq, head.hash or GENESIS
    items: list[Verdict | Envelope] = []
    for envelope in envelopes:
        stored = by_id.get(envelope.id) or by_seq.get(envelope.seq)
        if stored is not None and stored.hash == envelope.hash and stored.device == device.id:
            if stored.verdict:  # else it came twice in this very batch and is answered once
                items.append(decode(Verdict, stored.verdict))
            continue
        placed = (
            envelope
            if envelope.prev
            else replace(envelope, device=device.id, seq=last_seq + 1, prev=last_hash)
        )
        freeze = _contradiction(placed, device, last_seq, last_hash, known=stored is not None)
        if freeze is not None or placed.seq > last_seq + 1 or device.state == "FROZEN":
            return Sorted(tuple(items), stopped=True, freeze=freeze)
        items.append(placed)
        last_seq, last_hash = placed.seq, placed.hash
        taken = StoredOperation(placed.id, device.id, placed.seq, placed.hash, b"")
        by_id[placed.id] = by_seq[placed.seq] = taken
    return Sorted(tuple(items))


def _contradiction(
    envelope: Envelope, device: Device, last_seq: int, last_hash: bytes, *, known: bool
) -> Freeze | None:
    if not envelope.genuine:
        return Freeze("bad_signature", "An operation came that this device's key did not sign.")
    if envelope.device != device.id:
        return Freeze("bad_chain", "An operation came that says it is from another device.")
    if known or envelope.seq <= last_seq:
        return Freeze("fork", "Two different operations claim one place: the tablet was copied or set back.")
    if envelope.seq == last_seq + 1 and envelope.prev != last_hash:
        return Freeze("bad_chain", "An operation does not continue the one before: something was taken out.")
    return None


def _is_genuine(signed: SignedOperation, key: Ed25519PublicKey) -> bool:
    try:
        verify_operation(signed, key)
    except BadSignature:
        return False
    return True


def _open_leniently(signed: SignedOperation, hashed: bytes, genuine: bool, fault: str) -> Envelope:
    place = _first_fields(signed.data)
    if place is None:
        return Envelope(signed, hashed, genuine, None, hashed[:ID_BYTES], fault=fault)
    return Envelope(signed, hashed, genuine, None, place.id, place.device, place.seq, place.prev, fault)


class _Place(Message, frozen=True, forbid_unknown_fields=False):
    """The beginning of every envelope, of whatever version."""

    id: Id
    device: Id
    seq: Annotated[int, Meta(ge=1, le=2**53)]
    prev: Hash


def _first_fields(data: bytes) -> _Place | None:
    try:
        return decode(_Place, data)
    except Malformed:
        return None
