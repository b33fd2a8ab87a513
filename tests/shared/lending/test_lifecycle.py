"""Which states a loan may pass through."""

from itertools import product

import pytest

from shared.errors import RuleRefused
from shared.lending.lifecycle import (
    CLOSURES,
    MOVES,
    TAKES_PAYMENTS,
    Closure,
    LoanAct,
    LoanState,
    may_move,
    move,
    state_after_replay,
)

S = LoanState
BEFORE_ACTIVE = {S.DRAFT, S.PENDING_APPROVAL, S.APPROVED}


def reachable(state: LoanState) -> set[LoanState]:
    return {after for (before, _), after in MOVES.items() if before is state}


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (S.DRAFT, {S.PENDING_APPROVAL, S.CANCELED}),
        (S.PENDING_APPROVAL, {S.APPROVED, S.DRAFT, S.CANCELED}),
        (S.APPROVED, {S.ACTIVE, S.CANCELED}),
        (S.ACTIVE, {S.COMPLETED, S.DEFAULTED, S.WRITTEN_OFF}),
        (S.DEFAULTED, {S.ACTIVE, S.WRITTEN_OFF, S.COMPLETED}),
        (S.COMPLETED, {S.ACTIVE}),
        (S.WRITTEN_OFF, set()),
        (S.CANCELED, set()),
    ],
)
def test_the_states_that_may_follow(state, after):
    assert reachable(state) == after


def test_only_what_is_not_yet_active_is_canceled():
    assert {before for (before, _), after in MOVES.items() if after is S.CANCELED} == BEFORE_ACTIVE


def test_an_act_leads_where_the_table_says():
    assert move(S.PENDING_APPROVAL, LoanAct.SEND_BACK) is S.DRAFT
    assert move(S.DEFAULTED, LoanAct.CURE) is S.ACTIVE
    assert CLOSURES[LoanAct.SETTLE] is Closure.SETTLED


def test_every_other_act_is_refused():
    for state, act in product(LoanState, LoanAct):
        if not may_move(state, act):
            with pytest.raises(RuleRefused) as refused:
                move(state, act)
            assert refused.value.code == "loan.bad_move"
            assert act in refused.value.detail


def test_a_refusal_names_what_is_possible():
    with pytest.raises(RuleRefused, match="possible is DISBURSE, CANCEL"):
        move(S.APPROVED, LoanAct.DEFAULT)


@pytest.mark.parametrize("state", [S.ACTIVE, S.DEFAULTED])
def test_a_loan_paid_in_full_is_completed(state):
    assert state_after_replay(state, is_settled=True) is S.COMPLETED
    assert state_after_replay(state, is_settled=False) is state


def test_a_completed_loan_is_active_again_by_a_reversal_only():
    assert state_after_replay(S.COMPLETED, is_settled=False) is S.COMPLETED
    assert state_after_replay(S.COMPLETED, is_settled=False, by_reversal=True) is S.ACTIVE
    assert state_after_replay(S.COMPLETED, is_settled=True, by_reversal=True) is S.COMPLETED


@pytest.mark.parametrize("state", [*sorted(BEFORE_ACTIVE), S.WRITTEN_OFF, S.CANCELED])
def test_payments_move_no_other_state(state):
    assert state_after_replay(state, is_settled=True) is state
    assert state_after_replay(state, is_settled=False, by_reversal=True) is state


def test_states_that_take_payments():
    assert {S.ACTIVE, S.DEFAULTED, S.WRITTEN_OFF} == TAKES_PAYMENTS
