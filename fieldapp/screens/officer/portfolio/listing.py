"""The unions of a portfolio as a table: what is out, what of it is late and at risk, and what came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fieldapp.officer.portfolio.loading import AT_RISK_DAYS, Portfolio, UnionPortfolio
from fieldapp.officer.unions import WeekRate, rate_of, together
from fieldapp.screens.officer.portfolio.words import share_words
from fieldapp.screens.theme.tokens import TableFrom
from fieldapp.screens.union.words import rate_words
from fieldapp.screens.widgets.cells.kinds import FigureCell, TextCell, amount
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells
from fieldapp.screens.widgets.table.listing import folded
from fieldapp.screens.words import counted, tr

Weeks = dict[bytes, tuple[WeekRate, ...]]
"""The last weeks of unions by their id, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Line:
    """One union; `rate` is what came in of what fell due, None where nothing did or it is not known yet."""

    of: UnionPortfolio
    rate: Fraction | None


def lines_of(portfolio: Portfolio, weeks: Weeks) -> list[Line]:
    """Return a line for each union."""
    return [Line(row, rate_of(weeks.get(row.union.union, ()))) for row in portfolio.unions]


def columns() -> tuple[Column[Line], ...]:
    """The columns; what has no room stands under the name."""
    risk = tr("Over {days} days").format(days=AT_RISK_DAYS)
    return (
        Column("union", tr("Union"), share="stretch", order=lambda line: folded(line.of.union.name)),
        Column(
            "members", tr("Members"), end=True, order=lambda line: line.of.members, from_width=TableFrom.XL
        ),
        Column("loans", tr("Loans"), end=True, order=lambda line: line.of.loans, from_width=TableFrom.L),
        Column("principal", tr("Principal"), end=True, order=lambda line: line.of.principal_minor),
        Column(
            "overdue",
            tr("Overdue"),
            end=True,
            order=lambda line: line.of.overdue_minor,
            from_width=TableFrom.XS,
        ),
        Column("risk", risk, end=True, order=lambda line: float(line.of.at_risk or 0)),
        Column("rate", tr("Collected"), end=True, order=_rate_rank, from_width=TableFrom.XS),
    )


def cells_of(line: Line) -> Cells:
    """Return what stands in the columns for one union."""
    row = line.of
    return {
        "union": TextCell(row.union.name, strong=True),
        "members": FigureCell(f"{row.members:,}", ink="muted"),
        "loans": FigureCell(f"{row.loans:,}", ink="muted"),
        "principal": amount(row.principal_minor, strong=True),
        "overdue": amount(row.overdue_minor, ink="overdue"),
        "risk": FigureCell(share_words(row.at_risk), ink="overdue" if row.at_risk_minor else "muted"),
        "rate": FigureCell(rate_words(line.rate)),
    }


def totals_of(portfolio: Portfolio, weeks: Weeks) -> Cells:
    """Return the sums below the table."""
    unions = portfolio.unions
    return {
        "union": TextCell(counted(len(unions), tr("union"), tr("unions")), strong=True),
        "members": FigureCell(f"{sum(row.members for row in unions):,}", strong=True),
        "loans": FigureCell(f"{sum(row.loans for row in unions):,}", strong=True),
        "principal": amount(portfolio.principal_minor, strong=True),
        "overdue": amount(sum(row.overdue_minor for row in unions), strong=True),
        "risk": FigureCell(share_words(portfolio.at_risk), strong=True),
        "rate": FigureCell(rate_words(whole_rate(weeks)), strong=True),
    }


def whole(weeks: Weeks) -> Sequence[WeekRate]:
    """Return the weeks of all unions together."""
    return together(weeks.values()) if weeks else ()


def whole_rate(weeks: Weeks) -> Fraction | None:
    """Return what came in of what fell due at all unions in these weeks."""
    return rate_of(whole(weeks))


def _rate_rank(line: Line) -> float:
    """Where nothing fell due, nothing is missing: that stands after all that was paid."""
    return float(line.rate) if line.rate is not None else 2.0
