"""The count beside the sheet, and why the two differ if they do.

The rules kept here: a difference is said in the words of the branch, with a shape; a reason is asked for only
where there is one to give.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from fieldapp.officer.close_meeting import Comparison
from fieldapp.officer.meeting_sheet import MeetingSheet
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import money, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.fieldwork.cash import VARIANCE_CODES

_LONGEST_REASON = 200


class CompareCard(Card):
    """Three figures and a badge, and under them what is not in the count."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Compare with the sheet"))
        self._bench = bench
        self.expected = Figure(self.tr("Sheet, cash"), "heading")
        self.counted = Figure(self.tr("Counted"), "heading")
        self.variance = Figure(self.tr("Variance"), "heading")
        self.badge = Badge(bench.look, Mark("paid", ""))
        self._besides = label("", "label", "muted", wrap=True)
        self._came = label("", "label", "muted", wrap=True)
        figures = Flow(gap=Gap.XL)
        for shown in (self.expected, self.counted, self.variance):
            figures.addWidget(shown)
        line = row(Gap.M)
        line.addLayout(figures, 1)
        line.addWidget(self.badge)
        self.body.addLayout(line)
        self.body.addWidget(self._besides)
        self.body.addWidget(self._came)

    @property
    def verdict(self) -> str:
        """The difference in words."""
        return self.badge.mark.text

    def show_count(self, sheet: MeetingSheet, comparison: Comparison, *, begun: bool) -> None:
        """Show how a count compares; before it is `begun` there is no difference to speak of."""
        sign, variance = self._bench.formats.sign, comparison.variance_minor if begun else 0
        for figure, word, text in (
            (self.expected, self.tr("Sheet, cash"), money(comparison.expected_cash_minor)),
            (self.counted, self.tr("Counted"), money(comparison.counted_minor)),
            (self.variance, self.tr("Variance"), _with_sign(variance) if begun else "–"),
        ):
            figure.set_word(f"{word} {sign}")
            figure.set_value(text, "overdue" if variance and figure is self.variance else "")
        mark = Mark("overdue" if variance else "paid", short_or_over(variance))
        self.badge.set_mark(mark if begun else Mark("provisional", self.tr("Not counted yet")))
        self._besides.setText(_besides(sheet, comparison))
        self._besides.setVisible(bool(self._besides.text()))

    def show_attendance(self, words: str) -> None:
        """Say who came."""
        self._came.setText(words)


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


def _with_sign(amount_minor: int) -> str:
    if not amount_minor:
        return "0"
    return f"{'−' if amount_minor < 0 else '+'} {money(abs(amount_minor))}"


def _besides(sheet: MeetingSheet, comparison: Comparison) -> str:
    """Say what was paid otherwise, and what was not paid at all."""
    parts = []
    if comparison.other_minor:
        parts.append(
            tr("Not in the count: {amount} paid otherwise").format(amount=money(comparison.other_minor))
        )
    unpaid = sheet.expected_minor - sheet.collected_minor
    if unpaid > 0:
        words = tr("Members did not pay {amount} of the {expected} expected")
        parts.append(words.format(amount=money(unpaid), expected=money(sheet.expected_minor)))
    return " · ".join(parts)
