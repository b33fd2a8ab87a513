"""My portfolio: what is out there, how late it is, and how much of what fell due came in, by union.

The rule kept here: what can be summed is shown at once; the collection rates are worked out union by union
behind it, and whoever leaves the page is not made to wait for the rest.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent

from fieldapp.officer.portfolio.loading import AT_RISK_DAYS, Portfolio, load_portfolio
from fieldapp.officer.unions import WeekRate, load_weeks
from fieldapp.screens.frame import Page
from fieldapp.screens.officer.portfolio.listing import (
    Line,
    Weeks,
    cells_of,
    columns,
    lines_of,
    totals_of,
    whole,
    whole_rate,
)
from fieldapp.screens.officer.portfolio.report import portfolio_blocks, portfolio_file
from fieldapp.screens.officer.portfolio.words import bucket_status, bucket_words, share_words
from fieldapp.screens.paper import pdf
from fieldapp.screens.paper.exports.choosing import Exporter
from fieldapp.screens.paper.saving import PaperSaver
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Wait
from fieldapp.screens.union.rate import RateCard
from fieldapp.screens.union.words import rate_words
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Panes, Scrolled
from fieldapp.screens.widgets.charts.bars import Bars, Part
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.table import LEAST_ROWS, Table, keep_order
from fieldapp.screens.widgets.text import Figure
from fieldapp.screens.words import money, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import UnionId


class PortfolioPage(Page):
    """Figures, two charts and a table with a line for each union, which leads to it.

    `known` once the collection rates of all of them are.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Portfolio"))
        self._portfolio: Portfolio | None = None
        self._weeks: Weeks = {}
        self._coming: Weeks = {}
        self._left: list[UnionId] = []
        self._round = 0
        self.known = False
        self.strip = _Strip(bench)
        self.ageing = Bars(bench.look, self.tr("Principal by how late it is"))
        self.rates = RateCard(bench.look)
        self.table: Table[Line] = Table(
            bench.look, self.tr("By union"), columns(), key=lambda line: line.of.union.union, cells=cells_of
        )
        self.export = Button(bench.look, self.tr("Export"), "plain", "download-simple")
        self.paper = Button(bench.look, self.tr("Report"), "plain", "file-pdf")
        self._exporter, self._saver = Exporter(bench, self), PaperSaver(bench, self)
        self._lay_out()
        keep_order(self.table, "union", self.recall("order"), lambda order: self.remember("order", order))
        self.table.chosen.connect(self._open)
        self.export.clicked.connect(self._export)
        self.paper.clicked.connect(self._save_paper)

    def load(self) -> None:
        today = self.bench.today()
        self.read(lambda desk: load_portfolio(desk, today), self._show)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._round += 1

    def _lay_out(self) -> None:
        ageing = Card(self.tr("How late the principal is"))
        ageing.body.addWidget(self.ageing, 1)
        by_union = Card(self.tr("By union"), edge=Gap.NONE)
        by_union.body.addWidget(self.table, 1)
        self.table.view.least_rows = LEAST_ROWS
        self.table.set_instead(
            EmptyState(
                self.bench.look,
                "users-three",
                self.tr("No union here"),
                self.tr("Unions arrive with the first contact; your supervisor assigns them."),
            )
        )
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(self.strip)
        scrolled.body.addWidget(Panes(self.bench.look, ageing, self.rates, side_width=None))
        scrolled.body.addWidget(by_union, 1)
        self.body.addWidget(scrolled, 1)

    def _show(self, portfolio: Portfolio) -> None:
        here = {row.union.union for row in portfolio.unions}
        # What was known before stands until all of it is known anew: a part of the unions adds up to nothing.
        if self._portfolio is None or self._portfolio.on != portfolio.on or self._weeks.keys() != here:
            self._weeks = {}
        self._portfolio, self._coming = portfolio, {}
        self.head(self.title, self.tr("as of {day}").format(day=self.bench.formats.long_day(portfolio.on)))
        for act in (self.export, self.paper):
            self.offer_act(act, offered=bool(portfolio.unions))
        self.ageing.set_parts(
            [
                Part(bucket_words(bucket), minor, money(minor) if minor else "–", bucket_status(bucket))
                for bucket, minor in portfolio.ageing.items()
            ]
        )
        self._fill()
        self._round += 1
        self._left = [row.union.union for row in portfolio.unions]
        self.known = not self._left
        # Whoever only passes by leaves the store's lane to the next page.
        QTimer.singleShot(Wait.PREVIEW, self, partial(self._ask_next, self._round))

    def _fill(self) -> None:
        """Show every union with what is known of it."""
        portfolio, weeks = self._portfolio, self._weeks
        if portfolio is None:
            return
        self.strip.show_portfolio(portfolio, weeks)
        self.rates.show_weeks(whole(weeks))
        self.table.set_rows(lines_of(portfolio, weeks))
        self.table.set_totals(totals_of(portfolio, weeks) if portfolio.unions else {})

    def _ask_next(self, round_: int) -> None:
        """Work out the next union, unless somebody has left or the rest is another round's."""
        portfolio = self._portfolio
        if portfolio is None or round_ != self._round or not self._left:
            return
        union, day = self._left.pop(), portfolio.on
        self.bench.read(
            self,
            lambda desk: load_weeks(desk, union, day),
            partial(self._take, round_, union),
            self.fault,
        )

    def _take(self, round_: int, union: UnionId, weeks: tuple[WeekRate, ...]) -> None:
        if round_ != self._round:
            return
        self._coming[union] = weeks
        if self._left:
            all_of_them = len(self._portfolio.unions) if self._portfolio else 0
            words = self.tr("Working out what came in: {done} of {all} unions")
            self.rates.say_under_way(words.format(done=all_of_them - len(self._left), all=all_of_them))
            self._ask_next(round_)
        else:
            self._weeks, self.known = self._coming, True
            self._fill()

    def _open(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("union", key))

    def _export(self) -> None:
        portfolio, weeks = self._portfolio, self._weeks
        if portfolio is not None:
            self._exporter.ask(self._name(portfolio), lambda kind: portfolio_file(portfolio, weeks, kind))

    def _save_paper(self) -> None:
        portfolio = self._portfolio
        if portfolio is None:
            return
        identity, name = self.bench.vault.profile.identity, self._name(portfolio)
        paper = portfolio_blocks(
            portfolio, self._weeks, identity.institution_name, identity.staff_name, self.bench.formats
        )
        self._saver.save(name, partial(pdf.pdf_of, paper, name, pdf.STATEMENT, pdf.numbered()))

    def _name(self, portfolio: Portfolio) -> str:
        return self.tr("Portfolio {day}").format(day=portfolio.on.isoformat())


class _Strip(Card):
    """What is out there leads; what of it is late, at risk and came in stands beside it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.principal = Figure(self.tr("Principal outstanding"), "display")
        risk = self.tr("Over {days} days late").format(days=AT_RISK_DAYS)
        self.overdue, self.risk, self.loans, self.rate = (
            Figure(word, "figure", beside=self.principal)
            for word in (self.tr("Overdue"), risk, self.tr("Loans"), self.tr("Collected in 8 weeks"))
        )
        figures = Flow(gap=Gap.XL)
        for figure in (self.principal, self.overdue, self.risk, self.loans, self.rate):
            figures.addWidget(figure)
        self.body.addLayout(figures)

    def show_portfolio(self, portfolio: Portfolio, weeks: Weeks) -> None:
        """Show the figures of the whole."""
        overdue = sum(row.overdue_minor for row in portfolio.unions)
        loans = sum(row.loans for row in portfolio.unions)
        late = sum(row.late_loans for row in portfolio.unions)
        self.principal.set_value(self._bench.formats.signed(portfolio.principal_minor))
        self.overdue.set_value(money(overdue) if overdue else "–", "overdue" if overdue else "faint")
        self.risk.set_value(share_words(portfolio.at_risk), "overdue" if portfolio.at_risk else "")
        some = self.tr("{loans}, {late} late").format(loans=f"{loans:,}", late=f"{late:,}")
        self.loans.set_value(some if late else f"{loans:,}")
        self.rate.set_value(rate_words(whole_rate(weeks)))
