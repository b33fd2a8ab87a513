"""Files that survive a power cut: whole or not at all, and never fewer than one good copy.

The rule kept here: data is synced before its name points to it, and the folder is synced before anyone is
told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)


def write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path`, readable by the owner only; after a crash the old or the new content is there,
    whole.

    OSError passes through (disk full, read-only) and leaves the old content in place.
    """
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        _write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(unfinished, path)
    sync_folder(path.parent)


def remove_durably(*paths: Path) -> None:
    """Remove files of one folder that may or may not be there, and sync the folder if any was."""
    found = [path for path in paths if path.exists()]
    for path in found:
        os.unlink(path)
    if found:
        sync_folder(found[0].parent)


def make_folder(path: Path) -> None:
    """Make a folder only its owner can enter, with its parents, durably; fine if it is there."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` durable."""
    if sys.platform == "win32":  # a folder cannot be opened there; the file system orders renames itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file at `path` against processes and threads, waiting; a crash releases it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o600)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class TwoSlots:
    """Two names for one content: the new is written beside the old, which goes when the new opened."""

    first: Path
    second: Path

    def read(self, at_most: int) -> tuple[tuple[Path, bytes], ...]:
        """Return the slots that are there with up to `at_most` bytes of each."""
        return tuple((path, _read(path, at_most)) for path in (self.first, self.second) if path.exists())

    def write_beside(self, current: Path | None, data: bytes) -> Path:
        """Write to the slot that is not `current` and return its path."""
        path = self.second if current == self.first else self.first
        write_durably(path, data)
        return path

    def keep_only(self, path: Path) -> None:
        """Retire the other slot and what unfinished writes left; call it when `path` has been opened."""
        names = (self.first, self.second)
        unfinished = tuple(name.with_name(name.name + ".new") for name in names)
        remove_durably(*(name for name in names + unfinished if name != path))


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _read(path: Path, at_most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(at_most)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
