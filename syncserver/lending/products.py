"""Loan products: what an administrator defines, the rules they are held to, and the terms a loan freezes.

The rule kept here: a loan keeps the terms it froze when it was drafted or changed, whatever becomes of its
product.
"""

from shared.contract.bodies.lending import FeeDefinition, ProductDefined, ProductDefinition
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.records import LoanTermsFrozen
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.lending.allocation import DEFAULT_ORDER, allocation_order
from shared.lending.product import Charges, Fee, FeeCharged, FeeKind, LoanProduct
from shared.lending.terms import InterestMethod, RatePeriod, TermUnit
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.lending.aggregates import FeeTaxes, Product, penalty_terms
from syncserver.lending.queries import PRODUCT_CODES, PRODUCTS
from syncserver.people.caller import Caller


def define_product(work: Work, caller: Caller, body: ProductDefined) -> Ruling:
    """Add a product or change it whole.

    Refuses a definition that contradicts itself (`product.*`, `terms.*`) and a code that another product has
    (`product.code_taken`).
    """
    product_rules(body.definition)
    code = body.definition.code.encode()
    if work.get(PRODUCT_CODES, code) not in (None, body.product):
        detail = f"Another product has the code {body.definition.code}; choose a different one."
        raise RuleRefused("product.code_taken", "This code is taken", detail)
    before = work.get(PRODUCTS, body.product)
    if before is not None and before.definition.code != body.definition.code:
        detail = f"The product was defined as {before.definition.code}; define a new one instead."
        raise RuleRefused("product.code_is_final", "A product keeps its code", detail)
    work.put(PRODUCTS, body.product, Product(body.product, body.definition))
    work.put(PRODUCT_CODES, code, body.product)
    work.publish("product", body.product)
    return APPLIED


def product_rules(definition: ProductDefinition) -> LoanProduct:
    """The shared rules for a product as defined; refuses what contradicts itself (`product.*`, `terms.*`)."""
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


def freeze_terms(
    definition: ProductDefinition, principal_minor: int, settings: InstitutionSettings
) -> tuple[LoanTermsFrozen, FeeTaxes]:
    """The terms of a loan of this principal under a product as it is now, and the tax in each of its fees.

    Fees of the frozen terms include their tax; each fee and each tax is rounded half-up for itself.
    """
    charges = product_rules(definition).charges_for(principal_minor)
    terms = LoanTermsFrozen(
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
    return terms, FeeTaxes(
        deducted_minor=_tax(charges, FeeCharged.DEDUCTED),
        collected_minor=_tax(charges, FeeCharged.COLLECTED),
        first_instalment_minor=_tax(charges, FeeCharged.FIRST_INSTALMENT),
    )


def _fee(fee: FeeDefinition) -> Fee:
    kind = FeeKind(fee.kind)
    if kind is FeeKind.FIXED and not fee.amount.isdecimal():
        detail = "A fixed fee is a whole number of minor units, zero or more."
        raise RuleRefused("product.bad_fee", "Fee cannot be used", detail)
    amount = int(fee.amount) if kind is FeeKind.FIXED else fee.amount
    return Fee(fee.code, fee.name, kind, amount, FeeCharged(fee.charged), fee.tax_percent)


def _tax(charges: Charges, charged: FeeCharged) -> int:
    return sum(charge.tax_minor for charge in charges.charges if charge.charged is charged)
