"""One-time enrolment codes: 128 random bits that a person can read out and type.

The rules kept here: nobody but who made a code knows it, the server keeps only its SHA-256; it is good for
ten minutes.
"""

from collections.abc import Callable
from hashlib import sha256

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs without I, L, O and U, which are misread (Crockford's base 32)."""
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
CODE_LIFE_MS = 10 * 60 * 1000
_CODE_BYTES = 16
_CODE_SIGNS = 26
_GROUP = 5
_DEVICE_CODE_LETTERS = _ALPHABET[10:]


def make_code(random_bytes: Callable[[int], bytes]) -> str:
    """Return a new code as it is shown: 26 signs in groups of five."""
    value = int.from_bytes(random_bytes(_CODE_BYTES), "big")
    signs = "".join(_ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(_CODE_SIGNS)))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _CODE_SIGNS, _GROUP))


def hash_code(text: str) -> bytes:
    """Return the 32 bytes kept of a code; case, hyphens and misread signs make no difference."""
    plain = text.upper().replace("-", "").translate(_MISREAD)
    return sha256(b"fieldapp/code/1\x00" + plain.encode()).digest()


def new_device_code(taken: frozenset[str], random_bytes: Callable[[int], bytes]) -> str:
    """Return a short code that no device has, a letter first ("K7"), longer once many are taken."""
    signs = 1
    while len(taken) * 4 >= len(_DEVICE_CODE_LETTERS) * 32**signs:
        signs += 1
    while True:
        first, *rest = random_bytes(1 + signs)
        code = _DEVICE_CODE_LETTERS[first % len(_DEVICE_CODE_LETTERS)]
        code += "".join(_ALPHABET[value & 31] for value in rest)
        if code not in taken:
            return code
