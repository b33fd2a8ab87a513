"""A loan that was not paid out: what was asked for, and what happens next.

The rule kept here: a word and what it says stand near each other, in two columns where one would part them.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.loan_view import LoanView
from fieldapp.screens.loan.words import loan_mark, next_words
from fieldapp.screens.paper.blocks import Fact
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Panes, column, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from shared.lending.lifecycle import LoanState


class ApplicationCard(Card):
    """The facts of an application; `wanted` when somebody wants to see it whole."""

    wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Application"), edge=Gap.NONE)
        self._bench = bench
        self._mark = Badge(bench.look, Mark("pending", ""))
        self._next = label("", "body", wrap=True)
        self._next.setContentsMargins(Gap.L, Gap.NONE, Gap.L, Gap.NONE)
        self.facts = Paper(bench.look, self.tr("What was asked for"), bare=True)
        self.terms = Paper(bench.look, self.tr("What it is for"), bare=True)
        self.open = Button(bench.look, self.tr("Open the application"), "plain", "note-pencil")
        self.head.addWidget(self._mark)
        self.body.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.L)
        self.body.addWidget(self._next)
        first, second = _from_top(self.facts), _from_top(self.terms)
        self.body.addWidget(Panes(bench.look, first, second, wide_from=Width.TWO_FACTS_FROM, side_width=None))
        line = row(Gap.NONE)
        line.setContentsMargins(Gap.L, Gap.S, Gap.L, Gap.NONE)
        line.addWidget(self.open)
        line.addStretch()
        self.body.addLayout(line)
        self.open.clicked.connect(self.wanted)

    def show_loan(self, view: LoanView) -> None:
        """Show what was asked for and where it stands."""
        say, loan = self._bench.formats, view.loan
        self._mark.set_mark(loan_mark(view))
        self._next.setText(next_words(view, say))
        going_on = loan.state is LoanState.DRAFT
        self.open.set_words(
            self.tr("Go on with the application") if going_on else self.tr("Open the application")
        )
        facts = [
            Fact(self.tr("Asked for"), say.signed(loan.principal_minor), large=True),
            Fact(self.tr("To be repaid in"), counted(loan.term_count, tr("instalment"), tr("instalments"))),
            Fact(self.tr("To repay in all"), say.signed(view.totals.due_minor) if view.schedule else ""),
            Fact(self.tr("Product"), view.product_name),
        ]
        terms = [
            Fact(self.tr("Money expected on"), say.day(loan.expected_on)),
            Fact(self.tr("First instalment on"), say.day(loan.first_due_on) if loan.first_due_on else ""),
            Fact(self.tr("Purpose"), loan.purpose),
            Fact(self.tr("Credit officer"), view.officer_name),
        ]
        for shown, some in ((self.facts, facts), (self.terms, terms)):
            shown.set_blocks(tuple(fact for fact in some if fact.value))


def _from_top(paper: Paper) -> QWidget:
    """Return a pane in which a paper begins at the top, however high the one beside it is."""
    pane, box = QWidget(), column(Gap.NONE)
    box.addWidget(paper)
    box.addStretch()
    pane.setLayout(box)
    return pane
