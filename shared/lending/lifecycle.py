"""The states of a loan and the acts that move it.

A state changes only through the table below. What a person may do is decided elsewhere; what the loan may
do is decided here.
"""

from __future__ import annotations

from enum import StrEnum

from shared.errors import RuleRefused


class LoanState(StrEnum):
    """Where a loan is in its life."""

    DRAFT = "DRAFT"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    DEFAULTED = "DEFAULTED"
    WRITTEN_OFF = "WRITTEN_OFF"
    CANCELED = "CANCELED"


class LoanAct(StrEnum):
    """What moves a loan. COMPLETE and REOPEN follow from payments and reversals, the others are acts of
    people.
    """

    SUBMIT = "SUBMIT"
    SEND_BACK = "SEND_BACK"
    APPROVE = "APPROVE"
    REFUSE = "REFUSE"
    CANCEL = "CANCEL"
    DISBURSE = "DISBURSE"
    COMPLETE = "COMPLETE"
    REOPEN = "REOPEN"
    DEFAULT = "DEFAULT"
    CURE = "CURE"
    SETTLE = "SETTLE"
    WRITE_OFF = "WRITE_OFF"


class Closure(StrEnum):
    """How a loan ended."""

    CLOSED = "CLOSED"
    SETTLED = "SETTLED"
    WRITTEN_OFF = "WRITTEN_OFF"


MOVES: dict[tuple[LoanState, LoanAct], LoanState] = {
    (LoanState.DRAFT, LoanAct.SUBMIT): LoanState.PENDING_APPROVAL,
    (LoanState.DRAFT, LoanAct.CANCEL): LoanState.CANCELED,
    (LoanState.PENDING_APPROVAL, LoanAct.SEND_BACK): LoanState.DRAFT,
    (LoanState.PENDING_APPROVAL, LoanAct.APPROVE): LoanState.APPROVED,
    (LoanState.PENDING_APPROVAL, LoanAct.REFUSE): LoanState.CANCELED,
    (LoanState.PENDING_APPROVAL, LoanAct.CANCEL): LoanState.CANCELED,
    (LoanState.APPROVED, LoanAct.DISBURSE): LoanState.ACTIVE,
    (LoanState.APPROVED, LoanAct.CANCEL): LoanState.CANCELED,
    (LoanState.ACTIVE, LoanAct.COMPLETE): LoanState.COMPLETED,
    (LoanState.ACTIVE, LoanAct.SETTLE): LoanState.COMPLETED,
    (LoanState.ACTIVE, LoanAct.DEFAULT): LoanState.DEFAULTED,
    (LoanState.ACTIVE, LoanAct.WRITE_OFF): LoanState.WRITTEN_OFF,
    (LoanState.DEFAULTED, LoanAct.CURE): LoanState.ACTIVE,
    (LoanState.DEFAULTED, LoanAct.COMPLETE): LoanState.COMPLETED,
    (LoanState.DEFAULTED, LoanAct.SETTLE): LoanState.COMPLETED,
    (LoanState.DEFAULTED, LoanAct.WRITE_OFF): LoanState.WRITTEN_OFF,
    (LoanState.COMPLETED, LoanAct.REOPEN): LoanState.ACTIVE,
}

CLOSURES = {
    LoanAct.COMPLETE: Closure.CLOSED,
    LoanAct.SETTLE: Closure.SETTLED,
    LoanAct.WRITE_OFF: Closure.WRITTEN_OFF,
}
"""The closure an act leaves behind; every other act leaves none."""

TAKES_PAYMENTS = frozenset({LoanState.ACTIVE, LoanState.DEFAULTED, LoanState.WRITTEN_OFF})
"""Money offered against any other state goes to suspense. On a written-off loan it is a recovery."""

OPEN_STATES = frozenset(
    {LoanState.PENDING_APPROVAL, LoanState.APPROVED, LoanState.ACTIVE, LoanState.DEFAULTED}
)
"""States that count against a member's number of open loans."""

OWING_STATES = frozenset({LoanState.ACTIVE, LoanState.DEFAULTED})
"""States of the gross portfolio: disbursed, not ended."""


def may_move(state: LoanState, act: LoanAct) -> bool:
    """Whether the act is possible in that state."""
    return (state, act) in MOVES


def move(state: LoanState, act: LoanAct) -> LoanState:
    """The state after the act. Refuses an act that the state does not allow (`loan.bad_move`)."""
    after = MOVES.get((state, act))
    if after is None:
        acts = ", ".join(possible for at, possible in MOVES if at is state) or "nothing"
        detail = f"{act} is not possible while the loan is {state}; possible is {acts}."
        raise RuleRefused("loan.bad_move", "The loan cannot do this now", detail)
    return after


def state_after_replay(state: LoanState, is_settled: bool, by_reversal: bool = False) -> LoanState:
    """The state that payments lead to.

    `is_settled` says that nothing is owed any more, penalty included. An active or defaulted loan is then
    completed; a completed one is active again when something is owed and a reversal brought it about. No
    other state moves by payments.
    """
    if is_settled and may_move(state, LoanAct.COMPLETE):
        return move(state, LoanAct.COMPLETE)
    if by_reversal and not is_settled and may_move(state, LoanAct.REOPEN):
        return move(state, LoanAct.REOPEN)
    return state
