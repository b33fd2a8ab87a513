"""Digits that two people read to each other, to know that both look at the same device and the same server.

The rule kept here: they stand for the keys of both ends, so whoever stands between the two cannot make them
agree.
"""

from hashlib import sha256

_LABEL = b"fieldapp/fingerprint/1\x00"
_GROUPS, _DIGITS = 6, 4


def fingerprint(device_key: bytes, server_key: bytes) -> str:
    """Return six groups of four digits (79 bits) for the public keys of a device and of its institution."""
    digest = sha256(_LABEL + device_key + server_key).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10 ** (_GROUPS * _DIGITS):0{_GROUPS * _DIGITS}d}"
    return " ".join(digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS))
