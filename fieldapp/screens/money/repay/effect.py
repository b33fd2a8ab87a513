"""The card that shows what saving will do, before it is done."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from fieldapp.officer.collect_repayment import Preview
from fieldapp.officer.repaying.opening import Opening
from fieldapp.screens.money.repay.effect_words import (
    after_facts,
    closes_mark,
    effect_grid,
    excess_words,
    over_cap_words,
)
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, column
from fieldapp.screens.widgets.forms.strip import Strip
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Formats, money, tr
from fieldapp.screens.workbench import Workbench
from shared.errors import RuleRefused


class EffectCard(Card):
    """Instalments, what becomes of them, excess, suspense, refusals, and the cash that will be in hand.

    `exactly` when somebody wants to take no more than the loan owes.
    """

    exactly = Signal(int)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("What this does"), edge=Gap.NONE)
        self._bench = bench
        self._most_minor = 0
        self.ends = label(self.tr("The loan will be completed"), "label", "paid", wrap=True)
        self._closes = Badge(bench.look, Mark("paid", ""))
        self._nothing = label("", "label", "muted", wrap=True)
        self.grid = Paper(bench.look, self.tr("Instalments this pays"), bare=True)
        self.after = Paper(bench.look, self.tr("What remains"), bare=True)
        self.excess, self.suspense, self.cap = Strip(bench.look), Strip(bench.look), Strip(bench.look)
        self.refusal = Strip(bench.look, refused=True)
        self.head.addWidget(self._closes)
        self.ends.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.NONE)
        self._nothing.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.L)
        self.body.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.S)
        for shown in (self.ends, self._nothing, self.grid):
            self.body.addWidget(shown)
        strips = column(Gap.S)
        strips.setContentsMargins(Gap.S, Gap.NONE, Gap.S, Gap.NONE)
        for strip in (self.excess, self.suspense, self.cap, self.refusal):
            strips.addWidget(strip)
        self.body.addLayout(strips)
        self.body.addWidget(self.after)
        self.excess.acted.connect(lambda: self.exactly.emit(self._most_minor))
        self.show_nothing()

    def show_nothing(self, lacks: str = "") -> None:
        """There is no payment to say anything about, as something of it `lacks` or cannot be."""
        words = self.tr("Type an amount to see where it goes.")
        put_right = self.tr("{problem}. Put it right to see where the money goes.")
        self._nothing.setText(put_right.format(problem=lacks) if lacks else words)
        for shown in (self.ends, self._closes, self.grid, self.after):
            shown.hide()
        for strip in (self.excess, self.suspense, self.cap, self.refusal):
            strip.say("", "")
        self._nothing.show()

    def show_preview(self, preview: Preview, opening: Opening, on: date) -> None:
        """Show what a payment of a day would do."""
        say = self._bench.formats
        self._most_minor = preview.owed_minor
        self._nothing.hide()
        self.ends.setVisible(preview.completes)
        mark = closes_mark(preview)
        self._closes.setVisible(mark is not None)
        if mark is not None:
            self._closes.set_mark(mark)
        self.grid.set_blocks((effect_grid(preview, say, on),) if preview.items else ())
        self.after.set_blocks(after_facts(preview, say))
        excess = preview.excess_minor > 0 and not preview.suspense
        first_name = opening.member_name.split(" ")[0]
        exact = self.tr("Use {amount}").format(amount=money(preview.owed_minor)) if preview.owed_minor else ""
        self.excess.say(*(excess_words(preview, say, first_name) if excess else ("", "")), exact)
        kept = self.tr("This money goes into suspense") if preview.suspense else ""
        self.suspense.say(kept, preview.suspense)
        self.cap.say(*over_cap_words(preview, say))
        self.refusal.say(*_refusal_words(preview.refusal, say))


_ASKED_BESIDE = {"repayment.repeated", "repayment.late_reason", "repayment.reference_missing"}
"""What a field right there asks for; the button says that it is missing."""


def _refusal_words(refusal: RuleRefused | None, say: Formats) -> tuple[str, str]:
    """What is refused, unless a reason typed beside it is all that is missing."""
    if refusal is None or refusal.code in _ASKED_BESIDE:
        return "", ""
    return refusal.title, refusal.detail_in(say)
