"""How a repayment looks as a row of the history."""

from __future__ import annotations

from fieldapp.everyone.repayments.history import RepaymentRow, Standing
from fieldapp.screens.theme.tokens import TableFrom
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import FigureCell, MarkCell, TextCell
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.words import Formats, method_name, money, tr


def columns() -> tuple[Column[RepaymentRow], ...]:
    """Return the columns; the narrower the table, the fewer stand apart."""
    return (
        Column("member", tr("Member"), share="stretch", sortable=True),
        Column("received", tr("Received on"), sortable=True, from_width=TableFrom.M, fold="{}"),
        Column("receipt", tr("Receipt"), sortable=True, from_width=TableFrom.XL, fold="{}"),
        Column("loan", tr("Loan"), sortable=True, from_width=TableFrom.XL, fold="{}"),
        Column("union", tr("Union"), sortable=True, from_width=TableFrom.XXL),
        Column("by", tr("Received by"), sortable=True, from_width=TableFrom.XXL),
        Column("method", tr("Method"), sortable=True, from_width=TableFrom.L, fold="{}"),
        Column("reference", tr("Reference"), from_width=TableFrom.XXL, fold="{}"),
        Column("state", tr("State"), sortable=True),
        Column("amount", tr("Amount"), end=True, sortable=True),
    )


def cells_of(found: RepaymentRow, say: Formats) -> Cells:
    """Return the cells of one repayment; what was taken back is pale."""
    back = found.standing == "corrected"
    return {
        "member": TextCell(
            found.member_name or tr("A member not on this tablet"),
            strong=True,
            ink="muted" if back else "text",
        ),
        "received": TextCell(say.day(found.value_on)),
        "receipt": TextCell(found.receipt_number, ink="muted"),
        "loan": TextCell(found.loan_number or tr("None named"), ink="muted"),
        "union": TextCell(found.union_name),
        "method": TextCell(method_name(found.method)),
        "reference": TextCell(found.reference),
        "by": TextCell(found.received_by_name),
        "state": MarkCell(standing_mark(found.standing)),
        "amount": FigureCell(
            money(found.amount_minor),
            strong=not back,
            ink="faint" if back else "text",
            provisional=found.provisional,
        ),
    }


def standing_mark(standing: Standing) -> Mark:
    """Return where a repayment stands, in word and shape."""
    return {
        "waiting": Mark("on_this_tablet", tr("Waiting")),
        "unconfirmed": Mark("transfer", tr("Unconfirmed")),
        "suspense": Mark("pending", tr("In suspense")),
        "posted": Mark("posted", tr("Posted")),
        "corrected": Mark("refused", tr("Corrected")),
    }[standing]
