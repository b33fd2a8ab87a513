"""What a tablet and the server say to each other without a PIN: signed by the device's contact key.

The rules kept here: a contact never carries an operation or a record; the answer is signed by the institution
over what was asked, so none can be kept and given again.
"""

from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from shared.contract.codec import Count, Hash, Id, Instant, Label, Message, Signature
from shared.contract.custody.orders import SignedOrder
from shared.contract.exchange import DeviceState, Sequence
from shared.contract.signing import BadSignature, open_signed, sign_bytes

MAX_PART_BYTES = 256 * 1024
MAX_JOURNAL_BYTES = 256 * 1024 * 1024
_LABEL = b"fieldapp/contact/1\x00"
_KEY_LABEL = b"fieldapp/contact-key-of/1\x00"


class ContactRequest(Message, frozen=True):
    """How a tablet stands; `nonce` is new each time.

    `orders_done_ms` is the time of the newest order it carried out; `held` is whether its store was found to
    be an old copy, or changed. The journal is named by its SHA-256 and size: what was sent of another is
    another.
    """

    protocol: Count
    nonce: Id
    attempts: Count
    orders_done_ms: Instant
    journal_digest: Hash
    journal_bytes: Sequence
    held: bool = False


class ContactAnswer(Message, frozen=True):
    """What the institution says to one device that asked with this nonce.

    `lease_key` is the escrowed one, empty where the lease is not renewed; `journal_bytes` is how much of the
    journal named by the request has been taken.
    """

    device: Id
    nonce: Id
    epoch: Id
    server_time_ms: Instant
    device_state: DeviceState
    device_reason: Label
    lease_until_ms: Instant
    lease_key: Annotated[bytes, Meta(max_length=32)]
    journal_bytes: Sequence
    orders: Annotated[tuple[SignedOrder, ...], Meta(max_length=16)] = ()


class ContactResponse(Message, frozen=True):
    """The bytes of an answer as they were signed."""

    data: Annotated[bytes, Meta(max_length=16 * 1024)]
    signature: Signature


class JournalPart(Message, frozen=True):
    """A part of the journal named by its SHA-256 and size; it begins where what was taken before ends."""

    digest: Hash
    size: Annotated[int, Meta(ge=1, le=MAX_JOURNAL_BYTES)]
    offset: Sequence
    data: Annotated[bytes, Meta(min_length=1, max_length=MAX_PART_BYTES)]


class JournalTaken(Message, frozen=True):
    """How much of that journal has been taken: where the next part begins."""

    journal_bytes: Sequence


def prove_contact_key(contact_key: bytes, key: Ed25519PrivateKey) -> bytes:
    """Sign a device's contact key with its own: whoever knows the device can believe it at any later time."""
    return key.sign(_KEY_LABEL + contact_key)


def verify_contact_key(contact_key: bytes, proof: bytes, key: Ed25519PublicKey) -> None:
    """Raise `BadSignature` unless the device with this key named this contact key its own."""
    try:
        key.verify(proof, _KEY_LABEL + contact_key)
    except InvalidSignature as fault:
        raise BadSignature("the contact key is not the device's") from fault


def sign_answer(answer: ContactAnswer, key: Ed25519PrivateKey) -> ContactResponse:
    """Sign an answer as the institution."""
    return ContactResponse(*sign_bytes(_LABEL, answer, key))


def open_answer(response: ContactResponse, key: Ed25519PublicKey) -> ContactAnswer:
    """Return the answer; `BadSignature` unless the institution signed it, `Malformed` if it does not fit."""
    return open_signed(ContactAnswer, _LABEL, response, key)
