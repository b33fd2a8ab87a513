"""When rounds run while somebody works, and what the last ones did.

The rules kept here: one runs and at most one waits; a failed one is tried again by itself, later and later;
nobody has to press anything, and who does is told, also where a round was under way by itself just then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.background import Lane
from fieldapp.syncing.faults import ServerBusy
from fieldapp.syncing.files.sending import FileMoved, FilesSent
from fieldapp.syncing.files.sending import Tell as TellFile
from fieldapp.syncing.round import Moved, RoundResult
from fieldapp.syncing.timing import Pace, Turns, after_failure, after_success, ask, done, wait_ms

_LINES_KEPT = 12

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round that ended: when, what it did, and whether somebody asked for it."""

    at_ms: int
    result: RoundResult
    asked: bool = False


@dataclass(frozen=True, slots=True)
class RoundTimes:
    """The clocks rounds need, in milliseconds, and a fraction from 0 up to 1 for the jitter."""

    now_ms: Callable[[], int]
    mono_ms: Callable[[], int]
    fraction: Callable[[], float]


class FileRounds(QObject):
    """Sends files after a round that went well, on a lane of its own; `moved` with how far one is, `changed`
    when sending begins or ends, `sent` when the office got any.

    What could not be sent is tried again after the next round, which comes by itself.
    """

    changed = Signal()
    moved = Signal(object)
    sent = Signal()

    def __init__(self, lane: Lane, send: Callable[[TellFile], FilesSent | None]) -> None:
        super().__init__()
        self._lane = lane
        self._send = send
        self._stopped = False
        self.running = False
        self.moving: FileMoved | None = None
        self.fault: Exception | None = None

    def want(self) -> None:
        """Send what there is to send, unless that is under way."""
        if not self.running and not self._stopped:
            self.running = True
            self._lane.run(lambda: self._send(self._tell), self._ended, self._failed)
            self.changed.emit()

    def stop(self) -> None:
        """Begin no more; what is under way ends after the part it sends."""
        self._stopped = True

    def _tell(self, moved: FileMoved) -> bool:
        self.moving = moved
        self.moved.emit(moved)
        return not self._stopped

    def _ended(self, result: FilesSent | None) -> None:
        self.running, self.moving = False, None
        if result is None or self._stopped:
            return
        self.fault = result.fault
        self.changed.emit()
        if result.sent:
            self.sent.emit()

    def _failed(self, fault: Exception) -> None:
        """A bug, or a store that was closed: it is logged, and tried again after the next round."""
        _log.error("files_broke fault=%s", type(fault).__name__, exc_info=fault)
        self.running, self.moving = False, None
        if not self._stopped:
            self.changed.emit()


class Rounds(QObject):
    """`changed` when one starts or ends, `moved` with how far it is; `arrived` with the result at its end."""

    changed = Signal()
    moved = Signal(object)
    arrived = Signal(object)

    def __init__(self, lane: Lane, run: Callable[[], RoundResult | None], times: RoundTimes) -> None:
        super().__init__()
        self.files: FileRounds | None = None
        self._lane = lane
        self._run = run
        self._times = times
        self._pace = Pace()
        self._turns = Turns()
        self._stopped = False
        self._asked = False
        self._cut = False
        self._lines: list[RoundLine] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._turns.running

    @property
    def lines(self) -> tuple[RoundLine, ...]:
        """The last rounds, newest first."""
        return tuple(self._lines)

    def ask(self) -> None:
        """Somebody asks: the round under way answers them, or else one that begins now."""
        self._asked = True
        if not self.running:
            self.want()

    def want(self) -> None:
        """Ask for a round now: something was saved, or somebody is there."""
        if self._stopped:
            return
        wait = wait_ms(self._pace, self._times.mono_ms(), asked=True)
        if wait:
            self._timer.start(wait)
        else:
            self._due()

    def tell(self, moved: Moved) -> bool:
        """Hear how far the round under way is, on any lane, and say whether it goes on."""
        self.moved.emit(moved)
        return not self._cut

    def cut(self) -> None:
        """Somebody does not want to wait: the round under way ends after its exchange and loses nothing."""
        self._cut = True

    def stop(self) -> None:
        """Start no more; one under way ends by itself."""
        self._stopped = True
        if self.files is not None:
            self.files.stop()
        self._timer.stop()

    def _due(self) -> None:
        self._turns, now = ask(self._turns)
        if now and not self._stopped:
            self._cut = False
            self._lane.run(self._run, self._ended, self._failed)
            self.changed.emit()

    def _ended(self, result: RoundResult | None) -> None:
        self._turns, more = done(self._turns)
        if result is None or self._stopped:
            return
        now, fraction = self._times.mono_ms(), self._times.fraction()
        if result.fault is None:
            self._pace = after_success(now, fraction)
        else:
            busy_s = result.fault.retry_after_s if isinstance(result.fault, ServerBusy) else 0
            self._pace = after_failure(self._pace, now, fraction, busy_s)
        line = RoundLine(self._times.now_ms(), result, self._asked)
        self._asked, self._lines = False, [line, *self._lines][:_LINES_KEPT]
        self._timer.start(wait_ms(self._pace, now, asked=more and result.fault is None))
        self.changed.emit()
        self.arrived.emit(result)
        if self.files is not None and result.fault is None:
            self.files.want()

    def _failed(self, fault: Exception) -> None:
        """A bug, not a fault of the way: it is logged, and rounds go on at the pace of failures."""
        _log.error("round_broke fault=%s", type(fault).__name__, exc_info=fault)
        self._turns, _ = done(self._turns)
        now = self._times.mono_ms()
        self._pace = after_failure(self._pace, now, self._times.fraction())
        if not self._stopped:
            self._timer.start(wait_ms(self._pace, now, asked=False))
            self.changed.emit()
