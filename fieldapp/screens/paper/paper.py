"""A paper on the screen: the same blocks as on a page, in the theme and the size of text that are on."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from fieldapp.screens.paper.blocks import Block, spoken
from fieldapp.screens.paper.drawing.band import Band, height_of, paint_bands
from fieldapp.screens.paper.drawing.setting import set_blocks
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width


class Paper(QFrame):
    """Hidden until it has something to show; as high as that is in the width it is given.

    Who listens is told all of it. A `bare` one lies in a card with other things and has no edge of its own.
    """

    def __init__(self, look: Look, name: str, *, bare: bool = False) -> None:
        super().__init__()
        self._look = look
        self._bare = bare
        self._blocks: tuple[Block, ...] = ()
        self._bands: tuple[Band, ...] = ()
        self.setAccessibleName(name)
        if not bare:
            self.setObjectName("card")
            self.setMaximumWidth(Width.RECEIPT)
        self.setMinimumWidth(Width.FIELD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._set)
        self.hide()

    def set_blocks(self, blocks: tuple[Block, ...]) -> None:
        """Show what is to be read."""
        self._blocks = blocks
        self.setVisible(bool(blocks))
        self.setAccessibleDescription(spoken(blocks))
        self._set()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What is shown."""
        return self._blocks

    def sizeHint(self) -> QSize:
        return QSize(Width.RECEIPT, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._set()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._edge, 0 if self._bare else self._edge)
        paint_bands(painter, self._look, self._bands)
        painter.end()

    @property
    def _edge(self) -> int:
        return Gap.RECEIPT if not self._bare and self.width() >= Width.RECEIPT else Gap.L

    def _set(self) -> None:
        """Set the blocks in the width there is, and take the height they need."""
        self._bands = set_blocks(self._look, self._blocks, self.width() - 2 * self._edge)
        self.setFixedHeight(ceil(height_of(self._bands)) + (0 if self._bare else 2 * self._edge))
        self.update()
