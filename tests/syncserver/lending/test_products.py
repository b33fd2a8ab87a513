"""Products: what is refused, and what a loan freezes of one."""

import pytest

from shared.contract.bodies.lending import FeeDefinition, ProductDefined
from shared.contract.bodies.people import InstitutionSettings
from shared.contract.signing import content_hash
from syncserver.lending.products import define_product, freeze_terms
from syncserver.lending.queries import PRODUCTS
from tests.syncserver.lending_builders import ADMIN, LATE_FEES, PRODUCT, Branch, a_definition

OTHER = bytes(15) + b"\x77"


def test_a_product_is_stored_whole_and_published(branch: Branch) -> None:
    fee = FeeDefinition("INS", "Insurance", "PERCENT", "1.5", "DEDUCTED", "7.5")
    branch.define(PRODUCT, fees=(fee,), penalty=LATE_FEES)

    assert branch.see(PRODUCTS, PRODUCT).definition == a_definition(fees=(fee,), penalty=LATE_FEES)
    assert branch.published == [("product", PRODUCT)]


def test_two_products_never_have_one_code(branch: Branch) -> None:
    assert (
        branch.refused(define_product, ADMIN, ProductDefined(OTHER, a_definition())) == "product.code_taken"
    )


def test_a_product_keeps_its_code(branch: Branch) -> None:
    body = ProductDefined(PRODUCT, a_definition(code="NEW"))
    assert branch.refused(define_product, ADMIN, body) == "product.code_is_final"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minimum_principal_minor": 2, "maximum_principal_minor": 1}, "product.bad_amounts"),
        ({"method": "ZERO"}, "product.bad_rate"),
        ({"round_instalment_to_minor": 7}, "product.bad_rounding"),
        ({"fees": (FeeDefinition("F", "Fee", "FIXED", "10.5", "DEDUCTED"),)}, "product.bad_fee"),
        ({"fees": (FeeDefinition("F", "Fee", "FIXED", "1/2", "DEDUCTED"),)}, "product.bad_fee"),
        ({"allocation_order": ("interest", "interest")}, "allocation.bad_order"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(
    branch: Branch, changes: dict[str, object], code: str
) -> None:
    body = ProductDefined(PRODUCT, a_definition(**changes))
    assert branch.refused(define_product, ADMIN, body) == code


def test_terms_freeze_every_fee_with_its_tax() -> None:
    definition = a_definition(
        fees=(
            FeeDefinition("A", "Deducted", "PERCENT", "1", "DEDUCTED", "7.5"),
            FeeDefinition("B", "Collected", "FIXED", "50000", "COLLECTED", "10"),
            FeeDefinition("C", "Later", "FIXED", "333", "FIRST_INSTALMENT", "7.5"),
        )
    )

    terms, taxes = freeze_terms(definition, 2_000_000, InstitutionSettings("Testing"))

    assert (taxes.deducted_minor, taxes.collected_minor, taxes.first_instalment_minor) == (1_500, 5_000, 25)
    assert terms.fee_deducted_minor == 20_000 + 1_500
    assert terms.fee_collected_minor == 50_000 + 5_000
    assert terms.fee_first_instalment_minor == 333 + 25
    assert terms.tax_minor == 1_500 + 5_000 + 25
    assert terms.definition_hash == content_hash(definition)


def test_the_product_decides_the_order_and_else_the_institution() -> None:
    settings = InstitutionSettings("Testing", allocation_order=("fee", "interest", "principal", "penalty"))
    own, _ = freeze_terms(a_definition(allocation_order=("principal",)), 2_000_000, settings)
    usual, _ = freeze_terms(a_definition(), 2_000_000, settings)

    assert own.allocation_order == ("principal",)
    assert usual.allocation_order == ("fee", "interest", "principal", "penalty")
