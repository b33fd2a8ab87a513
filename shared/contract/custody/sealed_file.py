"""Content of any length, sealed: written and read in chunks, never held whole.

    sealed file = a line that says what it is, a key of its own sealed to somebody's public key, then chunks
    kept file   = a line that says what it is, a salt, then chunks under a key derived for this one file
    chunks      = 64 KiB each, by itself ChaCha20-Poly1305 with its place and whether it is the last in the
                  nonce (STREAM)

The rules kept here: a changed byte, a chunk moved or taken out, an end cut off or added to is `SealBroken`;
nothing is handed out of a chunk that does not hold. A key seals one content and no second.
"""

from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.contract.custody.sealing import SEALED_BYTES_MORE, Purpose, SealBroken, open_sealed, seal

_KEPT = b"fieldapp file 1\n"
_KEY_BYTES = 32
_TAG_BYTES = 16
CHUNK_BYTES = 64 * 1024


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int: ...


class Source(Protocol):
    """Where bytes come from: fewer than asked for only at the end."""

    def read(self, size: int, /) -> bytes: ...


class ChunkWriter:
    """Writes chunks under a key that seals nothing else; they are whole only after `finish`."""

    def __init__(self, sink: Sink, key: bytes) -> None:
        self._sink = sink
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
        self._sink.write(self._cipher.encrypt(_nonce(self._place, last=last), chunk, None))
        self._place += 1


class ChunkReader:
    """Reads chunks; raises `SealBroken` at the first that does not hold."""

    def __init__(self, source: Source, key: bytes) -> None:
        self._source = source
        self._cipher = ChaCha20Poly1305(key)
        self._next = source.read(CHUNK_BYTES + _TAG_BYTES)
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
        chunk, self._next = self._next, self._source.read(CHUNK_BYTES + _TAG_BYTES)
        self._ended = not self._next
        try:
            data = self._cipher.decrypt(_nonce(self._place, last=self._ended), chunk, None)
        except InvalidTag as fault:
            raise SealBroken("It was changed or cut: a part of it does not hold.") from fault
        self._place += 1
        return data


def sealed_writer(
    sink: Sink, head: bytes, public_key: bytes, purpose: Purpose, random_bytes: Callable[[int], bytes]
) -> ChunkWriter:
    """Begin a sealed file: `head` in plain, then a new key sealed to `public_key` and bound to that head."""
    key = random_bytes(_KEY_BYTES)
    sink.write(head + seal(key, public_key, purpose, head))
    return ChunkWriter(sink, key)


def sealed_reader(source: Source, head: bytes, key: X25519PrivateKey, purpose: Purpose) -> ChunkReader:
    """Go on behind a head that was read; `SealBroken` for another key, purpose or head."""
    try:
        opened = open_sealed(source.read(_KEY_BYTES + SEALED_BYTES_MORE), key, purpose, head)
    except SealBroken as fault:
        raise SealBroken("This key does not open it, or its beginning was changed.") from fault
    return ChunkReader(source, opened)


def kept_writer(
    sink: Sink, secret: bytes, sha256: bytes, random_bytes: Callable[[int], bytes]
) -> ChunkWriter:
    """Begin a file that is kept under its hash, readable with the same secret alone."""
    salt = random_bytes(_KEY_BYTES)
    sink.write(_KEPT + salt)
    return ChunkWriter(sink, _kept_key(secret, sha256, salt))


def kept_reader(source: Source, secret: bytes, sha256: bytes) -> ChunkReader:
    """Read a file that is kept under its hash; `SealBroken` for another secret, another file or a change."""
    head = source.read(len(_KEPT) + _KEY_BYTES)
    if len(head) < len(_KEPT) + _KEY_BYTES or not head.startswith(_KEPT):
        raise SealBroken("This is no file as they are kept here.")
    return ChunkReader(source, _kept_key(secret, sha256, head[len(_KEPT) :]))


def _kept_key(secret: bytes, sha256: bytes, salt: bytes) -> bytes:
    info = b"fieldapp/kept-file/1\x00" + sha256
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=salt, info=info).derive(secret)


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])
