"""Holds back who asks too often, in memory: a page for everybody must not write for everybody.

The rule kept here: it forgets, so that many addresses fill nothing; an address itself is not kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

_MINUTE_MS = 60_000
_MOST_SOURCES = 10_000


class Throttle:
    """So many questions a minute of one source, of each process of the server."""

    def __init__(self, at_most: int, clock_ms: Callable[[], int]) -> None:
        self._at_most = at_most
        self._clock_ms = clock_ms
        self._lock = threading.Lock()
        self._asked: OrderedDict[bytes, tuple[int, int]] = OrderedDict()

    def admits(self, source: bytes) -> bool:
        """Count one question, and say whether it is within bounds."""
        minute = self._clock_ms() // _MINUTE_MS
        with self._lock:
            when, count = self._asked.pop(source, (minute, 0))
            count = count + 1 if when == minute else 1
            self._asked[source] = (minute, count)
            if len(self._asked) > _MOST_SOURCES:
                self._asked.popitem(last=False)
        return count <= self._at_most
