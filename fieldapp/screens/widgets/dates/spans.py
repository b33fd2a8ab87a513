"""Spans of days by the names people give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from shared.calendar import add_months

SpanKey = Literal["today", "week", "next7", "month", "custom"]


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both within it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def span_of(key: SpanKey, today: date) -> Span:
    """Return a span as of today: weeks begin on Monday, and a custom one begins as this day alone."""
    if key == "week":
        monday = today - timedelta(days=today.weekday())
        return Span(monday, monday + timedelta(days=6))
    if key == "next7":
        return Span(today, today + timedelta(days=6))
    if key == "month":
        first = today.replace(day=1)
        return Span(first, add_months(first, 1) - timedelta(days=1))
    return Span(today, today)
