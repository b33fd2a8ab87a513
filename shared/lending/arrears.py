"""How late loans are: overdue, days past due, ageing, portfolio at risk, collection rates, promises kept.

Every figure is a whole number or an exact fraction; a screen rounds it, a rule never does. Formulas are
those of the lender's glossary and named where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from shared.lending.lifecycle import OWING_STATES, LoanState
from shared.lending.position import LoanPosition

CURRENT = "current"
OVER_180 = "over 180"
AGEING_LIMITS = ((0, CURRENT), (30, "1-30"), (60, "31-60"), (90, "61-90"), (180, "91-180"))
AGEING_BUCKETS = (*(label for _, label in AGEING_LIMITS), OVER_180)
"""Every bucket, from current to the oldest; each label names its days past due."""


class LoanStanding(NamedTuple):
    """A loan as the portfolio figures see it."""

    position: LoanPosition
    state: LoanState


class CollectionRates(NamedTuple):
    """The three collection rates of one period; None where nothing was to be collected."""

    current: Fraction | None
    total: Fraction | None
    cumulative: Fraction | None


class CollectionFigures(NamedTuple):
    """What one period asked for and brought, in minor units; the amounts behind the three rates.

    `demand_minor` fell due in the period; `collected_of_demand_minor` was paid on exactly that, until the
    end of the period; `collected_minor` came in during the period, arrears and prepayments included;
    `prepaid_minor` is the share of it for what falls due later; `opening_overdue_minor` was overdue when
    the period began.
    """

    demand_minor: int
    collected_of_demand_minor: int
    collected_minor: int
    prepaid_minor: int
    opening_overdue_minor: int


class PromiseOutcome(NamedTuple):
    """A matured promise to pay: what was promised and what was paid in time, in minor units."""

    promised_minor: int
    paid_in_time_minor: int


class PromisesKept(NamedTuple):
    """Promises kept, by value and by count; None where none matured."""

    by_value: Fraction | None
    by_count: Fraction | None


def days_past_due(position: LoanPosition, as_of: date) -> int:
    """Days since the due date of the oldest item due before `as_of` that is not paid or waived; 0 when
    there is none.
    """
    oldest = next((item for item in position.items if item.owed_minor > 0), None)
    return max((as_of - oldest.due_on).days, 0) if oldest else 0


def ageing_bucket(dpd: int) -> str:
    """The bucket of a loan by its days past due: one of `AGEING_BUCKETS`."""
    return next((label for most, label in AGEING_LIMITS if dpd <= most), OVER_180)


def ageing(loans: Iterable[LoanPosition | tuple[LoanPosition, LoanState]], as_of: date) -> dict[str, int]:
    """Outstanding principal by bucket, in minor units, every bucket named; each loan stands in one with all
    of it.
    """
    buckets = dict.fromkeys(AGEING_BUCKETS, 0)
    for position in _owing(loans):
        buckets[ageing_bucket(days_past_due(position, as_of))] += position.principal_outstanding_minor
    return buckets


def par(loans: Iterable[LoanPosition | tuple[LoanPosition, LoanState]], n: int, as_of: date) -> Fraction:
    """Portfolio at risk: outstanding principal of loans with DPD > n ÷ gross outstanding principal.

    A loan is a position, then taken as active, or a pair of position and state. Only disbursed loans that
    have not ended count: written-off loans are outside both. 0 when nothing is outstanding.
    """
    at_risk = gross = 0
    for position in _owing(loans):
        gross += position.principal_outstanding_minor
        if days_past_due(position, as_of) > n:
            at_risk += position.principal_outstanding_minor
    return Fraction(at_risk, gross) if gross else Fraction(0)


def collection_rates(
    *,
    demand_minor: int,
    collected_of_demand_minor: int,
    collected_minor: int,
    prepaid_minor: int = 0,
    opening_overdue_minor: int = 0,
) -> CollectionRates:
    """The three rates from the amounts of `CollectionFigures`.

    Current = collected against demand of the period ÷ that demand. Total = (collected incl. arrears −
    prepayments) ÷ demand. Cumulative = collected ÷ (opening overdue + demand). The last two may exceed 1.
    """
    return CollectionRates(
        current=_rate(collected_of_demand_minor, demand_minor),
        total=_rate(collected_minor - prepaid_minor, demand_minor),
        cumulative=_rate(collected_minor, opening_overdue_minor + demand_minor),
    )


def collection_figures(positions: Iterable[LoanPosition], first: date, last: date) -> CollectionFigures:
    """What the period from `first` to `last`, both included, asked for and brought.

    Positions are replayed as of `last` or later; payments after `last` are left out. Penalty and credit
    beyond everything owed are on neither side.
    """
    each = [_figures_of(position, first, last) for position in positions]
    return CollectionFigures(*(sum(amounts) for amounts in zip(*each, strict=True))) if each else _NO_FIGURES


def on_time_rate(positions: Iterable[LoanPosition], first: date, last: date) -> Fraction | None:
    """Paid on or before the due date ÷ demand first due from `first` to `last`; None without demand.
    Penalty is in neither.
    """
    on_time = demand = 0
    for position in positions:
        due_on = {item.sequence: item.due_on for item in position.items if first <= item.due_on <= last}
        demand += sum(item.total_minor for item in position.items if item.sequence in due_on)
        on_time += sum(
            row.scheduled_minor
            for row in position.allocations
            if row.sequence in due_on and row.value_on <= due_on[row.sequence]
        )
    return _rate(on_time, demand)


def ptp_kept(matured: Iterable[PromiseOutcome]) -> PromisesKept:
    """Promises kept: Σ min(promised, paid in time) ÷ Σ promised by value, kept ÷ matured by count. Open
    promises stay out.
    """
    outcomes = list(matured)
    paid = sum(min(outcome.promised_minor, outcome.paid_in_time_minor) for outcome in outcomes)
    kept = sum(outcome.paid_in_time_minor >= outcome.promised_minor for outcome in outcomes)
    return PromisesKept(
        _rate(paid, sum(outcome.promised_minor for outcome in outcomes)), _rate(kept, len(outcomes))
    )


_NO_FIGURES = CollectionFigures(0, 0, 0, 0, 0)


def _owing(loans: Iterable[LoanPosition | tuple[LoanPosition, LoanState]]) -> Iterator[LoanPosition]:
    for loan in loans:
        position, state = (loan, LoanState.ACTIVE) if isinstance(loan, LoanPosition) else loan
        if state in OWING_STATES:
            yield position


def _figures_of(position: LoanPosition, first: date, last: date) -> CollectionFigures:
    due_on = {item.sequence: item.due_on for item in position.items}
    rows = [
        (row.value_on, due_on[row.sequence], row.scheduled_minor)
        for row in position.allocations
        if row.value_on <= last
    ]
    due_before = sum(item.total_minor - item.waived_minor for item in position.items if item.due_on < first)
    return CollectionFigures(
        demand_minor=sum(item.total_minor for item in position.items if first <= item.due_on <= last),
        collected_of_demand_minor=sum(amount for _, due, amount in rows if first <= due <= last),
        collected_minor=sum(amount for paid, _, amount in rows if paid >= first),
        prepaid_minor=sum(amount for paid, due, amount in rows if paid >= first and due > last),
        opening_overdue_minor=due_before - sum(a for paid, due, a in rows if paid < first and due < first),
    )


def _rate(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
