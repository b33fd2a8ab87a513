"""Schedules: interest, splitting, grace, rounding. Every expected figure was worked out by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.lending.schedule import Instalment, build_schedule, rate_per_instalment
from shared.lending.terms import InterestMethod, LoanTerms, RatePeriod, TermUnit

MONTHLY = LoanTerms(
    principal_minor=100_000,
    term_count=4,
    term_unit=TermUnit.MONTH,
    method=InterestMethod.FLAT,
    rate_percent=12,
    rate_period=RatePeriod.YEAR,
    disbursed_on=date(2024, 1, 15),
)


def principal_of(terms: LoanTerms) -> list[int]:
    return [item.principal_minor for item in build_schedule(terms)]


def interest_of(terms: LoanTerms) -> list[int]:
    return [item.interest_minor for item in build_schedule(terms)]


@pytest.mark.parametrize(
    ("unit", "step", "period", "rate"),
    [
        ("MONTH", 1, "YEAR", Fraction(12, 12)),
        ("WEEK", 1, "YEAR", Fraction(12, 52)),
        ("DAY", 1, "YEAR", Fraction(12, 365)),
        ("WEEK", 2, "YEAR", Fraction(24, 52)),
        ("MONTH", 3, "YEAR", Fraction(36, 12)),
        ("MONTH", 1, "MONTH", Fraction(12)),
        ("WEEK", 1, "MONTH", Fraction(144, 52)),
        ("DAY", 1, "MONTH", Fraction(144, 365)),
        ("MONTH", 1, "WEEK", Fraction(12 * 52, 12)),
        ("DAY", 1, "WEEK", Fraction(12 * 52, 365)),
        ("MONTH", 1, "DAY", Fraction(12 * 365, 12)),
        ("WEEK", 2, "DAY", Fraction(12 * 365 * 2, 52)),
        ("DAY", 1, "DAY", Fraction(12)),
        ("WEEK", 1, "TERM", Fraction(12, 4)),
        ("WEEK", 2, "TERM", Fraction(12, 4)),
    ],
)
def test_a_rate_converts_through_the_year(unit, step, period, rate):
    terms = replace(MONTHLY, term_unit=unit, term_step=step, rate_period=period)
    assert rate_per_instalment(terms) == rate / 100


def test_without_interest_the_principal_is_split_and_the_last_takes_the_rest():
    terms = replace(
        MONTHLY, principal_minor=1_000_000, term_count=3, method=InterestMethod.ZERO, rate_percent=0
    )
    assert build_schedule(terms) == (
        Instalment(1, date(2024, 2, 15), 333_333, 0),
        Instalment(2, date(2024, 3, 15), 333_333, 0),
        Instalment(3, date(2024, 4, 15), 333_334, 0),
    )


def test_flat_interest_is_computed_and_rounded_once_for_the_whole_loan():
    terms = replace(
        MONTHLY, principal_minor=100_050, term_count=3, rate_percent="2.5", rate_period=RatePeriod.TERM
    )
    # 100 050 × 2.5 % = 2 501.25 → 2 501; a third is 833.67 → 834, 834 and the 833 that remain.
    assert interest_of(terms) == [834, 834, 833]
    assert principal_of(terms) == [33_350, 33_350, 33_350]


def test_flat_interest_for_a_yearly_rate():
    assert interest_of(MONTHLY) == [1_000] * 4
    assert [item.total_minor for item in build_schedule(MONTHLY)] == [26_000] * 4


def test_a_tie_is_rounded_up():
    terms = replace(MONTHLY, principal_minor=50, term_count=1, rate_percent=1, rate_period=RatePeriod.TERM)
    assert interest_of(terms) == [1]


def test_equal_instalments_leave_the_difference_to_the_last():
    terms = replace(MONTHLY, method=InterestMethod.DECLINING_EQUAL_INSTALMENTS)
    # 100 000 at 1 % over 4: 100 000 × 0.01 ÷ (1 − 1.01⁻⁴) = 25 628.11 → 25 628.
    assert interest_of(terms) == [1_000, 754, 505, 254]
    assert principal_of(terms) == [24_628, 24_874, 25_123, 25_375]


def test_equal_instalments_of_a_weekly_loan_at_a_monthly_rate():
    weekly = replace(
        MONTHLY,
        principal_minor=1_000_000,
        term_unit=TermUnit.WEEK,
        rate_percent=2,
        rate_period=RatePeriod.MONTH,
    )
    terms = replace(weekly, method=InterestMethod.DECLINING_EQUAL_INSTALMENTS)
    assert interest_of(terms) == [4_615, 3_469, 2_318, 1_162]
    assert principal_of(terms) == [248_276, 249_422, 250_573, 251_729]


def test_a_rate_for_the_term_is_spread_over_declining_instalments():
    terms = replace(
        MONTHLY, method=InterestMethod.DECLINING_EQUAL_PRINCIPAL, rate_percent=8, rate_period=RatePeriod.TERM
    )
    assert interest_of(terms) == [2_000, 1_500, 1_000, 500]


def test_equal_principal_pays_interest_on_what_is_left():
    terms = replace(MONTHLY, method=InterestMethod.DECLINING_EQUAL_PRINCIPAL, term_count=3)
    assert principal_of(terms) == [33_333, 33_333, 33_334]
    # 1 % of 100 000, of 66 667 and of 33 334.
    assert interest_of(terms) == [1_000, 667, 333]


def test_equal_instalments_without_a_rate_are_an_equal_split():
    assert (
        principal_of(replace(MONTHLY, method=InterestMethod.DECLINING_EQUAL_INSTALMENTS, rate_percent=0))
        == [25_000] * 4
    )


@pytest.mark.parametrize("method", ["ZERO", "FLAT", "DECLINING_EQUAL_PRINCIPAL"])
def test_grace_on_principal_splits_it_over_the_other_instalments(method):
    terms = replace(MONTHLY, method=method, grace_principal=1, rate_percent=0 if method == "ZERO" else 12)
    assert principal_of(terms) == [0, 33_333, 33_333, 33_334]


def test_grace_on_principal_of_equal_instalments_pays_interest_alone_first():
    terms = replace(MONTHLY, method=InterestMethod.DECLINING_EQUAL_INSTALMENTS, grace_principal=2)
    # 100 000 at 1 % over the 2 paying instalments: 50 751.24 → 50 751.
    assert interest_of(terms) == [1_000, 1_000, 1_000, 502]
    assert principal_of(terms) == [0, 0, 49_751, 50_249]


def test_grace_on_flat_interest_defers_it_to_the_first_instalment_that_pays_interest():
    assert interest_of(replace(MONTHLY, grace_interest=2)) == [0, 0, 3_000, 1_000]


def test_grace_on_declining_interest_moves_it_and_leaves_the_principal():
    terms = replace(MONTHLY, method=InterestMethod.DECLINING_EQUAL_INSTALMENTS, grace_interest=1)
    assert interest_of(terms) == [0, 1_754, 505, 254]
    assert principal_of(terms) == [24_628, 24_874, 25_123, 25_375]


def test_grace_on_both_pays_nothing_at_first():
    terms = replace(
        MONTHLY, method=InterestMethod.DECLINING_EQUAL_PRINCIPAL, grace_principal=2, grace_interest=2
    )
    assert principal_of(terms) == [0, 0, 50_000, 50_000]
    assert interest_of(terms) == [0, 0, 3_000, 500]


def test_flat_parts_are_rounded_to_the_unit():
    terms = replace(MONTHLY, principal_minor=100_000, term_count=3, round_instalment_to_minor=1_000)
    # 33 333 → 33 000; interest 3 000 ÷ 3 = 1 000.
    assert principal_of(terms) == [33_000, 33_000, 34_000]
    assert interest_of(terms) == [1_000, 1_000, 1_000]


def test_parts_rounded_up_leave_less_to_the_last():
    terms = replace(
        MONTHLY,
        principal_minor=14_000,
        term_count=4,
        round_instalment_to_minor=5_000,
        method=InterestMethod.ZERO,
    )
    # 3 500 → 5 000, twice; then what remains.
    assert principal_of(terms) == [5_000, 5_000, 4_000, 0]


def test_the_equal_instalment_itself_is_rounded_to_the_unit():
    terms = replace(
        MONTHLY, method=InterestMethod.DECLINING_EQUAL_INSTALMENTS, round_instalment_to_minor=1_000
    )
    # 25 628.11 → 26 000: 1 000 + 25 000; 750 + 25 250; 498 + 25 502 (497.5 up); the last takes 24 248.
    assert [item.total_minor for item in build_schedule(terms)] == [26_000, 26_000, 26_000, 24_490]
    assert principal_of(terms) == [25_000, 25_250, 25_502, 24_248]


def test_an_instalment_rounded_up_may_end_the_loan_early():
    terms = replace(
        MONTHLY,
        method=InterestMethod.DECLINING_EQUAL_INSTALMENTS,
        principal_minor=14_000,
        round_instalment_to_minor=5_000,
    )
    # 3 587.94 → 5 000, of which 140, 91 and 42 are interest; the third pays all that is left.
    assert interest_of(terms) == [140, 91, 42, 0]
    assert principal_of(terms) == [4_860, 4_909, 4_231, 0]


def test_equal_principal_is_rounded_to_the_unit():
    terms = replace(
        MONTHLY, method=InterestMethod.DECLINING_EQUAL_PRINCIPAL, term_count=3, round_instalment_to_minor=100
    )
    assert principal_of(terms) == [33_300, 33_300, 33_400]
    assert interest_of(terms) == [1_000, 667, 334]


def test_a_fee_falls_due_with_the_first_instalment():
    first, *others = build_schedule(replace(MONTHLY, first_instalment_fee_minor=2_500))
    assert (first.fee_minor, first.total_minor) == (2_500, 28_500)
    assert [item.fee_minor for item in others] == [0, 0, 0]


@st.composite
def any_terms(draw: st.DrawFn) -> LoanTerms:
    count = draw(st.integers(1, 60))
    return LoanTerms(
        principal_minor=draw(st.integers(1, 10**12)),
        term_count=count,
        term_unit=draw(st.sampled_from(TermUnit)),
        term_step=draw(st.integers(1, 4)),
        method=draw(st.sampled_from(InterestMethod)),
        rate_percent=draw(st.fractions(0, 500, max_denominator=1_000)),
        rate_period=draw(st.sampled_from(RatePeriod)),
        disbursed_on=draw(st.dates(date(2000, 1, 1), date(2050, 1, 1))),
        round_instalment_to_minor=draw(st.sampled_from([1, 100, 1_000, 5_000])),
        grace_principal=draw(st.integers(0, count - 1)),
        grace_interest=draw(st.integers(0, count - 1)),
        first_instalment_fee_minor=draw(st.integers(0, 10**9)),
    )


@given(any_terms())
def test_principal_sums_exactly_and_nothing_is_negative(terms):
    schedule = build_schedule(terms)
    assert [item.sequence for item in schedule] == list(range(1, terms.term_count + 1))
    assert sum(item.principal_minor for item in schedule) == terms.principal_minor
    assert min(min(item.principal_minor, item.interest_minor, item.fee_minor) for item in schedule) >= 0
    assert not any(item.principal_minor for item in schedule[: terms.grace_principal])
    assert not any(item.interest_minor for item in schedule[: terms.grace_interest])


@given(any_terms())
def test_grace_on_interest_changes_when_it_is_paid_and_not_how_much(terms):
    deferred, plain = build_schedule(terms), build_schedule(replace(terms, grace_interest=0))
    assert sum(item.interest_minor for item in deferred) == sum(item.interest_minor for item in plain)
    assert [item.principal_minor for item in deferred] == [item.principal_minor for item in plain]


@given(any_terms())
def test_flat_interest_is_the_rate_on_the_whole_principal(terms):
    flat = replace(terms, method=InterestMethod.FLAT)
    exact = flat.principal_minor * rate_per_instalment(flat) * flat.term_count
    assert 0 <= sum(interest_of(flat)) - exact + Fraction(1, 2) <= 1
