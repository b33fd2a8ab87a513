"""An amount in a form, and the one large amount of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import column, hairline, row
from fieldapp.screens.widgets.forms.amount_edit import AmountEdit
from fieldapp.screens.widgets.forms.fields import Field
from fieldapp.screens.widgets.reading import Fronted
from fieldapp.screens.widgets.text import label


class AmountField(Field):
    """A labelled field for an amount; `edit` has `amount_minor` and `amount_changed`."""

    def __init__(self, look: Look, text: str, hint: str = "") -> None:
        self.edit = AmountEdit()
        super().__init__(look, text, self.edit, hint)
        self.edit.problem_changed.connect(self.set_problem)

    @property
    def amount_minor(self) -> int | None:
        """What is written, in minor units; None where nothing is or it cannot be read."""
        return self.edit.amount_minor

    def set_amount(self, amount_minor: int | None) -> None:
        """Write an amount, or nothing."""
        self.edit.set_amount(amount_minor)


class HeroAmount(Fronted):
    """The amount a page is about: the currency's sign at the start, large figures at the end."""

    def __init__(self, look: Look, name: str, sign: str) -> None:
        super().__init__()
        self._look = look
        self.front = self.edit = AmountEdit("hero")
        self.edit.setAccessibleName(name)
        self.edit.setFrame(False)
        self._sign = label(sign, "display", "muted")
        self._problem = label("", "label", "overdue", wrap=True)
        self._problem.hide()
        line = row(Gap.S)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.edit, 1)
        box = column(Gap.XS)
        box.addLayout(line)
        box.addWidget(hairline())
        box.addWidget(self._problem)
        self.setLayout(box)
        self.edit.problem_changed.connect(self._say)
        self.edit.textChanged.connect(self._fit)

    @property
    def amount_minor(self) -> int | None:
        """What is written, in minor units; None where nothing is or it cannot be read."""
        return self.edit.amount_minor

    def set_amount(self, amount_minor: int | None) -> None:
        """Write an amount, or nothing."""
        self.edit.set_amount(amount_minor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wanted_width(self) -> int:
        """Return the width of the sign and of what is written, in the largest figures."""
        written = self._look.metrics("hero").horizontalAdvance(self.edit.text()) + 2 * Gap.M
        return round(written) + self._sign.sizeHint().width() + Gap.S

    def _fit(self) -> None:
        """An amount that has no room in the largest figures is written in smaller ones."""
        long = self.wanted_width() > self.width()
        if bool(self.edit.property("long")) != long:
            self.edit.setProperty("long", long)
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)

    def _say(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.edit.setAccessibleDescription(problem)
