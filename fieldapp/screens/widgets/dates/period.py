"""From when to when: by the names people give it, or from one day to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.choices.chips import MenuChip
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.range_field import RangeField, Span
from fieldapp.screens.words import Formats

_SPAN = "span"

Ends = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Time:
    """A name for some days, and which these are as of a day; the one called "span" asks for them."""

    words: str
    days: Callable[[date], Ends]


def ever(today: date) -> Ends:
    """All days there are."""
    return date.min, date.max


class Period(QObject):
    """The `chip` with the names, and the `span` that is seen while it is asked for; `changed` with either.

    The first of `times` holds at first; `proposed` is the span before anybody wrote one.
    """

    changed = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        times: Mapping[str, Time],
        proposed: Span,
        *,
        say: Callable[[], Formats],
        days: Callable[[], Days],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._times = times
        self._first = next(iter(times))
        self._days = days
        names = tuple((key, time.words) for key, time in times.items())
        self.chip = MenuChip(look, name, names, "calendar-check")
        self.span = RangeField(look, say, days())
        self._asked = proposed
        self.choose()
        self.chip.picked.connect(self._take)
        self.span.changed.connect(self._take_span)

    @property
    def untouched(self) -> bool:
        """Whether it is what is asked for at first."""
        return self.chip.current == self._first

    @property
    def asked(self) -> Span | None:
        """The days that are asked for, where they are."""
        return self._asked if self.chip.current == _SPAN else None

    def choose(self, time: str = "", span: Span | None = None) -> None:
        """Ask for a time without saying so; for one that is not known as at first."""
        self.chip.choose(time if time in self._times else self._first)
        self._asked = span or self._asked
        self.span.put(self._asked)
        self.span.setVisible(self.chip.current == _SPAN)

    def days(self, today: date) -> Ends:
        """Return the first and the last day asked for as of a day, None where that end is open."""
        self.span.set_days(self._days())
        if self.asked is not None:
            return self.asked.first, self.asked.last
        return self._times[self.chip.current].days(today)

    def _take(self, time: str) -> None:
        self.choose(time)
        self.changed.emit()

    def _take_span(self, span: Span | None) -> None:
        """Ask for what is complete; until then what was asked for before stands there."""
        if span is not None:
            self._asked = span
            self.changed.emit()
