"""Bars, sparks and dots as they are painted wherever they stand: in a row, in a card, in a chart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from fieldapp.screens.theme.tokens import Gap, Height, Status, Width
from fieldapp.screens.widgets.cells.kinds import DotsCell, Ink
from fieldapp.screens.widgets.cells.pen import Pen, ink_colour


def paint_bar(
    pen: Pen, parts: Sequence[tuple[int, Status]], whole: int, box: QRectF, target: int | None = None
) -> None:
    """Paint parts of a whole from the start on; more than the whole fills it, and the tick stays inside."""
    most = max(whole, sum(part for part, _ in parts), 0)
    shape = QPainterPath()
    shape.addRoundedRect(pen.turned(box), box.height() / 2, box.height() / 2)
    painter = pen.painter
    painter.save()
    painter.setClipPath(shape)
    pen.fill(box, pen.colours.track)
    start = box.x()
    for part, status in parts:
        wide = box.width() * part / most if most else 0.0
        pen.fill(QRectF(start, box.y(), wide, box.height()), pen.colours.status(status).solid)
        start += wide
        if part and start < box.right():
            pen.fill(QRectF(start - Width.BORDER, box.y(), Width.BORDER, box.height()), pen.colours.surface)
    painter.restore()
    if target is not None and most:
        at = box.x() + min(1.0, target / most) * box.width()
        at = min(max(at, box.x() + Width.TICK), box.right() - Width.TICK)
        tick = QRectF(at - Width.TICK / 2, box.y(), Width.TICK, box.height())
        pen.fill(tick.adjusted(0, -Height.TARGET_BEYOND, 0, Height.TARGET_BEYOND), pen.colours.text)


def paint_spark(pen: Pen, values: Sequence[float], ink: Ink, box: QRectF) -> None:
    """Paint how a figure came along, the last value as a dot; one value is a dot, none is nothing."""
    if not values:
        return
    radius = Width.TICK + 1
    room = box.adjusted(radius, radius, -radius, -radius)
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = room.width() / max(1, len(values) - 1)
    level = 0.5 if high == low else None
    points = [
        QPointF(
            room.x() + place * step if len(values) > 1 else room.right(),
            room.bottom() - (level if level is not None else (value - low) / span) * room.height(),
        )
        for place, value in enumerate(values)
    ]
    if len(points) > 1:
        pen.path(points, ink, Width.TICK)
    pen.dot(points[-1], radius, fill=ink_colour(pen.colours, ink, solid=True))


def paint_dots(pen: Pen, cell: DotsCell, box: QRectF) -> None:
    """Paint words and a dot for each of the whole, those done filled; as many as there is room for."""
    taken = pen.words(cell.text, "table", "text", box)
    start = box.x() + taken + Gap.S + Height.DOT / 2
    for place in range(cell.whole):
        at = QPointF(start + place * (Height.DOT + Gap.XS), box.center().y())
        if at.x() + Height.DOT / 2 > box.right():
            return
        if place < cell.done:
            pen.dot(at, Height.DOT / 2, fill=pen.colours.primary)
        else:
            pen.dot(at, Height.DOT / 2 - 1, line=pen.colours.line_strong)
