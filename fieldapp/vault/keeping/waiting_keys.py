"""The signing key of a device that has asked to be enrolled and has no answer that settles it yet.

The rules kept here: it is kept in the keyring from before the code is spent, so that neither a lost answer
nor a restart costs the code; it opens nothing, for there is no data yet, and it goes as soon as there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.vault.keeping.keyring_access import Keyring

_ENTRY = "enrolment.waiting"
_ASKED_BYTES, _KEY_BYTES = 32, 32


@dataclass(frozen=True, slots=True)
class Waiting:
    """The key, and the institution's as it came with the first answer; empty before."""

    signing_key: Ed25519PrivateKey = field(repr=False)
    server_key: bytes = b""


def keep(keyring: Keyring, server_url: str, code: str, waiting: Waiting) -> None:
    """Keep the key that asks this office with this code. Raises `KeyringUnavailable`."""
    seed = waiting.signing_key.private_bytes_raw()
    keyring.set(_ENTRY, _asked(server_url, code) + seed + waiting.server_key)


def take_up(keyring: Keyring, server_url: str, code: str) -> Waiting | None:
    """Return the key that asked this office with this code before, if one did."""
    kept = keyring.get(_ENTRY)
    if kept is None or kept[:_ASKED_BYTES] != _asked(server_url, code):
        return None
    seed, server_key = kept[_ASKED_BYTES:][:_KEY_BYTES], kept[_ASKED_BYTES + _KEY_BYTES :]
    if len(seed) != _KEY_BYTES:
        return None
    return Waiting(Ed25519PrivateKey.from_private_bytes(seed), server_key)


def let_go(keyring: Keyring) -> None:
    """Forget it: there is a vault now, or the code was not taken."""
    keyring.delete(_ENTRY)


def _asked(server_url: str, code: str) -> bytes:
    return sha256(f"{server_url}\n{code}".encode()).digest()
