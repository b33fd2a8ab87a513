"""The four ways to attend, drawn on one track with the chosen one raised.

The rule kept here: the normal case is quiet; only late, absent and excused are tinted. Each segment is wide
enough for a finger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from fieldapp.screens.officer.sheet.table.filling import MARKS, Line
from fieldapp.screens.officer.sheet.table.model import mark_name
from fieldapp.screens.theme.tokens import Gap, Height, Radius, Width
from fieldapp.screens.widgets.cells.pen import Pen
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


def paint_segments(pen: Pen, parts: list[Segment], chosen: Attendance | None) -> None:
    """Paint the track and its four segments; most rows look alike, so each look of it is painted once."""
    track = parts[0].box.united(parts[-1].box)
    words = tuple(part.words for part in parts)
    pen.stamp(("attendance", chosen, words), track, partial(_paint_track, pen, parts, track, chosen))


def _paint_track(
    pen: Pen, parts: list[Segment], track: QRectF, chosen: Attendance | None, painter: QPainter
) -> None:
    colours, letters, corner = pen.colours, pen.letters, track.topLeft()
    whole = QRectF(0, 0, track.width(), track.height())
    pen = Pen(painter, pen.look, whole, letters=letters)
    pen.rounded(whole, Radius.CONTROL, colours.sunken, colours.line)
    for part in parts:
        box = part.box.translated(-corner)
        painter.setFont(letters.font("label"))
        painter.setPen(letters.colour(colours.muted))
        if part.mark == chosen:
            _raise(pen, part.mark, box)
        words = QFontMetricsF(painter.font()).elidedText(
            part.words, Qt.TextElideMode.ElideRight, box.width() - Gap.XS
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _raise(pen: Pen, mark: Attendance, box: QRectF) -> None:
    colours, look = pen.colours, pen.look
    fill, line, ink = colours.raised, colours.line_strong, colours.paid.fg
    tinted = {"LATE": colours.pending, "ABSENT": colours.overdue, "EXCUSED": colours.neutral}.get(mark)
    if tinted is not None:
        fill, line, ink = tinted.bg, tinted.solid, tinted.fg
    inset = Width.BORDER
    pen.rounded(box.adjusted(inset, inset, -inset, -inset), Radius.CONTROL, fill, line)
    font = look.font("label")
    font.setWeight(look.font("strong").weight())
    pen.painter.setFont(font)
    pen.painter.setPen(pen.letters.colour(ink))
