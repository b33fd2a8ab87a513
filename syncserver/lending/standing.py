"""Default and cure: a supervisor says that an active loan is given up on, or no longer.

The rule kept here: neither touches the schedule, the payments or the ledger.
"""

from dataclasses import replace

from shared.contract.bodies.lending import LoanCured, LoanDefaulted
from shared.lending.lifecycle import LoanAct, move
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.lending.applications import loan_in_scope
from syncserver.lending.queries import LOANS
from syncserver.people.caller import Caller


def default_loan(work: Work, caller: Caller, body: LoanDefaulted) -> Ruling:
    """Declare an active loan defaulted; refuses any other state (`loan.bad_move`)."""
    return _move(work, caller, body.loan, LoanAct.DEFAULT, body.reason)


def cure_loan(work: Work, caller: Caller, body: LoanCured) -> Ruling:
    """Put a defaulted loan back to active; refuses any other state (`loan.bad_move`)."""
    return _move(work, caller, body.loan, LoanAct.CURE, body.reason)


def _move(work: Work, caller: Caller, loan_id: bytes, act: LoanAct, reason: str) -> Ruling:
    loan = loan_in_scope(work, caller, loan_id)
    work.put(LOANS, loan.id, replace(loan, state=move(loan.state, act), reason=reason))
    work.publish("loan", loan.id)
    return APPLIED
