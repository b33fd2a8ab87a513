"""Ed25519 over exact bytes: operations chained to one another, and heads acknowledged by the server.

The rules kept here: a signature always covers a label saying what is signed; an operation's hash covers its
bytes and its signature; weak public keys are refused before anything is verified with them.
"""

from hashlib import sha256
from typing import Protocol, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contract.codec import Malformed, Message, decode, encode
from shared.contract.operations import Operation, SignedOperation

_OPERATION = b"fieldapp/operation/1\x00"
_HEAD = b"fieldapp/head/1\x00"
_CERTIFICATE = b"fieldapp/certificate/1\x00"
_ENROLMENT = b"fieldapp/enrolment/1\x00"
_CONTENT = b"fieldapp/content/1\x00"

_FIELD_PRIME = 2**255 - 19
_LOW_ORDER_Y = frozenset(
    {
        0,
        1,
        _FIELD_PRIME - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)
"""The y coordinates of the curve's points of order 1, 2, 4 and 8 (RFC 8032 arithmetic); with these a
signature can be forged without a private key."""

_M = TypeVar("_M", bound=Message)


class SignedBytes(Protocol):
    """The bytes of a message as they were signed."""

    @property
    def data(self) -> bytes: ...
    @property
    def signature(self) -> bytes: ...


class BadSignature(ValueError):
    """Bytes that were not signed by the key they claim."""


def public_key(data: bytes) -> Ed25519PublicKey:
    """Return a usable public key; `Malformed` when it is not 32 bytes of a point of full order."""
    if len(data) != 32:
        raise Malformed("a public key has 32 bytes")
    y = (int.from_bytes(data, "little") & ((1 << 255) - 1)) % _FIELD_PRIME
    if y in _LOW_ORDER_Y:
        raise Malformed("this public key is of low order")
    return Ed25519PublicKey.from_public_bytes(data)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes of the public half."""
    return key.public_key().public_bytes_raw()


def sign_operation(operation: Operation, key: Ed25519PrivateKey) -> SignedOperation:
    """Encode an operation once and sign those bytes."""
    data = encode(operation)
    return SignedOperation(data, key.sign(_OPERATION + data))


def verify_operation(signed: SignedOperation, key: Ed25519PublicKey) -> None:
    """Raise `BadSignature` unless this key signed exactly these bytes."""
    _verify(key, signed.signature, _OPERATION + signed.data)


def operation_hash(signed: SignedOperation) -> bytes:
    """Return the 32 bytes that the next operation of the device names as `prev`."""
    return sha256(signed.data + signed.signature).digest()


def content_hash(message: Message) -> bytes:
    """Return the SHA-256 that an approval is bound to."""
    return sha256(_CONTENT + encode(message)).digest()


def sign_certificate(certificate: Message, key: Ed25519PrivateKey) -> bytes:
    """Sign a device certificate as the institution."""
    return key.sign(_CERTIFICATE + encode(certificate))


def verify_certificate(certificate: Message, signature: bytes, key: Ed25519PublicKey) -> None:
    """Raise `BadSignature` unless the institution signed this certificate."""
    _verify(key, signature, _CERTIFICATE + encode(certificate))


def prove_possession(key: Ed25519PrivateKey, code: bytes) -> bytes:
    """Sign a one-time enrolment code together with the own public key."""
    return key.sign(_ENROLMENT + public_bytes(key) + code)


def verify_possession(key_bytes: bytes, code: bytes, proof: bytes) -> None:
    """Raise `BadSignature` unless whoever enrols holds the private key."""
    _verify(public_key(key_bytes), proof, _ENROLMENT + key_bytes + code)


def sign_head(head: Message, key: Ed25519PrivateKey) -> bytes:
    """Sign, as the server, how far a device's operations were taken."""
    return key.sign(_HEAD + encode(head))


def verify_head(head: Message, signature: bytes, key: Ed25519PublicKey) -> None:
    """Raise `BadSignature` unless the server signed this head."""
    _verify(key, signature, _HEAD + encode(head))


def sign_bytes(label: bytes, message: Message, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """Encode a message once; return those bytes and the signature over them, under what is signed."""
    data = encode(message)
    return data, key.sign(label + data)


def open_signed(wanted: type[_M], label: bytes, signed: SignedBytes, key: Ed25519PublicKey) -> _M:
    """Return the message in signed bytes; `BadSignature` unless this key signed them under this label,
    `Malformed` if they hold another message.
    """
    _verify(key, signed.signature, label + signed.data)
    return decode(wanted, signed.data)


def _verify(key: Ed25519PublicKey, signature: bytes, data: bytes) -> None:
    try:
        key.verify(signature, data)
    except InvalidSignature as fault:
        raise BadSignature("the signature does not match") from fault
