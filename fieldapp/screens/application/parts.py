"""What an application shows and where it stands: beside each other on a wide window, else below each other.

The rule kept here: the form never moves, so focus and typed text stay where they are when the window turns.
"""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.loan_view import LoanView
from fieldapp.officer.drafts.loan_draft import LoanDraft
from fieldapp.officer.lending.opening import Opening
from fieldapp.screens.application.ahead.panel import Ahead
from fieldapp.screens.application.form.card import FormCard
from fieldapp.screens.application.given_up import GivenUpCard
from fieldapp.screens.application.stand import StandCard
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import Scrolled, row
from fieldapp.screens.widgets.forms.strip import Strip
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class Parts(QWidget):
    """The answer of the office, the form or where it stands, and what it brings about."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._look = bench.look
        self._beside: bool | None = None
        self.answer = Strip(bench.look, refused=True)
        self.form, self.stand, self.ahead = FormCard(bench), StandCard(bench), Ahead(bench, self)
        self.given_up = GivenUpCard(bench)
        self._first, self._second = Scrolled(Gap.L), Scrolled(Gap.L)
        for shown in (self.answer, self.given_up, self.form, self.stand):
            self._first.body.addWidget(shown)
        self._below = self._first.body.count()
        for area in (self._first, self._second):
            area.body.addStretch(1)
        self._second.body.setContentsMargins(Gap.NONE, Gap.L, Gap.L, Gap.L)
        line = row(Gap.NONE)
        line.addWidget(self._first, 1)
        line.addWidget(self._second)
        self.setLayout(line)
        self.stand.hide()
        bench.look.changed.connect(self._arrange)
        self._arrange()
        self.ahead.show_nothing("")

    def show_opening(self, opening: Opening, view: LoanView | None, drafted: LoanDraft | None) -> bool:
        """Show a form, or where the application stands once it was sent; whether what was typed is needed."""
        self.setVisible(opening.form is not None)
        self.form.setVisible(opening.typing)
        self.stand.setVisible(view is not None)
        if view is not None:
            self.stand.show_loan(opening, view)
        self.answer.say(*_answer_words(opening))
        return self.given_up.show_typed(opening, None if opening.typing else drafted) or opening.typing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """What it costs stands beside the form where text of this size leaves both their room."""
        scale = self._look.scale
        beside = self.width() >= (Width.SIDE_BY_SIDE_FROM - Width.RAIL) * scale
        self._second.setFixedWidth(round(Width.SIDE_PANE_MOST * scale) + Gap.L)
        if beside is self._beside:
            return
        self._beside = beside
        self._second.setVisible(beside)
        costs: tuple[QWidget, ...] = (self.ahead.costs,)
        schedule: tuple[QWidget, ...] = (self.ahead.schedule,)
        checks: tuple[QWidget, ...] = (self.ahead.checks, self.ahead.after)
        for place, card in enumerate((*costs, *schedule) if beside else ()):
            self._second.body.insertWidget(place, card)
        for place, card in enumerate(checks if beside else (*costs, *checks, *schedule), start=self._below):
            self._first.body.insertWidget(place, card)
        self.ahead.schedule.set_folding(not beside)


def _answer_words(opening: Opening) -> tuple[str, str]:
    """Return what the office said of a draft, and what to do about it; empty where it said nothing."""
    answer = opening.answer
    if answer is None or answer.kind != "sent_back":
        return "", ""
    by = tr("Sent back by {who}").format(who=answer.by) if answer.by else tr("Sent back")
    todo = tr("Change what is asked for, and send it again.")
    return (answer.comment, f"{by}. {todo}") if answer.comment else (by, todo)
