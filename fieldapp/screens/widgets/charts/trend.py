"""How figures came along: one to three lines over the same days, each named at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.cells.kinds import Ink
from fieldapp.screens.widgets.cells.pen import Pen, ink_colour
from fieldapp.screens.widgets.charts.chart import Chart
from fieldapp.screens.widgets.charts.scale import Scale, figure, scale_of

_DOT = 4
_LABELS_MOST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, its figures, its colour, and its last figure in words: "6.8 %".

    A second line is `dashed`, so that the two are told apart without colour.
    """

    name: str
    values: tuple[float, ...]
    last: str
    ink: Ink = "primary"
    dashed: bool = False


class Trend(Chart):
    """Lines over days; figures at the side, days below, and at the end of each line what it is."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(look, name)
        self._lines: tuple[Line, ...] = ()
        self._labels: tuple[str, ...] = ()

    def set_lines(self, lines: Sequence[Line], labels: Sequence[str]) -> None:
        """Show lines of as many figures as there are labels."""
        self._lines = tuple(line for line in lines if line.values)
        self._labels = tuple(labels)
        self.say([self._spoken(line) for line in self._lines])

    def draw(self, pen: Pen, box: QRectF) -> None:
        scale = scale_of([value for line in self._lines for value in line.values])
        room = self._room(pen, box, scale)
        small = pen.letters.height("caption")
        for tick in scale.ticks:
            y = room.bottom() - scale.part(tick) * room.height()
            pen.fill(QRectF(room.x(), y - Width.BORDER / 2, room.width(), Width.BORDER), pen.colours.line)
            at = QRectF(box.x(), y - small / 2, room.x() - box.x() - Gap.S, small)
            pen.words(figure(tick), "caption", "muted", at, end=True)
        self._draw_labels(pen, QRectF(box.x(), box.bottom() - small, box.width(), small), room)
        taken: list[QRectF] = []
        for line in self._lines:
            points = _points(line.values, room, scale)
            if len(points) > 1:
                pen.path(points, line.ink, Width.TICK, dashed=line.dashed)
            pen.dot(points[-1], _DOT, fill=ink_colour(pen.colours, line.ink, solid=True))
            self._draw_name(pen, line, points[-1], box, taken)

    def _room(self, pen: Pen, box: QRectF, scale: Scale) -> QRectF:
        """Where the lines themselves are."""
        small = pen.letters.height("caption")
        left = max(pen.letters.width(figure(tick), "caption") for tick in scale.ticks) + Gap.S
        right = max(
            max(pen.letters.width(line.last, "badge"), pen.letters.width(line.name, "caption"))
            for line in self._lines
        )
        right = min(right, box.width() / 3) + Gap.M
        return box.adjusted(left, small / 2, -right, -small - Gap.S)

    def _draw_labels(self, pen: Pen, line: QRectF, room: QRectF) -> None:
        """Paint as many days as have room, the first always."""
        count = len(self._labels)
        if not count:
            return
        widest = max(pen.letters.width(label, "caption") for label in self._labels) + Gap.M
        fitting = max(1, min(_LABELS_MOST, int(room.width() // widest)))
        every = -(-count // fitting)
        step = room.width() / max(1, count - 1)
        for place in range(0, count, every):
            wide = pen.letters.width(self._labels[place], "caption")
            centre = room.x() + place * step
            left = min(max(centre - wide / 2, line.x()), line.right() - wide)
            pen.words(
                self._labels[place], "caption", "muted", QRectF(left, line.y(), wide + 1, line.height())
            )

    def _draw_name(self, pen: Pen, line: Line, end: QPointF, box: QRectF, taken: list[QRectF]) -> None:
        """Paint a line's last figure and name beside its end, out of the way of those painted before."""
        first, second = pen.letters.height("badge"), pen.letters.height("caption")
        left = end.x() + Gap.S
        where = QRectF(left, end.y() - first, box.right() - left, first + second)
        where.moveTop(min(max(where.top(), box.top()), box.bottom() - where.height()))
        for other in taken:
            if other.intersects(where):
                above = where.center().y() < other.center().y() and other.top() - where.height() >= box.top()
                where.moveTop(other.top() - where.height() if above else other.bottom())
        taken.append(where)
        pen.words(line.last, "badge", "text", QRectF(left, where.top(), where.width(), first))
        pen.words(line.name, "caption", "muted", QRectF(left, where.top() + first, where.width(), second))

    def _spoken(self, line: Line) -> str:
        """The line in words: every figure with its day, and the last in full."""
        dated = list(zip(self._labels, line.values, strict=False))
        figures = ", ".join(f"{label} {figure(value)}" for label, value in dated)
        return self.tr("{name}: {figures}; now {last}").format(
            name=line.name, figures=figures, last=line.last
        )


def _points(values: Sequence[float], room: QRectF, scale: Scale) -> list[QPointF]:
    step = room.width() / max(1, len(values) - 1)
    return [
        QPointF(
            room.x() + place * step if len(values) > 1 else room.right(),
            room.bottom() - scale.part(value) * room.height(),
        )
        for place, value in enumerate(values)
    ]
