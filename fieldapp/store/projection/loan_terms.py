"""A delivered schedule as the rules take it, and the one a disbursement fixes as it will be delivered."""

from __future__ import annotations

from datetime import date

from shared.calendar import BusinessCalendar
from shared.contract.products import schedule_of
from shared.contract.records import LoanItem, LoanRecord
from shared.lending.schedule import Instalment


def unpaid_items(
    record: LoanRecord, disbursed_on: date, first_due_on: date | None, calendar: BusinessCalendar
) -> tuple[LoanItem, ...]:
    """Return the schedule a disbursement on that day fixes, nothing of it paid. Refusals: `terms.*`."""
    schedule = schedule_of(
        record.terms,
        record.principal_minor,
        record.term_count,
        disbursed_on=disbursed_on,
        first_due_on=first_due_on,
        calendar=calendar,
    )
    return tuple(
        LoanItem(
            item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor, 0, 0, 0
        )
        for item in schedule
    )


def instalments(items: tuple[LoanItem, ...]) -> list[Instalment]:
    """Return a schedule as the rules take it."""
    return [
        Instalment(item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor)
        for item in items
    ]
