"""The only place with threads: lanes on which work waits its turn, away from the screen.

The rule kept here: a lane does one thing after another, and what came of it is told on the thread of the
screen. The store has a lane of its own, so it is used from one thread; the network and the files that go to
places of people's choice have others, so nothing that is read or saved waits for a server or a slow stick.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Ended(Generic[_T]):
    future: Future[_T]
    done: Callable[[_T], None]
    failed: Callable[[Exception], None]


class Lane(QObject):
    """One thread and its queue. Make it on the screen's thread; `close` it before the program ends."""

    _ended = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        # Queued also from this thread: work that is over at once is not told into the middle of its caller.
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], _T], done: Callable[[_T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do `work` in its turn, then call `done` with what it returned, or `failed` with what it raised."""
        future = self._pool.submit(work)
        future.add_done_callback(lambda ended: self._ended.emit(_Ended(ended, done, failed)))

    def call(self, work: Callable[[], _T], /) -> _T:
        """Do `work` in its turn and wait for it; for other lanes, never for the screen's thread."""
        return self._pool.submit(work).result()

    def close(self) -> None:
        """Let what is queued end; nothing is taken afterwards."""
        self._pool.shutdown(wait=True)

    def _tell(self, ended: _Ended[object]) -> None:
        fault = ended.future.exception()
        if fault is None:
            ended.done(ended.future.result())
        elif isinstance(fault, Exception):
            ended.failed(fault)
        else:
            raise fault


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes there are: `store` also for the vault, which stands before it; `files` for papers on their
    way to a place somebody chose, which may be as slow as it likes.
    """

    store: Lane
    network: Lane
    files: Lane

    def close(self) -> None:
        """Let both end."""
        self.files.close()
        self.network.close()
        self.store.close()


def open_lanes() -> Lanes:
    """Return the program's lanes."""
    return Lanes(Lane("store"), Lane("network"), Lane("files"))
