"""The figures of a loan in one strip: what is owed leads, then what is late and due, and how far it is."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout

from fieldapp.everyone.loan_view import LoanView
from fieldapp.screens.loan.words import loan_mark
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import money
from fieldapp.screens.workbench import Workbench


class FiguresStrip(Card):
    """Figures at the start, progress at the end; under each other where it is narrow."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.outstanding = Figure(self.tr("Outstanding"), "display")
        self.overdue = Figure(self.tr("Overdue"), "figure", beside=self.outstanding)
        self.due = Figure(self.tr("Due today"), "figure", beside=self.outstanding)
        self.paid = Figure(self.tr("Paid so far"), "figure", beside=self.outstanding)
        self._part, self._whole = label("", "strong"), label("", "label", "muted")
        self._bar = Bar(bench.look, Height.BAR_MAIN)
        self.mark = Badge(bench.look, Mark("paid", ""))
        self._posted, self._provisional = (
            Badge(bench.look, Mark("paid", "")),
            Badge(bench.look, Mark("paid", "")),
        )
        self._credit = Badge(bench.look, Mark("credit", ""))
        figures = Flow(gap=Gap.XL)
        for figure in (self.outstanding, self.overdue, self.due, self.paid):
            figures.addWidget(figure)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(Gap.L)
        self._box.addLayout(figures, 3)
        self._box.addLayout(self._progress(), 2)
        self.body.addLayout(self._box)

    def set_narrow(self, narrow: bool) -> None:
        """Put the progress below the figures."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(down if narrow else across)

    @property
    def least_width(self) -> int:
        """How wide it has to be for the progress to stand beside what is outstanding."""
        progress = self._part.sizeHint().width() + self._whole.sizeHint().width()
        return self.outstanding.sizeHint().width() + progress + 6 * Gap.L

    def show_loan(self, view: LoanView) -> None:
        """Show where the loan stands."""
        say, figures = self._bench.formats, view.figures
        self.outstanding.set_value(say.signed(figures.outstanding_minor))
        late = figures.overdue_minor > 0
        self.overdue.set_value(money(figures.overdue_minor) if late else "–", "overdue" if late else "faint")
        self.due.set_value(money(figures.due_minor) if figures.due_minor else "–")
        self.paid.set_value(money(figures.paid_minor) if figures.paid_minor else "–")
        whole = figures.total_minor
        percent = figures.paid_minor * 100 // whole if whole else 0
        self._part.setText(self.tr("{percent} % repaid").format(percent=percent))
        self._whole.setText(self.tr("of {amount}").format(amount=money(whole)))
        words = f"{self._part.text()} {self._whole.text()}"
        self._bar.set_parts(
            ((figures.posted_minor, "paid"), (figures.provisional_minor, "pending")), whole, words
        )
        self.mark.set_mark(loan_mark(view))
        self._posted.set_mark(
            Mark("posted", self.tr("Posted {amount}").format(amount=money(figures.posted_minor)))
        )
        provisional = self.tr("Provisional {amount}").format(amount=money(figures.provisional_minor))
        self._provisional.set_mark(Mark("provisional", provisional))
        self._provisional.setVisible(figures.provisional_minor > 0)
        self._credit.set_mark(
            Mark("credit", self.tr("Credit {amount}").format(amount=money(figures.credit_minor)))
        )
        self._credit.setVisible(figures.credit_minor > 0)

    def _progress(self) -> QBoxLayout:
        words = row(Gap.S)
        words.addWidget(self._part)
        words.addStretch()
        words.addWidget(self._whole)
        marks = Flow()
        for badge in (self._posted, self._provisional, self._credit, self.mark):
            marks.addWidget(badge)
        box = column(Gap.S)
        box.addStretch()
        box.addLayout(words)
        box.addWidget(self._bar)
        box.addLayout(marks)
        box.addStretch()
        return box
