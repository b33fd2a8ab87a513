"""What is put away for the institution alone: HPKE (RFC 9180) with X25519, HKDF-SHA256, ChaCha20-Poly1305.

The rules kept here: whoever seals can never open again; a thing sealed for one purpose opens for no other.
"""

from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

Purpose = Literal["journal", "backup", "courier"]

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
SEALED_BYTES_MORE = 32 + 16
"""What sealing adds: the sender's half of the exchange and the authentication tag."""


class SealBroken(Exception):
    """Not sealed with this key for this purpose, or changed since."""


def seal(content: bytes, recovery_key: bytes, purpose: Purpose, bound: bytes = b"") -> bytes:
    """Return `content` sealed to the 32 bytes of a public key, `SEALED_BYTES_MORE` longer.

    `bound` are bytes in plain beside it, which have to be the same when it is opened.
    """
    key = X25519PublicKey.from_public_bytes(recovery_key)
    return _SUITE.encrypt(content, key, _info(purpose, bound))


def open_sealed(sealed: bytes, key: X25519PrivateKey, purpose: Purpose, bound: bytes = b"") -> bytes:
    """Return what was sealed; `SealBroken` for another key, purpose or `bound`, or a changed bit."""
    try:
        return _SUITE.decrypt(sealed, key, _info(purpose, bound))
    except (InvalidTag, ValueError) as fault:
        raise SealBroken("this does not open with this key") from fault


def _info(purpose: Purpose, bound: bytes) -> bytes:
    return b"fieldapp/sealed/1\x00" + purpose.encode() + b"\x00" + bound
