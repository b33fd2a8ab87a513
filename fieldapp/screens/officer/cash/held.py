"""The cash that should be in the officer's hands: how much, of how much, since when, and how it came.

The rule kept here: quiet until it is too much or too old; then a word, a shape and a colour say so.
"""

from __future__ import annotations

from fieldapp.officer.hand_over_cash import CashPage
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import cash_age, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import OLDEST_CASH_DAYS


class HeldCard(Card):
    """One figure leads; under it the bar of what may be held, and what the figure is made of."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Cash in hand"))
        self._bench = bench
        self.mark = Badge(bench.look, Mark("pending", "–"))
        self.head.addWidget(self.mark)
        self.in_hand = Figure("", "display")
        self._bar = Bar(bench.look)
        self.cap = label("", "label", "muted", wrap=True)
        self._parts = {
            "float": Figure(self.tr("Float")),
            "received": Figure(self.tr("Received in cash")),
            "handed": Figure(self.tr("Handed over")),
            "oldest": Figure(self.tr("Oldest cash")),
        }
        parts = Flow(gap=Gap.XL)
        for figure in self._parts.values():
            parts.addWidget(figure)
        line = row(Gap.M)
        line.addWidget(self.in_hand)
        line.addStretch()
        self.body.addLayout(line)
        self.body.addWidget(self._bar)
        self.body.addWidget(self.cap)
        self.body.addLayout(parts)

    def show_cash(self, facts: CashPage) -> None:
        """Show how the cash stands."""
        say, cash, cap = self._bench.formats, facts.cash, facts.cap_minor
        over = cap is not None and cash.in_hand_minor > cap
        old = cash.oldest_on is not None and facts.age_days > OLDEST_CASH_DAYS
        words = tr("Above what you may hold") if over else tr("Hand over today") if old else ""
        self.mark.set_mark(Mark("overdue" if over else "pending", words))
        self.mark.setVisible(bool(words))
        self.in_hand.set_value(say.signed(cash.in_hand_minor), "overdue" if over else "")
        self._bar.setVisible(cap is not None)
        self._show_cap(cash.in_hand_minor, cap)
        age = cash_age(facts.age_days if cash.oldest_on else None)
        for key, text in (
            ("float", say.signed(cash.float_minor)),
            ("received", say.signed(cash.received_minor)),
            ("handed", say.signed(cash.handed_minor)),
            ("oldest", age),
        ):
            self._parts[key].set_value(text, "overdue" if key == "oldest" and old else "")

    def _show_cap(self, held_minor: int, cap: int | None) -> None:
        say = self._bench.formats
        if held_minor < 0:
            self.cap.setText(tr("More was handed over than came in as far as this tablet knows."))
            self._bar.hide()
            return
        if cap is None:
            self.cap.setText(tr("There is no limit to what you may hold"))
            return
        left = cap - held_minor
        words = (
            tr("{amount} above the {cap} you may hold")
            if left < 0
            else tr("{amount} less than you may hold: {cap}")
        )
        said = words.format(amount=say.signed(abs(left)), cap=say.signed(cap))
        self.cap.setText(said)
        self._bar.set_parts(((max(held_minor, 0), "overdue" if left < 0 else "pending"),), cap, said)
