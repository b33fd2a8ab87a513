"""What a change of a loan's payments means in the ledger: the difference between two replays.

The rule kept here: the payments of a loan are replayed whole by value date, and what is posted is the new
totals less the totals posted before, so a back-dated payment moves money to where it belongs and nothing is
posted twice.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from shared.lending.allocation import Allocation, Payment
from shared.lending.lifecycle import LoanState, state_after_replay
from shared.lending.position import LoanPosition
from syncserver.database.work import Work
from syncserver.ledger.accounts import (
    FEE_INCOME,
    INTEREST_INCOME,
    LOAN_PRINCIPAL,
    MEMBER_CREDIT,
    PENALTY_INCOME,
    SUSPENSE,
    TAX_PAYABLE,
    cash_account,
)
from syncserver.ledger.journal import Entry, Line, credit, debit, post
from syncserver.lending.aggregates import NOTHING_PAID, Loan, Repayment, Totals, paid_position, totals_of
from syncserver.lending.payments.queries import LOAN_REPAYMENTS, POSITIONS, TOTALS
from syncserver.lending.queries import LOANS


@dataclass(frozen=True, slots=True)
class Act:
    """Why the ledger changes: the kind of entry, the operation behind it and the day it tells of."""

    kind: str
    operation: bytes
    value_on: date


def add_payment(work: Work, loan: Loan, received: Repayment, act: Act) -> LoanPosition:
    """Count a payment on its loan: replay, post the difference, move the loan's state, publish."""
    payments = (*(work.get(LOAN_REPAYMENTS, loan.id) or ()), received.payment)
    lines = _cash_lines(received, received.amount_minor)
    return _replay_and_post(work, loan, payments, received, act, lines, by_reversal=False)


def remove_payment(work: Work, loan: Loan, received: Repayment, act: Act) -> LoanPosition:
    """Count a payment on its loan no longer; a completed loan that owes again becomes active."""
    taken_back = received.payment.id
    payments = tuple(p for p in work.get(LOAN_REPAYMENTS, loan.id) or () if p.id != taken_back)
    lines = _cash_lines(received, -received.amount_minor)
    return _replay_and_post(work, loan, payments, received, act, lines, by_reversal=True)


def post_suspense(work: Work, received: Repayment, act: Act, *, reversed_: bool = False) -> None:
    """Put money that fits no loan into suspense, or take it out again when its receipt is reversed."""
    amount_minor = -received.amount_minor if reversed_ else received.amount_minor
    lines = (*_cash_lines(received, amount_minor), credit(SUSPENSE, amount_minor))
    post(work, Entry(act.kind, act.value_on, "repayment", received.id, act.operation, lines))


def _replay_and_post(
    work: Work,
    loan: Loan,
    payments: tuple[Payment, ...],
    changed: Repayment,
    act: Act,
    cash: tuple[Line, ...],
    *,
    by_reversal: bool,
) -> LoanPosition:
    before = work.get(TOTALS, loan.id) or NOTHING_PAID
    position = paid_position(loan, payments)
    after = totals_of(position)
    for identifier in _reallocated(work, loan, position, changed.payment):
        work.publish("repayment", identifier)
    work.put(LOAN_REPAYMENTS, loan.id, payments)
    work.put(POSITIONS, loan.id, position)
    work.put(TOTALS, loan.id, after)
    lines = (*cash, *_difference(loan, before, after))
    post(work, Entry(act.kind, act.value_on, "repayment", changed.id, act.operation, lines))
    _move_state(work, loan, position, by_reversal)
    work.publish("loan", loan.id)
    return position


def _cash_lines(received: Repayment, amount_minor: int) -> tuple[Line, ...]:
    staff = received.received_by if received.method == "CASH" else None
    return (debit(cash_account(received.method), amount_minor, staff=staff),)


def _difference(loan: Loan, before: Totals, after: Totals) -> tuple[Line, ...]:
    fee_minor = after.fee_minor - before.fee_minor
    tax_minor = loan.tax_in_fees_minor(after.fee_minor) - loan.tax_in_fees_minor(before.fee_minor)
    return (
        credit(INTEREST_INCOME, after.interest_minor - before.interest_minor, loan=loan.id),
        credit(LOAN_PRINCIPAL, after.principal_minor - before.principal_minor, loan=loan.id),
        credit(FEE_INCOME, fee_minor - tax_minor, loan=loan.id),
        credit(TAX_PAYABLE, tax_minor, loan=loan.id),
        credit(PENALTY_INCOME, after.penalty_minor - before.penalty_minor, loan=loan.id),
        credit(MEMBER_CREDIT, after.credit_minor - before.credit_minor, loan=loan.id),
    )


def _move_state(work: Work, loan: Loan, position: LoanPosition, by_reversal: bool) -> None:
    state = state_after_replay(loan.state, position.is_settled, by_reversal)
    if state is LoanState.COMPLETED:
        # Also when it was completed before: a payment counted earlier may move the day it was settled.
        work.put(LOANS, loan.id, replace(loan, state=state, closed_on=position.as_of))
    elif state is not loan.state:
        work.put(LOANS, loan.id, replace(loan, state=state, closed_on=None))


def _reallocated(work: Work, loan: Loan, position: LoanPosition, changed: Payment) -> list[bytes]:
    """Which other payments now pay other parts than before; none when the change is the latest payment."""
    others = [p for p in work.get(LOAN_REPAYMENTS, loan.id) or () if p.id != changed.id]
    if all((p.value_on, p.id) < (changed.value_on, changed.id) for p in others):
        return []
    earlier = work.get(POSITIONS, loan.id)
    assert earlier is not None, "a loan with payments has a position"
    before, after = _by_payment(earlier), _by_payment(position)
    return [bytes.fromhex(p.id) for p in others if before.get(p.id) != after.get(p.id)]


def _by_payment(position: LoanPosition) -> dict[str, list[Allocation]]:
    found: dict[str, list[Allocation]] = defaultdict(list)
    for allocation in position.allocations:
        found[allocation.payment_id].append(allocation)
    return found
