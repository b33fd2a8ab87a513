"""The server's own keys: the institution's, the one of the device it holds itself, and the secret of leases.

The rule kept here: keys are files of their own, readable by the server's user alone, never rows.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INSTITUTION = "institution.key"
_DEVICE = "device.key"
_LEASE = "lease.key"
_KEY_BYTES = 32


class KeysUnusable(Exception):
    """The keys folder does not hold what the server needs; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """`institution` signs heads and certificates, `device` the server's own operations."""

    institution: Ed25519PrivateKey
    device: Ed25519PrivateKey
    lease_secret: bytes

    def lease_key(self, device: bytes) -> bytes:
        """Return the 32 bytes that wrap one device's key box."""
        info = b"fieldapp/lease/1\x00" + device
        return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(self.lease_secret)


def make_keys(folder: Path, random_bytes: Callable[[int], bytes]) -> ServerKeys:
    """Write what is missing in the folder and return the keys; existing keys are never replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (_INSTITUTION, _DEVICE, _LEASE):
        path = folder / name
        if not path.exists():
            _write(path, random_bytes(_KEY_BYTES))
    return load_keys(folder)


def load_keys(folder: Path) -> ServerKeys:
    """Return the keys in a folder; `KeysUnusable` if one is missing, damaged or open to others."""
    institution, device, lease = (_read(folder / name) for name in (_INSTITUTION, _DEVICE, _LEASE))
    return ServerKeys(
        Ed25519PrivateKey.from_private_bytes(institution),
        Ed25519PrivateKey.from_private_bytes(device),
        lease,
    )


def _write(path: Path, data: bytes) -> None:
    """Appear whole or not at all, and survive a power cut: without its keys a server is lost."""
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        mode = path.stat().st_mode
    except OSError as fault:
        raise KeysUnusable(f"{path} cannot be read. Run `syncserver init`, or restore the keys.") from fault
    if len(data) != _KEY_BYTES:
        raise KeysUnusable(f"{path} is not a key of {_KEY_BYTES} bytes. Restore it from a backup.")
    if mode & 0o077:
        raise KeysUnusable(f"{path} can be read by others. Run `chmod 600 {path}`.")
    return data
