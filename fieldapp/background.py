"""All threading there is: one lane for the store, one for the network, results back on the Qt main thread.

The rules kept here: work on a lane runs in the order it was given, one at a time, so the store is only ever
used from its lane; whatever work returns or raises arrives in the main thread by one signal, never twice and
never lost; after `stop` nothing arrives any more.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from fieldapp.syncing import timing
from fieldapp.syncing.faults import ServerBusy
from fieldapp.syncing.round import AtStore, RoundResult

_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_KEPT_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class _Ended(Generic[_T]):
    """A piece of work that is over: its result or what it raised, and who wants to know."""

    future: Future[_T]
    then: Callable[[_T], None]
    failed: Callable[[Exception], None]

    def deliver(self) -> None:
        """Hand over the result or the error; called in the main thread."""
        error = self.future.exception()
        if error is None:
            self.then(self.future.result())
        elif isinstance(error, Exception):
            self.failed(error)
        else:
            raise error


class Background(QObject):
    """Runs plain callables off the main thread. Make it in the main thread, and stop it there."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store_lane = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._network_lane = ThreadPoolExecutor(1, thread_name_prefix="network")
        self._stopped = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self, work: Callable[[], _T], then: Callable[[_T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run work on the store lane; in the main thread `then` gets its result, or `failed` what it raised."""
        self._submit(self._store_lane, work, then, failed)

    def run_online(
        self, work: Callable[[], _T], then: Callable[[_T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run work on the network lane; it reaches the store only through `at_store`."""
        self._submit(self._network_lane, work, then, failed)

    def at_store(self, work: Callable[[], _T], /) -> _T:
        """Run work on the store lane and wait for it; for the network lane, never for the main thread.

        RuntimeError after `stop`.
        """
        return self._store_lane.submit(work).result()

    def stop(self) -> None:
        """Let work at the store end, drop what has not begun, and deliver nothing more.

        Call it before the store is closed: afterwards nothing uses it. A round that is still waiting for the
        server is not waited for; when its answer comes it finds the store lane closed and is dropped, which
        loses nothing, because an answer that was not stored is asked for again.
        """
        self._stopped = True
        self._network_lane.shutdown(wait=False, cancel_futures=True)
        self._store_lane.shutdown(wait=True, cancel_futures=True)

    def _submit(
        self,
        lane: ThreadPoolExecutor,
        work: Callable[[], _T],
        then: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        future = lane.submit(work)
        ended = _Ended(future, then, failed)
        future.add_done_callback(lambda _: self._announce(ended))

    def _announce(self, ended: _Ended[_T]) -> None:
        """Called in the lane's thread; the queued signal takes it over to the main thread."""
        if not self._stopped:
            self._ended.emit(ended)

    def _deliver(self, ended: _Ended[object]) -> None:
        if not self._stopped:
            ended.deliver()


class SyncScheduler(QObject):
    """Runs rounds when they are due: after saving, on demand, and by itself with backoff.

    At most one round runs and one waits. `result` of every round is announced by `round_ended`, an error that
    is a bug by `round_broke`; `started` says that a round has begun. The last rounds are kept for the sync
    centre.
    """

    started = Signal()
    round_ended = Signal(object)
    round_broke = Signal(object)

    def __init__(
        self,
        background: Background,
        run_round: Callable[[AtStore], RoundResult],
        mono_ms: Callable[[], int],
        random_fraction: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._run_round = run_round
        self._mono_ms = mono_ms
        self._random_fraction = random_fraction
        self._turns = timing.Turns()
        self._pace = timing.Pace()
        self._paused = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self.last_rounds: deque[RoundResult] = deque(maxlen=_KEPT_ROUNDS)

    @property
    def is_running(self) -> bool:
        """Whether a round runs now."""
        return self._turns.running

    def resume(self) -> None:
        """Begin with rounds, the first one now; call it when the store is open."""
        self._paused = False
        self._plan(asked=True)

    def pause(self) -> None:
        """No more rounds; one that runs comes to its end. Call it before the store is closed."""
        self._paused = True
        self._timer.stop()

    def ask(self) -> None:
        """Ask for a round now: after saving, on demand, or when a network appeared.

        It overrides the backoff, never what a busy server asked for; while a round runs, one more follows it.
        """
        if self._turns.running:
            self._turns, _ = timing.ask(self._turns)
        else:
            self._plan(asked=True)

    def _plan(self, *, asked: bool) -> None:
        if self._paused or self._turns.running:
            return
        wait = timing.wait_ms(self._pace, self._mono_ms(), asked=asked)
        if not self._timer.isActive() or wait < self._timer.remainingTime():
            self._timer.start(wait)

    def _begin(self) -> None:
        if self._paused:
            return
        self._turns, _ = timing.ask(self._turns)
        self.started.emit()
        work = partial(self._run_round, self._background.at_store)
        self._background.run_online(work, self._round_is_over, self._round_is_broken)

    def _round_is_over(self, result: RoundResult) -> None:
        self.last_rounds.appendleft(result)
        if result.fault is None:
            self._pace = timing.after_success(self._mono_ms(), self._random_fraction())
        else:
            retry_after_s = result.fault.retry_after_s if isinstance(result.fault, ServerBusy) else 0
            self._slow_down(retry_after_s)
        self._take_turns()
        self.round_ended.emit(result)

    def _round_is_broken(self, error: Exception) -> None:
        _log.error("round_broke error=%s", type(error).__name__, exc_info=error)
        self._slow_down(0)
        self._take_turns()
        self.round_broke.emit(error)

    def _slow_down(self, retry_after_s: int) -> None:
        self._pace = timing.after_failure(self._pace, self._mono_ms(), self._random_fraction(), retry_after_s)

    def _take_turns(self) -> None:
        self._turns, one_waits = timing.done(self._turns)
        self._plan(asked=one_waits)
