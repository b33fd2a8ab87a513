"""From one day to another, both within it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import row
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.words import Formats


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day to the last, both within it."""

    first: date
    last: date


class RangeField(QWidget):
    """`span` is what holds, None while it is not complete or ends before it begins.

    `changed` with it once a day is chosen or written to its end: half a day is another day.
    """

    changed = Signal(object)

    def __init__(self, look: Look, say: Callable[[], Formats], days: Days) -> None:
        super().__init__()
        self._days = days
        self._told: Span | None = None
        self.first = DateField(look, self.tr("From"), say, days)
        self.last = DateField(look, self.tr("To"), say, days)
        line = row(Gap.M)
        line.addWidget(self.first, 1)
        line.addWidget(self.last, 1)
        self.setLayout(line)
        self.first.changed.connect(self._bound)
        for field in (self.first, self.last):
            field.changed.connect(self._tell)
            field.edit.editingFinished.connect(self._tell)

    @property
    def span(self) -> Span | None:
        """The days that hold."""
        first, last = self.first.day, self.last.day
        if first is None or last is None or not (self.first.ready and self.last.ready):
            return None
        return Span(first, last)

    def put(self, span: Span) -> None:
        """Write a span into it, without saying so."""
        self.first.set_day(span.first)
        self.last.set_day(span.last)
        self._told = span
        self._bound()

    def set_days(self, days: Days) -> None:
        """Other days may be chosen now."""
        if days != self._days:
            self._days = days
            self.first.set_days(days)
            self._bound()

    def _tell(self) -> None:
        written = not (self.first.edit.isModified() or self.last.edit.isModified())
        if written and self.span != self._told:
            self._told = self.span
            self.changed.emit(self.span)

    def _bound(self) -> None:
        """The last day is not before the first."""
        first = self.first.day
        least = max(day for day in (first, self._days.first) if day) if first else self._days.first
        self.last.set_days(replace(self._days, first=least, why_first=self.tr("it begins then")))
