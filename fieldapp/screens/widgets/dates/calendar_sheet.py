"""A calendar over the page: months to turn, a day to tap, and what is special about it in words."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import row
from fieldapp.screens.widgets.dates.calendar_grid import CalendarGrid
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.overlays.sheet import Sheet
from fieldapp.screens.widgets.text import label, set_tone
from fieldapp.screens.words import Formats
from shared.calendar import add_months


class CalendarSheet(Sheet):
    """Goes away with the day tapped: `chosen` has it."""

    chosen = Signal(object)

    def __init__(
        self, look: Look, around: QWidget, title: str, say: Formats, days: Days, day: date | None
    ) -> None:
        super().__init__(look, around, title)
        self._say, self._days = say, days
        self.grid = CalendarGrid(look, say, days, day)
        self.month = label("", "strong")
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.before = Button(look, "", "icon", "caret-left", self.tr("Month before"))
        self.after = Button(look, "", "icon", "caret-right", self.tr("Next month"))
        self.today = Button(look, self.tr("Today"), "tonal")
        self._told = label("", "label", "muted", wrap=True)
        head = row(Gap.S)
        head.addWidget(self.before)
        head.addWidget(self.month, 1)
        head.addWidget(self.after)
        self.content.addLayout(head)
        self.content.addWidget(self.grid)
        self.content.addWidget(self._told)
        self.content.addWidget(self.today, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addStretch()
        self.before.clicked.connect(lambda: self.grid.move_to(add_months(self.grid.at, -1)))
        self.after.clicked.connect(lambda: self.grid.move_to(add_months(self.grid.at, 1)))
        self.today.clicked.connect(lambda: self._take(days.today))
        self.today.setEnabled(days.allows(days.today))
        self.grid.moved.connect(self._tell)
        self.grid.tapped.connect(self._take)
        self._tell(self.grid.at)

    def show_calendar(self) -> None:
        """Open with the keyboard at the day."""
        self.open(self.grid)

    def _tell(self, day: date) -> None:
        name = QLocale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat)
        self.month.setText(f"{name} {day.year}")
        fault = self._days.fault(day, self._say)
        self._told.setText(fault or self._days.told(day, self._say))
        set_tone(self._told, "overdue" if fault else "muted")

    def _take(self, day: date) -> None:
        self.close_panel()
        self.chosen.emit(day)
