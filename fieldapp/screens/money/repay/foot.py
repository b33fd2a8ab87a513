"""The bar under a repayment: what it does in short, the receipt it will be, giving up, saving.

The rule kept here: where the money goes and what is left after it stands beside the button that saves, also
where the window has no room for all that it does.
"""

from __future__ import annotations

from fieldapp.officer.collect_repayment import Preview
from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.money.repay.effect_words import in_short
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.text import ElidedLabel, Tone, label, set_tone
from fieldapp.screens.workbench import Workbench


class RepayFoot(ActionBar):
    """`save` names the amount; why it cannot be pressed stands beside it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.save = CommitButton(bench.look, self.tr("Save"), "check")
        self.cancel = Button(bench.look, self.tr("Cancel"), "plain_final")
        self.save.guard.changed.connect(self._follow)
        self.effect = label("", "strong", wrap=True)
        self._number = ElidedLabel("", "label", "muted")
        self._receipt = ""
        words = column(Gap.NONE)
        words.addStretch()
        words.addWidget(self.effect)
        words.addWidget(self._number)
        words.addStretch()
        self.totals.addLayout(words, 1)
        self.totals.addWidget(self.save.why, 1)
        self.acts.addWidget(self.cancel)
        self.acts.addWidget(self.save, 1)

    def _follow(self) -> None:
        """What is being saved cannot be given up any more."""
        self.cancel.setEnabled(not self.save.guard.busy)

    def name_receipt(self, number: str) -> None:
        """Say which receipt it will be."""
        self._receipt = number
        self._say_receipt()

    def judge(self, amount_minor: int | None, found: Preview | None, *, lost: bool, lacks: str = "") -> None:
        """Let it be saved where there is an amount and nothing is refused; not where looking at it failed.

        `found` is what saving does, None while that is looked at; `lacks` says what cannot be looked at.
        """
        refusal = found.refusal if found else None
        words = self.tr("Save")
        if amount_minor is not None:
            words = self.tr("Save {amount}").format(amount=self._bench.formats.signed(amount_minor))
        self.save.label_as(words)
        failed = self.tr("What it does could not be worked out") if lost else ""
        why = lacks or failed or (refusal.title if refusal else "")
        self.save.allow(amount_minor is not None and not why, why)
        looking = self.tr("Looking at what this does…") if amount_minor is not None and not lost else ""
        effect: tuple[str, Tone] = in_short(found, self._bench.formats) if found else (looking, "muted")
        self.effect.setText(effect[0])
        set_tone(self.effect, effect[1])
        self.effect.setVisible(bool(effect[0]) and not why)
        self._say_receipt()

    def _say_receipt(self) -> None:
        """Say the number alone beside why nothing is saved."""
        words = self.tr("Receipt {number} · saved on this tablet first, then sent")
        if self.save.why.text():
            words = self.tr("Receipt {number}")
        self._number.setText(words.format(number=self._receipt) if self._receipt else "")
