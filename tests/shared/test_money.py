"""Splitting, rounding, reading and writing money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import RuleRefused
from shared.money import (
    MAX_AMOUNT_MINOR,
    check_amount,
    half_up_div,
    parse_amount,
    split_evenly,
)
from shared.writing import format_amount


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "rounded"),
    [
        (5, 2, 1, 3),
        (7, 3, 1, 2),
        (8, 3, 1, 3),
        (-5, 2, 1, -2),
        (150, 1, 100, 200),
        (149, 1, 100, 100),
        (0, 7, 1, 0),
    ],
)
def test_division_rounds_half_up_to_the_unit(numerator, denominator, unit, rounded):
    assert half_up_div(numerator, denominator, unit) == rounded


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        (1_000_000, 3, (333_333, 333_333, 333_334)),
        (10, 4, (3, 3, 3, 1)),
        (3, 5, (1, 1, 1, 0, 0)),
        (2, 5, (0, 0, 0, 0, 2)),
        (0, 2, (0, 0)),
        (7, 1, (7,)),
    ],
)
def test_the_last_part_takes_the_rest(total, parts, shares):
    assert split_evenly(total, parts) == shares


def test_parts_are_rounded_to_the_unit_and_the_last_takes_the_difference():
    assert split_evenly(1_000_000, 12, 5_000) == (*[85_000] * 11, 65_000)


@given(st.integers(0, MAX_AMOUNT_MINOR), st.integers(1, 400), st.sampled_from([1, 100, 1_000, 5_000]))
def test_a_split_is_exact_and_never_negative(total, parts, unit):
    shares = split_evenly(total, parts, unit)
    assert len(shares) == parts
    assert sum(shares) == total
    assert min(shares) >= 0


@pytest.mark.parametrize(("total", "parts", "code"), [(5, 0, "split.no_parts"), (-1, 2, "split.negative")])
def test_a_senseless_split_is_refused(total, parts, code):
    with pytest.raises(RuleRefused) as refused:
        split_evenly(total, parts)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12000", 1_200_000),
        ("12,000.50", 1_200_050),
        ("₦ 12,000.50", 1_200_050),
        ("NGN 1,234,567.8", 123_456_780),
        ("ngn5", 500),
        ("N500", 50_000),
        ("500 ₦", 50_000),
        ("12 000.5", 1_200_050),
        ("12\u00a0000", 1_200_000),
        ("  .5 ", 50),
        ("7.", 700),
        ("１２，０００．５０", 1_200_050),
        ("١٢٬٠٠٠٫٥٠", 1_200_050),
        ("0.01", 1),
        ("\u200f١٬٦٠٠\u200e", 160_000),
        ("\u2066₦1,600\u2069", 160_000),
        ("=N=1,600.00", 160_000),
        ("#500", 50_000),
        ("1,600 naira", 160_000),
        ("1'600", 160_000),
        ("1\u202f600.50", 160_050),
    ],
)
def test_amounts_are_read_as_people_write_them(text, minor):
    assert parse_amount(text) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount.empty"),
        ("  ₦ ", "amount.empty"),
        ("-5", "amount.negative"),
        ("₦ -5", "amount.negative"),
        ("-₦5", "amount.negative"),
        ("−5", "amount.negative"),
        ("0", "amount.zero"),
        ("0.00", "amount.zero"),
        ("5.001", "amount.too_many_decimals"),
        ("1000000000000.01", "amount.too_large"),
        ("9" * 60, "amount.too_large"),
        ("9" * 65, "amount.not_a_number"),
        ("12,50", "amount.not_a_number"),
        ("1,2,3", "amount.not_a_number"),
        ("1,000 000", "amount.not_a_number"),
        ("1.000.000", "amount.not_a_number"),
        ("1e5", "amount.not_a_number"),
        ("5²", "amount.not_a_number"),
        (".", "amount.not_a_number"),
        ("five", "amount.not_a_number"),
        ("$500", "amount.not_a_number"),
        ("₦ 1 600,50", "amount.not_a_number"),
        ("💰5", "amount.not_a_number"),
        ("\u200f", "amount.empty"),
        ("NGN", "amount.empty"),
    ],
)
def test_what_is_not_a_usable_amount_has_a_reason_of_its_own(text, code):
    with pytest.raises(RuleRefused) as refused:
        parse_amount(text)
    assert refused.value.code == code
    assert refused.value.title
    assert refused.value.detail


def test_a_currency_without_minor_units_takes_no_decimals():
    assert parse_amount("1,500", places=0) == 1_500
    with pytest.raises(RuleRefused, match="Too many decimals"):
        parse_amount("1.5", places=0)


@pytest.mark.parametrize(
    ("minor", "text"), [(1_200_050, "12,000.50"), (5, "0.05"), (0, "0.00"), (-123_456, "-1,234.56")]
)
def test_amounts_are_written_with_grouped_thousands(minor, text):
    assert format_amount(minor) == text


def test_amounts_can_be_written_plainly():
    assert format_amount(1_200_050, grouped=False) == "12000.50"
    assert format_amount(1_500, places=0) == "1,500"


@given(st.integers(1, MAX_AMOUNT_MINOR))
def test_what_is_written_is_read_back(minor):
    assert parse_amount(format_amount(minor)) == minor
    assert parse_amount(format_amount(minor, grouped=False)) == minor


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        (0, "amount.zero"),
        (-1, "amount.negative"),
        (MAX_AMOUNT_MINOR + 1, "amount.too_large"),
        (True, "amount.not_whole"),
        (1.0, "amount.not_whole"),
    ],
)
def test_amounts_that_may_not_be_recorded(amount, code):
    with pytest.raises(RuleRefused) as refused:
        check_amount(amount)
    assert refused.value.code == code


def test_an_amount_that_may_be_recorded_is_given_back():
    assert check_amount(MAX_AMOUNT_MINOR) == MAX_AMOUNT_MINOR


def test_a_refusal_says_what_was_found():
    refused = RuleRefused("amount.zero", "Amount is zero", "Enter an amount above zero.")
    assert (refused.code, refused.title, refused.detail) == refused.args
    assert str(refused) == "Amount is zero: Enter an amount above zero."
