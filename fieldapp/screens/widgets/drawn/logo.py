"""The mark of the program."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import IconSize, Radius


class Logo(QWidget):
    """The mark of the program: three bars that rise."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedSize(IconSize.LOGO, IconSize.LOGO)
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.colours.primary))
        painter.drawRoundedRect(QRectF(self.rect()), Radius.CARD, Radius.CARD)
        painter.setBrush(QColor(self._look.colours.on_primary))
        unit = self.width() / 20
        for place, high in enumerate((4, 7, 10)):
            bar = QRectF((5 + 4 * place) * unit, (15 - high) * unit, 2.5 * unit, high * unit)
            painter.drawRoundedRect(bar, unit, unit)
        painter.end()
