"""The only place with threads: lanes on which work waits its turn, away from the screen; and the sweeping up
of what is no longer used, which must not happen on them.

The rules kept here: a lane does one thing after another, and what came of it is told on the thread of the
screen. The store has a lane of its own, so it is used from one thread; the network and the files that go to
places of people's choice have others, so nothing that is read or saved waits for a server or a slow stick.
What a lane was given is let go of on the thread of the screen, for a page may be in it: destroyed by another
thread, it would take the program with it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_T = TypeVar("_T")
_SECONDS_BETWEEN = 20
_QUIET_MS = 2_000
"""How often everything is looked through, and how long nobody has touched anything by then."""


class _Task(Generic[_T]):
    """Something to do on a lane, and whom to tell."""

    def __init__(
        self, work: Callable[[], _T], done: Callable[[_T], None], failed: Callable[[Exception], None]
    ) -> None:
        self._work, self._done, self._failed = work, done, failed
        self._results: list[_T] = []
        self._fault: BaseException | None = None

    def do(self) -> None:
        """Do the work and keep what came of it."""
        try:
            self._results.append(self._work())
        except BaseException as fault:  # noqa: BLE001 - told where somebody can act on it
            self._fault = fault

    def tell(self) -> None:
        """Say what came of it."""
        fault, self._fault = self._fault, None  # it knows the way it came, and that knows this task
        if fault is None:
            self._done(self._results.pop())
        elif isinstance(fault, Exception):
            self._failed(fault)
        else:
            raise fault


class Lane(QObject):
    """One thread and its queue. Make it on the screen's thread; `close` it before the program ends."""

    _ended = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._numbers = count()
        self._tasks: dict[int, _Task[Any]] = {}
        # Queued also from this thread: work that is over at once is not told into the middle of its caller.
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], _T], done: Callable[[_T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do `work` in its turn, then call `done` with what it returned, or `failed` with what it raised."""
        number = next(self._numbers)
        self._tasks[number] = _Task(work, done, failed)
        self._pool.submit(self._do, number)

    def call(self, work: Callable[[], _T], /) -> _T:
        """Do `work` in its turn and wait for it; for other lanes, never for the screen's thread."""
        return self._pool.submit(work).result()

    def close(self) -> None:
        """Let what is queued end; nothing is taken afterwards."""
        self._pool.shutdown(wait=True)

    def _do(self, number: int) -> None:
        # The lane itself knows a number: it holds nothing any more when this is told.
        self._tasks[number].do()
        self._ended.emit(number)

    def _tell(self, number: int) -> None:
        self._tasks.pop(number).tell()


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes there are: `store` also for the vault, which stands before it; `files` for papers on their
    way to a place somebody chose, which may be as slow as it likes; `sending` for files on their way to the
    office, for which no round waits.
    """

    store: Lane
    network: Lane
    files: Lane
    sending: Lane

    def close(self) -> None:
        """Let both end."""
        self.files.close()
        self.sending.close()
        self.network.close()
        self.store.close()


def open_lanes() -> Lanes:
    """Return the program's lanes."""
    return Lanes(Lane("store"), Lane("network"), Lane("files"), Lane("sending"))


class Sweeper(QObject):
    """Collects garbage, on the screen's thread alone: what is young each second, all of it while nobody
    touches anything.

    Left to itself Python collects wherever it happens to be: on a lane, where a window that went out of use
    would be destroyed by the wrong thread, or in the middle of scrolling, which it holds up for longer than a
    frame. `untouched_ms` says for how long nobody has touched anything. Python is not told to collect by
    itself again: one is made for as long as the program runs.
    """

    def __init__(self, parent: QObject, untouched_ms: Callable[[], int]) -> None:
        super().__init__(parent)
        self._untouched_ms = untouched_ms
        self._left = _SECONDS_BETWEEN
        gc.disable()
        self.beat = QTimer(self)
        self.beat.setInterval(1_000)
        self.beat.timeout.connect(self.sweep)
        self.beat.start()

    def sweep(self) -> None:
        """Collect what is young, or everything if it is time and nobody would notice."""
        self._left -= 1
        if self._left <= 0 and self._untouched_ms() >= _QUIET_MS:
            self._left = _SECONDS_BETWEEN
            gc.collect()
        else:
            gc.collect(1)
