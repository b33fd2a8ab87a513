"""A checkpoint: what the server's audit chain was at a moment, signed by the institution.

The rule kept here: it is small enough to be given to everybody. Whoever keeps one can prove later that the
chain up to there was rewritten, also to somebody who trusts neither the server nor them.
"""

from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from shared.contract.codec import Hash, Id, Instant, Malformed, Message, Signature, decode, encode

_LABEL = b"fieldapp/checkpoint/1\x00"
_WORD = "checkpoint/1"


class Checkpoint(Message, frozen=True):
    """The chain's row `number` had this hash at `at_ms`, in the time of this epoch."""

    epoch: Id
    number: Annotated[int, Meta(ge=1, le=2**53)]
    hash: Hash
    at_ms: Instant


class SignedCheckpoint(Message, frozen=True):
    """A checkpoint with the institution's Ed25519 signature over label ‖ bytes."""

    checkpoint: Checkpoint
    signature: Signature


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> SignedCheckpoint:
    """Sign as the institution."""
    return SignedCheckpoint(checkpoint, key.sign(_LABEL + encode(checkpoint)))


def is_genuine(signed: SignedCheckpoint, key: Ed25519PublicKey) -> bool:
    """Say whether the institution signed this checkpoint."""
    try:
        key.verify(signed.signature, _LABEL + encode(signed.checkpoint))
    except InvalidSignature:
        return False
    return True


def as_line(signed: SignedCheckpoint) -> str:
    """Return a checkpoint as one line of text, for files and for reading out."""
    c = signed.checkpoint
    return f"{_WORD} {c.number} {c.hash.hex()} {c.at_ms} {c.epoch.hex()} {signed.signature.hex()}"


def from_line(line: str) -> SignedCheckpoint:
    """Return the checkpoint of a line; `Malformed` if it is none."""
    try:
        word, number, hashed, at_ms, epoch, signature = line.split()
        checkpoint = Checkpoint(bytes.fromhex(epoch), int(number), bytes.fromhex(hashed), int(at_ms))
        signed = SignedCheckpoint(checkpoint, bytes.fromhex(signature))
    except ValueError as fault:
        raise Malformed("this is not a line with a checkpoint") from fault
    if word != _WORD:
        raise Malformed("this is not a line with a checkpoint")
    return decode(SignedCheckpoint, encode(signed))
