"""The terms a loan freezes, from its product and into the shared rules."""

from __future__ import annotations

from datetime import date

from shared.calendar import BusinessCalendar
from shared.contract.bodies.lending import FeeDefinition, ProductDefinition
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.records import LoanItem, LoanRecord, LoanTermsFrozen
from shared.contract.signing import content_hash
from shared.lending.penalties import PenaltyTerms
from shared.lending.product import Charges, Fee, FeeCharged, FeeKind
from shared.lending.schedule import Instalment, build_schedule
from shared.lending.terms import InterestMethod, LoanTerms, RatePeriod, TermUnit


def frozen_terms(
    definition: ProductDefinition, principal_minor: int, settings: InstitutionSettings
) -> LoanTermsFrozen:
    """Return the terms of a loan of this principal, in minor units, as the server will freeze them.

    Refusals: `product.bad_fee`, `terms.bad_rate` for a definition that contradicts itself.
    """
    charges = Charges(principal_minor, tuple(_fee(fee).charge_on(principal_minor) for fee in definition.fees))
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


def _fee(fee: FeeDefinition) -> Fee:
    kind = FeeKind(fee.kind)
    amount = int(fee.amount) if kind is FeeKind.FIXED else fee.amount
    return Fee(fee.code, fee.name, kind, amount, FeeCharged(fee.charged), fee.tax_percent)


def unpaid_items(
    record: LoanRecord, disbursed_on: date, first_due_on: date | None, calendar: BusinessCalendar
) -> tuple[LoanItem, ...]:
    """Return the schedule a disbursement on that day fixes, nothing of it paid. Refusals: `terms.*`."""
    frozen = record.terms
    terms = LoanTerms(
        principal_minor=record.principal_minor,
        term_count=record.term_count,
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
    return tuple(
        LoanItem(
            item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor, 0, 0, 0
        )
        for item in build_schedule(terms, calendar)
    )


def instalments(items: tuple[LoanItem, ...]) -> list[Instalment]:
    """Return a schedule as the rules take it."""
    return [
        Instalment(item.sequence, item.due_on, item.principal_minor, item.interest_minor, item.fee_minor)
        for item in items
    ]


def penalty_terms(terms: LoanTermsFrozen) -> PenaltyTerms | None:
    """Return the penalty a loan keeps, as the rules take it."""
    penalty = terms.penalty
    return (
        None
        if penalty is None
        else PenaltyTerms(penalty.per_day_minor, penalty.grace_days, penalty.cap_minor)
    )
