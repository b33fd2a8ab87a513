"""Choices joined in one track, of which one holds.

The rule kept here: where the words have no room, the chosen one keeps its word and the others their letter,
each as wide as a finger; every part is spoken in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Radius, Status, Width
from fieldapp.screens.widgets.choices.linked import Linked, Part

_INSET = Width.BORDER


def attendance_parts(words: dict[str, str]) -> tuple[Part, ...]:
    """Return the parts of attendance: being present is the quiet case, the others have colours."""
    statuses: dict[str, Status] = {
        "PRESENT": "paid",
        "LATE": "pending",
        "ABSENT": "overdue",
        "EXCUSED": "neutral",
    }
    return tuple(
        Part(key, text, status=statuses.get(key), calm=key == "PRESENT") for key, text in words.items()
    )


class _Segment(Linked):
    """One part of the track; `short` leaves only the letter."""

    def __init__(self, look: Look, part: Part, height: int) -> None:
        super().__init__(look, part)
        self._height = height
        self.short = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> str:
        """What is written on it."""
        return self.part.text[:1] if self.short and not self.isChecked() else self.part.spoken

    @property
    def needed(self) -> int:
        """The width that word and figure need."""
        words = self.look.metrics("chip").horizontalAdvance(self.part.spoken)
        return max(ceil(words) + 2 * Gap.S, Height.TOUCH)

    def sizeHint(self) -> QSize:
        return QSize(self.needed, self.look.tall(self._height, "chip"))

    def minimumSizeHint(self) -> QSize:
        return QSize(Height.TOUCH, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ink = paint_segment(painter, self.look, self.part, box, chosen=self.isChecked())
        if self.hasFocus():
            painter.setPen(QPen(QColor(self.look.colours.focus), Width.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, Radius.CONTROL, Radius.CONTROL)
        painter.setFont(self.look.font("chip"))
        painter.setPen(QColor(ink if self.isEnabled() else self.look.colours.faint))
        shown = self.look.metrics("chip").elidedText(self.shown, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.end()


def paint_segment(painter: QPainter, look: Look, part: Part, box: QRectF, *, chosen: bool) -> str:
    """Paint the ground of a part and return the colour of its words; the track lies behind."""
    colours = look.colours
    if not chosen:
        return colours.muted
    status = None if part.status is None else colours.status(part.status)
    tinted = None if part.calm else status
    painter.setPen(QPen(QColor(tinted.solid if tinted else colours.line_strong), Width.BORDER))
    painter.setBrush(QColor(tinted.bg if tinted else colours.raised))
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inner, Radius.CONTROL, Radius.CONTROL)
    return status.fg if status else colours.on_tint


class Segments(QWidget):
    """Parts side by side in a track; `chosen` has the key. Before the first choice none holds."""

    chosen = Signal(str)

    def __init__(
        self, look: Look, name: str, parts: Iterable[Part], height: int = Height.SEGMENT_FORM
    ) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._parts: dict[str, _Segment] = {}
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(_INSET, _INSET, _INSET, _INSET)
        self._line.setSpacing(Gap.NONE)
        for part in parts:
            segment = _Segment(look, part, height)
            segment.setAccessibleName(f"{name}: {part.spoken}")
            segment.clicked.connect(lambda _=False, key=part.key: self._take(key))
            self._parts[part.key] = segment
            self._line.addWidget(segment, 1)
        look.changed.connect(self._arrange)

    def choose(self, key: str) -> None:
        """Choose without saying so."""
        for each, segment in self._parts.items():
            segment.setChecked(each == key)
        self._arrange()

    @property
    def current(self) -> str:
        """The key of the part that holds; empty before the first."""
        return next((key for key, segment in self._parts.items() if segment.isChecked()), "")

    def part(self, key: str) -> QAbstractButton:
        """The button of one part."""
        return self._parts[key]

    def set_figure(self, key: str, figure: str) -> None:
        """Change the figure behind a word."""
        segment = self._parts[key]
        segment.part = replace(segment.part, figure=figure)
        segment.setAccessibleName(f"{self.accessibleName()}: {segment.part.spoken}")
        self._arrange()

    @property
    def letters(self) -> bool:
        """Whether those not chosen show their letter only."""
        return any(segment.short for segment in self._parts.values())

    def sizeHint(self) -> QSize:
        widest = max((segment.needed for segment in self._parts.values()), default=0)
        high = max((segment.sizeHint().height() for segment in self._parts.values()), default=0)
        return QSize(widest * len(self._parts) + 2 * _INSET, high + 2 * _INSET)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._look.colours.line), Width.BORDER))
        painter.setBrush(QColor(self._look.colours.sunken))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), Radius.CONTROL, Radius.CONTROL
        )
        painter.end()

    def _arrange(self) -> None:
        """Words of equal width where all have room; else letters, and the chosen word takes the rest."""
        room = self.width() - 2 * _INSET
        segments = list(self._parts.values())
        widest = max((segment.needed for segment in segments), default=0)
        letters = room < widest * len(segments)
        for segment in segments:
            segment.short = letters
            narrow = letters and not segment.isChecked() and bool(self.current)
            segment.setMaximumWidth(Height.TOUCH if narrow else Width.ANY)
            segment.update()

    def _take(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
