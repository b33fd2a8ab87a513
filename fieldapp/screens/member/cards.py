"""A member's loans, and how they came to the meetings."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Signal

from fieldapp.everyone.member_view import MemberLoan, MemberView
from fieldapp.screens.member.words import in_order, mark_of
from fieldapp.screens.theme.tokens import Gap, TableFrom
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.cells.kinds import BarCell, Cell, FigureCell, MarkCell, TextCell, amount
from fieldapp.screens.widgets.charts.attendance import AttendanceChart, Presence
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench


class LoansCard(Card):
    """Every loan with how much of it is repaid; `chosen` with a loan's id, `wanted` for a first one."""

    chosen = Signal(object)
    wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Loans"), edge=Gap.NONE)
        self._bench = bench
        self.table: Table[MemberLoan] = Table(
            bench.look, self.tr("Loans"), _columns(), key=lambda found: found.loan.loan, cells=_cells
        )
        self.table.view.show_whole()
        self.nothing = EmptyState(bench.look, "note-pencil", self.tr("No loan yet"))
        self.table.set_instead(self.nothing)
        self.body.addWidget(self.table)
        self.table.chosen.connect(self.chosen)
        self.nothing.acted.connect(self.wanted)

    def show_member(self, view: MemberView, *, may_apply: bool) -> None:
        """Show a member's loans."""
        act = self.tr("New loan") if may_apply else ""
        self.nothing.say(self.tr("No loan yet"), self.tr("A loan begins with an application."), act)
        self.table.set_rows(in_order(view))


class AttendanceCard(Card):
    """The last closed meetings, a square each; it is not there before the first."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Attendance"))
        self._share = label("", "strong")
        self.head.addWidget(self._share)
        self.chart = AttendanceChart(bench.look, self.tr("Attendance"))
        self.body.addWidget(self.chart)

    def show_member(self, view: MemberView) -> None:
        """Show how a member came."""
        held = len(view.attendance)
        self.setVisible(held > 0)
        if held:
            meetings = counted(held, tr("meeting"), tr("meetings"))
            self.title.setText(self.tr("Attendance, last {meetings}").format(meetings=meetings))
            self._share.setText(self.tr("{percent} %").format(percent=view.came * 100 // held))
        oldest_first = reversed(view.attendance)
        self.chart.set_marks([cast("Presence", each.attendance.lower()) for each in oldest_first])


def _columns() -> tuple[Column[MemberLoan], ...]:
    return (
        Column("loan", tr("Loan"), share="stretch"),
        Column("amount", tr("Amount"), end=True, from_width=TableFrom.M),
        Column("owed", tr("Owes"), end=True),
        Column("repaid", tr("Repaid"), from_width=TableFrom.S),
        Column("state", tr("State"), from_width=TableFrom.XS, fold="{}"),
    )


def _cells(found: MemberLoan) -> Cells:
    return {
        "loan": TextCell(found.loan.number, found.product_name, strong=True),
        "amount": amount(found.loan.principal_minor),
        "owed": amount(found.outstanding_minor, strong=True, provisional=found.loan.provisional),
        "repaid": _repaid(found),
        "state": MarkCell(mark_of(found)),
    }


def _repaid(found: MemberLoan) -> Cell:
    if not found.total_minor:
        return FigureCell()
    percent = tr("{percent} %").format(percent=found.paid_minor * 100 // found.total_minor)
    items = tr("{paid} of {items}").format(paid=found.paid_items, items=found.items)
    said = tr("{paid} instalments paid, {percent}").format(paid=items, percent=percent)
    return BarCell(((found.paid_minor, "paid"),), found.total_minor, text=items, end=percent, said=said)
