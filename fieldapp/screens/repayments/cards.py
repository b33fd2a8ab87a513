"""The figures over the history; they follow every filter."""

from __future__ import annotations

from fieldapp.everyone.repayments.history import Sums
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.figures.cards import FigureCard, FigureCards
from fieldapp.screens.words import Formats, counted, method_name, tr


class SumCards(FigureCards):
    """All that was received, what of it was cash and what was not, and what the office does not have yet."""

    def __init__(self, look: Look) -> None:
        self.all = FigureCard(tr("Received"))
        self.cash = FigureCard(tr("Cash"))
        self.other = FigureCard(tr("Without cash"))
        self.waiting = FigureCard(tr("Waiting on this tablet"))
        super().__init__(look, (self.all, self.cash, self.other, self.waiting))

    def show_sums(self, sums: Sums, say: Formats) -> None:
        """Show the figures."""
        words = tr("receipt"), tr("receipts")
        average = tr("on average {amount}").format(amount=say.signed(sums.average_minor))
        self.all.show_figure(
            say.signed(sums.minor), counted(sums.count, *words), average if sums.count else ""
        )
        methods = {method: (count, minor) for method, count, minor in sums.by_method}
        cash_count, cash = methods.pop("CASH", (0, 0))
        share = round(100 * cash / sums.minor) if sums.minor else 0
        self.cash.show_figure(
            say.signed(cash),
            counted(cash_count, *words),
            tr("{percent} % of all").format(percent=share) if cash else "",
        )
        each = [f"{method_name(method)} {say.signed(minor)}" for method, (_, minor) in methods.items()]
        self.other.show_figure(
            say.signed(sum(minor for _, minor in methods.values())),
            counted(sum(count for count, _ in methods.values()), *words),
            " · ".join(each),
        )
        count, minor = sums.waiting
        unconfirmed = tr("unconfirmed at the bank {amount}").format(amount=say.signed(sums.unconfirmed[1]))
        self.waiting.show_figure(
            say.signed(minor), counted(count, *words), unconfirmed if sums.unconfirmed[0] else ""
        )
        self.fit()
