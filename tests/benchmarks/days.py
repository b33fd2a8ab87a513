"""Which day it is where the institution of a benchmark is: an hour before midnight in UTC, it is the next."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shared.contract.bodies.people import InstitutionSettings

_ZONE = ZoneInfo(InstitutionSettings("Anywhere").time_zone)


def day_of(now_ms: int) -> date:
    """The day of a moment, in milliseconds since 1970."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(_ZONE).date()


def today() -> date:
    """The day it is there; no benchmark lives long enough to see another."""
    return day_of(time.time_ns() // 1_000_000)
