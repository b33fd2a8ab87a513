"""The penalty for lateness, derived from dates and never stored.

One fixed amount per loan for each calendar day d with (oldest unpaid due date + grace) < d ≤ the date
asked, payments before d counted. Between two payments the oldest unpaid date stands still, so days are
counted by subtraction, never one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.errors import RuleRefused
from shared.money import MAX_AMOUNT_MINOR

MAX_GRACE_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """What a day late costs.

    Amounts are minor units per loan and calendar day; `grace_days` after a due date cost nothing;
    `cap_minor` bounds what the whole loan is ever charged, waived or not. Refuses what is negative or not
    whole (`penalty.bad_terms`).
    """

    per_day_minor: int
    grace_days: int = 0
    cap_minor: int | None = None

    def __post_init__(self) -> None:
        bounds = (
            (self.per_day_minor, MAX_AMOUNT_MINOR),
            (self.grace_days, MAX_GRACE_DAYS),
            (self.cap_minor or 0, MAX_AMOUNT_MINOR),
        )
        if any(type(number) is not int or not 0 <= number <= most for number, most in bounds):
            detail = "The amount per day, the days of grace and the cap are whole numbers, zero or more."
            raise RuleRefused("penalty.bad_terms", "Penalty cannot be used", detail)


def penalty_between(
    terms: PenaltyTerms, oldest_unpaid_on: date, after: date, until: date, charged_minor: int
) -> int:
    """What is charged for the days d with after < d ≤ until while `oldest_unpaid_on` stays the oldest
    unpaid due date.

    `charged_minor` is what the loan was charged before; with it the cap is kept. Minor units, never negative.
    """
    free_until = oldest_unpaid_on.toordinal() + terms.grace_days
    days = until.toordinal() - max(after.toordinal(), free_until)
    if days <= 0:
        return 0
    charge = days * terms.per_day_minor
    return charge if terms.cap_minor is None else min(charge, max(terms.cap_minor - charged_minor, 0))
