"""How exhibits hang: cards in as many columns as the window is wide, each with the name of what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import Card, Scrolled, column, loosen, row
from fieldapp.screens.widgets.choices.flow import Flow

_MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Room:
    """One page of the gallery; `hang` makes its cards."""

    key: str
    name: str
    hang: Callable[[Look], Iterable[Card]]


class Board(Scrolled):
    """Cards in columns, in order from the top of each; built anew for another number of columns."""

    def __init__(self, cards: Iterable[Card]) -> None:
        super().__init__()
        self._cards = list(cards)
        self._columns = 0
        inner = QWidget()
        self._line = QHBoxLayout(inner)
        self._line.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._line.setSpacing(Gap.M)
        self._lanes: list[QVBoxLayout] = []
        for _ in range(_MOST_COLUMNS):
            lane = column(Gap.M)
            self._line.addLayout(lane, 1)
            self._lanes.append(lane)
        self.body.addWidget(inner)
        self.body.addStretch()
        self._hang(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width()
        wanted = 3 if wide >= Width.SIDE_BY_SIDE_FROM else 2 if wide >= Width.RECEIPT else 1
        # What a card needs grows with the size of the text.
        least = max(card.minimumSizeHint().width() for card in self._cards) + Gap.M
        self._hang(max(1, min(wanted, (wide - 2 * Gap.L) // least)))

    def _hang(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for lane in self._lanes:
            loosen(lane)
        heights = [0] * columns
        for card in self._cards:
            lowest = heights.index(min(heights))
            heights[lowest] += card.sizeHint().height()
            self._lanes[lowest].addWidget(card)
        for place, lane in enumerate(self._lanes):
            lane.addStretch(1)
            self._line.setStretch(place, 1 if place < columns else 0)


def shown(title: str, *widgets: QWidget) -> Card:
    """Return a card with things one under the other."""
    card = Card(title)
    for widget in widgets:
        card.body.addWidget(widget)
    return card


def beside(*widgets: QWidget) -> QWidget:
    """Return things beside each other, as far as there is room."""
    around = QWidget()
    flow = Flow(around)
    for widget in widgets:
        flow.addWidget(widget)
    return around


def spread(*widgets: QWidget) -> QWidget:
    """Return things that share the width between them."""
    around = QWidget()
    line = row(Gap.M)
    for widget in widgets:
        line.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    around.setLayout(line)
    return around
