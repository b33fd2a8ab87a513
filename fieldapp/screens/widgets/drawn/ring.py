"""How much of something is left, as a ring around a figure."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Status, Width

_TURN = 360 * 16
_TOP = 90 * 16


class Ring(QWidget):
    """A part of a whole; it runs from the top, against the clock's way where people read from the right."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._figure = ""
        self._part = 0.0
        self._status: Status | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_part(self, part: float, figure: str, said: str, status: Status | None = None) -> None:
        """Show a part from 0 to 1 with a short figure; `said` is what it is, in words."""
        self._part = min(max(part, 0.0), 1.0)
        self._figure = figure
        self._status = status
        self.setAccessibleName(said)
        self.update()

    def sizeHint(self) -> QSize:
        side = round(Width.LEASE_RING * self._look.scale)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._look.colours
        done = colours.status(self._status).solid if self._status else colours.primary
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = Width.LEASE_RING_LINE / 2
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.setPen(QPen(QColor(colours.track), Width.LEASE_RING_LINE))
        painter.drawEllipse(box)
        pen = QPen(QColor(done), Width.LEASE_RING_LINE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        way = 1 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else -1
        if self._part:
            painter.drawArc(box, _TOP, round(way * self._part * _TURN))
        painter.setPen(QColor(colours.text))
        painter.setFont(self._look.font("heading"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._figure)
        painter.end()
