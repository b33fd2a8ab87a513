"""How a member looks as a row of the list."""

from __future__ import annotations

from fieldapp.desk.profiles.phones import home_country, national
from fieldapp.everyone.members.listing import ListedMember, Standing
from fieldapp.screens.theme.tokens import TableFrom
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.badge import Mark
from fieldapp.screens.widgets.cells.kinds import FigureCell, Initials, MarkCell, TextCell, amount
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.words import Formats, tr


def columns() -> tuple[Column[ListedMember], ...]:
    """Return the columns; the narrower the table, the fewer stand apart."""
    return (
        Column("member", tr("Member"), share="stretch", sortable=True),
        Column("code", tr("Code"), sortable=True, from_width=TableFrom.L, fold="{}"),
        Column("phone", tr("Phone"), from_width=TableFrom.M, fold="{}"),
        Column("union", tr("Union"), sortable=True, from_width=TableFrom.XL),
        Column("registered", tr("Registered"), sortable=True, from_width=TableFrom.XXL),
        Column("state", tr("State"), sortable=True),
        Column("loans", tr("Open loans"), end=True, from_width=TableFrom.XXL),
        Column("owed", tr("Owes"), end=True, from_width=TableFrom.XS),
    )


def cells_of(found: ListedMember, say: Formats) -> Cells:
    """Return the cells of one member; who left is pale."""
    row, left = found.row, found.row.standing == "left"
    registered = say.day(say.day_of(row.enrolled_at_ms)) if row.enrolled_at_ms else ""
    return {
        "member": TextCell(
            row.name, strong=True, ink="muted" if left else "text", lead=Initials(initials(row.name))
        ),
        "code": TextCell(row.code, ink="muted"),
        "phone": TextCell(national(row.profile.phone, home_country(say.currency))),
        "union": TextCell(row.union_name),
        "registered": TextCell(registered),
        "state": MarkCell(standing_mark(row.standing)),
        "loans": FigureCell(str(found.loans.open_loans) if found.loans.open_loans else ""),
        "owed": amount(found.loans.outstanding_minor, strong=True),
    }


def standing_mark(standing: Standing) -> Mark:
    """Return where a member stands, in word and shape."""
    return {
        "verified": Mark("verified", tr("Verified")),
        "unverified": Mark("pending", tr("Not verified")),
        "left": Mark("refused", tr("Left")),
    }[standing]
