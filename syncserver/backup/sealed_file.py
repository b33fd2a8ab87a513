"""A file of any length that only the recovery key opens: written and read in chunks, never held whole.

    a line that says what it is, a key of its own sealed to the recovery key, then chunks of 64 KiB,
    each by itself ChaCha20-Poly1305 with its place and whether it is the last in the nonce (STREAM)

The rules kept here: a changed byte, a chunk moved or taken out, an end cut off or added to is refused;
nothing is handed out of a chunk that does not hold.
"""

from collections.abc import Callable
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from shared.contract.custody.sealing import SEALED_BYTES_MORE, SealBroken, open_sealed, seal

_MAGIC = b"fieldapp backup 1\n"
_KEY_BYTES = 32
_TAG_BYTES = 16
CHUNK_BYTES = 64 * 1024


class BackupRefused(Exception):
    """The file is no backup, is damaged or cut, or was sealed to another key; the message says which."""


class SealedWriter:
    """Writes a sealed file; it is whole only after `finish`."""

    def __init__(self, file: BinaryIO, recovery_key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        key = random_bytes(_KEY_BYTES)
        file.write(_MAGIC + seal(key, recovery_key, "backup", _MAGIC))
        self._file = file
        self._cipher = ChaCha20Poly1305(key)
        self._waiting = bytearray()
        self._place = 0

    def write(self, data: bytes) -> int:
        """Take bytes; whole chunks go to the file at once, all but the newest."""
        self._waiting += data
        while len(self._waiting) > CHUNK_BYTES:
            self._put(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(data)

    def finish(self) -> None:
        """Write the last chunk, marked as the last."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._place, last=last), chunk, None))
        self._place += 1


class SealedReader:
    """Reads a sealed file; raises `BackupRefused` at the first chunk that does not hold."""

    def __init__(self, file: BinaryIO, key: X25519PrivateKey) -> None:
        magic = file.read(len(_MAGIC))
        if magic != _MAGIC:
            raise BackupRefused("This is not a backup of this server's making.")
        try:
            opened = open_sealed(file.read(_KEY_BYTES + SEALED_BYTES_MORE), key, "backup", magic)
        except SealBroken as fault:
            raise BackupRefused(
                "This recovery key does not open it, or its beginning was changed."
            ) from fault
        self._file = file
        self._cipher = ChaCha20Poly1305(opened)
        self._next = self._file.read(CHUNK_BYTES + _TAG_BYTES)
        self._open = bytearray()
        self._place = 0
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, fewer only at the end."""
        while not self._ended and (size < 0 or len(self._open) < size):
            self._open += self._take()
        wanted = len(self._open) if size < 0 else size
        data = bytes(self._open[:wanted])
        del self._open[:wanted]
        return data

    def _take(self) -> bytes:
        chunk, self._next = self._next, self._file.read(CHUNK_BYTES + _TAG_BYTES)
        self._ended = not self._next
        try:
            data = self._cipher.decrypt(_nonce(self._place, last=self._ended), chunk, None)
        except InvalidTag as fault:
            raise BackupRefused("It was changed or cut: a part of it does not hold.") from fault
        self._place += 1
        return data


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])
