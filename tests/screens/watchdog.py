"""Watches the thread of the screen in every test: nothing keeps it for long, nothing waits on it.

What is measured is one turn of the event loop, or one click or key of a test, cut where a lane tells its
answer: while that lasts, the screen answers nobody. It is measured in the thread's own CPU time, so a busy
machine makes no test fail, and the limit grows with how much slower than usual the machine is. Waiting is not
measured at all: within a turn whatever could wait (store, lane, lock, socket, process, sleep, the disk) fails
at once. What a test does between turns is not the program's and is left alone.

No event filter of Python and no `notify` is used: both would be shown objects that are still being made.
"""

from __future__ import annotations

import gc
import signal
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

LIMIT_S = 0.050
_REFERENCE_S = 0.0036
"""What `_exercise` takes on the machine for which the limit is meant, while it does nothing else."""
_SAMPLE_S = 0.005


class ScreenWaits(AssertionError):
    """Something that can wait was used on the thread of the screen."""


class _Sampler:
    """Notes where the thread is while it works, so that a report can say it.

    It is the thread itself that looks, on a signal of its own CPU time. Were it another thread, a frame could
    end in that one's hands, and the widgets in it would be deleted on the wrong thread.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def start(self) -> None:
        """Look whenever there is something to watch, from now on."""
        signal.signal(signal.SIGPROF, self._look)
        signal.siginterrupt(signal.SIGPROF, False)

    def watch(self) -> None:
        """A piece begins."""
        self._seen.clear()
        signal.setitimer(signal.ITIMER_PROF, _SAMPLE_S, _SAMPLE_S)

    def rest(self) -> None:
        """Nothing is watched."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def told(self) -> str:
        """Where the thread was most of the time since the piece began."""
        return ", ".join(f"{place} ×{times}" for place, times in Counter(dict(self._seen)).most_common(3))

    def _look(self, _: int, frame: FrameType | None) -> None:
        self._seen[_program_frame(frame)] += 1


class Watchdog:
    """Measures pieces of turns and keeps what was found; made and used on the thread of the screen.

    While `trusting`, what waits does not count; `patience` lengthens every limit. `spent_s` is the longest
    that each part with a limit of its own took in a test, as on the machine for which the limits are meant.
    """

    def __init__(self) -> None:
        self.patience = 1.0
        self._thread = threading.get_ident()
        self._depth = 0
        self._began_s = 0.0
        self._left_out_s = 0.0
        self._gc_began_s = 0.0
        self.trusting = False
        self.spent_s: dict[str, float] = {}
        self._found: list[str] = []
        self._slow = 1.0
        self._sampler = _Sampler()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch while this lasts."""
        gc.callbacks.append(self._collecting)
        self._sampler.start()
        try:
            yield
        finally:
            gc.callbacks.remove(self._collecting)
            self._sampler.rest()

    @property
    def inside(self) -> bool:
        """Whether this is the screen's thread, in a turn."""
        return self._depth > 0 and threading.get_ident() == self._thread

    def begin(self) -> None:
        """A test begins: what was found before it is not its own, nor are the limits."""
        self.patience = 1.0
        self._found.clear()
        self.spent_s.clear()
        self._slow = _slowness()

    def take(self) -> list[str]:
        """Hand over what was found since the last time."""
        found, self._found = self._found, []
        return found

    @contextmanager
    def turning(self) -> Iterator[None]:
        """Events are delivered in here, by a loop or one by one."""
        if threading.get_ident() != self._thread:
            yield
            return
        if self._depth == 0:
            self._begin()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._judge_piece()
                self._sampler.rest()

    def cut(self) -> None:
        """A piece ends here and the next begins."""
        if self.inside:
            self._judge_piece()
            self._begin()

    @contextmanager
    def allowed(self, name: str, limit_s: float) -> Iterator[None]:
        """Measure a part of a turn by a limit of its own."""
        began_s = time.thread_time()
        try:
            yield
        finally:
            spent_s = time.thread_time() - began_s
            self._left_out_s += spent_s
            usual_s = spent_s / max(self._slow, _slowness())
            self.spent_s[name] = max(usual_s, self.spent_s.get(name, 0.0))
            self._judge(name, spent_s, limit_s)

    def refuse(self, what: str) -> None:
        """Fail if this is reached in a turn."""
        if self.inside and not self.trusting:
            line = f"{what} on the thread of the screen, at {_program_frame(sys._getframe(1))}"
            self._found.append(line)
            raise ScreenWaits(line)

    def _begin(self) -> None:
        self._left_out_s = 0.0
        self._sampler.watch()
        self._began_s = time.thread_time()

    def _judge_piece(self) -> None:
        self._judge("a turn", time.thread_time() - self._began_s - self._left_out_s, LIMIT_S)

    def _judge(self, name: str, spent_s: float, limit_s: float) -> None:
        """Report what took too long for how slow the machine was before the test or is now."""
        limit_s *= self.patience
        if spent_s <= limit_s * self._slow:
            return
        seen = self._sampler.told()
        slow = max(self._slow, _slowness())
        if spent_s > limit_s * slow:
            spent, limit = f"{spent_s * 1000:.0f} ms", f"{limit_s * slow * 1000:.0f} ms"
            self._found.append(f"{name} took {spent}, limit {limit}: {seen}")

    def _collecting(self, phase: str, _: dict[str, int]) -> None:
        """Leave garbage collection out: it grows with everything the tests hold, not with the program."""
        if not self.inside:
            return
        if phase == "start":
            self._gc_began_s = time.thread_time()
        elif self._gc_began_s:
            self._left_out_s += time.thread_time() - self._gc_began_s
            self._gc_began_s = 0.0


def _program_frame(frame: FrameType | None) -> str:
    """The innermost line of the program in a stack, or the innermost of all."""
    innermost = frame
    while frame is not None and "/fieldapp/" not in frame.f_code.co_filename:
        frame = frame.f_back
    shown = frame or innermost
    if shown is None:
        return "?"
    return f"{'/'.join(shown.f_code.co_filename.rsplit('/', 3)[1:])}:{shown.f_lineno} {shown.f_code.co_name}"


def _slowness() -> float:
    """How much slower than the reference this machine is now; never less than 1.

    Two busy cores that share their caches slow this and a window's work down alike, also in CPU time.
    """
    return max(1.0, statistics.median(_exercise() for _ in range(5)) / _REFERENCE_S)


def _exercise() -> float:
    """Do a fixed piece of work and return the CPU time it took."""
    began_s = time.thread_time()
    total, words = 0, {}
    for number in range(20_000):
        total += number * number % 7
        words[number % 97] = str(total)
    return time.thread_time() - began_s
