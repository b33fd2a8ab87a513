"""The schedule of a loan as a table, with its sums outside of what scrolls."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.everyone.loan_view import LoanView, ScheduleLine
from fieldapp.screens.loan.words import item_mark
from fieldapp.screens.theme.tokens import Gap, TableFrom
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.cells.kinds import Cell, FigureCell, MarkCell, TextCell, amount
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench


class ScheduleView(QWidget):
    """Instalment by instalment; what it would be stands there for a loan that is not paid out yet."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self._view: LoanView | None = None
        self._told = label("", "label", "muted", wrap=True)
        self._told.setContentsMargins(Gap.L, Gap.S, Gap.L, Gap.NONE)
        self.table: Table[ScheduleLine] = Table(
            bench.look,
            self.tr("Schedule"),
            _columns(bench.formats.sign),
            key=lambda line: line.sequence,
            cells=self._cells,
        )
        self.table.set_instead(
            EmptyState(
                bench.look,
                "calendar-blank",
                self.tr("There is no schedule yet"),
                self.tr("It is made when the loan is paid out."),
            )
        )
        box = column(Gap.NONE)
        box.addWidget(self._told)
        box.addWidget(self.table, 1)
        self.setLayout(box)

    def show_loan(self, view: LoanView) -> None:
        """Show the schedule, with the next instalment to pay as the chosen one."""
        first, self._view = self._view is None, view
        self.table.set_rows(view.schedule)
        self.table.set_totals(_totals(view) if view.schedule else {})
        self._told.setText(self._said(view))
        self._told.setVisible(bool(self._told.text()))
        following = next((line for line in view.schedule if line.left_minor), None)
        if first and following is not None and not view.preview:
            self.table.select(following.sequence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """However the window is turned, the chosen instalment stays in sight."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._keep_in_sight)

    def _keep_in_sight(self) -> None:
        at = self.table.view.currentIndex()
        if at.isValid():
            self.table.view.scrollTo(at)

    def _said(self, view: LoanView) -> str:
        if view.preview:
            day = self._bench.formats.day(view.loan.expected_on)
            return self.tr("As it would be if the money is paid out on {day}.").format(day=day)
        if not view.whole:
            return self.tr("Older payments are not on this tablet: penalty is not known here.")
        return ""

    def _cells(self, line: ScheduleLine) -> Cells:
        day = self._bench.formats.day(line.due_on)
        on = self._view.on if self._view else line.due_on
        return {
            "item": TextCell(f"{line.sequence} · {day}"),
            "state": MarkCell(item_mark(line, on)),
            "principal": amount(line.principal_minor),
            "interest": amount(line.interest_minor),
            "fee": amount(line.fee_minor),
            "penalty": amount(line.penalty_minor),
            "due": amount(line.due_minor, strong=True),
            "paid": amount(line.paid_minor, provisional=line.provisional_minor > 0),
            "left": amount(line.left_minor, strong=True),
        }


def _columns(sign: str) -> tuple[Column[ScheduleLine], ...]:
    return (
        Column("item", tr("Instalment · due on"), share="stretch"),
        Column("state", tr("State")),
        Column("principal", tr("Principal {sign}").format(sign=sign), end=True, from_width=TableFrom.L),
        Column("interest", tr("Interest {sign}").format(sign=sign), end=True, from_width=TableFrom.L),
        Column("fee", tr("Fee {sign}").format(sign=sign), end=True, from_width=TableFrom.XL),
        Column("penalty", tr("Penalty {sign}").format(sign=sign), end=True, from_width=TableFrom.L),
        Column("due", tr("Due {sign}").format(sign=sign), end=True),
        Column(
            "paid", tr("Paid {sign}").format(sign=sign), end=True, from_width=TableFrom.XS, fold=tr("paid {}")
        ),
        Column("left", tr("Left {sign}").format(sign=sign), end=True),
    )


def _totals(view: LoanView) -> dict[str, Cell]:
    totals = view.totals
    words = counted(len(view.schedule), tr("instalment"), tr("instalments"))

    def total(minor: int) -> FigureCell:
        return amount(minor, strong=True)

    return {
        "item": TextCell(words, strong=True),
        "principal": total(totals.principal_minor),
        "interest": total(totals.interest_minor),
        "fee": total(totals.fee_minor),
        "penalty": total(totals.penalty_minor),
        "due": total(totals.due_minor),
        "paid": total(totals.paid_minor),
        "left": total(totals.left_minor),
    }
