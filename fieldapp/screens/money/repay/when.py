"""On which day the money was received: today, unless somebody says otherwise and why.

The rule kept here: a later entry is possible only on days that are open, and never without its reason.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.forms.fields import TextField
from fieldapp.screens.widgets.text import label
from fieldapp.screens.workbench import Workbench


class When(QWidget):
    """One line in the usual case; `changed` at every change, `entered` on Enter in the reason."""

    changed = Signal()
    entered = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._look = bench.look
        self._bench, self._today = bench, bench.today()
        self._words = label("", "body")
        self.other = Button(bench.look, self.tr("Another day"), "quiet")
        self.day = DateField(bench.look, self.tr("Received on"), lambda: bench.formats, Days(self._today))
        self.day.set_day(self._today)
        self.reason = TextField(bench.look, self.tr("Why it is entered late"), most=200)
        self._lay_out()
        self._look.changed.connect(self._stand)
        self._stand()
        self.other.clicked.connect(self._ask)
        self.day.changed.connect(self._arrange)
        self.reason.changed.connect(self.changed)
        self.reason.line.returnPressed.connect(self.entered)

    def open(self, first_day: date, today: date, kept: str | None = None) -> None:
        """Offer the days from one to another; `kept` was typed before, None stays where it is."""
        was_today = self.day.day == self._today
        self._today = today
        self._words.setText(self.tr("Today, {day}").format(day=self._bench.formats.day(today)))
        why = self.tr("speak to your supervisor about it")
        ahead = self.tr("use the day the money was received")
        self.day.set_days(Days(today, first_day, today, why, ahead))
        if kept is not None:
            self.day.put(kept)
        elif was_today:
            self.day.set_day(today)
        self.other.setVisible(first_day < today)
        self._arrange()

    @property
    def on(self) -> date | None:
        """The day chosen, None where there is none or not one of those that are open."""
        return self.day.day if self.day.ready else None

    @property
    def kept(self) -> str | None:
        """What a draft keeps: the day as it is typed, None where it is today."""
        return None if self.day.day == self._today else self.day.kept

    @property
    def problem(self) -> str:
        """Why the day is none on which money can have been received, in short; "" where it is one."""
        day = self.day.day
        if day is None:
            typed = bool(self.day.edit.text().strip())
            return self.tr("The day cannot be read") if typed else self.tr("The day is missing")
        if self.day.ready:
            return ""
        ahead = day > self._today
        return self.tr("The day lies ahead") if ahead else self.tr("The day lies too far back")

    @property
    def late(self) -> bool:
        """Whether it lies before today."""
        return self.day.day is not None and self.day.day < self._today

    def _lay_out(self) -> None:
        self._usual = QWidget()
        line = row(Gap.L)
        line.addWidget(label(self.tr("Received"), "label", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._words)
        line.addWidget(self.other)
        line.addStretch()
        self._usual.setLayout(line)
        self._fields = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._fields.setSpacing(Gap.M)
        self._fields.addWidget(self.day, 1)
        self._fields.addWidget(self.reason, 2)
        box = column(Gap.NONE)
        box.addWidget(self._usual)
        box.addLayout(self._fields)
        self.setLayout(box)
        self.day.hide()
        self.reason.hide()

    def _stand(self) -> None:
        """Day and reason go beside each other where text of this size leaves both their room."""
        large = self._look.scale > 1
        way = QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight
        self._fields.setDirection(way)

    def _ask(self) -> None:
        self._usual.hide()
        self.day.show()
        self.day.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.day.edit.selectAll()

    def _arrange(self) -> None:
        """Show what the day needs, and tell."""
        if self.late or self.problem:
            self._usual.hide()
            self.day.show()
        self.reason.setVisible(self.late)
        self.changed.emit()
