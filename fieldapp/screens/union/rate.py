"""How much of what fell due came in, week by week, at one union or at all of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from fieldapp.officer.unions import WeekRate, rate_of
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Status
from fieldapp.screens.union.words import rate_words, week_name
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.charts.bars import Part
from fieldapp.screens.widgets.charts.columns import Columns
from fieldapp.screens.widgets.text import label

_EVERYTHING = 1.0


class RateCard(Card):
    """A column a week, with a tick where everything that fell due would have come in."""

    def __init__(self, look: Look) -> None:
        super().__init__(self.tr("Collected by week"))
        self._all = label("", "strong")
        self.head.addWidget(self._all)
        self.chart = Columns(look, self.tr("Collected by week"))
        self.chart.empty_words = self.tr("Nothing fell due in these weeks")
        self._told = label("", "label", "muted", wrap=True)
        self.body.addWidget(self.chart, 1)
        self.body.addWidget(self._told)

    def show_weeks(self, weeks: Sequence[WeekRate]) -> None:
        """Show the last weeks."""
        asked, rate = [week for week in weeks if week.rate is not None], rate_of(weeks)
        words = self.tr("Everything that fell due")
        self.chart.set_parts([_part(week) for week in asked], _EVERYTHING if asked else None, words)
        self._all.setText(rate_words(rate))
        self._told.setText(
            self.tr("How much was paid of what fell due in each week; the line over a column is all of it.")
        )

    def say_under_way(self, words: str) -> None:
        """Say how far working it out has come; what was known before stays."""
        self._told.setText(words)


def _part(week: WeekRate) -> Part:
    rate = week.rate or Fraction(0)
    status: Status = "paid" if rate >= _EVERYTHING else "partial" if rate else "overdue"
    return Part(week_name(week.first), float(rate), rate_words(rate), status)
