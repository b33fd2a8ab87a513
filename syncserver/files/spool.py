"""Files that come part by part and are looked at once they are whole: one for each device that sends one.

The rule kept here: a device's next file takes the place of the one before, so nobody fills a disk, and one
that nobody goes on with is let go of; names are made of ids and hashes alone.
"""

import fcntl
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder of unfinished files; every process of a server shares it."""

    path: Path

    def append(self, device: bytes, digest: bytes, offset: int, data: bytes) -> int:
        """Take a part that begins where the file ends by now; return where that is then. OSError where the
        disk takes no more.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self._place(device, digest)
        for other in self.path.glob(f"{device.hex()}.*"):
            if other != target:
                other.unlink(missing_ok=True)
        with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = os.fstat(file.fileno()).st_size
            if size != offset:
                return size
            try:
                file.write(data)
                file.flush()
            except OSError:
                os.ftruncate(file.fileno(), size)
                raise
            return size + len(data)

    def whole(self, device: bytes, digest: bytes) -> bytes | None:
        """Return a whole file; None where it is not whole, or another than its name says, and then gone."""
        try:
            data = self._place(device, digest).read_bytes()
        except FileNotFoundError:
            return None
        if sha256(data).digest() == digest:
            return data
        self.forget(device, digest)
        return None

    def forget(self, device: bytes, digest: bytes) -> None:
        """Let go of a file: it was taken in, or can never be."""
        self._place(device, digest).unlink(missing_ok=True)

    def forget_older(self, before_s: float) -> None:
        """Let go of files to which nothing was added since then, in seconds since 1970."""
        for file in self.path.glob("*.*"):
            with suppress(FileNotFoundError):  # it was taken in meanwhile
                if file.stat().st_mtime < before_s:
                    file.unlink()

    def _place(self, device: bytes, digest: bytes) -> Path:
        return self.path / f"{device.hex()}.{digest.hex()}"
