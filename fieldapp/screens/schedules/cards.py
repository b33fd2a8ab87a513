"""The five figures over the list; they follow the filters of union alone."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.everyone.schedules import Cards
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import ElidedLabel, label, set_tone
from fieldapp.screens.words import Formats, counted, days_late, tr

_MOST_PARTS = 6


class _FigureCard(Card):
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


class CardRow(QWidget):
    """All five beside each other, or as many as have room; none in a low window, which is the list's."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.today = _FigureCard(self.tr("Due today"))
        self.collected = _FigureCard(self.tr("Collected today"))
        self.part = _FigureCard(self.tr("Part paid"))
        self.overdue = _FigureCard(self.tr("Overdue"))
        self.week = _FigureCard(self.tr("Next 7 days"))
        self._cards = (self.today, self.collected, self.part, self.overdue, self.week)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._grid.setSpacing(Gap.M)
        self._columns = 0
        self._arrange(len(self._cards))

    def show_cards(self, cards: Cards, say: Formats) -> None:
        """Show the figures."""
        items = (tr("instalment"), tr("instalments"))
        left = tr("left to collect {amount}")
        self.today.show_figure(
            say.signed(cards.today_minor),
            counted(cards.today_items, *items),
            left.format(amount=say.signed(cards.today_left_minor)),
        )
        self.collected.show_figure(
            say.signed(cards.collected_minor),
            counted(cards.collected_receipts, tr("receipt"), tr("receipts")),
            tr("provisional {amount}").format(amount=say.signed(cards.collected_provisional_minor)),
        )
        self.part.show_figure(
            say.signed(cards.partial_paid_minor),
            counted(cards.partial_items, *items),
            left.format(amount=say.signed(cards.partial_left_minor)),
        )
        oldest = tr("oldest: {age}").format(age=days_late(cards.oldest_days)) if cards.oldest_days else ""
        self.overdue.show_figure(
            say.signed(cards.overdue_minor),
            counted(cards.overdue_loans, tr("loan"), tr("loans")),
            oldest,
            alarm=cards.overdue_minor > 0,
        )
        count = cards.meetings_tomorrow
        meetings = counted(count, tr("meeting"), tr("meetings")) if count else tr("no meeting")
        self.week.show_figure(
            say.signed(cards.week_minor),
            counted(cards.week_items, *items),
            tr("{meetings} tomorrow").format(meetings=meetings),
        )
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Stand in as many columns as the words and the longest figure have room in."""
        low = self.window().height() < Height.SHORT_WINDOW
        for card in self._cards:
            card.setVisible(not low)
        usual = Width.FIGURE * 2 * self._look.scale
        longest = max(card.minimumSizeHint().width() for card in self._cards) + Gap.M
        room = int(self.width() / max(usual, longest))
        self._arrange(5 if room >= 5 else 3 if room >= 3 else 2)

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
        for part in range(_MOST_PARTS):
            self._grid.setColumnStretch(part, int(part < columns * full))
