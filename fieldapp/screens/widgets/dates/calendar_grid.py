"""A month painted day by day, each as large as a finger.

The rule kept here: today has a ring, the chosen day is filled, a holiday has a dot and a day off is quieter;
what may not be chosen is struck through, and says why when it is asked.
"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QLocale, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Radius, TextRole, Width
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.cells.pen import Pen, mirrored
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.words import Formats
from shared.calendar import add_months

_WEEKS = 6
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}
_MONTHS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class CalendarGrid(QWidget):
    """`tapped` with a day that may be chosen; `moved` with the day the keyboard is at."""

    tapped = Signal(object)
    moved = Signal(object)

    def __init__(self, look: Look, say: Formats, days: Days, chosen: date | None) -> None:
        super().__init__()
        self._look, self._say, self._days = look, say, days
        self._chosen = chosen
        self.at = chosen or days.today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self._tell()

    def move_to(self, day: date) -> None:
        """Show the month of a day, and put the keyboard there."""
        self.at = day
        self._tell()
        self.update()
        self.moved.emit(day)

    def touch_targets(self) -> list[tuple[str, QRect]]:
        """Where days are tapped, with their names."""
        allowed = [
            day for day in month_days(self.at) if day.month == self.at.month and self._days.allows(day)
        ]
        return [(self._days.told(day, self._say), self._box(day).toRect()) for day in allowed]

    def sizeHint(self) -> QSize:
        day = self._look.tall(Height.TOUCH, "table")
        return QSize(7 * day, round(self._head) + _WEEKS * day)

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * Height.TOUCH, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            days = _STEPS[key]
            if abs(days) == 1 and self.isRightToLeft():
                days = -days
            self.move_to(self.at + timedelta(days=days))
        elif key in _MONTHS:
            self.move_to(add_months(self.at, _MONTHS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.isAutoRepeat():
            self._tap(self.at)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = next((day for day in month_days(self.at) if self._box(day).contains(event.position())), None)
        if day is not None:
            self.move_to(day)
            self._tap(day)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = Pen(painter, self._look, QRectF(self.rect()), from_right=self.isRightToLeft())
            wide = self.width() / 7
            for place in range(7):
                name = QLocale().standaloneDayName(place + 1, QLocale.FormatType.ShortFormat)
                pen.words(name, "caption", "muted", QRectF(place * wide, 0, wide, self._head), middle=True)
            for day in month_days(self.at):
                box = self._box(day)
                if self.isRightToLeft():
                    box = mirrored(box, QRectF(self.rect()))
                self._paint_day(pen, day, box)

    def _paint_day(self, pen: Pen, day: date, box: QRectF) -> None:
        colours, inner = pen.colours, box.adjusted(2, 2, -2, -2)
        works, allowed = self._days.calendar.is_business_day(day), self._days.allows(day)
        ink = colours.text if works and day.month == self.at.month else colours.faint
        if day == self._chosen:
            pen.rounded(inner, Radius.CONTROL, colours.primary)
            ink = colours.on_primary
        elif day == self._days.today:
            pen.rounded(inner, Radius.CONTROL, "", colours.primary)
        role: TextRole = "table_strong" if day in (self._chosen, self._days.today) else "table"
        pen.words(str(day.day), role, QColor(ink), inner, middle=True)
        if not allowed:
            half = pen.letters.width(str(day.day), role) / 2 + 2
            centre = inner.center()
            pen.fill(QRectF(centre.x() - half, centre.y(), 2 * half, Width.BORDER), ink)
        if day in self._days.calendar.holidays:
            below = QPointF(inner.center().x(), inner.bottom() - Gap.S)
            pen.dot(below, Width.TICK, fill=ink if day == self._chosen else colours.pending.solid)
        if self.hasFocus() and day == self.at:
            pen.rounded(inner, Radius.CONTROL, "", colours.focus, Width.FOCUS)

    def _tap(self, day: date) -> None:
        if self._days.allows(day):
            self._chosen = day
            self.update()
            self.tapped.emit(day)

    def _tell(self) -> None:
        """Say the day the keyboard is at, and why it may not be chosen."""
        words = self._days.told(self.at, self._say)
        fault = self._days.fault(self.at, self._say)
        self.setAccessibleName(f"{words}. {fault}" if fault else words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def _box(self, day: date) -> QRectF:
        """Where a day stands for the eye."""
        place = (day - month_days(self.at)[0]).days
        wide, high = self.width() / 7, (self.height() - self._head) / _WEEKS
        box = QRectF((place % 7) * wide, self._head + (place // 7) * high, wide, high)
        return mirrored(box, QRectF(self.rect())) if self.isRightToLeft() else box

    @property
    def _head(self) -> float:
        return Letters.of(self._look).height("caption") + Gap.S


def month_days(day: date) -> list[date]:
    """Return six weeks in which a whole month stands, from a Monday on."""
    first = day.replace(day=1)
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=place) for place in range(7 * _WEEKS)]
