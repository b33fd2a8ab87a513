"""Products: bounds, fees with tax, and the terms they lead to."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from shared.errors import RuleRefused
from shared.lending.position import Part
from shared.lending.product import Fee, FeeCharged, FeeKind, LoanProduct
from shared.lending.schedule import build_schedule
from shared.lending.terms import InterestMethod, LoanTerms, RatePeriod, TermUnit

PROCESSING = Fee(
    "processing", "Processing fee", FeeKind.PERCENT, "2.5", FeeCharged.DEDUCTED, tax_percent="7.5"
)
FORM = Fee("form", "Form", FeeKind.FIXED, 50_000, FeeCharged.COLLECTED)
INSURANCE = Fee("insurance", "Insurance", FeeKind.PERCENT, 1, FeeCharged.FIRST_INSTALMENT, tax_percent=5)
TRADER = LoanProduct(
    code="TRADER",
    name="Trader weekly",
    min_principal_minor=1_000_000,
    max_principal_minor=50_000_000,
    min_term_count=4,
    max_term_count=52,
    term_unit=TermUnit.WEEK,
    method=InterestMethod.FLAT,
    rate_percent="3",
    rate_period=RatePeriod.MONTH,
    round_instalment_to_minor=100,
    fees=(PROCESSING, FORM, INSURANCE),
    allocation_order=(Part.PRINCIPAL,),
)


def test_fees_and_taxes_are_broken_down():
    charges = TRADER.charges_for(1_000_010)
    # 2.5 % of 1 000 010 = 25 000.25 → 25 000, taxed 1 875; 1 % = 10 000.1 → 10 000, taxed 500.
    assert [(c.code, c.fee_minor, c.tax_minor) for c in charges.charges] == [
        ("processing", 25_000, 1_875),
        ("form", 50_000, 0),
        ("insurance", 10_000, 500),
    ]
    assert (charges.fee_minor, charges.tax_minor) == (85_000, 2_375)
    assert (charges.deducted_minor, charges.collected_minor) == (26_875, 50_000)
    assert (charges.on_first_instalment_minor, charges.net_disbursed_minor) == (10_500, 973_135)


def test_a_tie_in_a_fee_is_rounded_up():
    assert Fee("f", "F", FeeKind.PERCENT, 1, FeeCharged.DEDUCTED).charge_on(50).fee_minor == 1


def test_the_terms_of_a_loan_come_from_its_product():
    terms = TRADER.terms_for(1_000_000, 10, date(2024, 1, 1), first_due_on=date(2024, 1, 10))
    assert terms == LoanTerms(
        1_000_000,
        10,
        TermUnit.WEEK,
        method=InterestMethod.FLAT,
        rate_percent=3,
        rate_period=RatePeriod.MONTH,
        disbursed_on=date(2024, 1, 1),
        first_due_on=date(2024, 1, 10),
        round_instalment_to_minor=100,
        first_instalment_fee_minor=10_500,
    )
    assert build_schedule(terms)[0].fee_minor == 10_500


@pytest.mark.parametrize("given", [{"term_unit": "WEEK", "method": "FLAT", "rate_period": "MONTH"}])
def test_what_was_given_as_strings_is_kept_exactly(given):
    assert replace(TRADER, **given) == TRADER
    assert TRADER.rate_percent == Fraction(3)
    assert TRADER.allocation_order == (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY)


@pytest.mark.parametrize(
    ("principal", "count", "code"),
    [
        (999_999, 10, "product.amount_too_small"),
        (50_000_001, 10, "product.amount_too_large"),
        (1_000_000, 3, "product.term_too_short"),
        (1_000_000, 53, "product.term_too_long"),
    ],
)
def test_loans_outside_the_product_are_refused(principal, count, code):
    for ask in (TRADER.check, lambda amount, terms: TRADER.terms_for(amount, terms, date(2024, 1, 1))):
        with pytest.raises(RuleRefused) as refused:
            ask(principal, count)
        assert refused.value.code == code


def test_the_bounds_themselves_are_accepted():
    TRADER.check(1_000_000, 4)
    TRADER.check(50_000_000, 52)


def test_fees_that_leave_nothing_to_pay_out_are_refused():
    swallowed = replace(TRADER, fees=(Fee("all", "All", FeeKind.FIXED, 1_000_000, FeeCharged.DEDUCTED),))
    with pytest.raises(RuleRefused) as refused:
        swallowed.check(1_000_000, 10)
    assert refused.value.code == "product.fees_too_high"
    swallowed.check(1_000_001, 10)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"min_principal_minor": 0}, "product.bad_amounts"),
        ({"max_principal_minor": 999_999}, "product.bad_amounts"),
        ({"min_term_count": 53}, "product.bad_terms"),
        ({"min_term_count": 0}, "terms.bad_term"),
        ({"grace_principal": 4}, "terms.bad_grace_principal"),
        ({"term_unit": "YEAR"}, "terms.bad_unit"),
        ({"method": "MAGIC"}, "terms.bad_method"),
        ({"rate_percent": 0.5}, "terms.bad_rate"),
        ({"round_instalment_to_minor": 7}, "product.bad_rounding"),
        ({"method": "ZERO"}, "product.bad_rate"),
        ({"fees": (FORM, FORM)}, "product.bad_fees"),
        ({"allocation_order": ("TIP",)}, "allocation.bad_order"),
        ({"max_open_loans": 0}, "product.bad_limits"),
        ({"approval_stages": 3}, "product.bad_limits"),
    ],
)
def test_a_product_that_contradicts_itself_is_refused(change, code):
    with pytest.raises(RuleRefused) as refused:
        replace(TRADER, **change)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": -1}, "product.bad_fee"),
        ({"amount": "2.5"}, "product.bad_fee"),
        ({"kind": "PERCENT", "amount": 0.5}, "terms.bad_rate"),
        ({"kind": "GUESS"}, "product.bad_fee"),
        ({"charged": "LATER"}, "product.bad_fee"),
        ({"tax_percent": -1}, "terms.bad_rate"),
    ],
)
def test_a_fee_that_cannot_be_used_is_refused(change, code):
    with pytest.raises(RuleRefused) as refused:
        replace(FORM, **change)
    assert refused.value.code == code
