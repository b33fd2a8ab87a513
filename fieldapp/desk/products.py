"""A product with its id, and the schedule a loan would get if it were paid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk.facts import LoanFacts
from shared.calendar import BusinessCalendar
from shared.contract.bodies.lending import ProductDefinition
from shared.contract.products import schedule_of
from shared.ids import ProductId
from shared.lending.schedule import Instalment


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
