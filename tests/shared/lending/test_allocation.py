"""What payments pay: order, surplus, statuses, penalty, waivers, releases. Amounts are in kobo."""

from datetime import date

import pytest

from shared.errors import RuleRefused
from shared.lending.allocation import (
    DEFAULT_ORDER,
    ItemStatus,
    Part,
    Payment,
    Release,
    Waiver,
    allocation_order,
    replay,
)
from shared.lending.penalties import PenaltyTerms
from shared.lending.schedule import Instalment

JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)
PLAIN = (Instalment(1, JAN, 10_000, 0), Instalment(2, FEB, 10_000, 0))
MIXED = (Instalment(1, JAN, 8_000, 2_000, 500), Instalment(2, FEB, 9_000, 1_000))
FIFTY_A_DAY = PenaltyTerms(per_day_minor=50)


def test_a_payment_closes_the_first_item_and_leaves_the_rest_on_the_second():
    naira = 100
    items = (Instalment(1, JAN, 10_000 * naira, 0), Instalment(2, FEB, 10_000 * naira, 0))
    before, received = Payment("a", 5_000 * naira, JAN), Payment("b", 12_000 * naira, FEB)
    position = replay(items, [before, received], as_of=FEB)
    first, second = position.items
    assert (first.status, first.paid_on) == (ItemStatus.PAID, FEB)
    assert (second.status, second.paid_minor, second.owed_minor) == (
        ItemStatus.PARTIAL,
        7_000 * naira,
        3_000 * naira,
    )
    assert [(row.payment_id, row.sequence, row.total_minor) for row in position.allocations] == [
        ("a", 1, 5_000 * naira),
        ("b", 1, 5_000 * naira),
        ("b", 2, 7_000 * naira),
    ]
    assert replay(items, [before], as_of=FEB).outstanding_minor - position.outstanding_minor == 12_000 * naira


def test_inside_an_item_interest_comes_first_then_principal_then_fee():
    for amount, parts in ((1_500, (1_500, 0, 0)), (9_000, (2_000, 7_000, 0)), (10_200, (2_000, 8_000, 200))):
        item = replay(MIXED, [Payment("a", amount, JAN)], as_of=JAN).items[0]
        assert (item.interest_paid_minor, item.principal_paid_minor, item.fee_paid_minor) == parts
        assert item.paid_minor == amount


def test_the_institution_chooses_the_order():
    item = replay(MIXED, [Payment("a", 1_000, JAN)], JAN, order=("fee", "principal")).items[0]
    assert (item.fee_paid_minor, item.principal_paid_minor, item.interest_paid_minor) == (500, 500, 0)


def test_parts_that_an_order_omits_come_after_the_others():
    assert allocation_order(["PRINCIPAL"]) == (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY)
    assert allocation_order(DEFAULT_ORDER) == DEFAULT_ORDER


@pytest.mark.parametrize("order", [(), ("FEE", "FEE"), ("TIP",)])
def test_an_order_that_cannot_be_used_is_refused(order):
    with pytest.raises(RuleRefused) as refused:
        allocation_order(order)
    assert refused.value.code == "allocation.bad_order"


def test_payments_count_by_value_date_and_then_by_id():
    late, early_b, early_a = Payment("c", 9_000, FEB), Payment("b", 4_000, JAN), Payment("a", 8_000, JAN)
    position = replay(PLAIN, [late, early_b, early_a], as_of=FEB)
    assert [(row.payment_id, row.sequence, row.principal_minor) for row in position.allocations] == [
        ("a", 1, 8_000),
        ("b", 1, 2_000),
        ("b", 2, 2_000),
        ("c", 2, 8_000),
    ]
    assert position.credit_minor == 1_000


def test_a_prepayment_goes_on_to_later_items():
    position = replay(PLAIN, [Payment("a", 15_000, date(2023, 12, 20))], as_of=date(2023, 12, 20))
    assert [item.status for item in position.items] == [ItemStatus.PAID, ItemStatus.PARTIAL]
    assert position.next_due(JAN) == position.items[1]


def test_a_payment_dated_later_does_not_count_yet():
    payments = [Payment("a", 10_000, JAN), Payment("b", 10_000, FEB)]
    assert replay(PLAIN, payments, as_of=date(2024, 1, 31)).paid_minor == 10_000
    assert replay(PLAIN, payments, as_of=FEB).is_settled


@pytest.mark.parametrize(
    ("paid", "as_of", "status"),
    [
        (0, JAN, ItemStatus.PENDING),
        (1, JAN, ItemStatus.PARTIAL),
        (0, date(2024, 1, 2), ItemStatus.OVERDUE),
        (9_999, date(2024, 1, 2), ItemStatus.OVERDUE),
        (10_000, date(2024, 1, 2), ItemStatus.PAID),
    ],
)
def test_the_status_of_an_item_on_a_date(paid, as_of, status):
    payments = [Payment("a", paid, date(2023, 12, 1))] if paid else []
    assert replay(PLAIN, payments, as_of).items[0].status is status


def test_an_item_that_asks_for_nothing_is_paid():
    position = replay([Instalment(1, JAN, 0, 0), Instalment(2, FEB, 5_000, 0)], [], as_of=FEB)
    assert position.items[0].status is ItemStatus.PAID
    assert position.oldest_unpaid_due_on == FEB


def test_the_totals_of_a_position():
    position = replay(MIXED, [Payment("a", 11_200, JAN)], as_of=date(2024, 1, 2))
    assert (position.interest_paid_minor, position.principal_paid_minor, position.fee_paid_minor) == (
        2_700,
        8_000,
        500,
    )
    assert (position.interest_outstanding_minor, position.principal_outstanding_minor) == (300, 9_000)
    assert (position.fee_outstanding_minor, position.outstanding_minor, position.paid_minor) == (
        0,
        9_300,
        11_200,
    )
    assert position.overdue_minor(FEB) == 0
    assert position.due_minor(FEB) == 9_300
    assert position.overdue_minor(date(2024, 2, 2)) == 9_300


def test_a_loan_without_items_keeps_everything_as_credit():
    position = replay([], [Payment("a", 700, JAN)], as_of=JAN, penalty=FIFTY_A_DAY)
    assert (position.credit_minor, position.outstanding_minor, position.oldest_unpaid) == (700, 0, None)


def test_a_reversed_payment_and_its_reversal_do_not_count():
    kept, wrong = Payment("a", 4_000, JAN), Payment("b", 9_000, JAN)
    reversal = Payment("c", 9_000, FEB, reverses="b")
    assert replay(PLAIN, [kept, wrong, reversal], as_of=MAR) == replay(PLAIN, [kept], as_of=MAR)


def test_one_id_for_two_payments_is_an_error():
    with pytest.raises(ValueError, match="same id"):
        replay(PLAIN, [Payment("a", 1, JAN), Payment("a", 2, JAN)], as_of=JAN)


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, 10**14 + 1])
def test_a_payment_is_a_whole_amount_above_zero(amount):
    with pytest.raises(RuleRefused) as refused:
        Payment("a", amount, JAN)
    assert refused.value.code == "payment.bad_amount"


# ---------------------------------------------------------------- penalty


def test_a_penalty_is_charged_for_every_day_after_the_due_date():
    for day, charged in ((1, 0), (2, 50), (11, 500)):
        position = replay(PLAIN, [], date(2024, 1, day), penalty=FIFTY_A_DAY)
        assert (position.penalty_charged_minor, position.items[0].penalty_owed_minor) == (charged, charged)


def test_days_of_grace_cost_nothing():
    penalty = PenaltyTerms(per_day_minor=50, grace_days=3)
    assert replay(PLAIN, [], date(2024, 1, 4), penalty=penalty).penalty_charged_minor == 0
    assert replay(PLAIN, [], date(2024, 1, 6), penalty=penalty).penalty_charged_minor == 100


def test_the_day_of_the_payment_that_ends_the_lateness_is_still_charged():
    position = replay(PLAIN, [Payment("a", 10_000, date(2024, 1, 4))], date(2024, 1, 20), penalty=FIFTY_A_DAY)
    assert position.items[0].penalty_charged_minor == 150
    assert position.items[0].status is ItemStatus.PAID
    assert position.penalty_outstanding_minor == 150


def test_there_is_one_penalty_a_day_however_many_items_are_late():
    position = replay(PLAIN, [], date(2024, 2, 11), penalty=FIFTY_A_DAY)
    assert [item.penalty_charged_minor for item in position.items] == [41 * 50, 0]


def test_the_penalty_moves_to_the_item_that_becomes_the_oldest():
    position = replay(PLAIN, [Payment("a", 10_000, date(2024, 1, 4))], date(2024, 2, 3), penalty=FIFTY_A_DAY)
    assert [item.penalty_charged_minor for item in position.items] == [150, 100]


def test_a_cap_bounds_what_the_loan_is_ever_charged():
    penalty = PenaltyTerms(per_day_minor=50, cap_minor=120)
    waiver = Waiver("w", 120, date(2024, 1, 10))
    assert replay(PLAIN, [], date(2024, 1, 3), penalty=penalty).penalty_charged_minor == 100
    position = replay(PLAIN, [], date(2024, 6, 1), penalty=penalty, waivers=[waiver])
    assert (position.penalty_charged_minor, position.penalty_outstanding_minor) == (120, 0)


def test_a_penalty_is_paid_after_the_other_parts_of_its_item_and_before_the_next_item():
    position = replay(PLAIN, [Payment("a", 10_200, date(2024, 1, 4))], date(2024, 1, 4), penalty=FIFTY_A_DAY)
    assert position.allocations == (
        (("a", 1, 0, 10_000, 0, 150, date(2024, 1, 4))),
        ("a", 2, 0, 50, 0, 0, date(2024, 1, 4)),
    )
    assert position.items[0].paid_minor == 10_000


def test_an_unpaid_penalty_keeps_a_loan_from_being_settled():
    payments = [Payment("a", 10_000, date(2024, 1, 3)), Payment("b", 10_000, FEB)]
    position = replay(PLAIN, payments, as_of=FEB, penalty=FIFTY_A_DAY)
    # b pays the 100 of penalty on item 1 first and then lacks as much on item 2.
    assert [item.status for item in position.items] == [ItemStatus.PAID, ItemStatus.PARTIAL]
    rest = Payment("c", 100, FEB)
    assert replay(PLAIN, [*payments, rest], as_of=MAR, penalty=FIFTY_A_DAY).is_settled
    single = replay(PLAIN[:1], payments[:1], as_of=FEB, penalty=FIFTY_A_DAY)
    assert (single.items[0].status, single.is_settled) == (ItemStatus.PAID, False)
    assert single.oldest_unpaid is None


def test_a_loan_paid_in_time_is_never_charged():
    payments = [Payment("a", 10_000, JAN), Payment("b", 10_000, FEB)]
    assert replay(PLAIN, payments, date(2030, 1, 1), penalty=FIFTY_A_DAY).penalty_charged_minor == 0


@pytest.mark.parametrize(
    "terms",
    [
        {"per_day_minor": -1},
        {"per_day_minor": 5, "grace_days": -1},
        {"per_day_minor": 5, "cap_minor": -1},
        {"per_day_minor": 0.5},
    ],
)
def test_penalty_terms_that_cannot_be_used(terms):
    with pytest.raises(RuleRefused) as refused:
        PenaltyTerms(**terms)
    assert refused.value.code == "penalty.bad_terms"


# ---------------------------------------------------------------- waivers and releases


def test_a_waiver_lowers_the_penalty_before_the_payments_of_its_day():
    waiver, payment = Waiver("w", 500, date(2024, 1, 5)), Payment("a", 10_200, date(2024, 1, 5))
    position = replay(PLAIN[:1], [payment], date(2024, 1, 9), penalty=FIFTY_A_DAY, waivers=[waiver])
    first = position.items[0]
    assert (first.penalty_charged_minor, first.penalty_waived_minor, first.penalty_paid_minor) == (
        200,
        200,
        0,
    )
    assert (position.is_settled, position.credit_minor) == (True, 200)


def test_a_waiver_dated_later_does_not_count_yet():
    waiver = Waiver("w", 50, date(2024, 1, 5))
    assert (
        replay(PLAIN, [], date(2024, 1, 4), penalty=FIFTY_A_DAY, waivers=[waiver]).penalty_outstanding_minor
        == 150
    )


def test_a_settlement_waives_what_is_left():
    waivers = [Waiver("w1", 9_000, FEB, part=Part.PRINCIPAL), Waiver("w2", 1_000, FEB, part=Part.INTEREST)]
    position = replay(MIXED, [Payment("a", 10_500, JAN)], as_of=MAR, waivers=waivers)
    assert position.is_settled
    assert position.items[1].status is ItemStatus.PAID
    assert (position.items[1].waived_minor, position.items[1].paid_minor, position.items[1].paid_on) == (
        10_000,
        0,
        FEB,
    )
    assert (position.principal_paid_minor, position.principal_outstanding_minor) == (8_000, 0)


@pytest.mark.parametrize("part", ["TIP", "penalty"])
def test_an_unknown_part_cannot_be_waived(part):
    with pytest.raises(RuleRefused) as refused:
        Waiver("w", 1, JAN, part)
    assert refused.value.code == "waiver.bad_part"


def test_a_release_lowers_the_credit_from_its_day():
    payments, release = [Payment("a", 25_000, JAN)], Release("r", 3_000, FEB)
    assert replay(PLAIN, payments, JAN, releases=[release]).credit_minor == 5_000
    assert replay(PLAIN, payments, FEB, releases=[release]).credit_minor == 2_000


def test_a_reversal_after_a_release_shows_what_was_released_too_much():
    payments = [Payment("a", 20_000, JAN), Payment("b", 5_000, JAN), Payment("c", 5_000, FEB, reverses="b")]
    position = replay(PLAIN, payments, FEB, releases=[Release("r", 3_000, JAN)])
    assert (position.credit_minor, position.over_released_minor, position.outstanding_minor) == (0, 3_000, 0)
