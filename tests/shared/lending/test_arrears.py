"""Lateness and portfolio figures, worked out by hand."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.lending.allocation import LoanPosition, Part, Payment, Waiver, replay
from shared.lending.arrears import (
    AGEING_BUCKETS,
    CollectionFigures,
    LoanStanding,
    PromiseOutcome,
    ageing,
    ageing_bucket,
    collection_figures,
    collection_rates,
    days_past_due,
    on_time_rate,
    par,
    ptp_kept,
)
from shared.lending.lifecycle import LoanState
from shared.lending.penalties import PenaltyTerms
from shared.lending.schedule import Instalment

JAN, FEB, MAR = date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10)
ITEMS = (Instalment(1, JAN, 900, 100), Instalment(2, FEB, 900, 100), Instalment(3, MAR, 900, 100))


def loan(*paid: tuple[int, date], as_of: date = date(2024, 12, 31)) -> LoanPosition:
    payments = [Payment(f"p{index}", amount, day) for index, (amount, day) in enumerate(paid)]
    return replay(ITEMS, payments, as_of)


@pytest.mark.parametrize(
    ("as_of", "dpd", "overdue"),
    [
        (JAN, 0, 0),
        (JAN + timedelta(days=1), 1, 1_000),
        (FEB, 31, 1_000),
        (FEB + timedelta(days=1), 32, 2_000),
    ],
)
def test_days_past_due_count_from_the_oldest_unpaid_item(as_of, dpd, overdue):
    position = loan(as_of=as_of)
    assert days_past_due(position, as_of) == dpd
    assert position.overdue_minor(as_of) == overdue


def test_a_part_payment_lowers_the_overdue_amount_and_not_the_days():
    position = loan((999, JAN))
    assert days_past_due(position, FEB) == 31
    assert position.overdue_minor(FEB) == 1


def test_the_days_count_from_the_next_item_once_the_oldest_is_paid():
    assert days_past_due(loan((1_000, JAN)), FEB + timedelta(days=5)) == 5


def test_a_paid_loan_and_an_unpaid_penalty_are_not_past_due():
    assert days_past_due(loan((3_000, JAN)), date(2025, 1, 1)) == 0
    owing = replay(ITEMS[:1], [Payment("a", 1_000, FEB)], MAR, penalty=PenaltyTerms(10))
    assert owing.penalty_outstanding_minor == 310
    assert (days_past_due(owing, MAR), owing.overdue_minor(MAR)) == (0, 0)


def test_what_is_waived_is_not_overdue():
    waived = [Waiver("w1", 100, JAN, part=Part.INTEREST), Waiver("w2", 900, JAN, part=Part.PRINCIPAL)]
    position = replay(ITEMS, [], FEB, waivers=waived)
    assert (position.overdue_minor(FEB), days_past_due(position, FEB)) == (0, 0)


@pytest.mark.parametrize(
    ("dpd", "bucket"),
    [(0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (90, "61-90"),
     (91, "91-180"), (180, "91-180"), (181, "over 180"), (5_000, "over 180")],
)  # fmt: skip
def test_ageing_buckets(dpd, bucket):
    assert ageing_bucket(dpd) == bucket


@given(st.integers(0, 10_000))
def test_every_loan_sits_in_one_bucket(dpd):
    assert ageing_bucket(dpd) in AGEING_BUCKETS
    assert AGEING_BUCKETS.index(ageing_bucket(dpd)) <= AGEING_BUCKETS.index(ageing_bucket(dpd + 1))


def test_a_bucket_holds_the_whole_outstanding_principal():
    # On 11 March: 61 days late with 2 700, 30 days late with 1 800, up to date with 0.
    loans = [loan(), loan((1_000, JAN)), loan((3_000, JAN))]
    aged = ageing(loans, MAR + timedelta(days=1))
    assert list(aged) == list(AGEING_BUCKETS)
    assert aged == {"current": 0, "1-30": 1_800, "31-60": 0, "61-90": 2_700, "91-180": 0, "over 180": 0}


def test_portfolio_at_risk_is_the_share_of_principal_in_late_loans():
    # On 11 March: 61 days late with 2 700, 30 days late with 1 800, 1 day late with 900.
    loans = [loan(), loan((1_000, JAN)), loan((2_000, JAN))]
    day = MAR + timedelta(days=1)
    assert par(loans, 0, day) == 1
    assert par(loans, 1, day) == Fraction(4_500, 5_400)
    assert par(loans, 30, day) == Fraction(2_700, 5_400)
    assert par(loans, 61, day) == 0


def test_written_off_loans_are_outside_both_sides():
    written_off = LoanStanding(loan(), LoanState.WRITTEN_OFF)
    current = (loan((1_000, JAN)), LoanState.ACTIVE)
    defaulted = LoanStanding(loan(), LoanState.DEFAULTED)
    assert par([written_off, current], 30, MAR) == 0
    assert par([written_off, current, defaulted], 30, MAR) == Fraction(2_700, 4_500)
    assert par([written_off], 30, MAR) == 0
    assert par([], 30, MAR) == 0


def test_the_three_collection_rates():
    rates = collection_rates(
        demand_minor=1_000,
        collected_of_demand_minor=600,
        collected_minor=1_300,
        prepaid_minor=200,
        opening_overdue_minor=500,
    )
    assert rates == (Fraction(600, 1_000), Fraction(1_100, 1_000), Fraction(1_300, 1_500))


def test_without_demand_there_is_no_rate():
    assert collection_rates(demand_minor=0, collected_of_demand_minor=0, collected_minor=5) == (
        None,
        None,
        None,
    )


def test_the_amounts_behind_the_rates():
    first, last = date(2024, 2, 1), date(2024, 2, 29)
    behind = loan((400, JAN), (900, FEB))  # 600 of January, 300 of February
    ahead = loan((1_500, JAN), (1_000, date(2024, 2, 5)))  # 500 of February before, 500 in time, 500 of March
    long_ahead = loan((2_500, JAN))
    late = loan((1_000, MAR))
    figures = collection_figures([behind, ahead, long_ahead, late], first, last)
    assert figures == CollectionFigures(
        demand_minor=4_000,
        collected_of_demand_minor=2_300,
        collected_minor=1_900,
        prepaid_minor=500,
        opening_overdue_minor=1_600,
    )
    assert collection_rates(**figures._asdict()).current == Fraction(2_300, 4_000)


def test_no_loans_make_no_figures():
    assert collection_figures([], JAN, FEB) == (0, 0, 0, 0, 0)


def test_the_rate_paid_on_time():
    first, last = date(2024, 2, 1), date(2024, 3, 31)
    in_time, late = loan((1_000, JAN), (700, FEB)), loan((1_000, JAN), (700, FEB + timedelta(days=1)))
    assert on_time_rate([in_time, late], first, last) == Fraction(700, 4_000)
    assert on_time_rate([], first, last) is None


def test_promises_kept_by_value_and_by_count():
    matured = [PromiseOutcome(1_000, 1_500), PromiseOutcome(1_000, 400), PromiseOutcome(500, 0)]
    assert ptp_kept(matured) == (Fraction(1_400, 2_500), Fraction(1, 3))
    assert ptp_kept([]) == (None, None)
