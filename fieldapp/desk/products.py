"""A product with its id, the schedule a loan would get if it were paid out, and the days one may ask for.

The rule kept here: what is asked for is wanted soon, so that what is decided is still so when the money is
paid out; a year that was mistyped is found while it is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.desk.facts import LoanFacts
from shared.calendar import BusinessCalendar, add_months
from shared.contract.bodies.lending import ProductDefinition
from shared.contract.products import schedule_of
from shared.errors import RuleRefused
from shared.ids import ProductId
from shared.lending.schedule import Instalment

MOST_DAYS_AHEAD = 90
MOST_MONTHS_TO_PAY = 12
"""From the money to the first instalment: who farms pays from the harvest on."""


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product with its id."""

    product: ProductId
    definition: ProductDefinition


def schedule_if_paid_out(
    loan: LoanFacts, disbursed_on: date, first_due_on: date | None, calendar: BusinessCalendar
) -> tuple[Instalment, ...]:
    """Return the schedule a loan would get if paid out on a day, by the terms it froze.

    Empty while its terms are not known here. Refusals: `terms.*` for days that make no sense.
    """
    if loan.terms is None:
        return ()
    return schedule_of(
        loan.terms,
        loan.principal_minor,
        loan.term_count,
        disbursed_on=disbursed_on,
        first_due_on=first_due_on,
        calendar=calendar,
    )


def latest_expected(today: date) -> date:
    """Return the last day on which money may be expected that is asked for today."""
    return today + timedelta(days=MOST_DAYS_AHEAD)


def latest_first_due(expected_on: date) -> date:
    """Return the last day on which the first instalment may fall due, for money of a day."""
    return add_months(expected_on, MOST_MONTHS_TO_PAY)


def check_days(today: date, expected_on: date, first_due_on: date | None) -> None:
    """Refuse days that are over or too far ahead; one before the money is refused by the terms.

    Refusals: `loan.expected_in_past`, `loan.expected_too_late`, `loan.first_due_too_late`.
    """
    if expected_on < today:
        detail = "Choose today or a later day for the money to be paid out."
        raise RuleRefused("loan.expected_in_past", "The expected day is over", detail)
    last = latest_expected(today)
    if expected_on > last:
        detail = "Money is asked for at most {days} days ahead: choose {last} or an earlier day."
        title = "The expected day lies too far ahead"
        raise RuleRefused("loan.expected_too_late", title, detail, days=MOST_DAYS_AHEAD, last=last)
    last = latest_first_due(expected_on)
    if first_due_on is not None and first_due_on > last:
        detail = "It falls due within a year of the money: choose {last} or an earlier day."
        raise RuleRefused("loan.first_due_too_late", "The first instalment is too late", detail, last=last)
