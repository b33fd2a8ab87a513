"""Default and cure."""

from shared.contract.bodies.lending import LoanCured, LoanDefaulted
from shared.lending.lifecycle import LoanState
from syncserver.lending.standing import cure_loan, default_loan
from tests.syncserver.lending_builders import OTHER_SUPERVISOR, SUPERVISOR, Branch


def test_an_active_loan_is_defaulted_and_cured(branch: Branch) -> None:
    loan = branch.lend()
    branch.act(default_loan, SUPERVISOR, LoanDefaulted(loan, "gone away"))
    assert (branch.loan(loan).state, branch.loan(loan).reason) == (LoanState.DEFAULTED, "gone away")

    branch.act(cure_loan, SUPERVISOR, LoanCured(loan, "pays again"))
    assert (branch.loan(loan).state, branch.loan(loan).reason) == (LoanState.ACTIVE, "pays again")


def test_only_a_loan_that_owes_is_defaulted_and_only_by_its_own_supervisor(branch: Branch) -> None:
    waiting = branch.approved()
    assert branch.refused(default_loan, SUPERVISOR, LoanDefaulted(waiting, "x")) == "loan.bad_move"
    branch.disburse(waiting)
    assert branch.refused(default_loan, OTHER_SUPERVISOR, LoanDefaulted(waiting, "x")) == "out_of_scope"
    assert branch.refused(cure_loan, SUPERVISOR, LoanCured(waiting, "x")) == "loan.bad_move"


def test_a_defaulted_loan_takes_payments_and_may_complete(branch: Branch) -> None:
    loan = branch.lend()
    branch.act(default_loan, SUPERVISOR, LoanDefaulted(loan, "gone away"))
    branch.pay(loan, 100_000)
    assert branch.loan(loan).state is LoanState.DEFAULTED
    branch.pay(loan, 2_100_000)
    assert branch.loan(loan).state is LoanState.COMPLETED
