"""Explained payments: the parts always add up, and each names the rule that in fact moved it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given

from shared.lending.allocation import DEFAULT_ORDER, Part, Payment, replay
from shared.lending.explaining.steps import Rule, Step, explain
from shared.lending.penalties import PenaltyTerms
from shared.lending.schedule import Instalment
from tests.shared.lending.test_replay_properties import Case, cases

DAY = date(2026, 1, 5)
WEEK = timedelta(days=7)


@given(cases())
def test_the_parts_always_add_up_to_the_payment_and_to_the_allocations(case: Case) -> None:
    position = case.replay()
    explained: dict[tuple[str, int], list[Step]] = {}
    for payment in case.payments:
        if payment.value_on > case.as_of:
            continue
        steps = explain(payment, position, case.order)
        assert sum(step.paid_minor for step in steps) == payment.amount_minor
        assert all(step.paid_minor > 0 for step in steps)
        for step in steps:
            explained.setdefault((payment.id, step.sequence), []).append(step)
    for row in position.allocations:
        of_item = explained[row.payment_id, row.sequence]
        assert sum(step.paid_minor for step in of_item) == row.total_minor
        assert [step.part for step in of_item] == sorted(
            (step.part for step in of_item), key=case.order.index
        )


@given(cases())
def test_each_step_is_moved_by_the_rule_it_names(case: Case) -> None:
    position = case.replay()
    for payment in case.payments:
        if payment.value_on > case.as_of:
            continue
        steps = explain(payment, position, case.order)
        items = [step for step in steps if step.due_on is not None]
        assert steps[: len(items)] == tuple(items), "credit comes last"
        for one, other in pairwise(items):
            assert one.due_on is not None
            assert other.due_on is not None
            assert (one.due_on, one.sequence) <= (other.due_on, other.sequence), "the oldest first"
        for step in items:
            assert step.due_on is not None
            if step.part is Part.PENALTY:
                assert step.rule is Rule.PENALTY
            else:
                assert step.rule is (Rule.ADVANCE if step.due_on > payment.value_on else Rule.DUE)


def test_the_example_of_two_items() -> None:
    """5 000 owed on the first, 10 000 on the second, 12 000 received: 3 000 are left of the second."""
    items = [Instalment(1, DAY, 500_000, 0, 0), Instalment(2, DAY + WEEK, 900_000, 100_000, 0)]
    payment = Payment("a", 1_200_000, DAY + WEEK)
    position = replay(items, [payment], payment.value_on, DEFAULT_ORDER)
    assert explain(payment, position, DEFAULT_ORDER) == (
        Step(Rule.DUE, 500_000, 1, DAY, Part.PRINCIPAL),
        Step(Rule.DUE, 100_000, 2, DAY + WEEK, Part.INTEREST),
        Step(Rule.DUE, 600_000, 2, DAY + WEEK, Part.PRINCIPAL),
    )


def test_late_money_pays_the_penalty_before_what_lies_ahead_and_the_rest_is_credit() -> None:
    items = [Instalment(1, DAY, 1_000, 100, 0), Instalment(2, DAY + 2 * WEEK, 1_000, 100, 0)]
    payment = Payment("a", 3_000, DAY + WEEK)
    position = replay(items, [payment], payment.value_on, DEFAULT_ORDER, PenaltyTerms(10))
    assert [
        (step.rule, step.sequence, step.paid_minor) for step in explain(payment, position, DEFAULT_ORDER)
    ] == [
        (Rule.DUE, 1, 100),
        (Rule.DUE, 1, 1_000),
        (Rule.PENALTY, 1, 70),
        (Rule.ADVANCE, 2, 100),
        (Rule.ADVANCE, 2, 1_000),
        (Rule.CREDIT, 0, 730),
    ]


def test_what_no_loan_takes_is_in_suspense() -> None:
    payment = Payment("a", 3_000, DAY)
    position = replay([], [], DAY, DEFAULT_ORDER)
    assert explain(payment, position, DEFAULT_ORDER, suspended=True) == (Step(Rule.SUSPENSE, 3_000),)
