"""What a paper is drawn with: words, lines, boxes, shapes, modules, each with its place.

The rule kept here: everything is measured before it is drawn and drawn the same on a screen and on a page;
words stay words, so that a page can be searched and read out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTextLayout, QTextOption

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Radius, TextRole, Width
from fieldapp.screens.widgets.badge import Mark, paint_badge

START = Qt.AlignmentFlag.AlignLeft
END = Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignHCenter
_LINE_BREAK = "\N{LINE SEPARATOR}"


class Drawn(Protocol):
    """Something with a place on the paper."""

    def paint(self, painter: QPainter, look: Look) -> None: ...


class Words:
    """Words in a width, over as many lines as they need; moved to their place by `at`."""

    def __init__(
        self,
        look: Look,
        role: TextRole,
        text: str,
        width: float,
        *,
        colour: str,
        align: Qt.AlignmentFlag = START,
    ) -> None:
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout = QTextLayout(text.replace("\n", _LINE_BREAK), look.font(role))
        self._layout.setTextOption(option)
        self._colour = QColor(colour)
        self._at = QPointF()
        self.width = self.height = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            line.setPosition(QPointF(0, self.height))
            self.height += line.height()
            self.width = max(self.width, line.naturalTextWidth())
        self._layout.endLayout()

    def at(self, x: float, y: float) -> Words:
        """Put them somewhere."""
        self._at = QPointF(x, y)
        return self

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw them."""
        painter.setPen(self._colour)
        self._layout.draw(painter, self._at)


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a point to the end of a width."""

    x: float
    y: float
    width: float
    colour: str
    dashed: bool = False

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw it."""
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(self.colour), Width.BORDER, style))
        painter.drawLine(QPointF(self.x, self.y), QPointF(self.x + self.width, self.y))


@dataclass(frozen=True, slots=True)
class Box:
    """A filled box with round corners and, where `edge` is named, a border."""

    box: QRectF
    fill: str
    edge: str = ""
    dashed: bool = False

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw it."""
        style = Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(self.edge), Width.BORDER, style) if self.edge else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.fill))
        painter.drawRoundedRect(self.box, Radius.CONTROL, Radius.CONTROL)
        painter.setBrush(Qt.BrushStyle.NoBrush)


@dataclass(frozen=True, slots=True)
class Shape:
    """An icon."""

    name: str
    colour: str
    box: QRectF

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw it."""
        look.paint_icon(painter, self.name, self.colour, self.box)


@dataclass(frozen=True, slots=True)
class State:
    """A badge."""

    mark: Mark
    at: QPointF

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw it."""
        paint_badge(painter, look, self.mark, self.at, Height.BADGE)


@dataclass(frozen=True, slots=True)
class Modules:
    """The modules of a code, dark on light in every theme, each `size` wide; squares, never a picture."""

    modules: tuple[tuple[bool, ...], ...]
    at: QPointF
    size: float
    dark: str

    def paint(self, painter: QPainter, look: Look) -> None:
        """Draw the dark ones as one shape, so that no hair of light shows between them."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for row, line in enumerate(self.modules):
            for column, dark in enumerate(line):
                if dark:
                    path.addRect(
                        self.at.x() + column * self.size, self.at.y() + row * self.size, self.size, self.size
                    )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillPath(path, QColor(self.dark))
        painter.restore()
