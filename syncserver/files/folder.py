"""Where whole files are kept: one folder, each under its hash, encrypted under a key of the server's.

The rules kept here: a file is whole before it has its name, and never changes under it; its name is made of
its hash alone, so nothing anybody typed ever becomes a path. Nobody here looks into a file or unpacks one.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from shared.contract.custody.sealed_file import kept_reader, kept_writer
from shared.contract.custody.sealing import SealBroken

_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class FileFolder:
    """A folder of files; every process of a server shares it. `key` is what they are kept under."""

    path: Path
    key: bytes
    random_bytes: Callable[[int], bytes]

    def put(self, digest: bytes, parts: Iterable[bytes]) -> None:
        """Keep a file durably; one that is there already stays. OSError when the disk does not take it."""

        def fill(file: BinaryIO) -> None:
            writer = kept_writer(file, self.key, digest, self.random_bytes)
            for part in parts:
                writer.write(part)
            writer.finish()

        self._write(digest, fill)

    def put_as_kept(self, digest: bytes, data: bytes) -> None:
        """Keep a file that is encrypted already, out of a backup; OSError as above."""
        self._write(digest, lambda file: file.write(data))

    def _write(self, digest: bytes, fill: Callable[[BinaryIO], object]) -> None:
        target = self.place(digest)
        if not target.exists():
            self._fill(target, fill)
        # Also where it was there: whoever gave it its name may have ended before that was on the disk.
        for folder in (target.parent, self.path):
            _sync(folder)

    def _fill(self, target: Path, fill: Callable[[BinaryIO], object]) -> None:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.{self.random_bytes(8).hex()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                fill(file)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def read(self, digest: bytes) -> bytes:
        """Return a whole file. FileNotFoundError where it is not here, `SealBroken` where it was changed."""
        with self.place(digest).open("rb") as file:
            data = kept_reader(file, self.key, digest).read()
        if sha256(data).digest() != digest:
            raise SealBroken("The file is another than its name says.")
        return data

    def has(self, digest: bytes) -> bool:
        """Whether the file is here."""
        return self.place(digest).exists()

    def place(self, digest: bytes) -> Path:
        """Return where a file lies, or would."""
        if len(digest) != _HASH_BYTES:
            raise ValueError("a hash has 32 bytes")
        name = digest.hex()
        return self.path / name[:2] / name

    def as_kept(self, digest: bytes) -> bytes:
        """Return a file as it lies on the disk, encrypted, for a backup."""
        return self.place(digest).read_bytes()


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
