"""The five figures over the list; they follow the filters of union alone."""

from __future__ import annotations

from fieldapp.everyone.schedules import Cards
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.figures.cards import FigureCard, FigureCards
from fieldapp.screens.words import Formats, counted, days_late, tr


class CardRow(FigureCards):
    """What falls due, came in, is part paid and late, in five figures."""

    def __init__(self, look: Look) -> None:
        self.today = FigureCard(tr("Due today"))
        self.collected = FigureCard(tr("Collected today"))
        self.part = FigureCard(tr("Part paid"))
        self.overdue = FigureCard(tr("Overdue"))
        self.week = FigureCard(tr("Next 7 days"))
        super().__init__(look, (self.today, self.collected, self.part, self.overdue, self.week))

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
        self.fit()
