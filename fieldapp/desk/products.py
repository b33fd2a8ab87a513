"""A product as the rules take it, from the definition the institution sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk.facts import LoanFacts
from shared.calendar import BusinessCalendar
from shared.contract.bodies.lending import FeeDefinition, ProductDefinition
from shared.ids import ProductId
from shared.lending.allocation import DEFAULT_ORDER
from shared.lending.penalties import PenaltyTerms
from shared.lending.product import Fee, FeeCharged, FeeKind, LoanProduct
from shared.lending.schedule import Instalment, build_schedule
from shared.lending.terms import InterestMethod, LoanTerms, RatePeriod, TermUnit


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """A product with its id."""

    product: ProductId
    definition: ProductDefinition


def loan_product(definition: ProductDefinition) -> LoanProduct:
    """Return the product with its rules. Refusals: `product.*`, `terms.*` where it contradicts itself."""
    penalty = definition.penalty
    return LoanProduct(
        code=definition.code,
        name=definition.name,
        min_principal_minor=definition.minimum_principal_minor,
        max_principal_minor=definition.maximum_principal_minor,
        min_term_count=definition.minimum_term_count,
        max_term_count=definition.maximum_term_count,
        term_unit=TermUnit(definition.term_unit),
        term_step=definition.term_step,
        method=InterestMethod(definition.method),
        rate_percent=definition.rate_percent,
        rate_period=RatePeriod(definition.rate_period),
        grace_principal=definition.grace_principal,
        grace_interest=definition.grace_interest,
        round_instalment_to_minor=definition.round_instalment_to_minor,
        fees=tuple(_fee(fee) for fee in definition.fees),
        penalty=PenaltyTerms(penalty.per_day_minor, penalty.grace_days, penalty.cap_minor)
        if penalty
        else None,
        allocation_order=DEFAULT_ORDER,
        max_open_loans=definition.max_open_loans,
    )


def schedule_if_paid_out(
    loan: LoanFacts, disbursed_on: date, first_due_on: date | None, calendar: BusinessCalendar
) -> tuple[Instalment, ...]:
    """Return the schedule a loan would get if paid out on a day, by the terms it froze.

    Empty while its terms are not known here. Refusals: `terms.*` for days that make no sense.
    """
    frozen = loan.terms
    if frozen is None:
        return ()
    terms = LoanTerms(
        principal_minor=loan.principal_minor,
        term_count=loan.term_count,
        term_unit=TermUnit(frozen.term_unit),
        term_step=frozen.term_step,
        method=InterestMethod(frozen.method),
        rate_percent=frozen.rate_percent,
        rate_period=RatePeriod(frozen.rate_period),
        disbursed_on=disbursed_on,
        first_due_on=first_due_on,
        round_instalment_to_minor=frozen.round_instalment_to_minor,
        grace_principal=frozen.grace_principal,
        grace_interest=frozen.grace_interest,
        first_instalment_fee_minor=frozen.fee_first_instalment_minor,
    )
    return build_schedule(terms, calendar)


def _fee(fee: FeeDefinition) -> Fee:
    kind = FeeKind(fee.kind)
    amount = int(fee.amount) if kind is FeeKind.FIXED else fee.amount
    return Fee(fee.code, fee.name, kind, amount, FeeCharged(fee.charged), fee.tax_percent)
