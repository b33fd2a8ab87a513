"""The repayment schedule of a loan: what falls due, when, and of what it is made.

A schedule follows from the terms and the branch's calendar alone, the same on the tablet and on the server.
Principal sums to the loan exactly, nothing is negative, and the last instalment takes what rounding left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import assert_never

from shared.calendar import BusinessCalendar, add_months
from shared.lending.terms import (
    PERIODS_PER_YEAR,
    UNITS_PER_YEAR,
    InterestMethod,
    LoanTerms,
    RatePeriod,
    TermUnit,
    exact_rate,
)
from shared.money import half_up_div, split_evenly

_EVERY_DAY = BusinessCalendar()


@dataclass(frozen=True, slots=True)
class Instalment:
    """One item of a schedule: what falls due on a date, in minor units. `sequence` counts from 1."""

    sequence: int
    due_on: date
    principal_minor: int
    interest_minor: int
    fee_minor: int = 0

    @property
    def total_minor(self) -> int:
        """Principal, interest and fee together."""
        return self.principal_minor + self.interest_minor + self.fee_minor


@dataclass(frozen=True, slots=True)
class _Parts:
    """Principal and interest of every instalment, in order."""

    principal: tuple[int, ...]
    interest: tuple[int, ...]


def build_schedule(terms: LoanTerms, calendar: BusinessCalendar | None = None) -> tuple[Instalment, ...]:
    """The instalments of a loan, in order of sequence.

    Without a calendar every day is a business day. Until disbursement the result is a preview. Each part is
    half-up to the minor unit; `round_instalment_to_minor` rounds the equal parts (FLAT: of principal and of
    interest; ZERO and equal principal: of principal; equal instalments: the instalment itself), and the
    last instalment takes the difference.
    """
    parts = _parts(terms)
    dates = due_dates(terms, calendar)
    first = Instalment(1, dates[0], parts.principal[0], parts.interest[0], terms.first_instalment_fee_minor)
    rest = zip(
        range(2, terms.term_count + 1), dates[1:], parts.principal[1:], parts.interest[1:], strict=True
    )
    return (first, *(Instalment(*row) for row in rest))


def rate_per_instalment(terms: LoanTerms) -> Fraction:
    """The share of principal charged as interest for one instalment, exactly: 1/100 for one per cent.

    A year is 12 months, 52 weeks or 365 days, and a rate converts through the year: per month on weekly
    instalments is × 12 ÷ 52. It grows with the step. A rate for the TERM is spread evenly over the
    instalments, whatever the step.
    """
    rate = exact_rate(terms.rate_percent) / 100
    if terms.rate_period is RatePeriod.TERM:
        return rate / terms.term_count
    return rate * PERIODS_PER_YEAR[terms.rate_period] * terms.term_step / UNITS_PER_YEAR[terms.term_unit]


def due_dates(terms: LoanTerms, calendar: BusinessCalendar | None = None) -> tuple[date, ...]:
    """The due date of every instalment, in order.

    Dates count from the anchor: instalment k falls k − 1 steps after `first_due_on` when it is given, else
    k steps after disbursement. Months are clamped to their end without drifting. A date on a day off moves
    to the next business day and shifts no other. Daily loans count business days only: a step is that many
    business days, and a given first date on a day off begins at the next business day.
    """
    calendar = calendar or _EVERY_DAY
    if terms.term_unit is TermUnit.DAY:
        return _daily_dates(terms, calendar)
    anchor, first = (terms.first_due_on, 0) if terms.first_due_on else (terms.disbursed_on, 1)
    steps = range(first * terms.term_step, (first + terms.term_count) * terms.term_step, terms.term_step)
    if terms.term_unit is TermUnit.MONTH:
        return tuple(calendar.next_business_day(add_months(anchor, months)) for months in steps)
    return tuple(calendar.next_business_day(anchor + timedelta(weeks=weeks)) for weeks in steps)


def _daily_dates(terms: LoanTerms, calendar: BusinessCalendar) -> tuple[date, ...]:
    if terms.first_due_on:
        day = calendar.next_business_day(terms.first_due_on)
    else:
        day = calendar.add_business_days(terms.disbursed_on, terms.term_step)
    dates = [day]
    for _ in range(terms.term_count - 1):
        day = calendar.add_business_days(day, terms.term_step)
        dates.append(day)
    return tuple(dates)


def _parts(terms: LoanTerms) -> _Parts:
    match terms.method:
        case InterestMethod.ZERO:
            return _Parts(_equal_principal(terms), (0,) * terms.term_count)
        case InterestMethod.FLAT:
            return _Parts(_equal_principal(terms), _flat_interest(terms))
        case InterestMethod.DECLINING_EQUAL_PRINCIPAL:
            principal = _equal_principal(terms)
            return _Parts(principal, _declining_interest(terms, principal))
        case InterestMethod.DECLINING_EQUAL_INSTALMENTS:
            return _annuity(terms)
        case unknown:
            assert_never(unknown)


def _equal_principal(terms: LoanTerms) -> tuple[int, ...]:
    grace = terms.grace_principal
    paying = split_evenly(terms.principal_minor, terms.term_count - grace, terms.round_instalment_to_minor)
    return (0,) * grace + paying


def _flat_interest(terms: LoanTerms) -> tuple[int, ...]:
    """The interest of the whole loan, computed and rounded once, split over all instalments, then deferred
    by grace.
    """
    whole = terms.principal_minor * rate_per_instalment(terms) * terms.term_count
    total = half_up_div(whole.numerator, whole.denominator)
    return _deferred(terms, split_evenly(total, terms.term_count, terms.round_instalment_to_minor))


def _declining_interest(terms: LoanTerms, principal: tuple[int, ...]) -> tuple[int, ...]:
    rate = rate_per_instalment(terms)
    balance = terms.principal_minor
    interest = []
    for part in principal:
        interest.append(half_up_div(balance * rate.numerator, rate.denominator))
        balance -= part
    return _deferred(terms, tuple(interest))


def _annuity(terms: LoanTerms) -> _Parts:
    """Equal instalments on a declining balance: what the period's interest leaves of the instalment is
    principal.

    Grace on interest moves the interest to a later instalment and leaves the principal of every instalment
    as it is.
    """
    rate = rate_per_instalment(terms)
    instalment = _annuity_instalment(terms, rate)
    balance = terms.principal_minor
    principal, interest = [], []
    for sequence in range(1, terms.term_count):
        due = half_up_div(balance * rate.numerator, rate.denominator)
        part = 0 if sequence <= terms.grace_principal else min(max(instalment - due, 0), balance)
        interest.append(due)
        principal.append(part)
        balance -= part
    interest.append(half_up_div(balance * rate.numerator, rate.denominator))
    principal.append(balance)
    return _Parts(tuple(principal), _deferred(terms, tuple(interest)))


def _annuity_instalment(terms: LoanTerms, rate: Fraction) -> int:
    """P · r · (1+r)^m ÷ ((1+r)^m − 1) over the m instalments that pay principal, in exact integers, rounded
    once.
    """
    paying, unit = terms.term_count - terms.grace_principal, terms.round_instalment_to_minor
    if rate == 0:
        return half_up_div(terms.principal_minor, paying, unit)
    grown = (rate.numerator + rate.denominator) ** paying
    shrunk = rate.denominator**paying
    return half_up_div(
        terms.principal_minor * rate.numerator * grown, rate.denominator * (grown - shrunk), unit
    )


def _deferred(terms: LoanTerms, interest: tuple[int, ...]) -> tuple[int, ...]:
    """Interest with that of the grace instalments added to the first instalment after them."""
    grace = terms.grace_interest
    if not grace:
        return interest
    return (0,) * grace + (sum(interest[: grace + 1]), *interest[grace + 1 :])
