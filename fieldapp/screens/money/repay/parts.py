"""The parts of a repayment and where they stand: under each other on a tablet, beside each other on a desk.

The rule kept here: the keypad is there where fingers type, under the thumb, and never covers what it does.
"""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from fieldapp.officer.repaying.opening import Opening
from fieldapp.screens.money.repay.amount import AmountCard
from fieldapp.screens.money.repay.effect import EffectCard
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.avatar import Avatar
from fieldapp.screens.widgets.card import Card, Scrolled, Yielding, column, row
from fieldapp.screens.widgets.forms.keypad import Keypad
from fieldapp.screens.widgets.text import ElidedLabel, Figure
from fieldapp.screens.workbench import Workbench

_PAD_PART = 0.4
"""The keypad takes at most this part of the width beside what it types into."""
_PAD_BELOW = 0.3
"""Below it, it takes at most this part of the window's height."""
_DOWN, _ACROSS = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight


class PayerCard(Card):
    """A name, a loan, and two figures."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._avatar = Avatar(bench.look)
        self._name = ElidedLabel("", "title")
        self._loan = ElidedLabel("", "label", "muted")
        self.owes = Figure(self.tr("Owes in all"), "title", right=True)
        self.due = Figure(self.tr("Due now"), "title", right=True)
        words = column(Gap.NONE)
        words.addStretch()
        words.addWidget(self._name)
        words.addWidget(self._loan)
        words.addStretch()
        who, line = QWidget(), row(Gap.M)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        who.setLayout(line)
        owed = Yielding(self.owes, self.due)
        self.body.addWidget(Yielding(who, owed, lambda: Width.NAME * bench.look.scale))

    def show_opening(self, opening: Opening) -> None:
        """Show who pays and what is owed."""
        self._avatar.set_name(opening.member_name)
        self._name.setText(opening.member_name)
        parts = (opening.loan_number, opening.product_name, opening.union_name)
        self._loan.setText(" · ".join(part for part in parts if part))
        say = self._bench.formats
        self.owes.set_value(say.signed(opening.owed_minor))
        due = say.signed(opening.due_minor) if opening.due_minor else "–"
        self.due.set_value(due, "overdue" if opening.overdue_minor else "")


class RepayParts(QWidget):
    """Payer, amount, effect, keypad."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._look = bench.look
        self.payer, self.amount, self.effect = PayerCard(bench), AmountCard(bench), EffectCard(bench)
        self.keypad = Keypad(bench.look, self.amount.hero.edit)
        self._pad = QWidget()
        pad = column(Gap.NONE)
        pad.addStretch()
        pad.addWidget(self.keypad)
        self._pad.setLayout(pad)
        first = column(Gap.M)
        first.addWidget(self.payer)
        first.addWidget(self.amount)
        first.addStretch(1)
        self._after = column(Gap.M)
        self._after.addWidget(self.effect)
        self._after.addStretch(1)
        self._inner = QBoxLayout(_DOWN)
        self._inner.setSpacing(Gap.M)
        self._inner.addLayout(first, 1)
        self._inner.addLayout(self._after, 1)
        scrolled = Scrolled(Gap.L)
        scrolled.body.addLayout(self._inner)
        scrolled.body.addStretch()
        self._outer = QBoxLayout(_DOWN, self)
        self._outer.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._outer.setSpacing(Gap.NONE)
        self._outer.addWidget(scrolled, 1)
        self._outer.addWidget(self._pad)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Fingers type on windows no higher than a tablet lying on its side, and on narrow ones."""
        narrow = self.window().width() < Width.RAIL_FROM
        touched = narrow or self.window().height() <= Height.TABLET
        self._pad.setVisible(touched)
        self._outer.setDirection(_DOWN if narrow else _ACROSS)
        self._inner.setDirection(_DOWN if touched else _ACROSS)
        self.amount.how_much.set_low(not narrow and self.window().height() <= Height.TABLET)
        wide = min(round(Width.SIDE_PANE * self._look.scale), round(self.width() * _PAD_PART))
        self._pad.setMinimumWidth(0 if narrow else wide)
        self._pad.setMaximumWidth(Width.ANY if narrow else wide)
        high = self.keypad.sizeHint().height()
        self.keypad.setMaximumHeight(high)
        self._pad.setMaximumHeight(
            min(high + 2 * Gap.M, round(self.window().height() * _PAD_BELOW)) if narrow else Width.ANY
        )
        top = Gap.NONE if narrow else Gap.L
        self._pad.setContentsMargins(Gap.L if narrow else Gap.NONE, top, Gap.L, Gap.M)
