"""The server's own keys: the institution's, the one of the device it holds itself, and the secret of leases;
and the public half of the recovery key, to which is sealed what only the institution may ever open.

The rules kept here: keys are files of their own, readable by the server's user alone, never rows; the server
never reads the private half of the recovery key, which belongs off the machine.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_INSTITUTION = "institution.key"
_DEVICE = "device.key"
_LEASE = "lease.key"
_RECOVERY = "recovery.pub"
_KEY_BYTES = 32
KEY_FILES = (_INSTITUTION, _DEVICE, _LEASE, _RECOVERY)
"""What a keys folder holds when it is whole."""


class KeysUnusable(Exception):
    """The keys folder does not hold what the server needs; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """`institution` signs heads and certificates, `device` the server's own operations.

    `recovery_key` is the public half of the recovery key, 32 bytes; empty where none was made yet.
    """

    institution: Ed25519PrivateKey
    device: Ed25519PrivateKey
    lease_secret: bytes
    recovery_key: bytes = b""

    def lease_key(self, device: bytes) -> bytes:
        """Return the 32 bytes that wrap one device's key box."""
        info = b"fieldapp/lease/1\x00" + device
        return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(self.lease_secret)

    def courier_key(self) -> X25519PrivateKey:
        """Return the key that opens what comes by courier; the server holds it, unlike the recovery key."""
        info = b"fieldapp/courier/1\x00"
        seed = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(self.lease_secret)
        return X25519PrivateKey.from_private_bytes(seed)

    def files_key(self) -> bytes:
        """Return the 32 bytes under which files are kept."""
        info = b"fieldapp/files/1\x00"
        return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(self.lease_secret)

    def totp_key(self) -> bytes:
        """Return the 32 bytes that seal the secrets of authenticator apps in the database."""
        info = b"fieldapp/totp/1\x00"
        return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(self.lease_secret)


def make_keys(folder: Path, random_bytes: Callable[[int], bytes]) -> ServerKeys:
    """Write what is missing in the folder and return the keys; existing keys are never replaced."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (_INSTITUTION, _DEVICE, _LEASE):
        path = folder / name
        if not path.exists():
            write_key(path, random_bytes(_KEY_BYTES))
    return load_keys(folder)


def load_keys(folder: Path) -> ServerKeys:
    """Return the keys in a folder; `KeysUnusable` if one is missing, damaged or open to others.

    The recovery key alone may be missing: a server made before there was one works without.
    """
    institution, device, lease = (_read(folder / name) for name in (_INSTITUTION, _DEVICE, _LEASE))
    recovery = folder / _RECOVERY
    return ServerKeys(
        Ed25519PrivateKey.from_private_bytes(institution),
        Ed25519PrivateKey.from_private_bytes(device),
        lease,
        _read(recovery) if recovery.exists() else b"",
    )


def make_recovery_key(folder: Path, private: Path, random_bytes: Callable[[int], bytes]) -> bool:
    """Make the recovery key once: the public half among the keys, the private one in a file of its own.

    Return whether it was made now; then somebody has to take the private half off this machine.
    """
    if (folder / _RECOVERY).exists():
        return False
    if not private.exists():
        private.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_key(private, random_bytes(_KEY_BYTES))
    write_key(folder / _RECOVERY, load_recovery_key(private).public_key().public_bytes_raw())
    return True


def load_recovery_key(path: Path) -> X25519PrivateKey:
    """Return the private half of the recovery key from the file it is kept in, or `KeysUnusable`."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise KeysUnusable(f"The recovery key {path} cannot be read.") from fault
    if len(data) != _KEY_BYTES:
        raise KeysUnusable(f"{path} is not a recovery key: it has {_KEY_BYTES} bytes.")
    return X25519PrivateKey.from_private_bytes(data)


def write_key(path: Path, data: bytes) -> None:
    """Write a key's file: it appears whole or not at all, and survives a power cut.

    Without its keys a server is lost.
    """
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
