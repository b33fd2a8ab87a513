"""The count beside the sheet.

The rule kept here: a difference is said in the words of the branch, with a shape.
"""

from __future__ import annotations

from fieldapp.officer.close_meeting import Comparison
from fieldapp.officer.meeting_sheet import MeetingSheet
from fieldapp.screens.money.differing import with_sign
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import money, short_or_over, tr
from fieldapp.screens.workbench import Workbench


class CompareCard(Card):
    """Three figures and a badge, and under them what is not in the count."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Compare with the sheet"))
        self._bench = bench
        self.expected = Figure(self.tr("Sheet, cash"), "heading")
        self.counted = Figure(self.tr("Counted"), "heading")
        self.variance = Figure(self.tr("Difference"), "heading")
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
            (self.variance, self.tr("Difference"), with_sign(variance) if begun else "–"),
        ):
            figure.set_word(f"{word} {sign}")
            figure.set_value(text, "overdue" if variance and figure is self.variance else "")
        mark = Mark("overdue" if variance else "paid", short_or_over(variance, self._bench.formats))
        self.badge.set_mark(mark if begun else Mark("provisional", self.tr("Not counted yet")))
        self._besides.setText(_besides(sheet, comparison))
        self._besides.setVisible(bool(self._besides.text()))

    def show_attendance(self, words: str) -> None:
        """Say who came."""
        self._came.setText(words)


def _besides(sheet: MeetingSheet, comparison: Comparison) -> str:
    """Say what was paid otherwise, and what was not paid at all."""
    parts = []
    if comparison.other_minor:
        parts.append(
            tr("Not in the count: {amount} paid otherwise").format(amount=money(comparison.other_minor))
        )
    unpaid = sheet.left_minor
    if unpaid > 0:
        words = tr("Members did not pay {amount} of the {expected} expected")
        parts.append(words.format(amount=money(unpaid), expected=money(sheet.expected_minor)))
    return " · ".join(parts)
