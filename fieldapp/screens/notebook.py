"""The notes of the person at the tablet: in memory for the screens, written through to their store.

The rule kept here: what was put is on its way to the disk at once. While a write waits its turn or runs, the
newest values gather for one that is queued already, so nothing waits for a timer, for the screen or for the
lock.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from fieldapp.background import Lane
from fieldapp.store import notes
from fieldapp.store.author import Desk
from fieldapp.store.notes import Note

_log = logging.getLogger(__name__)
_Place = tuple[str, str]
_Batch = dict[_Place, bytes | None]


class Notebook(QObject):
    """All notes of one session; use it on the screen's thread.

    `kept` says room, key and time after the commit; `not_kept` says the fault, once until a write succeeds
    again. What could not be written stays here and goes with the next write.
    """

    kept = Signal(str, str, object)
    not_kept = Signal(object)

    def __init__(self, desk: Desk, lane: Lane, found: Iterable[Note]) -> None:
        super().__init__()
        self._desk = desk
        self._lane = lane
        self._notes = {(note.room, note.key): note.value for note in found}
        self._times = {(note.room, note.key): note.at_ms for note in found}
        self._waiting: _Batch = {}
        self._queued = False
        self._guard = threading.Lock()
        self._told = False
        self._closed = False

    def get(self, room: str, key: str) -> bytes | None:
        """Return a note as it was put last, or None."""
        return self._notes.get((room, key))

    def kept_at(self, room: str, key: str) -> int | None:
        """Return when a note was last committed, in milliseconds of the tablet's clock, or None."""
        return self._times.get((room, key))

    def keys(self, room: str) -> tuple[str, ...]:
        """Return the keys of a room's notes."""
        return tuple(sorted(key for at, key in self._notes if at == room))

    def put(self, room: str, key: str, value: bytes) -> None:
        """Keep a note; the same value again costs nothing."""
        if self._notes.get((room, key)) != value:
            self._notes[room, key] = value
            self._send({(room, key): value})

    def tear(self, room: str, key: str) -> None:
        """Tear a note out."""
        if self._notes.pop((room, key), None) is not None:
            self._send({(room, key): None})

    def close(self) -> None:
        """Try once more what could not be written; the store is closed behind it, and nothing follows."""
        if self._waiting:
            self._send({})
        self._closed = True

    def _send(self, changed: _Batch) -> None:
        """Add to what waits; queue a write unless one is queued that will take it along."""
        if self._closed:
            _log.error("note_after_lock rooms=%s", sorted({room for room, _ in changed}))
            return
        with self._guard:
            self._waiting.update(changed)
            queue, self._queued = not self._queued, True
        if queue:
            self._lane.run(self._write, self._written, self._failed)

    def _write(self) -> tuple[_Batch, int]:
        """Write what waits by now, on the lane; put it back before what is newer when it cannot be kept."""
        with self._guard:
            batch, self._waiting, self._queued = self._waiting, {}, False
        at_ms = self._desk.author.clock.now_ms()
        try:
            with self._desk.store.transaction() as tx:
                for (room, key), value in batch.items():
                    if value is None:
                        notes.forget(tx, room, key)
                    else:
                        notes.keep(tx, room, key, value, at_ms)
        except Exception:
            with self._guard:
                self._waiting = {**batch, **self._waiting}
            raise
        return batch, at_ms

    def _written(self, written: tuple[_Batch, int]) -> None:
        batch, at_ms = written
        self._told = False
        for (room, key), value in batch.items():
            if value is None:
                self._times.pop((room, key), None)
            else:
                self._times[room, key] = at_ms
                self.kept.emit(room, key, at_ms)

    def _failed(self, fault: Exception) -> None:
        if not self._told:
            self._told = True
            _log.warning("note_not_kept fault=%s", type(fault).__name__)
            self.not_kept.emit(fault)
