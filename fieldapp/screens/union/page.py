"""One union: where it stands, who belongs to it, what they owe, and how its meetings went.

The rule kept here: on the day it meets its sheet is the one filled act of who can finish it; nobody is
offered a page that their role does not have.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.officer.unions import UnionPage as UnionView
from fieldapp.officer.unions import load_union
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import MainAct, behind_lock
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.union.rate import RateCard
from fieldapp.screens.union.strip import UnionStrip
from fieldapp.screens.union.tabs import UnionTabs
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Panes, Scrolled, column
from fieldapp.screens.widgets.cells.kinds import Initials
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.overlays.chooser import Chooser
from fieldapp.screens.widgets.table.table import keep_order
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.ids import UnionId

_ROWS_IN_SIGHT = 6


class UnionPage(Page):
    """One union in full; the name of a part beside its id opens it at that part."""

    def __init__(self, bench: Workbench, to: Target) -> None:
        super().__init__(bench, tr("Union"))
        self._union = UnionId(to.id)
        self.view: UnionView | None = None
        self.strip, self.rate = UnionStrip(bench), RateCard(bench.look)
        self.tabs = UnionTabs(bench)
        self.sheet = MainAct(self, self.tr("Open meeting sheet"), "note-pencil")
        self.other_sheet = Button(bench.look, self.tr("Meeting sheet"), "plain", "note-pencil")
        self.enrol = Button(bench.look, self.tr("New member"), "plain", "user-plus")
        self.new_loan = Button(bench.look, self.tr("New loan"), "plain", "plus")
        self.chooser: Chooser | None = None
        self._lay_out()
        self._connect()
        self.tabs.open(to.extra or self.recall("part"))

    def load(self) -> None:
        union, today = self._union, self.bench.today()
        self.read(lambda desk: load_union(desk, union, today), self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        side = QWidget()
        beside = column(Gap.NONE)
        beside.addWidget(self.rate)
        beside.addStretch(1)
        side.setLayout(beside)
        self._below = Panes(self.bench.look, self.tabs, side)
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(self.strip)
        scrolled.body.addWidget(self._below, 1)
        self.body.addWidget(scrolled, 1)
        for shown in (self.strip, self._below):
            shown.hide()

    def _connect(self) -> None:
        self.sheet.wanted.connect(self._open_sheet)
        self.other_sheet.clicked.connect(self._open_sheet)
        self.new_loan.clicked.connect(self._choose_borrower)
        self.enrol.clicked.connect(lambda: self.bench.go.open(Target("enrol_member", self._union)))
        self.tabs.turned.connect(lambda part: self.remember("part", part))
        self.tabs.made.connect(self._take_part)

    def _take_part(self, key: str) -> None:
        """A part was made: what is chosen in it opens, and its order is kept."""
        go, tabs, keep = self.bench.go, self.tabs, partial(self.remember, key)
        if key == "members":
            tabs.members.chosen.connect(lambda member: go.open(Target("member", member)))
            keep_order(tabs.members.table, "member", self.recall(key), keep)
            self.finds_with(tabs.members.finder)
        elif key == "loans":
            tabs.loans.chosen.connect(lambda loan: go.open(Target("loan", loan)))
            keep_order(tabs.loans, "state", self.recall(key), keep)
        else:
            tabs.meetings.chosen.connect(self._open_meeting)

    def _show(self, view: UnionView) -> None:
        self.view = view
        union, today = view.row.union, self.bench.today()
        self.head(union.name, self.tr("Union"))
        self.strip.show_union(view)
        self.tabs.show_union(view)
        self.rate.show_weeks(view.weeks)
        self.strip.show()
        self._below.show()
        finishes = self.bench.may_sign("meeting.closed")
        meets = view.row.meets_today and view.row.last_held_on != today
        may_meet = self.bench.go.may_open(Target("sheet", union.union))
        may_apply = self.bench.go.may_open(Target("application", b"", "new"))
        self.offer_act(self.enrol, offered=self.bench.go.may_open(Target("enrol_member", union.union)))
        self.offer_act(self.new_loan, offered=may_apply and bool(view.members))
        self.offer_act(self.other_sheet, offered=may_meet and not (meets and finishes))
        self.sheet.offer(offered=may_meet and meets and finishes)
        self._arrange()

    def _arrange(self) -> None:
        look = self.bench.look
        rows = _ROWS_IN_SIGHT * look.tall(Height.ROW_TWO_LINES, "strong", "label")
        self.tabs.setMinimumHeight(rows + Height.TAB + Height.FIELD)
        self.sheet.arrange()

    def _open_sheet(self) -> None:
        self.bench.go.open(Target("sheet", self._union))

    def _open_meeting(self, key: object) -> None:
        if isinstance(key, tuple):
            on, closed = key
            day = on.isoformat() if closed or on != self.bench.today() else ""
            target = Target("close" if closed else "sheet", self._union, day)
            if self.bench.go.may_open(target):
                self.bench.go.open(target)

    def _choose_borrower(self) -> None:
        """A loan is asked for by a member: say whose."""
        if self.view is None:
            return
        if self.chooser is None:
            title, find = self.tr("New loan for"), self.tr("Find a member")
            self.chooser = Chooser(self.bench.look, behind_lock(self), self, title, find)
            self.chooser.picked.connect(self._begin_loan)
        members = [each.member for each in self.view.rows if each.member.active]
        self.chooser.offer(
            [Row(each.member, each.name, each.code, lead=Initials(initials(each.name))) for each in members]
        )

    def _begin_loan(self, key: object) -> None:
        if isinstance(key, bytes):
            self.bench.go.open(Target("application", key, "new"))
