"""A bar of parts of a whole, each part a state, with the whole behind it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Status, Width


class Bar(QWidget):
    """Parts in order of their kind, the whole being 100 %; more than the whole fills it."""

    def __init__(self, look: Look, height: Height = Height.BAR) -> None:
        super().__init__()
        self._look = look
        self._parts: tuple[tuple[int, Status], ...] = ()
        self._whole = 0
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def set_parts(self, parts: tuple[tuple[int, Status], ...], whole: int, words: str) -> None:
        """Show amounts of one unit, and `words` to who cannot see."""
        self._parts, self._whole = parts, max(whole, sum(amount for amount, _ in parts))
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Width.FIGURE, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_off = self.height() / 2
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), round_off, round_off)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), QColor(self._look.colours.track))
        start = 0.0
        for amount, status in self._parts:
            width = self.width() * amount / self._whole if self._whole else 0
            box = QRectF(start, 0, width, self.height())
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                box.moveLeft(self.width() - start - width)
            painter.fillRect(box, QColor(self._look.colours.status(status).solid))
            start += width
        painter.end()
