"""The portfolio of whoever works at this tablet, by union and by how late it is.

The rule kept here: principal, lateness and risk are summed where the rows are and known at once; how much
of what fell due came in is a replay of every loan, asked for union by union, so that nothing waits for it.
Formulas: DOMAIN.md §9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import UnionFacts
from fieldapp.officer.portfolio.queries import OwingLoan, owing_loans
from fieldapp.officer.queries import NOTHING, union_figures
from fieldapp.store.author import Desk
from shared.lending.arrears import AGEING_BUCKETS, ageing_bucket

AT_RISK_DAYS = 30
"""A loan is at risk when it is later than that: PAR(30)."""


@dataclass(frozen=True, slots=True)
class UnionPortfolio:
    """The loans of one union that owe, in minor units; `at_risk_minor` is the principal of those later than
    `AT_RISK_DAYS`.
    """

    union: UnionFacts
    members: int
    loans: int
    late_loans: int
    principal_minor: int
    overdue_minor: int
    at_risk_minor: int

    @property
    def at_risk(self) -> Fraction | None:
        """PAR(30), exact; None where nothing is outstanding."""
        return Fraction(self.at_risk_minor, self.principal_minor) if self.principal_minor else None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Every union on this tablet by name, and the whole outstanding principal by ageing bucket."""

    on: date
    unions: tuple[UnionPortfolio, ...]
    ageing: dict[str, int]

    @property
    def principal_minor(self) -> int:
        """Outstanding principal of all loans, in minor units."""
        return sum(row.principal_minor for row in self.unions)

    @property
    def at_risk(self) -> Fraction | None:
        """PAR(30) of the whole, exact; None where nothing is outstanding."""
        at_risk = sum(row.at_risk_minor for row in self.unions)
        return Fraction(at_risk, self.principal_minor) if self.principal_minor else None


def load_portfolio(desk: Desk, on: date) -> Portfolio:
    """Return the portfolio as of a day, with what is on this tablet alone counted as received."""
    with desk.store.read() as tx:
        loans = owing_loans(tx, on)
        figures = union_figures(tx, on)
        of_union: dict[bytes, list[OwingLoan]] = {}
        for loan in loans:
            of_union.setdefault(loan.union, []).append(loan)
        return Portfolio(
            on,
            tuple(
                _union(union, figures.get(union.union, NOTHING).members, of_union.get(union.union, []), on)
                for union in facts.unions(tx)
            ),
            _ageing(loans, on),
        )


def _union(union: UnionFacts, members: int, loans: list[OwingLoan], on: date) -> UnionPortfolio:
    return UnionPortfolio(
        union=union,
        members=members,
        loans=len(loans),
        late_loans=sum(loan.late_since is not None for loan in loans),
        principal_minor=sum(loan.principal_minor for loan in loans),
        overdue_minor=sum(loan.overdue_minor for loan in loans),
        at_risk_minor=sum(loan.principal_minor for loan in loans if _days_late(loan, on) > AT_RISK_DAYS),
    )


def _ageing(loans: Iterable[OwingLoan], on: date) -> dict[str, int]:
    buckets = dict.fromkeys(AGEING_BUCKETS, 0)
    for loan in loans:
        buckets[ageing_bucket(_days_late(loan, on))] += loan.principal_minor
    return buckets


def _days_late(loan: OwingLoan, on: date) -> int:
    return (on - loan.late_since).days if loan.late_since is not None else 0
