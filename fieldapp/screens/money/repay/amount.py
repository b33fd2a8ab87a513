"""How much, how, and when: everything about a repayment that somebody types.

The rule kept here: the usual case is cash of today in one line; whatever is unusual asks for the one thing
that explains it, in the place where it came up.
"""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from fieldapp.officer.drafts.repayment_draft import RepaymentDraft
from fieldapp.officer.repaying.opening import Opening
from fieldapp.screens.money.repay.when import When
from fieldapp.screens.money.turn import Start
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.segments import Segments
from fieldapp.screens.widgets.forms.amount_field import HeroAmount
from fieldapp.screens.widgets.forms.fields import TextField
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import method_name, money, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.lending import PaymentMethod
from shared.errors import RuleRefused
from shared.ids import RepaymentId

_METHODS: dict[str, PaymentMethod] = {method: method for method in get_args(PaymentMethod)}


class HowMuch(QWidget):
    """What is due, or another amount; `changed` whenever it is another one."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        look = bench.look
        self.usual_minor = 0
        self._low = False
        self.parts = Segments(
            look, self.tr("How much"), (Part("due", self.tr("Due")), Part("custom", self.tr("Custom")))
        )
        self.hero = HeroAmount(look, self.tr("Amount"), bench.formats.sign)
        choice = row(Gap.NONE)
        choice.addWidget(self.parts)
        choice.addStretch()
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.S)
        self._box.addLayout(choice)
        self._box.addWidget(self.hero, 1)
        self.parts.chosen.connect(self._take)
        self.hero.edit.amount_changed.connect(self._follow)

    @property
    def usual(self) -> bool:
        """Whether the usual amount stands there."""
        return self.hero.amount_minor == self.usual_minor

    def offer(self, due_minor: int, usual_minor: int) -> None:
        """Offer what is due; `usual_minor` is the amount it begins with."""
        self.usual_minor = usual_minor
        self.parts.set_figure("due", money(due_minor))
        self.parts.setVisible(due_minor > 0)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand()

    def set_low(self, low: bool) -> None:
        """Stand in as few lines as possible, on a window that is not high."""
        self._low = low
        self._stand()

    def _take(self, part: str) -> None:
        if part == "due":
            self.hero.set_amount(self.usual_minor)
        self.hero.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hero.edit.selectAll()

    def _follow(self) -> None:
        self.parts.choose("due" if self.usual else "custom")
        self._stand()
        self.changed.emit()

    def _stand(self) -> None:
        """The choice goes beside the amount where that has room there."""
        wanted = self.parts.sizeHint().width() + Gap.XL + self.hero.wanted_width()
        beside = self._low and wanted <= self.width()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)
        self._box.setSpacing(Gap.XL if beside else Gap.S)


class AmountCard(Card):
    """The amount, the way it was paid, the day; `changed` at every change, `entered` on Enter in a field."""

    changed = Signal()
    entered = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        look = bench.look
        self.how_much = HowMuch(bench)
        self.parts, self.hero = self.how_much.parts, self.how_much.hero
        options = [Option(key, method_name(key), "money" if key == "CASH" else "") for key in _METHODS]
        self.method = Choice(look, self.tr("Method"), options)
        self.reference = TextField(
            look, self.tr("Reference of the payment"), self.tr("As on the slip or in the message."), most=100
        )
        self.when = When(bench)
        self.again = TextField(
            look,
            self.tr("Why the same amount again"),
            self.tr("The same amount was recorded for this loan on this day."),
            most=100,
        )
        self._lay_out()
        self._connect()

    def open(self, opening: Opening, draft: RepaymentDraft | None, start: Start) -> None:
        """Begin as usual, or go on with what was typed before; all of it is told as one change."""
        with QSignalBlocker(self):
            self.how_much.offer(opening.due_minor, opening.usual_minor)
            self.hero.set_amount(None if start == "other" else opening.usual_minor)
            self.method.choose("CASH")
            if draft is not None:
                if start != "due":
                    self.hero.edit.setText(draft.amount)
                self.method.choose(draft.method)
                self.reference.set_text(draft.reference)
                self.when.reason.set_text(draft.note)
                self.again.set_text(draft.repeat_reason)
            self.when.open(opening.first_day, opening.today, draft.value_on if draft else None)
        self._arrange()

    def renew(self, opening: Opening) -> None:
        """What is owed may be another now; an amount that nobody typed follows it."""
        with QSignalBlocker(self):
            follows = self.how_much.usual and self.how_much.usual_minor != opening.usual_minor
            self.how_much.offer(opening.due_minor, opening.usual_minor)
            if follows:
                self.hero.set_amount(opening.usual_minor)
            self.when.open(opening.first_day, opening.today)
        self._arrange()

    def draft(self, repayment: RepaymentId) -> RepaymentDraft:
        """Return everything as it is typed now."""
        return RepaymentDraft(
            repayment,
            self.hero.edit.text(),
            self.chosen_method,
            self.reference.text,
            self.when.kept,
            self.when.reason.text,
            self.again.text,
        )

    @property
    def untouched(self) -> bool:
        """Whether everything stands as it was when it opened."""
        nobody = RepaymentId(b"")
        bare = RepaymentDraft(nobody, self.hero.edit.text())
        usual = self.how_much.usual or not self.hero.edit.text()
        return usual and self.draft(nobody) == bare

    @property
    def chosen_method(self) -> PaymentMethod:
        """How it was paid."""
        return _METHODS[self.method.current or "CASH"]

    def missing(self, refusal: RuleRefused | None) -> None:
        """Ask for the reason that a refusal wants, where it came up."""
        wanted = refusal is not None and refusal.code == "repayment.repeated"
        self.again.setVisible(wanted or bool(self.again.text) or self.again.line.hasFocus())

    def _lay_out(self) -> None:
        methods = row(Gap.L)
        methods.addWidget(label(self.tr("Method"), "label", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)
        methods.addWidget(self.method, 1)
        self.body.addWidget(self.how_much)
        self.body.addLayout(methods)
        for shown in (self.reference, self.when, self.again):
            self.body.addWidget(shown)
        self.again.hide()

    def _connect(self) -> None:
        self.method.chosen.connect(self._take_method)
        self.how_much.changed.connect(self.changed)
        self.hero.edit.returnPressed.connect(self.entered)
        self.when.changed.connect(self.changed)
        self.when.entered.connect(self.entered)
        for field in (self.reference, self.again):
            field.changed.connect(self.changed)
            field.line.returnPressed.connect(self.entered)

    def _take_method(self, method: str) -> None:
        self._arrange()
        if method != "CASH":
            self.reference.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        """Show what the choices made need, and tell."""
        self.reference.setVisible(self.chosen_method != "CASH")
        self.changed.emit()


def lacking(card: AmountCard) -> tuple[QLineEdit | None, str]:
    """Return the first field in which something is missing, and what keeps a form from being read, in short.

    What only saving asks for has a field and no words: whoever looks at the form says them.
    """
    edit = card.hero.edit
    if edit.amount_minor is None:
        if edit.problem:
            return edit, tr("The amount cannot be read")
        return edit, tr("The amount is zero") if edit.text() else tr("The amount is missing")
    if card.when.problem:
        return card.when.day.edit, card.when.problem
    asked = (card.reference, card.when.reason, card.again)
    return next((field.line for field in asked if field.isVisible() and not field.text.strip()), None), ""
