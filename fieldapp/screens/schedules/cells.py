"""How an instalment looks as a row of the hub."""

from __future__ import annotations

from fieldapp.everyone.schedules import ScheduleRow
from fieldapp.screens.theme.tokens import TableFrom
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import (
    ButtonsCell,
    FigureCell,
    MarkCell,
    RowButton,
    TextCell,
    amount,
)
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.words import Formats, days_late, money, tr
from shared.lending.position import ItemStatus

PAY, OTHER, RECEIPT = "pay", "other", "receipt"


def columns() -> tuple[Column[ScheduleRow], ...]:
    """Return the columns; the narrower the table, the fewer stand apart."""
    return (
        Column("member", tr("Member"), share="stretch", sortable=True),
        Column("loan", tr("Loan"), sortable=True, from_width=TableFrom.XL, fold="{}"),
        Column("union", tr("Union"), sortable=True, from_width=TableFrom.XXL),
        Column("item", tr("Instalment"), end=True, sortable=True, from_width=TableFrom.XXL),
        Column("due_on", tr("Due on"), sortable=True, from_width=TableFrom.M, fold="{}"),
        Column("status", tr("State"), sortable=True),
        Column("due", tr("Due"), end=True, sortable=True, from_width=TableFrom.XL),
        Column("paid", tr("Paid"), end=True, sortable=True, from_width=TableFrom.XL),
        Column("left", tr("Left"), end=True, sortable=True),
        Column("acts", "", still=True, from_width=TableFrom.M),
    )


def cells_of(found: ScheduleRow, say: Formats, *, takes: bool) -> Cells:
    """Return the cells of one instalment; `takes`: whoever looks at it may take money."""
    item = tr("{number} of {items}").format(number=found.sequence, items=found.items)
    return {
        "member": TextCell(found.member_name, strong=True),
        "loan": TextCell(found.number, ink="muted"),
        "union": TextCell(found.union_name),
        "item": FigureCell(item, ink="muted"),
        "due_on": TextCell(say.day(found.due_on)),
        "status": MarkCell(_mark(found)),
        "due": amount(found.due_minor),
        "paid": FigureCell(
            money(found.paid_minor) if found.paid_minor else "", provisional=found.provisional_minor > 0
        ),
        "left": amount(found.left_minor, strong=True),
        "acts": ButtonsCell(_buttons(found, takes=takes)),
    }


def _mark(found: ScheduleRow) -> Mark:
    if found.status is ItemStatus.OVERDUE:
        return Mark("overdue", days_late(found.days_late))
    if found.status is ItemStatus.PAID:
        return Mark("paid", tr("Paid"))
    partial = found.status is ItemStatus.PARTIAL
    return Mark("partial", tr("Partial")) if partial else Mark("pending", tr("Pending"))


def _buttons(found: ScheduleRow, *, takes: bool) -> tuple[RowButton, ...]:
    if found.status is ItemStatus.PAID:
        said = tr("What {name} paid").format(name=found.member_name)
        return (RowButton(RECEIPT, tr("Receipt"), said=said),)
    if not takes:
        return ()
    pays = tr("Pay what {name} owes").format(name=found.member_name)
    other = tr("Another amount from {name}").format(name=found.member_name)
    return RowButton(PAY, tr("Pay due"), "tonal", said=pays), RowButton(OTHER, tr("Other…"), said=other)
