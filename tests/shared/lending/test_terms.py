"""Terms are exact, and senseless ones cannot be made."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from shared.errors import RuleRefused
from shared.lending.terms import InterestMethod, LoanTerms, RatePeriod, TermUnit, exact_rate

TERMS = LoanTerms(
    principal_minor=1_000_000,
    term_count=12,
    term_unit=TermUnit.MONTH,
    method=InterestMethod.FLAT,
    rate_percent="2.5",
    rate_period=RatePeriod.MONTH,
    disbursed_on=date(2024, 1, 15),
)


@pytest.mark.parametrize("given", [{"term_unit": "WEEK", "method": "ZERO", "rate_period": "TERM"}])
def test_plain_strings_become_members_of_their_enumerations(given):
    terms = replace(TERMS, **given)
    assert terms.term_unit is TermUnit.WEEK
    assert terms.method is InterestMethod.ZERO
    assert terms.rate_period is RatePeriod.TERM


@pytest.mark.parametrize("field", ["principal_minor", "term_unit", "disbursed_on"])
def test_terms_cannot_be_changed(field):
    with pytest.raises(FrozenInstanceError):
        setattr(TERMS, field, 5)


@pytest.mark.parametrize(
    ("rate", "exact"),
    [
        (3, Fraction(3)),
        ("2.5", Fraction(5, 2)),
        ("0.1", Fraction(1, 10)),
        (" 10/3 ", Fraction(10, 3)),
        (Decimal("0.10"), Fraction(1, 10)),
        (Decimal("1E+1"), Fraction(10)),
        (Fraction(10, 3), Fraction(10, 3)),
        (0, Fraction(0)),
    ],
)
def test_rates_are_exact(rate, exact):
    assert exact_rate(rate) == exact
    assert replace(TERMS, rate_percent=rate).rate_percent == exact


@pytest.mark.parametrize(
    "rate",
    [
        0.1,
        True,
        None,
        "",
        "-1",
        "1e3",
        "1e-999999999",
        "2,5",
        "٥",
        "ten",
        -1,
        10_001,
        Fraction(-1, 2),
        Fraction(1, 10**13),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("-0.1"),
        "1/0",
        "0.1234567890123",
    ],
)
def test_rates_that_are_not_exact_or_out_of_bounds_are_refused(rate):
    with pytest.raises(RuleRefused) as refused:
        replace(TERMS, rate_percent=rate)
    assert refused.value.code == "terms.bad_rate"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"principal_minor": 0}, "terms.bad_principal"),
        ({"principal_minor": -5}, "terms.bad_principal"),
        ({"principal_minor": 10.0}, "terms.bad_principal"),
        ({"principal_minor": 10**14 + 1}, "terms.bad_principal"),
        ({"term_count": 0}, "terms.bad_term"),
        ({"term_count": 1_201}, "terms.bad_term"),
        ({"term_count": True}, "terms.bad_term"),
        ({"term_unit": "YEAR"}, "terms.bad_unit"),
        ({"term_unit": "month"}, "terms.bad_unit"),
        ({"term_step": 0}, "terms.bad_step"),
        ({"term_step": 100}, "terms.too_long"),
        ({"method": "COMPOUND"}, "terms.bad_method"),
        ({"rate_period": "DECADE"}, "terms.bad_rate_period"),
        ({"grace_principal": 12}, "terms.bad_grace_principal"),
        ({"grace_principal": -1}, "terms.bad_grace_principal"),
        ({"grace_interest": 12}, "terms.bad_grace_interest"),
        ({"round_instalment_to_minor": 0}, "terms.bad_rounding"),
        ({"first_instalment_fee_minor": -1}, "terms.bad_fee"),
        ({"disbursed_on": "2024-01-15"}, "terms.bad_date"),
        ({"disbursed_on": datetime(2024, 1, 15, tzinfo=UTC)}, "terms.bad_date"),
        ({"disbursed_on": date(1, 1, 1)}, "terms.bad_date"),
        ({"first_due_on": date(9999, 1, 1)}, "terms.bad_date"),
        ({"first_due_on": date(2024, 1, 14)}, "terms.first_due_too_early"),
    ],
)
def test_nonsense_is_refused_with_a_reason(change, code):
    with pytest.raises(RuleRefused) as refused:
        replace(TERMS, **change)
    assert refused.value.code == code
