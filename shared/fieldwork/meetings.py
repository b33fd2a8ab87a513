"""When a union meets: its weekday, its rhythm, and when it met last."""

from __future__ import annotations

from datetime import date, timedelta

LEAST_DAYS_BETWEEN = {"DAILY": 1, "WEEKLY": 1, "FORTNIGHTLY": 8, "MONTHLY": 22}
"""A meeting this soon after the last one is not the next of its rhythm: half a period and a day are allowed
for meetings that were moved."""
_LONGEST_WAIT_DAYS = 62


def meets_on(frequency: str, weekday: int | None, on: date, last_held_on: date | None) -> bool:
    """Say whether a union is expected to meet on a day; a meeting already held that day counts.

    Daily unions meet every day; the others on their weekday (Monday is 0), fortnightly and monthly ones only
    when the last meeting is long enough ago. Without a weekday nobody can tell: False.
    """
    if last_held_on == on or frequency == "DAILY":
        return True
    if weekday != on.weekday():
        return False
    least = LEAST_DAYS_BETWEEN[frequency]
    return last_held_on is None or last_held_on > on or (on - last_held_on).days >= least


def next_meeting(frequency: str, weekday: int | None, first: date, last_held_on: date | None) -> date | None:
    """Return the first day from `first` on that a meeting is expected and not held yet; None when nobody
    can tell.
    """
    days = (first + timedelta(days=ahead) for ahead in range(_LONGEST_WAIT_DAYS))
    held = last_held_on if last_held_on is None or last_held_on <= first else None
    return next((day for day in days if day != held and meets_on(frequency, weekday, day, held)), None)
