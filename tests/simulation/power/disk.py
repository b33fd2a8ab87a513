"""A disk that loses power: what was synced is there, of the rest anything may be.

The rules kept here: a file's bytes are safe once it was synced, a name once its folder was; of what came
after, each sector of a write may be there or not, in any order, and names in the order in which they were
changed, up to any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.simulation.power.tracing import Create, Event, Remove, Rename, Sync, Truncate, Write

_SECTOR = 512


@dataclass(slots=True)
class _File:
    """What the disk has of a file, and what the system has not brought there yet."""

    durable: bytes
    pending: list[Write | Truncate] = field(default_factory=list)

    @property
    def now(self) -> bytes:
        content = self.durable
        for change in self.pending:
            content = _applied(content, change)
        return content

    def after_a_loss(self, rng: Random) -> bytes:
        """Something the disk may hold of it."""
        content, luck = self.durable, rng.choice((0.0, 0.5, 0.5, 1.0))
        for change in self.pending:
            if isinstance(change, Truncate):
                content = _applied(content, change) if rng.random() < luck else content
            else:
                content = _torn(content, change, rng, luck)
        return content


class Disk:
    """The files below a folder, as a process changes them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        files = {path: _File(path.read_bytes()) for path in root.rglob("*") if path.is_file()}
        self._now: dict[Path, _File] = dict(files)
        self._safe: dict[Path, _File] = dict(files)
        self._names: list[Create | Rename | Remove] = []
        self._made: dict[int, _File] = {}

    def take(self, event: Event) -> None:
        """Let the process do something."""
        match event:
            case Write(path, at, data):
                file = self._now[path]
                place = len(file.now) if at is None else at
                file.pending.append(Write(path, place, data))
            case Truncate(path, _):
                self._now[path].pending.append(event)
            case Create(path):
                if path not in self._now:
                    self._now[path] = self._made[id(event)] = _File(b"")
                    self._names.append(event)
            case Rename(path, to):
                self._now[to] = self._now.pop(path)
                self._names.append(event)
            case Remove(path):
                self._now.pop(path, None)
                self._names.append(event)
            case Sync(path):
                self._sync(path)
            case _:
                pass

    def lose_power(self, rng: Random, to: Path) -> None:
        """Write a state that may be found afterwards into an empty folder."""
        names = self._after(self._names[: rng.randint(0, len(self._names))])
        self._write({path: file.after_a_loss(rng) for path, file in names.items()}, to)

    def kill(self, to: Path) -> None:
        """Write what is found when the process alone is gone: the system has all it was given."""
        self._write({path: file.now for path, file in self._now.items()}, to)

    def _write(self, files: Mapping[Path, bytes], to: Path) -> None:
        for path, content in files.items():
            target = to / path.relative_to(self._root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o600)

    def _sync(self, path: Path) -> None:
        file = self._now.get(path)
        if file is not None:
            file.durable, file.pending = file.now, []
            return
        here = [change for change in self._names if _folder(change) == path]
        self._safe = self._after(here)
        self._names = [change for change in self._names if _folder(change) != path]

    def _after(self, changes: Iterable[Create | Rename | Remove]) -> dict[Path, _File]:
        names = dict(self._safe)
        for change in changes:
            if isinstance(change, Create):
                names[change.path] = self._made[id(change)]
            elif isinstance(change, Rename):
                if change.path in names:
                    names[change.to] = names.pop(change.path)
            else:
                names.pop(change.path, None)
        return names


def _folder(change: Create | Rename | Remove) -> Path:
    return change.path.parent


def _applied(content: bytes, change: Write | Truncate) -> bytes:
    if isinstance(change, Truncate):
        return content[: change.size].ljust(change.size, b"\0")
    at = change.at or 0
    return content[:at].ljust(at, b"\0") + change.data + content[at + len(change.data) :]


def _torn(content: bytes, write: Write, rng: Random, luck: float) -> bytes:
    """Each sector of a write is there or is not."""
    at = write.at or 0
    for start in range(0, len(write.data), _SECTOR):
        if rng.random() < luck:
            part = write.data[start : start + _SECTOR]
            content = _applied(content, Write(write.path, at + start, part))
    return content
