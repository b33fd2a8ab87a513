"""The fields of an application and what is said below them.

The rule kept here: what a product allows is said while it is typed, and how far what is typed is from it.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from fieldapp.desk.products import MOST_DAYS_AHEAD, latest_expected, latest_first_due
from fieldapp.screens.application.form.terms import TermField
from fieldapp.screens.application.words import limits_words, unit_words
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import Card, column
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.dates.limits import Days
from fieldapp.screens.widgets.forms.amount_field import AmountField
from fieldapp.screens.widgets.forms.fields import NoteField
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import money, tr
from fieldapp.screens.workbench import Workbench
from shared.calendar import BusinessCalendar
from shared.contract.bodies.lending import ProductDefinition

_MOST_PURPOSE = 1000
_DOWN, _ACROSS = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight


def amount_missing(field: AmountField) -> str:
    """Say that there is no amount, or none of anything; "" where one stands there or cannot be read."""
    if field.amount_minor is not None or field.edit.problem:
        return ""
    return tr("The amount is zero") if field.edit.text().strip() else tr("The amount is missing")


class Fields(Card):
    """Product, amount, term, days, purpose; two beside each other where they have room."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("What is asked for"))
        look = bench.look
        self._bench = bench
        self.today, self.calendar = bench.today(), BusinessCalendar()
        days = Days(self.today)
        self.product = Choice(look, self.tr("Product"), ())
        self.limits = label("", "label", "muted", wrap=True)
        self.amount = AmountField(look, self.tr("Amount {sign}").format(sign=bench.formats.sign))
        self.term = TermField(look)
        self.expected = DateField(look, self.tr("Money expected on"), lambda: bench.formats, days)
        self.first_due = DateField(look, self.tr("First instalment on"), lambda: bench.formats, days)
        self.purpose = NoteField(
            look,
            self.tr("Purpose"),
            self.tr("What the money is for; whoever decides reads it."),
            most=_MOST_PURPOSE,
        )
        self._usual_first: date | None = None
        self._usual_for: date | None = None
        self._begun = False
        self._pairs: list[QBoxLayout] = []
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fields stand beside each other where text of this size leaves both their room."""
        super().resizeEvent(event)
        beside = self.width() >= Width.FORM * self._bench.look.scale
        for pair in self._pairs:
            pair.setDirection(_ACROSS if beside else _DOWN)

    @property
    def lacking(self) -> str:
        """What it lacks to be sent, though it can be saved, in words; "" where it lacks nothing."""
        return "" if self.purpose.text else self.tr("The purpose is missing")

    def guide(self, given: ProductDefinition | None) -> None:
        """Say what the product allows, and how far what is typed is from it."""
        if given is None:
            return
        self.limits.setText(limits_words(given, self._bench.formats))
        self._guide_amount(given.minimum_principal_minor, given.maximum_principal_minor)
        longest = unit_words(given, given.maximum_term_count)
        term = self.tr("{fewest} to {longest}").format(fewest=given.minimum_term_count, longest=longest)
        self.term.set_limits(given.minimum_term_count, given.maximum_term_count, term)
        past = self.tr("choose today or a later day")
        far = self.tr("it is asked for at most {days} days ahead").format(days=MOST_DAYS_AHEAD)
        last = latest_expected(self.today)
        self.expected.set_days(Days(self.today, self.today, last, past, far, self.calendar))
        # It was worked out for the day that stood there; for another it is looked at again.
        self.say_first_due(self._usual_first if self._usual_for == self.expected.day else None)

    def say_first_due(self, usual: date | None) -> None:
        """Say from when on it may fall due, and on which day it does where nobody chose one."""
        self._usual_first, self._usual_for = usual, self.expected.day
        words = self.tr("If left empty: one term after the money")
        if usual is not None and self.first_due.day is None and self.expected.ready:
            words = self.tr("If left empty: {day}").format(day=self._bench.formats.long_day(usual))
        paid = self.expected.day if self.expected.day is not None and self.expected.ready else self.today
        early, late = self.tr("the money is not there before"), self.tr("a year after the money")
        days = Days(self.today, paid, latest_first_due(paid), early, late, self.calendar)
        self.first_due.set_days(days, words)

    def _guide_amount(self, least: int, most: int) -> None:
        amount = self.amount.amount_minor
        hint = self.tr("{least} to {most}").format(least=money(least), most=money(most))
        self._begun = self._begun or bool(self.amount.edit.text())
        # What nobody came to yet is no mistake; the foot says that it is missing.
        problem = self.amount.edit.problem or (amount_missing(self.amount) if self._begun else "")
        if amount is not None and amount > most:
            words = self.tr("{over} more than this product lends, at most {most}")
            problem = words.format(over=money(amount - most), most=money(most))
        elif amount is not None and amount < least:
            words = self.tr("{under} less than this product lends, at least {least}")
            problem = words.format(under=money(least - amount), least=money(least))
        self.amount.set_hint(hint)
        self.amount.set_problem(problem)

    def _lay_out(self) -> None:
        self.body.setSpacing(Gap.M)
        choice = column(Gap.XS)
        choice.addWidget(label(self.tr("Product"), "label", "plain"))
        choice.addWidget(self.product)
        choice.addWidget(self.limits)
        self.body.addLayout(choice)
        for first, second in ((self.amount, self.term), (self.expected, self.first_due)):
            pair = QBoxLayout(_ACROSS)
            pair.setSpacing(Gap.M)
            pair.addWidget(first, 1)
            pair.addWidget(second, 1)
            self._pairs.append(pair)
            self.body.addLayout(pair)
        self.body.addWidget(self.purpose)
