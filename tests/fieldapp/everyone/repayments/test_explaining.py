"""Explained repayments: the scenarios of a branch, each adding up and agreeing with its receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec

from fieldapp.everyone.repayments.explaining import Explained, load_explanation
from fieldapp.officer.collect_repayment import collect_repayment
from shared.ids import RepaymentId
from shared.lending.explaining.steps import Rule
from tests.fieldapp.desk.branch import (
    DUE,
    LOAN,
    MEMBER,
    SECOND,
    TODAY,
    UNION,
    WAITING_LOAN,
    Branch,
    posted,
    refused,
    with_penalty,
)
from tests.fieldapp.desk.forms import due_form
from tests.fieldapp.store.world import TERMS, a_loan


def paid(branch: Branch, amount_minor: int, **changes: object) -> Explained:
    form = replace(due_form(branch.desk, LOAN), amount_minor=amount_minor, **changes)  # type: ignore[arg-type]  # the changes have many types
    return load_explanation(branch.desk, collect_repayment(branch.desk, form).repayment)


def moved(found: Explained) -> list[tuple[str, int, int]]:
    """The steps; each explanation adds up, and agrees with the receipt item by item."""
    receipt = found.receipt
    assert sum(step.paid_minor for step in found.steps) == receipt.amount_minor
    for item in receipt.items:
        steps = [step for step in found.steps if step.sequence == item.sequence]
        assert sum(step.paid_minor for step in steps) == item.pays_minor
        assert {step.due_on for step in steps} == {item.due_on}
    kept = sum(step.paid_minor for step in found.steps if step.rule is Rule.CREDIT)
    assert kept == (0 if receipt.suspense else receipt.excess_minor)
    return [(step.rule.value, step.sequence, step.paid_minor) for step in found.steps]


def test_exact_it_pays_what_is_due_the_oldest_first(branch: Branch) -> None:
    assert moved(paid(branch, 2 * DUE)) == [
        ("DUE", 1, 50_000), ("DUE", 1, 500_000), ("DUE", 2, 50_000), ("DUE", 2, 500_000),
    ]  # fmt: skip


def test_part_of_it_stops_where_it_ends(branch: Branch) -> None:
    assert moved(paid(branch, 60_000)) == [("DUE", 1, 50_000), ("DUE", 1, 10_000)]


def test_over_goes_ahead_and_the_rest_is_credit(branch: Branch) -> None:
    found = moved(paid(branch, 5 * DUE))
    assert [rule for rule, _, _ in found] == ["DUE"] * 4 + ["ADVANCE"] * 4 + ["CREDIT"]
    assert found[-1] == ("CREDIT", 0, DUE)


def test_late_with_penalty_the_penalty_comes_after_its_instalment_and_before_the_next(branch: Branch) -> None:
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4)
    terms = msgspec.structs.replace(TERMS, penalty=with_penalty(1_000).penalty)
    branch.put("loan", LOAN, msgspec.structs.replace(loan, terms=terms))
    branch.sync()
    assert moved(paid(branch, DUE + 7_000 + 50_001)) == [
        ("DUE", 1, 50_000), ("DUE", 1, 500_000), ("PENALTY", 1, 7_000), ("DUE", 2, 50_000), ("DUE", 2, 1),
    ]  # fmt: skip


def test_several_in_a_day_count_in_the_order_recorded(branch: Branch) -> None:
    first = paid(branch, 60_000)
    second = paid(branch, 60_001, repeat_reason="two visits")
    assert (first.earlier, second.earlier, second.same_day) == (0, 1, 1)
    assert moved(second) == [("DUE", 1, 60_001)]


def test_an_earlier_day_counts_what_came_later_that_day_not_at_all(branch: Branch) -> None:
    paid(branch, DUE)
    back = paid(branch, 100_000, value_on=TODAY - timedelta(days=5), note="paper receipt 12")
    assert back.earlier == 0
    assert moved(back) == [("DUE", 1, 50_000), ("DUE", 1, 50_000)]


def test_what_no_loan_takes_is_in_suspense_with_its_reason(branch: Branch) -> None:
    form = replace(due_form(branch.desk, LOAN), loan=WAITING_LOAN, member=SECOND, amount_minor=5_000)
    found = load_explanation(branch.desk, collect_repayment(branch.desk, form).repayment)
    assert moved(found) == [("SUSPENSE", 0, 5_000)]
    assert found.receipt.suspense


def test_one_taken_back_moves_nothing(branch: Branch) -> None:
    record = msgspec.structs.replace(posted(LOAN, DUE, TODAY, "K7-000001"), state="REVERSED")
    branch.put("repayment", b"receipt-00000001", record)
    branch.sync()
    found = load_explanation(branch.desk, RepaymentId(b"receipt-00000001"))
    assert (found.steps, found.receipt.reversed) == ((), True)


def test_where_older_payments_are_out_of_sight_it_says_so(branch: Branch) -> None:
    branch.put("repayment", b"receipt-00000001", posted(LOAN, DUE, TODAY, "K7-000001"))
    branch.sync()
    found = load_explanation(branch.desk, RepaymentId(b"receipt-00000001"))
    assert (found.steps, found.whole) == ((), False)


def test_an_unknown_one_is_refused(branch: Branch) -> None:
    with refused("repayment.unknown"):
        load_explanation(branch.desk, RepaymentId(b"nobody-000000000"))
