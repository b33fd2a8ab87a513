"""The way a figure came along, small enough to stand beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Width
from fieldapp.screens.widgets.cells.drawing import paint_spark
from fieldapp.screens.widgets.cells.kinds import Ink
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.charts.chart import Chart


class Spark(Chart):
    """One line without axes, its last value dotted; `said` tells it in words."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self.empty_words = ""
        self._values: tuple[float, ...] = ()
        self._ink: Ink = "primary"

    def set_values(self, values: Sequence[float], said: str, ink: Ink = "primary") -> None:
        """Show how a figure came along."""
        self._values, self._ink = tuple(values), ink
        self.say([said] if values else [])

    def sizeHint(self) -> QSize:
        return QSize(Width.FIGURE, Height.TOUCH)

    def draw(self, pen: Pen, box: QRectF) -> None:
        paint_spark(pen, self._values, self._ink, box)
