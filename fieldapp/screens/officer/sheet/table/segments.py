"""The four ways to attend, drawn on one track with the chosen one raised.

The rule kept here: the normal case is quiet; only late, absent and excused are tinted. Each segment is wide
enough for a finger.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from fieldapp.screens.officer.sheet.table.filling import MARKS, Line
from fieldapp.screens.officer.sheet.table.model import mark_name
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Radius, Width
from shared.contract.bodies.cash import Attendance


@dataclass(frozen=True, slots=True)
class Segment:
    """One way to attend, where it stands and what it says there."""

    mark: Attendance
    box: QRectF
    words: str


def segments(line: Line, cell: QRectF, *, narrow: bool, letters: bool) -> list[Segment]:
    """Return the four segments of a cell; where it is narrow only the chosen one says its word."""
    height = min(Height.TOUCH, cell.height() - Gap.XS)
    box = QRectF(cell.x() + Gap.XS, 0, cell.width() - 2 * Gap.XS, height)
    box.moveTop(cell.center().y() - height / 2)
    uneven = narrow and not letters and line.attendance is not None
    short = float(Height.TOUCH) if uneven else box.width() / len(MARKS)
    found, left = [], box.x()
    for mark in MARKS:
        chosen = mark == line.attendance
        width = box.width() - (len(MARKS) - 1) * short if chosen else short
        spelled = not narrow or (chosen and not letters)
        name = mark_name(mark)
        found.append(Segment(mark, QRectF(left, box.y(), width, height), name if spelled else name[:1]))
        left += width
    return found


def paint_segments(painter: QPainter, look: Look, parts: list[Segment], chosen: Attendance | None) -> None:
    """Paint the track and its four segments."""
    colours = look.colours
    track = parts[0].box.united(parts[-1].box).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(QColor(colours.line), Width.BORDER))
    painter.setBrush(QColor(colours.sunken))
    painter.drawRoundedRect(track, Radius.CONTROL, Radius.CONTROL)
    for part in parts:
        painter.setFont(look.font("label"))
        painter.setPen(QColor(colours.muted))
        if part.mark == chosen:
            _raise(painter, look, part)
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(part.words, Qt.TextElideMode.ElideRight, part.box.width() - Gap.XS)
        painter.drawText(part.box, Qt.AlignmentFlag.AlignCenter, words)


def _raise(painter: QPainter, look: Look, part: Segment) -> None:
    colours = look.colours
    fill, line, ink = colours.raised, colours.line_strong, colours.paid.fg
    tinted = {"LATE": colours.pending, "ABSENT": colours.overdue, "EXCUSED": colours.neutral}.get(part.mark)
    if tinted is not None:
        fill, line, ink = tinted.bg, tinted.solid, tinted.fg
    painter.setPen(QPen(QColor(line), Width.BORDER))
    painter.setBrush(QColor(fill))
    inset = Width.BORDER + 0.5
    painter.drawRoundedRect(part.box.adjusted(inset, inset, -inset, -inset), Radius.CONTROL, Radius.CONTROL)
    font = look.font("label")
    font.setWeight(look.font("strong").weight())
    painter.setFont(font)
    painter.setPen(QColor(ink))
