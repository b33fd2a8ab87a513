"""What a loan costs a member and whether the member can carry it."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import RuleRefused
from shared.lending.affordability import (
    affordable_instalment_minor,
    effective_yearly_rate,
    obligation_share,
)
from shared.lending.schedule import Instalment, build_schedule
from shared.lending.terms import InterestMethod, LoanTerms, TermUnit

START = date(2023, 1, 1)


def due(days: int, amount: int) -> Instalment:
    return Instalment(1, START + timedelta(days=days), amount, 0)


def test_the_share_of_income_that_is_bound():
    assert obligation_share(20_000, 30_000, 120_000) == Fraction(5, 12)


def test_without_income_there_is_no_share():
    with pytest.raises(RuleRefused) as refused:
        obligation_share(0, 1, 0)
    assert refused.value.code == "affordability.no_income"


def test_the_largest_instalment_within_a_limit_is_rounded_down():
    assert affordable_instalment_minor(100_001, 10_000, "33.3") == 23_300
    assert affordable_instalment_minor(100_000, 50_000, 40) == 0


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 100))
def test_one_minor_unit_more_would_break_the_limit(income, obligations, limit):
    instalment = affordable_instalment_minor(income, obligations, limit)
    assert instalment == 0 or obligation_share(obligations, instalment, income) <= Fraction(limit, 100)
    assert obligation_share(obligations, instalment + 1, income) > Fraction(limit, 100)


@pytest.mark.parametrize(
    ("received", "instalments", "rate"),
    [
        (10_000, [due(365, 11_200)], "12.00"),
        (10_000, [due(730, 14_400)], "20.00"),
        (10_000, [due(365, 6_000), due(730, 7_200)], "20.00"),
        (10_000, [due(73, 11_000)], "61.05"),  # 1.1⁵ = 1.61051
        (10_000, [due(365, 10_000)], "0.00"),
        (10_000, [due(365, 9_000)], "0.00"),
    ],
)
def test_the_yearly_rate_that_makes_both_sides_equal(received, instalments, rate):
    assert effective_yearly_rate(received, START, instalments) == Decimal(rate)


def test_a_deducted_fee_raises_the_rate():
    terms = LoanTerms(
        1_200_000, 12, TermUnit.MONTH, method=InterestMethod.FLAT, rate_percent=24, disbursed_on=START
    )
    schedule = build_schedule(terms)
    full, net = (effective_yearly_rate(received, START, schedule) for received in (1_200_000, 1_150_000))
    assert Decimal(48) < full < net


def test_a_loan_of_a_few_days_at_a_high_rate_still_has_one():
    assert effective_yearly_rate(10_000, START, [due(10, 12_000)]) > 70_000


@given(st.integers(1_000, 10**9), st.integers(0, 3_000), st.integers(30, 1_500))
def test_the_rate_found_discounts_the_instalment_to_what_was_received(received, rate_hundredths, days):
    growth = Decimal(1) + Decimal(rate_hundredths) / 10_000
    owed = int(received * growth ** (Decimal(days) / 365))
    found = effective_yearly_rate(received * 10**6, START, [due(days, owed * 10**6)])
    assert abs((1 + found / 100) ** (Decimal(days) / 365) * received - owed) <= owed * Decimal("0.0003")


@pytest.mark.parametrize(
    ("received", "instalments"),
    [(0, [due(10, 5)]), (10_000, [due(-1, 20_000)]), (10_000, [due(0, 20_000)]), (10_000, [due(1, 20_000)])],
)
def test_what_no_rate_explains_is_refused(received, instalments):
    with pytest.raises(RuleRefused) as refused:
        effective_yearly_rate(received, START, instalments)
    assert refused.value.code == "affordability.no_rate"
