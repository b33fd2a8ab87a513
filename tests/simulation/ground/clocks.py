"""The time of a simulated world, and the clocks of its tablets, which somebody may have set wrong.

The rule kept here: nothing in a simulated world reads the machine's own clock; where real processes run,
everything reads that one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
ZONE = ZoneInfo("Africa/Lagos")


class Times(Protocol):
    """A time that somebody lets pass, or that passes by itself."""

    @property
    def now_ms(self) -> int: ...
    def __call__(self) -> int: ...
    def passes(self, elapsed_ms: int, /) -> None: ...


@dataclass(slots=True)
class Time:
    """The true time, milliseconds since 1970 in UTC; the server's clock shows it."""

    now_ms: int

    def __call__(self) -> int:
        return self.now_ms

    def passes(self, elapsed_ms: int) -> None:
        """Let time go by for everybody."""
        self.now_ms += elapsed_ms

    @property
    def today(self) -> date:
        """The day it is at the institution."""
        return datetime.fromtimestamp(self.now_ms / 1000, UTC).astimezone(ZONE).date()


class RealTime:
    """The machine's own time."""

    @property
    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000

    def __call__(self) -> int:
        return self.now_ms

    def passes(self, _: int) -> None:
        """It passes by itself."""


@dataclass(slots=True)
class TabletClock:
    """What a tablet believes: true time and `skew_ms`; the other clock starts anew with each boot."""

    time: Times
    boot: bytes
    booted_at_ms: int
    skew_ms: int = 0

    def now_ms(self) -> int:
        return max(0, self.time.now_ms + self.skew_ms)

    def mono_ms(self) -> int:
        return self.time.now_ms - self.booted_at_ms

    def monotonic_ms(self) -> int:
        return self.mono_ms()

    def today(self, time_zone: str) -> date:
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC).astimezone(ZoneInfo(time_zone)).date()
