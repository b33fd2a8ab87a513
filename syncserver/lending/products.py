"""Loan products: what an administrator defines, the rules they are held to, and the terms a loan freezes.

The rule kept here: a loan keeps the terms it froze when it was drafted or changed, whatever becomes of its
product.
"""

from shared.contract.bodies.lending import ProductDefined, ProductDefinition
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.products import product_rules, terms_with_charges
from shared.contract.records import LoanTermsFrozen
from shared.errors import RuleRefused
from shared.lending.product import Charges, FeeCharged
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.lending.aggregates import FeeTaxes, Product
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


def freeze_terms(
    definition: ProductDefinition, principal_minor: int, settings: InstitutionSettings
) -> tuple[LoanTermsFrozen, FeeTaxes]:
    """The terms of a loan of this principal under a product as it is now, and the tax in each of its fees.

    Fees of the frozen terms include their tax; each fee and each tax is rounded half-up for itself.
    """
    charges = product_rules(definition).charges_for(principal_minor)
    terms = terms_with_charges(definition, charges, settings)
    return terms, FeeTaxes(
        deducted_minor=_tax(charges, FeeCharged.DEDUCTED),
        collected_minor=_tax(charges, FeeCharged.COLLECTED),
        first_instalment_minor=_tax(charges, FeeCharged.FIRST_INSTALMENT),
    )


def _tax(charges: Charges, charged: FeeCharged) -> int:
    return sum(charge.tax_minor for charge in charges.charges if charge.charged is charged)
