"""Figures beside each other on a quiet ground, each with its word above and what it is made of below."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.text import Tone, label, set_tone


class Tile(QFrame):
    """A figure on a quiet ground."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.setObjectName("quiet")
        self._word = word
        self.figure, self._more = label("–", "title"), label("", "label", "muted", wrap=True)
        box = column(Gap.XS, Gap.M)
        box.addWidget(label(word, "label", "muted", wrap=True))
        box.addWidget(self.figure)
        box.addWidget(self._more)
        box.addStretch()
        self.setLayout(box)

    def show_figure(self, figure: str, more: str, tone: Tone = "muted") -> None:
        """Show a figure and what it is made of; `tone` says by colour too how good that is."""
        self.figure.setText(figure)
        self._more.setText(more)
        set_tone(self._more, tone)
        self.setAccessibleName(f"{self._word}: {figure}, {more}")


class Tiles(QWidget):
    """Figures in one line where there is room, else in two columns."""

    def __init__(self, look: Look, words: Iterable[str]) -> None:
        super().__init__()
        self._look = look
        self.tiles = tuple(Tile(word) for word in words)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._grid.setSpacing(Gap.S)
        self._columns = 0
        self._arrange(len(self.tiles))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= len(self.tiles) * Width.FIGURE * 1.5 * self._look.scale
        self._arrange(len(self.tiles) if wide else 2)

    def _arrange(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for place, tile in enumerate(self.tiles):
                self._grid.addWidget(tile, place // columns, place % columns)
            for place in range(len(self.tiles)):
                self._grid.setColumnStretch(place, int(place < columns))
