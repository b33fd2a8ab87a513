"""A bar of parts of a whole, each part a state, with the whole behind it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Status, Width


class Bar(QWidget):
    """Parts in order of their kind, the whole being 100 %; more than the whole fills it.

    A target is a tick that stands out above and below.
    """

    def __init__(self, look: Look, height: Height = Height.BAR) -> None:
        super().__init__()
        self._look = look
        self._parts: tuple[tuple[int, Status], ...] = ()
        self._whole = 0
        self._target: int | None = None
        self._thick = int(height)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def set_parts(
        self, parts: tuple[tuple[int, Status], ...], whole: int, words: str, target: int | None = None
    ) -> None:
        """Show amounts of one unit, and `words` to who cannot see."""
        self._parts, self._whole = parts, max(whole, sum(amount for amount, _ in parts))
        self._target = target
        self.setFixedHeight(self._thick + (2 * Height.TARGET_BEYOND if target is not None else 0))
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Width.FIGURE, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0, (self.height() - self._thick) / 2, self.width(), self._thick)
        shape = QPainterPath()
        shape.addRoundedRect(bar, self._thick / 2, self._thick / 2)
        painter.setClipPath(shape)
        painter.fillRect(bar, QColor(self._look.colours.track))
        start = 0
        for amount, status in self._parts:
            painter.fillRect(self._span(start, amount), QColor(self._look.colours.status(status).solid))
            start += amount
        painter.setClipping(False)
        if self._target is not None and self._whole:
            tick = self._span(min(self._target, self._whole), 0)
            tick.setWidth(Width.FOCUS)
            tick.moveLeft(min(tick.left(), self.width() - Width.FOCUS))
            painter.fillRect(tick, QColor(self._look.colours.text))
        painter.end()

    def _span(self, start: int, amount: int) -> QRectF:
        """Where a part lies, from the side where reading begins."""
        unit = self.width() / self._whole if self._whole else 0.0
        box = QRectF(start * unit, 0, amount * unit, self.height())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            box.moveLeft(self.width() - box.right())
        return box
