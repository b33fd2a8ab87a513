"""A bar of parts of a whole, each part a state, with the whole behind it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Status, Width
from fieldapp.screens.widgets.cells.drawing import paint_bar
from fieldapp.screens.widgets.cells.pen import Pen


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
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            whole = QRectF(self.rect())
            pen = Pen(painter, self._look, whole, from_right=self.isRightToLeft())
            bar = QRectF(0, (self.height() - self._thick) / 2, self.width(), self._thick)
            paint_bar(pen, self._parts, self._whole, bar, self._target)
