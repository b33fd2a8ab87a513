"""Where a visitor goes in a full store, and a table that is longer than anybody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fieldapp.desk import queries
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import ButtonsCell, Cell, MarkCell, RowButton, TextCell, amount
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.table import Table
from fieldapp.store.author import Desk
from shared.lending.lifecycle import LoanState


@dataclass(frozen=True, slots=True)
class Due:
    """An instalment of the long table."""

    number: int
    due_minor: int


_COLUMNS: tuple[Column[Due], ...] = (
    Column("member", "Member", share="stretch"),
    Column("item", "Item", end=True),
    Column("state", "State"),
    Column("due", "Due ₦", end=True),
    Column("act", "", still=True),
)


def targets(desk: Desk) -> tuple[Target, ...]:
    """Return every kind of place, about the first union, member and loan that there are; last where others
    than the officer work, and the first thing that waits for them there.
    """
    with desk.store.read() as tx:
        union = queries.unions(tx)[0].union
        loan = queries.loans_in_state(tx, LoanState.ACTIVE)[0]
        paid = queries.repayments_of_loan(tx, loan.loan)
        asked = queries.approvals_in_state(tx, "OPEN")
        approved = queries.loans_in_state(tx, LoanState.APPROVED)
    places = [
        *(Target("today"), Target("unions"), Target("schedules"), Target("loans")),
        *(
            Target("cash"),
            Target("repayments"),
            Target("members"),
            Target("union", union),
            Target("sheet", union),
            Target("member", loan.member),
        ),
        *(Target("loan", loan.loan), Target("repay", loan.loan), Target("application", loan.member)),
        *(Target("sync"), Target("notifications"), Target("profile"), Target("about"), Target("verify")),
    ]
    if paid:
        places.append(Target("receipt", paid[0].repayment))
    places += [Target("approvals"), Target("disburse"), Target("handovers")]
    places += [Target("approval", found.approval) for found in asked[1:2]]
    places += [Target("payout", found.loan) for found in approved[1:2]]
    places.append(Target("portfolio"))
    return tuple(places)


def long_table(look: Look, rows: int) -> Table[Due]:
    """Return a table of instalments with figures, badges and buttons in each row."""
    table = Table(look, "Instalments", _COLUMNS, key=lambda due: due.number, cells=_cells)
    table.set_rows([Due(number, 630_000 + 1_000 * number) for number in range(rows)])
    return table


def _cells(due: Due) -> Mapping[str, Cell]:
    late = due.number % 3 == 0
    return {
        "member": TextCell(f"Ngozi Chukwu {due.number}", strong=True),
        "item": TextCell(f"{due.number % 24 + 1} of 24", ink="muted"),
        "state": MarkCell(Mark("overdue", f"{due.number % 90} days late") if late else Mark("paid", "Paid")),
        "due": amount(due.due_minor),
        "act": ButtonsCell((RowButton("pay", "Pay due", "tonal", said="Pay what is due", writes=True),)),
    }
