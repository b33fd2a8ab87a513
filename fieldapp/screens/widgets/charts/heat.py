"""A grid of figures, darker where there is more: officers by days."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, HeatStep, Height, Width
from fieldapp.screens.widgets.cells.pen import Pen
from fieldapp.screens.widgets.charts.chart import Chart

_BETWEEN = 2.0


class HeatMap(Chart):
    """Names before, titles over, and a figure in every cell, so that shades only help the eye."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, tuple[float | None, ...]], ...] = ()
        self._whole = 100.0

    def set_grid(
        self,
        columns: Sequence[str],
        rows: Sequence[tuple[str, Sequence[float | None]]],
        whole: float = 100.0,
    ) -> None:
        """Show a row of figures for each name; `whole` is the darkest, None a cell without a figure."""
        self._columns, self._whole = tuple(columns), whole
        self._rows = tuple((name, tuple(values)) for name, values in rows)
        self.say([self._spoken(name, values) for name, values in self._rows])

    def sizeHint(self) -> QSize:
        row = self.look.tall(Height.HEAT_CELL, "badge")
        return QSize(Width.FIELD, self.look.tall(Height.BADGE, "caption") + len(self._rows) * row)

    def draw(self, pen: Pen, box: QRectF) -> None:
        names = max(pen.letters.width(name, "label") for name, _ in self._rows) + Gap.M
        names = min(names, box.width() / 3)
        top = pen.letters.height("caption") + Gap.XS
        wide = (box.width() - names) / max(1, len(self._columns))
        high = (box.height() - top) / len(self._rows)
        for place, title in enumerate(self._columns):
            at = QRectF(box.x() + names + place * wide, box.y(), wide, top)
            pen.words(title, "caption", "muted", at, middle=True)
        for row, (name, values) in enumerate(self._rows):
            y = box.y() + top + row * high
            pen.words(name, "label", "text", QRectF(box.x(), y, names - Gap.S, high))
            for place, value in enumerate(values):
                cell = QRectF(box.x() + names + place * wide, y, wide, high)
                self._draw_cell(pen, value, cell.adjusted(_BETWEEN, _BETWEEN, -_BETWEEN, -_BETWEEN))

    def _draw_cell(self, pen: Pen, value: float | None, cell: QRectF) -> None:
        if value is None:
            pen.words("–", "caption", "faint", cell, middle=True)
            return
        step = heat_step(pen.colours.heat, value, self._whole)
        pen.rounded(cell, Gap.XS, step.fill)
        pen.words(f"{value:.0f}", "badge", QColor(step.text), cell, middle=True)

    def _spoken(self, name: str, values: Sequence[float | None]) -> str:
        figures = [
            f"{title} {value:.0f}"
            for title, value in zip(self._columns, values, strict=False)
            if value is not None
        ]
        return f"{name}: {', '.join(figures)}"


def heat_step(ramp: Sequence[HeatStep], value: float, whole: float) -> HeatStep:
    """Return the shade of a figure: half of the whole is the lightest, nearly all of it the darkest."""
    part = value / whole if whole else 0.0
    bounds = (0.6, 0.7, 0.8, 0.9)
    return ramp[sum(1 for bound in bounds if part >= bound)]
