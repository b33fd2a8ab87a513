"""The cash in the officer's hands: how much, of how much, since when, and the way to the branch."""

from __future__ import annotations

from fieldapp.officer.today import Today
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import cash_age, tr
from fieldapp.screens.workbench import Workbench


class CashCard(Card):
    """Quiet until the cash is too much or too old."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(self.tr("Cash in hand"))
        self._bench = bench
        self._mark = Badge(bench.look, Mark("pending", "–"))
        self.head.addWidget(self._mark)
        self.in_hand = Figure("", "figure")
        self._cap = label("", "label")
        self._bar = Bar(bench.look)
        self._oldest = label("", "label", wrap=True)
        self.hand_over = Button(bench.look, self.tr("Hand over"), "plain", "handshake")
        top, foot = row(Gap.M), row(Gap.M)
        top.addWidget(self.in_hand)
        top.addStretch()
        top.addWidget(self._cap)
        foot.addWidget(self._oldest, 1)
        foot.addWidget(self.hand_over)
        self.body.addLayout(top)
        self.body.addWidget(self._bar)
        self.body.addLayout(foot)
        self.hand_over.clicked.connect(lambda: bench.go.open(Target("cash")))

    def show_day(self, today: Today) -> None:
        """Show how the cash stands."""
        say, held, cap = self._bench.formats, today.cash.in_hand_minor, today.cash_cap_minor
        words = {"over_cap": tr("Above the cap"), "too_old": tr("Hand over today"), "": ""}[today.hand_over]
        self._mark.set_mark(Mark("overdue" if today.hand_over == "over_cap" else "pending", words))
        self._mark.setVisible(bool(words))
        self.in_hand.set_value(say.signed(held), "overdue" if today.hand_over == "over_cap" else "")
        self._cap.setText(tr("cap {amount}").format(amount=say.signed(cap)) if cap is not None else "")
        self._bar.setVisible(cap is not None)
        part = "overdue" if today.hand_over == "over_cap" else "pending"
        said = self.tr("Cash in hand of what you may hold")
        self._bar.set_parts(((max(held, 0), "overdue" if part == "overdue" else "pending"),), cap or 0, said)
        age = cash_age(today.cash_age_days if today.cash.oldest_on else None)
        self._oldest.setText(self.tr("Oldest cash: {age}").format(age=age))
        self.hand_over.setEnabled(held > 0)
