"""The loans of a union that owe."""

from __future__ import annotations

from fieldapp.officer.unions import UnionLoan
from fieldapp.screens.loan.words import state_mark
from fieldapp.screens.theme.tokens import TableFrom
from fieldapp.screens.widgets.cells.kinds import MarkCell, TextCell, amount
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.listing import folded
from fieldapp.screens.widgets.table.table import Table
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


def lending_table(bench: Workbench) -> Table[UnionLoan]:
    """Return the table of a union's loans."""
    table: Table[UnionLoan] = Table(
        bench.look,
        tr("Loans"),
        _columns(),
        key=lambda found: found.loan.loan,
        cells=lambda found: _cells(bench, found),
    )
    table.set_instead(
        EmptyState(
            bench.look,
            "note-pencil",
            tr("No loan of this union owes anything"),
            tr("Loans appear here from the day they are paid out."),
        )
    )
    return table


def _columns() -> tuple[Column[UnionLoan], ...]:
    return (
        Column("loan", tr("Loan"), share="stretch", order=lambda found: folded(found.member_name)),
        Column("state", tr("State"), order=lambda found: -found.days_late, from_width=TableFrom.S, fold="{}"),
        Column("next", tr("Next due"), order=_next_rank, from_width=TableFrom.M),
        Column("owed", tr("Outstanding"), end=True, order=lambda found: found.outstanding_minor),
        Column(
            "late", tr("Arrears"), end=True, order=lambda found: found.overdue_minor, from_width=TableFrom.XS
        ),
    )


def _next_rank(found: UnionLoan) -> int:
    return found.next_due_on.toordinal() if found.next_due_on else 0


def _cells(bench: Workbench, found: UnionLoan) -> Cells:
    say = bench.formats
    due = found.outstanding_minor if found.next_due_on == bench.today() else 0
    mark = state_mark(found.loan, found.overdue_minor, due, found.days_late)
    return {
        "loan": TextCell(found.member_name, found.loan.number, strong=True),
        "state": MarkCell(mark),
        "next": TextCell(say.day(found.next_due_on) if found.next_due_on else "–"),
        "owed": amount(found.outstanding_minor, strong=True, provisional=found.loan.provisional),
        "late": amount(found.overdue_minor, ink="overdue"),
    }
