"""Whatever is recorded and corrected, in whatever order and batches it arrives: the ledger is the replay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contract.bodies.lending import FeeDefinition, RepaymentCorrected, RepaymentRecorded
from shared.errors import RuleRefused
from shared.lending.lifecycle import LoanState
from syncserver.database.engine import reading
from syncserver.database.work import Work
from syncserver.ledger.accounts import LOAN_PRINCIPAL
from syncserver.ledger.queries import trial_balance
from syncserver.lending.aggregates import Loan
from syncserver.lending.payments.corrections import correct_repayment
from syncserver.lending.payments.queries import POSITIONS, TOTALS
from syncserver.lending.payments.repayments import prefetch_repayments, record_repayment
from syncserver.reports.ledger_check import check_ledger
from tests.databases import Databases
from tests.syncserver.lending_builders import (
    ADMIN,
    LATE_FEES,
    OFFICER,
    SUPERVISOR,
    Branch,
    add_members,
    open_branch,
)

FEES = (FeeDefinition("C", "Later", "FIXED", "20000", "FIRST_INSTALMENT", "7.5"),)
DAYS = 60


@pytest.fixture(scope="module")
def shared_branch(databases: Databases) -> Iterator[Branch]:
    """One branch for all examples: each lends loans of its own, so the books only grow."""
    with open_branch(databases) as branch:
        branch.set_settings(backdate_days=DAYS)
        branch.define(penalty=LATE_FEES, fees=FEES)
        yield branch


@dataclass(frozen=True)
class Pay:
    """Money received on a day of the loan's life; `joins` the batch of the act before."""

    amount_minor: int
    day: int
    joins: bool


@dataclass(frozen=True)
class Correct:
    """One of the receipts so far is reversed, and recorded anew on another day if there is an amount."""

    which: int
    amount_minor: int | None
    day: int
    joins: bool


Receipt = tuple[RepaymentRecorded, bytes]
"""What stands, and who recorded it."""

AMOUNTS = st.one_of(st.integers(1, 400_000), st.sampled_from((110_000, 131_500, 2_221_500)))
DAY = st.integers(0, DAYS)
ACTS = st.lists(
    st.one_of(
        st.builds(Pay, AMOUNTS, DAY, st.booleans()),
        st.builds(Correct, st.integers(0, 5), st.one_of(st.none(), AMOUNTS), DAY, st.booleans()),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=40)
@given(acts=ACTS)
def test_after_any_acts_the_ledger_is_the_replay(
    shared_branch: Branch, acts: Sequence[Pay | Correct]
) -> None:
    branch = shared_branch
    loan = _lend(branch)
    receipts: list[Receipt] = []
    for batch in _batches(acts):
        with branch.batch() as work:
            for act in batch:
                _do(branch, work, loan, act, receipts)
                work.keep()

    position = branch.see(POSITIONS, loan.id)
    assert branch.balance(LOAN_PRINCIPAL, loan=loan.id) == position.principal_outstanding_minor
    assert (branch.loan(loan.id).state is LoanState.COMPLETED) == position.is_settled
    _books_agree(branch)


@settings(max_examples=20)
@given(data=st.data(), amounts=st.lists(st.tuples(st.integers(1, 250_000), DAY), min_size=2, max_size=7))
def test_the_order_of_arrival_makes_no_difference(
    shared_branch: Branch, data: st.DataObject, amounts: list[tuple[int, int]]
) -> None:
    branch = shared_branch
    loans = [_lend(branch), _lend(branch)]
    orders = [list(range(len(amounts))), data.draw(st.permutations(range(len(amounts))))]
    for loan, order in zip(loans, orders, strict=True):
        bodies = [_payment(branch, loan, amount_minor, day) for amount_minor, day in amounts]
        with branch.batch() as work:
            prefetch_repayments(work, bodies)
            for place in order:
                assert record_repayment(work, branch.caller(OFFICER), bodies[place]).outcome == "applied"
                work.keep()

    one, other = (branch.see(POSITIONS, loan.id) for loan in loans)
    assert branch.see(TOTALS, loans[0].id) == branch.see(TOTALS, loans[1].id)
    assert one.items == other.items
    assert [a[1:] for a in one.allocations] == [a[1:] for a in other.allocations]
    _books_agree(branch)


def _lend(branch: Branch) -> Loan:
    """A loan paid out sixty days ago, in a union whose other loans are of other examples."""
    member = add_members(branch, 1, first=branch.next_number + 1_000_000)[0]
    today = branch.today
    branch.today = today - timedelta(days=DAYS)
    loan = branch.lend(member=member)
    branch.today = today
    return branch.loan(loan)


def _batches(acts: Sequence[Pay | Correct]) -> list[list[Pay | Correct]]:
    batches: list[list[Pay | Correct]] = [[]]
    for act in acts:
        if not act.joins:
            batches.append([])
        batches[-1].append(act)
    return batches


def _do(branch: Branch, work: Work, loan: Loan, act: Pay | Correct, receipts: list[Receipt]) -> None:
    """Money taken once the loan is completed goes to suspense, which the books must show as well."""
    body = act.amount_minor and _payment(branch, loan, act.amount_minor, act.day)
    if isinstance(act, Pay):
        assert body
        assert record_repayment(work, branch.caller(OFFICER), body).outcome in ("applied", "suspended")
        receipts.append((body, OFFICER))
    elif receipts:
        wrong, by = receipts.pop(act.which % len(receipts))
        corrector = ADMIN if by == SUPERVISOR else SUPERVISOR
        correction = RepaymentCorrected(wrong.repayment, "typed wrongly", body or None)
        try:
            correct_repayment(work, branch.caller(corrector), correction)
            receipts.extend([(body, corrector)] if body else [])
        except RuleRefused as refusal:  # the loan is completed without the wrong receipt too
            assert refusal.code == "loan.takes_no_payments"
            work.discard()
            receipts.append((wrong, by))


def _payment(branch: Branch, loan: Loan, amount_minor: int, day: int) -> RepaymentRecorded:
    value_on = branch.today - timedelta(days=DAYS - day)
    return branch.payment(loan.id, amount_minor, member=loan.member, value_on=value_on)


def _books_agree(branch: Branch) -> None:
    with reading(branch.engine) as connection:
        assert check_ledger(connection) == ()
        totals = trial_balance(connection)
    assert sum(total.debit_minor for total in totals) == sum(total.credit_minor for total in totals)
