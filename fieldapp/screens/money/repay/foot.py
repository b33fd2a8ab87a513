"""The bar under a repayment: the receipt it will be, giving up, saving."""

from __future__ import annotations

from fieldapp.screens.frame import ActionBar
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.text import label
from fieldapp.screens.workbench import Workbench
from shared.errors import RuleRefused


class RepayFoot(ActionBar):
    """`save` names the amount; why it cannot be pressed stands beside it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.save = CommitButton(bench.look, self.tr("Save"), "check")
        self.cancel = Button(bench.look, self.tr("Cancel"), "plain_final")
        self.save.guard.changed.connect(self._follow)
        self._number = label("", "strong")
        words = column(Gap.NONE)
        words.addStretch()
        words.addWidget(self._number)
        words.addWidget(label(self.tr("saved on this tablet first, then sent"), "label", "muted"))
        words.addStretch()
        self.totals.addLayout(words)
        self.totals.addStretch()
        self.totals.addWidget(self.save.why)
        self.acts.addWidget(self.cancel)
        self.acts.addWidget(self.save, 1)

    def _follow(self) -> None:
        """What is being saved cannot be given up any more."""
        self.cancel.setEnabled(not self.save.guard.busy)

    def name_receipt(self, number: str) -> None:
        """Say which receipt it will be."""
        self._number.setText(self.tr("Receipt {number}").format(number=number))

    def judge(self, amount_minor: int | None, refusal: RuleRefused | None, *, lost: bool) -> None:
        """Let it be saved where there is an amount and nothing is refused; not where looking at it failed."""
        words = self.tr("Save")
        if amount_minor is not None:
            words = self.tr("Save {amount}").format(amount=self._bench.formats.signed(amount_minor))
        self.save.label_as(words)
        why = self.tr("What it does could not be worked out") if lost else refusal.title if refusal else ""
        self.save.allow(amount_minor is not None and not why, why)
