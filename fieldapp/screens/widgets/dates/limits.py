"""Which days may be chosen, and what the branch does on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.screens.words import Formats, tr
from shared.calendar import BusinessCalendar

_EVERY_DAY = BusinessCalendar()


@dataclass(frozen=True, slots=True)
class Days:
    """Today, the days that may be chosen with the reason for each end, and when the branch works."""

    today: date
    first: date | None = None
    last: date | None = None
    why_first: str = ""
    why_last: str = ""
    calendar: BusinessCalendar = _EVERY_DAY

    def allows(self, day: date) -> bool:
        """Whether a day may be chosen."""
        return not ((self.first and day < self.first) or (self.last and day > self.last))

    def fault(self, day: date, say: Formats) -> str:
        """Return why a day may not be chosen, in words; "" when it may."""
        if self.first is not None and day < self.first:
            text, why = tr("Not before {day}").format(day=say.day(self.first)), self.why_first
        elif self.last is not None and day > self.last:
            text, why = tr("Not after {day}").format(day=say.day(self.last)), self.why_last
        else:
            return ""
        return f"{text}: {why}" if why else text

    def told(self, day: date, say: Formats) -> str:
        """Return a day with its name, and what is special about it."""
        words = say.long_day(day)
        if day == self.today:
            words = tr("{day}, today").format(day=words)
        if day in self.calendar.holidays:
            return tr("{day}, a holiday").format(day=words)
        if not self.calendar.is_business_day(day):
            return tr("{day}, a day off").format(day=words)
        return words
