"""What is in a backup, in order: what it is of, the server's keys, the rows of every table, the files of
documents, and the counts.

The rules kept here: rows are written as plain values under the names of tables and columns, not in the form
of either engine, so what was backed up from one is restored into the other; what is not complete to its last
frame is not restored at all.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.contract.codec import Hash, Id, Instant, Malformed, Message
from shared.contract.custody.sealed_file import CHUNK_BYTES, ChunkReader, Sink, sealed_reader
from shared.contract.custody.sealing import SealBroken

MAGIC = b"fieldapp backup 1\n"
FORMAT = 2
FORMATS = frozenset({1, FORMAT})
"""Backups of the first form, which had no files, are still restored."""
_LENGTH_BYTES = 4
_MOST_FRAME_BYTES = 256 * 1024 * 1024
_LEVEL = 3

Value = bytes | int | str | bool | None
"""What a column holds; dates are ISO text."""


class Head(Message, frozen=True, tag="head"):
    """What was backed up: the schema's revision, and where the server stood; `engine` is for people."""

    format: int
    revision: str
    engine: str
    taken_at_ms: Instant
    epoch: Id
    audit_number: int
    audit_hash: Hash


class KeyFile(Message, frozen=True, tag="key"):
    """One file of the keys folder."""

    name: str
    data: bytes


class TableOf(Message, frozen=True, tag="table"):
    """From here on rows of this table come, with these columns."""

    name: str
    columns: tuple[str, ...]


class Rows(Message, frozen=True, tag="rows"):
    """Some rows of the table named last, as `values_in` reads them."""

    rows: msgspec.Raw


class KeptFile(Message, frozen=True, tag="file"):
    """A file as the server keeps it, encrypted under its keys."""

    sha256: Hash
    data: bytes


class End(Message, frozen=True, tag="end"):
    """The last frame: how many rows each table has, and how many files there are."""

    counts: dict[str, int]
    files: int = 0


Frame = Head | KeyFile | TableOf | Rows | KeptFile | End
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Frame)


class BackupRefused(SealBroken):
    """The file is no backup, is damaged or cut, or was sealed to another key; the message says which."""


def backup_reader(file: BinaryIO, key: X25519PrivateKey) -> ChunkReader:
    """Begin to read a backup; `BackupRefused` for another file, `SealBroken` for another key."""
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        raise BackupRefused("This is not a backup of this server's making.")
    return sealed_reader(file, magic, key, "backup")


class FrameWriter:
    """Writes frames, packed."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()

    def put(self, frame: Frame) -> None:
        """Write one frame."""
        self._put(_encoder.encode(frame))

    def put_rows(self, rows: list[tuple[object, ...]]) -> None:
        """Write rows as they came from the database, as a frame of `Rows`."""
        self._put(_encoder.encode(["rows", rows]))

    def finish(self) -> None:
        """Write what is still being packed."""
        self._sink.write(self._packer.flush())

    def _put(self, data: bytes) -> None:
        self._sink.write(self._packer.compress(len(data).to_bytes(_LENGTH_BYTES, "big") + data))


def values_in(frame: Rows) -> Sequence[Sequence[Value]]:
    """Return the rows of a frame."""
    return cast("Sequence[Sequence[Value]]", msgspec.msgpack.decode(frame.rows))


def frames_of(reader: ChunkReader) -> Iterator[Frame]:
    """Yield every frame; `SealBroken` for what was changed or cut, `BackupRefused` where it
    is not of this form."""
    unpacked = _Unpacked(reader)
    try:
        while length := unpacked.read(_LENGTH_BYTES):
            size = int.from_bytes(length, "big")
            if size > _MOST_FRAME_BYTES:
                raise BackupRefused("A part of it is larger than any can be.")
            yield _decoder.decode(unpacked.read(size))
    except (zstandard.ZstdError, msgspec.DecodeError, Malformed) as fault:
        raise BackupRefused("It opens, but holds something else than a backup.") from fault
    if reader.read(1):
        raise BackupRefused("Something was added behind its end.")


class _Unpacked:
    """What the sealed file holds, unpacked a chunk at a time."""

    def __init__(self, reader: ChunkReader) -> None:
        self._reader = reader
        self._unpacker = zstandard.ZstdDecompressor().decompressobj()
        self._open = bytearray()

    def read(self, size: int) -> bytes:
        """Return so many bytes, or none at the very end."""
        while len(self._open) < size and not self._unpacker.eof:
            packed = self._reader.read(CHUNK_BYTES)
            if not packed:
                break
            self._open += self._unpacker.decompress(packed)
        if self._unpacker.unused_data:
            raise BackupRefused("Something was added behind its end.")
        if self._open and len(self._open) < size:
            raise BackupRefused("It ends in the middle of a part.")
        data = bytes(self._open[:size])
        del self._open[:size]
        return data
