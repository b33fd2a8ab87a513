"""The six digits of an authenticator app (RFC 6238): SHA-1, thirty seconds, as every app knows them.

The rules kept here: the secret is sealed in the database with a key that is not in it; digits are good for
their own step of time and one on either side, and a step is never used twice.
"""

import base64
from collections.abc import Callable
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_S = 30
DIGITS = 6
_SECRET_BYTES = 20
_NONCE_BYTES = 12
_BESIDE = (0, -1, 1)


def digits_at(secret: bytes, at_s: int, digits: int = DIGITS) -> str:
    """Return what an app shows at a time, in seconds since 1970."""
    return TOTP(secret, digits, SHA1(), STEP_S).generate(at_s).decode()


def step_of(secret: bytes, typed: str, at_s: int) -> int | None:
    """Return the step of time whose digits were typed, or None if they are of none nearby."""
    now, found = at_s // STEP_S, None
    for step in (now + beside for beside in _BESIDE):
        shown = digits_at(secret, max(step, 0) * STEP_S)
        if bytes_eq(shown.encode(), "".join(typed.split()).encode()):
            found = step
    return found


def seal_secret(key: bytes, staff: bytes, random_bytes: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """Make a secret for a person; return it, and what is kept of it."""
    secret, nonce = random_bytes(_SECRET_BYTES), random_bytes(_NONCE_BYTES)
    return secret, nonce + ChaCha20Poly1305(key).encrypt(nonce, secret, staff)


def open_secret(key: bytes, staff: bytes, kept: bytes) -> bytes | None:
    """Return a person's secret, or None where what is kept is not theirs or of other keys."""
    try:
        return ChaCha20Poly1305(key).decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], staff)
    except InvalidTag:
        return None


def as_typed(secret: bytes) -> str:
    """Return a secret as it is typed into an app."""
    return base64.b32encode(secret).decode()


def as_link(secret: bytes, email: str, institution: str) -> str:
    """Return a secret as the address that apps read from a QR code."""
    issuer = quote(institution)
    return f"otpauth://totp/{issuer}:{quote(email)}?secret={as_typed(secret)}&issuer={issuer}"
