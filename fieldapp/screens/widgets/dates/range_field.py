"""A span of days: one of those people ask for every day, or from one day to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.spans import Span, SpanKey, span_of
from fieldapp.screens.words import Formats


class RangeField(QWidget):
    """`span` is what holds, None while a custom one is not complete; `changed` with it."""

    changed = Signal(object)

    def __init__(self, look: Look, name: str, say: Callable[[], Formats], days: Days) -> None:
        super().__init__()
        self._days = days
        self._key: SpanKey = "today"
        options = (
            ("today", self.tr("Today")),
            ("week", self.tr("This week")),
            ("next7", self.tr("Next 7 days")),
            ("month", self.tr("This month")),
            ("custom", self.tr("From … to …")),
        )
        self.choice = Choice(look, name, options)
        self.first = DateField(look, self.tr("From"), say, days)
        self.last = DateField(look, self.tr("To"), say, days)
        self._custom = QWidget()
        line = row(Gap.M)
        line.addWidget(self.first, 1)
        line.addWidget(self.last, 1)
        self._custom.setLayout(line)
        box = column(Gap.S)
        box.addWidget(self.choice)
        box.addWidget(self._custom)
        self.setLayout(box)
        self.choice.chosen.connect(self._choose)
        self.first.changed.connect(self._begin)
        self.last.changed.connect(lambda _: self.changed.emit(self.span))
        self.set_key("today")

    @property
    def key(self) -> SpanKey:
        """Which span holds, to be remembered."""
        return self._key

    @property
    def span(self) -> Span | None:
        """The days that hold."""
        if self._key != "custom":
            return span_of(self._key, self._days.today)
        first, last = self.first.day, self.last.day
        if first is None or last is None or not (self.first.ready and self.last.ready):
            return None
        return Span(first, last)

    def set_key(self, key: str, custom: Span | None = None) -> None:
        """Choose a span without saying so, with its days where it is a custom one."""
        known: tuple[SpanKey, ...] = get_args(SpanKey)
        before = self.span
        self._key = next((each for each in known if each == key), "today")
        self.choice.choose(self._key)
        self._custom.setVisible(self._key == "custom")
        if self._key == "custom":
            shown = custom or before or span_of("today", self._days.today)
            self.first.set_day(shown.first)
            self.last.set_day(shown.last)
            self._bound(shown.first)

    def _choose(self, key: str) -> None:
        self.set_key(key)
        self.changed.emit(self.span)

    def _begin(self, first: date | None) -> None:
        self._bound(first)
        self.changed.emit(self.span)

    def _bound(self, first: date | None) -> None:
        """The last day is not before the first."""
        least = max(day for day in (first, self._days.first) if day) if first else self._days.first
        self.last.set_days(replace(self._days, first=least, why_first=self.tr("it begins then")))
