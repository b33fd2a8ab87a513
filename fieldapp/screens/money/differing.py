"""Why counted cash is not what it should be.

The rule kept here: a reason is asked for only where there is one to give, and "other" alone says nothing.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.words import money, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import VARIANCE_CODES

_LONGEST_REASON = 200
_CODES = dict(zip(("change", "torn", "miscount", "other"), VARIANCE_CODES, strict=True))
"""The reasons to choose from, as they are recorded."""


class WhyCard(Card):
    """Asks why the cash differs; `changed` with every word. Hidden where it agrees."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Why is it short?"))
        self._names = {
            "change": self.tr("Change not available"),
            "torn": self.tr("Torn note refused"),
            "miscount": self.tr("Miscount"),
            "other": self.tr("Other"),
        }
        self.reasons = Choice(bench.look, self.tr("Why the cash differs"), self._names.items())
        self.words = QLineEdit()
        self.words.setAccessibleName(self.tr("Why, in a few words"))
        self.words.setPlaceholderText(self.tr("In a few words"))
        self.words.setMaxLength(_LONGEST_REASON)
        self.body.addWidget(self.reasons)
        self.body.addWidget(self.words)
        self.reasons.chosen.connect(lambda _: self.changed.emit())
        self.words.textChanged.connect(lambda _: self.changed.emit())

    def show_variance(self, variance_minor: int) -> None:
        """Ask about a difference, or not where there is none."""
        self.title.setText(self.tr("Why is it short?") if variance_minor < 0 else self.tr("Why is it over?"))
        self.setVisible(variance_minor != 0)

    @property
    def reason(self) -> str:
        """Why the cash differs, as it will be recorded; "" until it is said. "Other" alone says nothing."""
        key, words = self.reasons.current, self.words.text().strip()
        chosen = "" if key == "other" else self._names.get(key, "")
        return ": ".join(part for part in (chosen, words) if part)

    @property
    def code(self) -> str:
        """The code of the reason chosen; "" until one is."""
        return _CODES.get(self.reasons.current, "")

    @property
    def missing(self) -> str:
        """What is still to be said, in words; "" when nothing is."""
        if self.isHidden() or self.reason:
            return ""
        if self.reasons.current:
            return self.tr("Say in a few words why the cash differs")
        return self.tr("Say why the cash differs")


def with_sign(amount_minor: int) -> str:
    """Return a difference with its sign: "− 300", "+ 50", "0"."""
    if not amount_minor:
        return "0"
    return f"{'−' if amount_minor < 0 else '+'} {money(abs(amount_minor))}"
