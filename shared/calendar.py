"""Dates on which a branch works, and months added without drifting.

A date that falls due is a `datetime.date`. Days off are weekdays (Monday 0) and holidays are single dates.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import RuleRefused

_ONE_DAY = timedelta(days=1)
_NO_DAYS: frozenset[int] = frozenset()
_NO_DATES: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Which days a branch works. Without arguments every day is a business day.

    Refuses a weekday outside 0–6 and a week without any business day (`calendar.bad_days_off`).
    """

    days_off: frozenset[int] = _NO_DAYS
    holidays: frozenset[date] = _NO_DATES

    def __post_init__(self) -> None:
        object.__setattr__(self, "days_off", frozenset(self.days_off))
        object.__setattr__(self, "holidays", frozenset(self.holidays))
        if not self.days_off <= frozenset(range(7)) or len(self.days_off) == 7:
            detail = "Days off are weekdays from 0 (Monday) to 6 (Sunday), and at least one day is worked."
            raise RuleRefused("calendar.bad_days_off", "Days off cannot be used", detail)

    def is_business_day(self, day: date) -> bool:
        """Whether the branch works on that day."""
        return day.weekday() not in self.days_off and day not in self.holidays

    def next_business_day(self, day: date) -> date:
        """That day if the branch works on it, else the first later day on which it does."""
        while not self.is_business_day(day):
            day += _ONE_DAY
        return day

    def add_business_days(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`; the day itself is not counted. `count` is not negative."""
        for _ in range(count):
            day = self.next_business_day(day + _ONE_DAY)
        return day


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later, clamped to the end of a shorter month: 31 Jan + 1 is 28 or
    29 Feb.

    Count from the anchor each time (31 Jan + 2 is 31 Mar); chained calls would drift.
    """
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    if day.day <= 28:
        return day.replace(year=year, month=month)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
