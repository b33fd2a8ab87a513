"""Amounts side by side: bars from the start, each with its name before and its figure behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Status, Width
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.charts.chart import Chart

_THINNEST = 3.0
"""What is more than nothing is seen."""


@dataclass(frozen=True, slots=True)
class Part:
    """One bar: its name, how much, the same in words, and its state."""

    name: str
    value: float
    text: str
    status: Status = "neutral"


class Bars(Chart):
    """Horizontal bars on one scale, as loans by how late they are."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._parts: tuple[Part, ...] = ()

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show bars from top to bottom."""
        self._parts = tuple(parts)
        self.say([f"{part.name}: {part.text}" for part in self._parts])

    def sizeHint(self) -> QSize:
        rows = max(1, len(self._parts))
        return QSize(Width.FIELD, rows * (self.look.tall(Height.BADGE, "label") + Gap.XS))

    def draw(self, pen: Pen, box: QRectF) -> None:
        letters = pen.letters
        names = max(letters.width(part.name, "label") for part in self._parts) + Gap.M
        names = min(names, box.width() / 3)
        figures = max(letters.width(part.text, "badge") for part in self._parts) + Gap.M
        most = max(0.0, *(part.value for part in self._parts), 0.0)
        high = box.height() / len(self._parts)
        for place, part in enumerate(self._parts):
            line = QRectF(box.x(), box.y() + place * high, box.width(), high)
            pen.words(part.name, "label", "muted", QRectF(line.x(), line.y(), names - Gap.S, high))
            pen.words(part.text, "badge", "text", line, end=True)
            room = box.width() - names - figures
            wide = max(_THINNEST, room * part.value / most) if part.value > 0 and most else 0.0
            bar = QRectF(line.x() + names, line.center().y() - Height.BAR_MAIN / 2, wide, Height.BAR_MAIN)
            pen.rounded(bar, min(Gap.XS, wide / 2), pen.colours.status(part.status).solid)
