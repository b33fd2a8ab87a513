"""A field for a day: typed as people write days, stepped with the arrows, or tapped in a calendar.

The rule kept here: what is typed is never taken away; below the field stands the day as it was understood,
with its name, so that nobody has to trust their fingers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.dates.calendar_sheet import CalendarSheet
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.dates.typed import DayWords, read_day
from fieldapp.screens.widgets.forms.fields import Field
from fieldapp.screens.words import Formats, tr
from shared.calendar import add_months

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_MONTHS = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}
_MOST = 40


class DayEdit(QLineEdit):
    """The line itself; `stepped` with days and months to go on by."""

    stepped = Signal(int, int)

    def minimumSizeHint(self) -> QSize:
        """A day is never cut."""
        words = max(map(self.fontMetrics().horizontalAdvance, (self.placeholderText(), self.text())))
        return QSize(words + 2 * Gap.L, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key], 0)
        elif key in _MONTHS:
            self.stepped.emit(0, _MONTHS[key])
        else:
            super().keyPressEvent(event)


class DateField(Field):
    """`day` is what is meant, None while nothing or nothing understood stands there; `changed` with it.

    `ready` when the day may be chosen too. `say` is asked each time: how days are written may change.
    """

    changed = Signal(object)

    def __init__(self, look: Look, text: str, say: Callable[[], Formats], days: Days, hint: str = "") -> None:
        self.edit = DayEdit()
        self.opener = Button(look, "", "plain", "calendar-blank", f"{text}: {self.tr('open the calendar')}")
        self._title = text
        self._say, self._days = say, days
        self._usual = hint
        self._day: date | None = None
        self._written = ""
        super().__init__(look, text, self.edit, hint)
        self.edit.setMaxLength(_MOST)
        self.edit.setPlaceholderText(say().date_format)
        self.edit.textEdited.connect(self._read)
        self.edit.editingFinished.connect(self._finish)
        self.edit.stepped.connect(
            lambda days, months: self._take(_stepped(self._day, self._days.today, days, months))
        )
        self.opener.clicked.connect(self.open_calendar)

    def _build(self) -> None:
        line = row(Gap.S)
        line.addWidget(self.edit, 1)
        line.addWidget(self.opener)
        self._foot.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        self._foot.addWidget(self._below, 1)
        box = column(Gap.XS)
        box.addWidget(self._above)
        box.addLayout(line)
        box.addLayout(self._foot)
        box.addStretch()
        self.setLayout(box)

    @property
    def day(self) -> date | None:
        """The day that is meant."""
        return self._day

    @property
    def ready(self) -> bool:
        """Whether a day stands there that may be chosen."""
        return self._day is not None and self._days.allows(self._day)

    def set_day(self, day: date | None) -> None:
        """Write a day into it, without saying so."""
        self._day = day
        self._written = self._say().day(day) if day is not None else ""
        self.edit.setText(self._written)
        self._tell()

    @property
    def kept(self) -> str:
        """What a draft keeps: the day that is meant, whatever it was called, else what is typed."""
        return self._day.isoformat() if self._day is not None else self.edit.text()

    def put(self, kept: str) -> None:
        """Go on with what a draft kept; what is no day is said to be none, as when somebody left it so."""
        try:
            day = date.fromisoformat(kept)
        except ValueError:
            self.edit.setText(kept)
            self._read(kept)
            self._finish()
        else:
            self._take(day)

    def set_days(self, days: Days, hint: str | None = None) -> None:
        """Other days may be chosen now, and perhaps something else is said while none stands there."""
        self._days = days
        self._usual = self._usual if hint is None else hint
        self.edit.setPlaceholderText(self._say().date_format)
        # What somebody is typing stays; what stands as it was written here is written as is usual now.
        if self._day is not None and self.edit.text() == self._written:
            self.set_day(self._day)
        elif self._day is not None or not self.problem:
            self._tell()

    def open_calendar(self) -> CalendarSheet:
        """Show a calendar over the window."""
        sheet = CalendarSheet(self._look, self.window(), self._title, self._say(), self._days, self._day)
        sheet.chosen.connect(self._take)
        sheet.closed.connect(sheet.deleteLater)
        sheet.show_calendar()
        return sheet

    def _read(self, text: str) -> None:
        self._day = read_day(text, self._days.today, self._say().date_format, day_words())
        self._tell()
        self.changed.emit(self._day)

    def _finish(self) -> None:
        """Write the day as the institution does; say so where none was understood."""
        if self._day is not None:
            self.set_day(self._day)
        elif self.edit.text().strip():
            example = self._say().day(self._days.today)
            self.set_problem(self.tr("This is no day. Write it like {example}").format(example=example))

    def _take(self, day: date) -> None:
        self.set_day(day)
        self.changed.emit(day)

    def _tell(self) -> None:
        day = self._day
        self.set_problem(self._days.fault(day, self._say()) if day is not None else "")
        self.set_hint(self._days.told(day, self._say()) if day is not None else self._usual)


def _stepped(day: date | None, today: date, days: int, months: int) -> date:
    """Return the day so far from the one that stands there, or today where none does."""
    return today if day is None else add_months(day, months) + timedelta(days=days)


def day_words() -> DayWords:
    """Return the words for days in the language of the screen."""
    locale, long = QLocale(), QLocale.FormatType.LongFormat
    return DayWords(
        tr("today"),
        tr("tomorrow"),
        tr("yesterday"),
        tuple(locale.standaloneMonthName(month, long) for month in range(1, 13)),
        tuple(locale.standaloneDayName(day, long) for day in range(1, 8)),
    )
