"""Figures over a list, each with its word, a count, and a line that says more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import ElidedLabel, label, set_tone


class FigureCard(Card):
    """A word and a count over a figure, and a line that says more."""

    def __init__(self, word: str) -> None:
        super().__init__(edge=Gap.M)
        self._word = word
        self._count = label("", "label", "muted")
        self.figure = label("–", "figure")
        self._more = ElidedLabel("", "label", "muted")
        line = row(Gap.S)
        line.addWidget(ElidedLabel(word, "label", "muted"), 1)
        line.addWidget(self._count)
        self.body.setSpacing(Gap.NONE)
        self.body.addLayout(line)
        self.body.addWidget(self.figure)
        self.body.addWidget(self._more)

    def show_figure(self, figure: str, count: str, more: str, *, alarm: bool = False) -> None:
        """Show a figure."""
        self.figure.setText(figure)
        set_tone(self.figure, "overdue" if alarm else "")
        self._count.setText(count)
        self._more.setText(more)
        self.setAccessibleName(f"{self._word}: {figure}, {count}, {more}")


class FigureCards(QWidget):
    """All beside each other, or as many as have room; none in a low window, which is the list's."""

    def __init__(self, look: Look, cards: Sequence[FigureCard]) -> None:
        super().__init__()
        self._look = look
        self._cards = tuple(cards)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._grid.setSpacing(Gap.M)
        self._columns = 0
        self._arrange(len(self._cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Stand in as many columns as the words and the longest figure have room in."""
        low = self.window().height() < Height.SHORT_WINDOW
        for card in self._cards:
            card.setVisible(not low)
        usual = Width.FIGURE * 2 * self._look.scale
        longest = max(card.minimumSizeHint().width() for card in self._cards) + Gap.M
        room = int(self.width() / max(usual, longest))
        all_of_them = len(self._cards)
        fewer = 3 if room >= 3 and all_of_them > 4 else 2 if self.width() >= 2 * longest else 1
        self._arrange(all_of_them if room >= all_of_them else fewer)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        # A last line with fewer cards is as wide as the others: each card takes several parts of the width.
        rest = len(self._cards) % columns
        full, fewer = (rest, columns) if rest else (1, 1)
        for place, card in enumerate(self._cards):
            line, at = divmod(place, columns)
            parts = fewer if place >= len(self._cards) - rest else full
            self._grid.addWidget(card, line, at * parts, 1, parts)
        for part in range(max(self._grid.columnCount(), columns * full)):
            self._grid.setColumnStretch(part, int(part < columns * full))
