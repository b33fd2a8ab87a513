"""Figures of weeks or days as columns, each against what was wanted."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.charts.bars import Part
from fieldapp.screens.widgets.charts.chart import Chart

_WIDEST = 48.0
_SHARE = 0.64
"""How much of its place a column takes."""


class Columns(Chart):
    """Columns from the ground up; the target is a line over all of them, named at its end."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._parts: tuple[Part, ...] = ()
        self._target: float | None = None
        self._target_words = ""

    def set_parts(self, parts: Sequence[Part], target: float | None = None, target_words: str = "") -> None:
        """Show columns from the start on, and what was wanted of each."""
        self._parts, self._target, self._target_words = tuple(parts), target, target_words
        said = [f"{part.name}: {part.text}" for part in self._parts]
        self.say([*said, target_words] if said and target_words else said)

    def draw(self, pen: Pen, box: QRectF) -> None:
        small, badge = pen.letters.height("caption"), pen.letters.height("badge")
        room = box.adjusted(0, badge + Gap.XS, 0, -small - Gap.XS)
        most = max(0.0, *(part.value for part in self._parts), self._target or 0.0) or 1.0
        place_wide = room.width() / len(self._parts)
        wide = min(_WIDEST, place_wide * _SHARE)
        widest = max(pen.letters.width(part.name, "caption") for part in self._parts) + Gap.S
        every = max(1, ceil(widest / place_wide))
        for place, part in enumerate(self._parts):
            left = room.x() + place * place_wide
            high = room.height() * max(0.0, part.value) / most
            column = QRectF(left + (place_wide - wide) / 2, room.bottom() - high, wide, high)
            pen.rounded(column, min(Gap.XS, high / 2), pen.colours.status(part.status).solid)
            over = QRectF(left, self._over(column.top(), badge, room, most), place_wide, badge)
            if pen.letters.width(part.text, "badge") <= place_wide:
                pen.words(part.text, "badge", "text", over, middle=True)
            if place % every == 0:
                below = QRectF(left, room.bottom() + Gap.XS, place_wide * every, small)
                pen.words(part.name, "caption", "muted", below, middle=every == 1)
        pen.fill(QRectF(room.x(), room.bottom(), room.width(), Width.BORDER), pen.colours.line_strong)
        if self._target is not None:
            self._draw_target(pen, room, most, place_wide, wide)

    def _over(self, top: float, high: float, room: QRectF, most: float) -> float:
        """Return where the figure over a column begins: above the tick, where the two would meet."""
        at = top - high - Width.TICK
        if self._target is None:
            return at
        tick = room.bottom() - room.height() * self._target / most
        return tick - high - Width.TICK if at - Width.TICK < tick < top + Width.TICK else at

    def _draw_target(self, pen: Pen, room: QRectF, most: float, place_wide: float, wide: float) -> None:
        """Paint a tick over each column where it should have reached to."""
        y = room.bottom() - room.height() * (self._target or 0.0) / most
        beyond = Height.TARGET_BEYOND
        for place in range(len(self._parts)):
            left = room.x() + place * place_wide + (place_wide - wide) / 2
            tick = QRectF(left - beyond, y - Width.TICK / 2, wide + 2 * beyond, Width.TICK)
            pen.fill(tick, pen.colours.text)
