"""The parts of a union behind tabs: members, loans, meetings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget

from fieldapp.officer.unions import UnionPage
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.union.history import history_table, meetings_of
from fieldapp.screens.union.lending import lending_table
from fieldapp.screens.union.people import PeopleView
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.tabs import Tabs
from fieldapp.screens.workbench import Workbench

PARTS = ("members", "loans", "meetings")


class UnionTabs(Card):
    """Three tables of which one is shown; `turned` when another is."""

    turned = Signal(str)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(edge=Gap.NONE)
        self._bench = bench
        self.tabs = Tabs(
            bench.look,
            self.tr("Parts of the union"),
            (
                Part("members", self.tr("Members")),
                Part("loans", self.tr("Loans")),
                Part("meetings", self.tr("Meetings")),
            ),
        )
        self.members = PeopleView(bench)
        self.loans = lending_table(bench)
        self.meetings = history_table(bench)
        self._stack = QStackedWidget()
        for part in (self.members, self.loans, self.meetings):
            self._stack.addWidget(part)
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.tabs.chosen.connect(self._turn)

    def open(self, key: str) -> None:
        """Show one part, the first where there is none of that name."""
        key = key if key in PARTS else PARTS[0]
        self.tabs.choose(key)
        self._stack.setCurrentIndex(PARTS.index(key))

    def show_union(self, page: UnionPage) -> None:
        """Show everything of a union."""
        meetings = meetings_of(page)
        self.members.show_members(page.rows)
        self.loans.set_rows(page.loans)
        self.meetings.set_rows(meetings)
        for key, count in zip(PARTS, (len(page.rows), len(page.loans), len(meetings)), strict=True):
            self.tabs.set_figure(key, f"{count:,}" if count else "")

    def _turn(self, key: str) -> None:
        self.open(key)
        self.turned.emit(key)
