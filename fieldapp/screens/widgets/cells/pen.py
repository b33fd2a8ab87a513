"""Paints words, shapes and boxes in reading direction.

The rule kept here: who paints gives every box as if it were read from left to right; only the pen knows that
some people read from the right. Colours and measures come from the look, so nothing is painted in any other.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Colours, Gap, Height, TextRole, Width
from fieldapp.screens.widgets.badge import Mark, badge_height, paint_badge
from fieldapp.screens.widgets.cells.kinds import Ink
from fieldapp.screens.widgets.cells.letters import Letters

_SLACK = 0.5
"""What rounding may take from a room."""


def ink_colour(colours: Colours, ink: Ink, *, solid: bool = False) -> str:
    """Return a colour for words, or with `solid` for shapes and bars."""
    if ink == "link":
        return colours.on_tint
    if ink == "primary":
        return colours.primary
    if ink == "text" or ink == "muted" or ink == "faint":  # noqa: PLR1714 (mypy narrows only this way)
        return colours.role(ink)
    status = colours.status(ink)
    return status.solid if solid else status.fg


def mirrored(box: QRectF, whole: QRectF) -> QRectF:
    """Return where a box inside another stands to who reads from the right."""
    return QRectF(whole.left() + whole.right() - box.right(), box.y(), box.width(), box.height())


class Pen:
    """A painter with a look, inside `whole`: the box that mirrors where people read from the right."""

    def __init__(
        self,
        painter: QPainter,
        look: Look,
        whole: QRectF,
        *,
        from_right: bool = False,
        letters: Letters | None = None,
    ) -> None:
        self.painter = painter
        self.look = look
        self.colours = look.colours
        self.letters = letters or Letters.of(look)
        self.whole = whole
        self.from_right = from_right
        # Each line is read in the direction of its own letters.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)

    def turned(self, box: QRectF) -> QRectF:
        """Return where a box stands for the eye."""
        return mirrored(box, self.whole) if self.from_right else box

    def words(
        self,
        text: str,
        role: TextRole,
        ink: Ink | QColor,
        box: QRectF,
        *,
        end: bool = False,
        middle: bool = False,
    ) -> float:
        """Paint one line at the start, the end or the middle of a box; return the width it took.

        It stands by its baseline: of the ways Qt knows, the quickest.
        """
        letters, painter, room = self.letters, self.painter, box.width()
        wide = letters.width(text, role)
        if wide > room + _SLACK:
            text = letters.shortened(text, role, room)
            wide = letters.width(text, role)
        left = box.right() - wide if end else box.center().x() - wide / 2 if middle else box.x()
        if self.from_right:
            left = self.whole.left() + self.whole.right() - left - wide
        painter.setFont(letters.font(role))
        painter.setPen(self.ink(ink))
        painter.drawText(QPointF(left, box.center().y() + letters.drop(role)), text)
        return wide

    def icon(self, name: str, ink: Ink | QColor, box: QRectF) -> None:
        """Paint an icon into a box."""
        self.look.paint_icon(self.painter, name, self.ink(ink, solid=True).name(), self.turned(box))

    def badge(
        self, mark: Mark, x: float, middle: float, height: int = Height.BADGE, room: float | None = None
    ) -> float:
        """Paint a badge from `x` around the height `middle`, its word cut to a room; return its width."""
        width = self.letters.badge_width(mark, height)
        if room is not None and width > room:
            role: TextRole = "badge_small" if height <= Height.BADGE_ROW else "badge"
            around = width - self.letters.width(mark.text, role)
            mark = Mark(mark.kind, self.letters.shortened(mark.text, role, max(0.0, room - around)))
            width = self.letters.badge_width(mark, height)
        high = badge_height(self.look, height)
        box = QRectF(x, middle - high / 2, width, high)
        paint = partial(_paint_badge, self.look, mark, height, self.from_right)
        self.stamp((mark, height, self.from_right), box, paint)
        return width

    def stamp(self, name: Hashable, box: QRectF, paint: Callable[[QPainter], object]) -> None:
        """Paint what looks the same wherever it stands, from the corner of its box on."""
        density = self.painter.device().devicePixelRatioF()
        size = QSize(ceil(box.width()), ceil(box.height()))
        at = self.turned(box).topLeft()
        where = QPointF(round(at.x() * density) / density, round(at.y() * density) / density)
        self.painter.drawImage(where, self.letters.stamps.get(name, size, density, paint))

    def fill(self, box: QRectF, colour: str) -> None:
        """Fill a box."""
        self.painter.fillRect(self.turned(box), self.letters.colour(colour))

    def rounded(
        self, box: QRectF, radius: float, fill: str = "", line: str = "", width: float = Width.BORDER
    ) -> None:
        """Paint a box with round corners, filled, outlined, or both; the line stays inside."""
        half = width / 2 if line else 0
        self.painter.setPen(QPen(QColor(line), width) if line else QPen(Qt.PenStyle.NoPen))
        self.painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(self.turned(box.adjusted(half, half, -half, -half)), radius, radius)

    def dashes(self, start: float, end: float, at: float) -> None:
        """Paint the line under what is provisional."""
        box = self.turned(QRectF(start, at, end - start, 0))
        line = QPen(QColor(self.colours.muted), Width.BORDER)
        line.setDashPattern([Gap.XS, Gap.XS - 1])
        self.painter.setPen(line)
        self.painter.drawLine(box.topLeft(), box.topRight())

    def path(self, points: Sequence[QPointF], ink: Ink, width: float, *, dashed: bool = False) -> None:
        """Paint a line through points."""
        line = QPen(self.ink(ink, solid=True), width)
        line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        line.setCapStyle(Qt.PenCapStyle.RoundCap)
        if dashed:
            line.setCapStyle(Qt.PenCapStyle.FlatCap)
            line.setDashPattern([Gap.XS, 2])
        self.painter.setPen(line)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(QPolygonF([self._point(point) for point in points]))

    def dot(self, at: QPointF, radius: float, *, fill: str = "", line: str = "") -> None:
        """Paint a disc, a ring, or a ring around a disc."""
        self.painter.setPen(QPen(QColor(line), Width.FOCUS) if line else QPen(Qt.PenStyle.NoPen))
        self.painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        self.painter.drawEllipse(self._point(at), radius, radius)

    def ink(self, ink: Ink | QColor, *, solid: bool = False) -> QColor:
        """Return a colour by what it says."""
        if isinstance(ink, QColor):
            return ink
        return self.letters.colour(ink_colour(self.colours, ink, solid=solid))

    def _point(self, at: QPointF) -> QPointF:
        return mirrored(QRectF(at, at), self.whole).topLeft() if self.from_right else at


def _paint_badge(look: Look, mark: Mark, height: int, from_right: bool, painter: QPainter) -> None:
    if from_right:
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    paint_badge(painter, look, mark, QPointF(0, 0), height)
