"""When what is asked of the hub falls due: by the names people give it, or from one day to another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from fieldapp.screens.widgets.choices.chips import MenuChip
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.range_field import RangeField, Span
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench

Time = Literal["open", "today", "seven", "thirty", "span", "all"]
_FIRST = "open"


class Due(QObject):
    """The `chip` with the names, and the `span` that is seen while it is asked for; `changed` with either."""

    changed = Signal()

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        today = bench.today()
        self.chip = MenuChip(bench.look, self.tr("Due"), _times(), "calendar-check")
        self.span = RangeField(bench.look, lambda: bench.formats, Days(today))
        self._asked = Span(today, today + timedelta(days=6))
        self.choose(_FIRST)
        self.chip.picked.connect(self._take)
        self.span.changed.connect(self._take_span)

    @property
    def untouched(self) -> bool:
        """Whether it is what is asked for at first."""
        return self.chip.current == _FIRST

    @property
    def asked(self) -> Span | None:
        """The days that are asked for, where they are."""
        return self._asked if self.chip.current == "span" else None

    def choose(self, time: str = _FIRST, span: Span | None = None) -> None:
        """Ask for a time without saying so; for one that is not known as at first."""
        self.chip.choose(time if time in get_args(Time) else _FIRST)
        self._asked = span or self._asked
        self.span.put(self._asked)
        self.span.setVisible(self.chip.current == "span")

    def days(self, today: date) -> tuple[date | None, date | None]:
        """Return the first and the last day asked for as of a day, as the hub takes them."""
        self.span.set_days(Days(today))
        if self.asked is not None:
            return self.asked.first, self.asked.last
        days = {"today": 0, "seven": 6, "thirty": 29}.get(self.chip.current)
        if days is not None:
            return today, today + timedelta(days=days)
        return (date.min, date.max) if self.chip.current == "all" else (None, None)

    def _take(self, time: str) -> None:
        self.choose(time)
        self.changed.emit()

    def _take_span(self, span: Span | None) -> None:
        """Ask for what is complete; until then what was asked for before stands there."""
        if span is not None:
            self._asked = span
            self.changed.emit()


def _times() -> tuple[tuple[Time, str], ...]:
    return (
        ("open", tr("overdue and this week")),
        ("today", tr("today")),
        ("seven", tr("next 7 days")),
        ("thirty", tr("next 30 days")),
        ("span", tr("from … to …")),
        ("all", tr("any time")),
    )
