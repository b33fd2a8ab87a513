"""From what travels to what the rules take: a product's definition, a loan's frozen terms, its schedule.

The rule kept here: a loan keeps the terms it froze, whatever becomes of its product, and both programs read
them the same way.
"""

from datetime import date

from shared.calendar import BusinessCalendar
from shared.contract.bodies.lending import FeeDefinition, PenaltyDefinition, ProductDefinition
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.records import LoanTermsFrozen
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.lending.allocation import DEFAULT_ORDER, allocation_order
from shared.lending.penalties import PenaltyTerms
from shared.lending.product import Charges, Fee, FeeCharged, FeeKind, LoanProduct
from shared.lending.schedule import Instalment, build_schedule
from shared.lending.terms import InterestMethod, LoanTerms, RatePeriod, TermUnit


def product_rules(definition: ProductDefinition) -> LoanProduct:
    """The rules of a product as defined; refuses what contradicts itself (`product.*`, `terms.*`)."""
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
        penalty=penalty_terms(definition.penalty),
        allocation_order=allocation_order(definition.allocation_order or DEFAULT_ORDER),
        max_open_loans=definition.max_open_loans,
    )


def frozen_terms(
    definition: ProductDefinition, principal_minor: int, settings: InstitutionSettings
) -> LoanTermsFrozen:
    """The terms a loan of this principal freezes under a product as it is now.

    Fees include their tax; each fee and each tax is rounded half-up for itself. Refusals as `product_rules`.
    """
    return terms_with_charges(definition, product_rules(definition).charges_for(principal_minor), settings)


def terms_with_charges(
    definition: ProductDefinition, charges: Charges, settings: InstitutionSettings
) -> LoanTermsFrozen:
    """The terms a loan freezes when its charges are already worked out."""
    return LoanTermsFrozen(
        definition_hash=content_hash(definition),
        term_unit=definition.term_unit,
        term_step=definition.term_step,
        method=definition.method,
        rate_percent=definition.rate_percent,
        rate_period=definition.rate_period,
        grace_principal=definition.grace_principal,
        grace_interest=definition.grace_interest,
        round_instalment_to_minor=definition.round_instalment_to_minor,
        allocation_order=definition.allocation_order or settings.allocation_order,
        penalty=definition.penalty,
        fee_deducted_minor=charges.deducted_minor,
        fee_collected_minor=charges.collected_minor,
        fee_first_instalment_minor=charges.on_first_instalment_minor,
        tax_minor=charges.tax_minor,
    )


def schedule_of(
    frozen: LoanTermsFrozen,
    principal_minor: int,
    term_count: int,
    *,
    disbursed_on: date,
    first_due_on: date | None,
    calendar: BusinessCalendar,
) -> tuple[Instalment, ...]:
    """The schedule that a disbursement on that day fixes. Refusals: `terms.*` for days that make no sense."""
    terms = LoanTerms(
        principal_minor=principal_minor,
        term_count=term_count,
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


def business_calendar(settings: InstitutionSettings) -> BusinessCalendar:
    """The days on which the institution works."""
    return BusinessCalendar(frozenset(settings.days_off), frozenset(settings.holidays))


def penalty_terms(defined: PenaltyDefinition | None) -> PenaltyTerms | None:
    """A penalty as the rules take it."""
    if defined is None:
        return None
    return PenaltyTerms(defined.per_day_minor, defined.grace_days, defined.cap_minor)


def _fee(fee: FeeDefinition) -> Fee:
    kind = FeeKind(fee.kind)
    if kind is FeeKind.FIXED and not fee.amount.isdecimal():
        detail = "A fixed fee is a whole number of minor units, zero or more."
        raise RuleRefused("product.bad_fee", "Fee cannot be used", detail)
    amount = int(fee.amount) if kind is FeeKind.FIXED else fee.amount
    return Fee(fee.code, fee.name, kind, amount, FeeCharged(fee.charged), fee.tax_percent)
