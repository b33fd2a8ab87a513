"""Orders of the institution to one device: try PINs again, or wipe everything.

The rules kept here: an order names its device and is signed by the institution, so nobody else gives one and
none is good for another tablet; times of a device's orders only rise, so each is carried out once.
"""

from typing import Annotated, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from shared.contract.codec import Id, Instant, Message, Signature
from shared.contract.signing import open_signed, sign_bytes

OrderKind = Literal["unlock", "wipe"]
_LABEL = b"fieldapp/order/1\x00"


class Order(Message, frozen=True):
    """One order; `nonce` is the operation that gave it, `at_ms` later than that of any before it."""

    kind: OrderKind
    device: Id
    nonce: Id
    at_ms: Instant


class SignedOrder(Message, frozen=True):
    """The bytes of an order as they were signed."""

    data: Annotated[bytes, Meta(max_length=256)]
    signature: Signature


def sign_order(order: Order, key: Ed25519PrivateKey) -> SignedOrder:
    """Sign an order as the institution."""
    return SignedOrder(*sign_bytes(_LABEL, order, key))


def open_order(signed: SignedOrder, key: Ed25519PublicKey) -> Order:
    """Return the order; `BadSignature` unless the institution signed it, `Malformed` for one not known."""
    return open_signed(Order, _LABEL, signed, key)
