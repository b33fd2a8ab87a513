"""Corrections: a reversal and its replacement, by somebody else, replayed by value date."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from shared.contract.bodies.lending import LoanDrafted, RepaymentCorrected, RepaymentRecorded
from shared.lending.lifecycle import LoanState
from syncserver.database.engine import open_engine
from syncserver.ledger.accounts import (
    CLEARING_TRANSFER,
    INTEREST_INCOME,
    LOAN_PRINCIPAL,
    MEMBER_CREDIT,
    OFFICER_CASH,
    PENALTY_INCOME,
    SUSPENSE,
)
from syncserver.lending.applications import draft_loan
from syncserver.lending.payments.corrections import correct_repayment
from syncserver.lending.payments.repayments import record_repayment
from tests.syncserver.lending_builders import (
    ADMIN,
    LATE_FEES,
    OFFICER,
    OTHER_OFFICER,
    OTHER_SUPERVISOR,
    SECOND_MEMBER,
    STRANGER,
    SUPERVISOR,
    Branch,
    an_id,
)


@pytest.fixture
def loan(branch: Branch) -> bytes:
    loan = branch.lend()
    branch.later(7)
    return loan


def test_a_reversal_mirrors_what_was_posted(branch: Branch, loan: bytes) -> None:
    repayment = branch.pay(loan, 150_000)
    assert branch.correct(repayment).outcome == "applied"

    for account in (OFFICER_CASH, INTEREST_INCOME):
        assert branch.balance(account) == 0
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000
    assert branch.repayment(repayment).state == "REVERSED"
    assert branch.repayment(repayment).reversal_reason == "typed wrongly"
    assert set(branch.published) == {("loan", loan), ("repayment", repayment)}


def test_a_replacement_is_received_by_the_same_person_on_the_same_day(branch: Branch, loan: bytes) -> None:
    wrong = branch.pay(loan, 1_500_000)
    received_on = branch.today
    branch.later(60)
    right = branch.payment(loan, 150_000, value_on=received_on)
    assert branch.correct(wrong, right).outcome == "applied"

    kept = branch.repayment(right.repayment)
    assert (kept.received_by, kept.recorded_by, kept.value_on) == (OFFICER, SUPERVISOR, received_on)
    assert kept.posted_on == branch.today
    assert branch.balance(OFFICER_CASH, staff=OFFICER) == 150_000
    assert branch.balance(OFFICER_CASH, staff=SUPERVISOR) == 0
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000 - 130_000


def test_a_correction_replays_the_payments_after_it(branch: Branch) -> None:
    """Taking back the first payment makes the second late: the penalty it then owes is taken out of it."""
    branch.define(penalty=LATE_FEES)
    loan = branch.lend()
    branch.later(7)
    first = branch.pay(loan, 110_000)
    branch.later(7)
    second = branch.pay(loan, 110_000)
    assert branch.balance(PENALTY_INCOME) == 0

    branch.correct(first)

    assert branch.balance(PENALTY_INCOME, loan=loan) == 0
    assert set(branch.published) == {("loan", loan), ("repayment", first), ("repayment", second)}
    branch.pay(loan, 3_000)
    assert branch.balance(PENALTY_INCOME, loan=loan) == -3_000


def test_a_completed_loan_is_active_again_through_a_reversal(branch: Branch, loan: bytes) -> None:
    everything = branch.pay(loan, 2_201_000)
    assert branch.loan(loan).state is LoanState.COMPLETED
    assert branch.balance(MEMBER_CREDIT) == -1_000

    branch.correct(everything)

    after = branch.loan(loan)
    assert (after.state, after.closed_on) == (LoanState.ACTIVE, None)
    assert branch.balance(MEMBER_CREDIT) == 0


def test_a_replacement_that_pays_everything_completes_again(branch: Branch, loan: bytes) -> None:
    everything = branch.pay(loan, 2_201_000)
    branch.correct(everything, branch.payment(loan, 2_200_000))
    assert branch.loan(loan).state is LoanState.COMPLETED
    assert branch.balance(MEMBER_CREDIT) == 0


def test_a_payment_goes_to_the_loan_it_was_meant_for(branch: Branch, loan: bytes) -> None:
    other = branch.lend(member=SECOND_MEMBER)
    wrong = branch.pay(loan, 110_000)
    branch.correct(wrong, branch.payment(other, 110_000, member=SECOND_MEMBER))
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000
    assert branch.balance(LOAN_PRINCIPAL, loan=other) == 1_900_000


def test_cash_that_was_a_transfer_leaves_the_officers_hands(branch: Branch, loan: bytes) -> None:
    wrong = branch.pay(loan, 110_000)
    branch.correct(wrong, branch.payment(loan, 110_000, method="TRANSFER", reference="B-1"))
    assert (branch.balance(OFFICER_CASH), branch.balance(CLEARING_TRANSFER)) == (0, 110_000)


def test_money_for_no_loan_goes_to_suspense(branch: Branch, loan: bytes) -> None:
    wrong = branch.pay(loan, 110_000)
    branch.correct(wrong, branch.payment(None, 110_000))
    assert branch.balance(SUSPENSE) == -110_000
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000


def test_suspense_is_resolved_onto_the_right_loan(branch: Branch, loan: bytes) -> None:
    stray = branch.payment(None, 110_000)
    branch.act(record_repayment, OFFICER, stray)
    branch.correct(stray.repayment, branch.payment(loan, 110_000))
    assert branch.balance(SUSPENSE) == 0
    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 1_900_000
    assert branch.balance(OFFICER_CASH, staff=OFFICER) == 110_000


def test_a_receipt_is_corrected_once(branch: Branch, loan: bytes) -> None:
    repayment = branch.pay(loan, 110_000)
    branch.correct(repayment)
    assert branch.correct(repayment, branch.payment(loan, 50_000)).outcome == "superseded"
    assert branch.balance(OFFICER_CASH) == 0


def test_two_corrections_at_once_reverse_once(branch: Branch, loan: bytes) -> None:
    """Whoever comes second waits for the first and then sees that it is reversed."""
    repayment = branch.pay(loan, 110_000)
    other = Branch(open_engine(branch.engine.url.render_as_string(hide_password=False)), branch.today, 5_000)
    with ThreadPoolExecutor(1) as pool:
        with branch.batch() as work:
            correct_repayment(work, branch.caller(SUPERVISOR), RepaymentCorrected(repayment, "x"))
            work.keep()
            second = pool.submit(other.correct, repayment, by=ADMIN)
            assert not wait([second], timeout=0.3).done
        assert second.result(30).outcome == "superseded"
    other.engine.dispose()
    assert branch.balance(OFFICER_CASH) == 0


def test_a_replacement_may_itself_be_corrected_by_somebody_else(branch: Branch, loan: bytes) -> None:
    first = branch.pay(loan, 110_000)
    second = branch.payment(loan, 120_000)
    branch.correct(first, second)
    again = RepaymentCorrected(second.repayment, "still wrong", branch.payment(loan, 130_000))
    assert branch.refused(correct_repayment, SUPERVISOR, again) == "repayment.own"
    branch.act(correct_repayment, ADMIN, again)
    assert branch.balance(OFFICER_CASH, staff=OFFICER) == 130_000


def test_nobody_corrects_their_own_receipt(branch: Branch, loan: bytes) -> None:
    own = branch.pay(loan, 110_000, by=ADMIN)
    assert branch.refused(correct_repayment, ADMIN, RepaymentCorrected(own, "x")) == "repayment.own"


def test_only_people_above_the_receiver_or_the_loans_officer_correct(branch: Branch, loan: bytes) -> None:
    repayment = branch.pay(loan, 110_000)
    body = RepaymentCorrected(repayment, "x")
    assert branch.refused(correct_repayment, OTHER_SUPERVISOR, body) == "out_of_scope"
    stray = branch.payment(None, 110_000)
    branch.act(record_repayment, OFFICER, stray)
    body = RepaymentCorrected(stray.repayment, "x")
    assert branch.refused(correct_repayment, OTHER_SUPERVISOR, body) == "out_of_scope"


def test_a_supervisor_corrects_what_people_below_received_for_somebody_elses_member(
    branch: Branch, loan: bytes
) -> None:
    theirs = branch.payment(loan, 110_000)
    branch.act(record_repayment, OTHER_OFFICER, theirs)
    assert branch.correct(theirs.repayment, by=OTHER_SUPERVISOR).outcome == "applied"


def test_an_unknown_receipt_is_refused(branch: Branch) -> None:
    body = RepaymentCorrected(an_id(404), "x")
    assert branch.refused(correct_repayment, SUPERVISOR, body) == "out_of_scope"


@pytest.mark.parametrize("days", [1, -8, -30])
def test_a_replacement_is_dated_on_an_open_day(branch: Branch, loan: bytes, days: int) -> None:
    day = branch.today + timedelta(days=days)
    _refused_whole(branch, loan, branch.payment(loan, 5_000, value_on=day), "repayment.bad_value_date")


def test_a_replacement_names_a_loan_and_its_member(branch: Branch, loan: bytes) -> None:
    other = branch.payment(loan, 5_000, member=SECOND_MEMBER)
    _refused_whole(branch, loan, other, "repayment.other_member")


def test_a_replacement_on_an_unknown_loan_is_refused(branch: Branch, loan: bytes) -> None:
    _refused_whole(branch, loan, branch.payment(an_id(404), 5_000), "out_of_scope")


def _refused_whole(branch: Branch, loan: bytes, replacement: RepaymentRecorded, code: str) -> None:
    """Neither is the replacement recorded nor the first receipt reversed."""
    repayment = branch.pay(loan, 110_000)
    body = RepaymentCorrected(repayment, "x", replacement)
    assert branch.refused(correct_repayment, SUPERVISOR, body) == code
    assert branch.repayment(repayment).state == "POSTED"
    assert branch.balance(OFFICER_CASH) == 110_000


def test_a_replacement_is_a_receipt_of_its_own(branch: Branch, loan: bytes) -> None:
    one, two = branch.pay(loan, 110_000), branch.payment(loan, 5_000)
    branch.act(record_repayment, OFFICER, two)
    body = RepaymentCorrected(one, "x", two)
    assert branch.refused(correct_repayment, SUPERVISOR, body) == "repayment.exists"


def test_a_replacement_on_a_loan_out_of_scope_is_refused(branch: Branch, loan: bytes) -> None:
    repayment = branch.pay(loan, 110_000)
    asked = branch.application(member=STRANGER)
    branch.act(draft_loan, OTHER_OFFICER, LoanDrafted(asked))
    body = RepaymentCorrected(repayment, "x", branch.payment(asked.loan, 5_000, member=STRANGER))
    assert branch.refused(correct_repayment, SUPERVISOR, body) == "out_of_scope"


def test_a_replacement_on_a_loan_that_takes_no_payments_is_refused(branch: Branch, loan: bytes) -> None:
    repayment = branch.pay(loan, 110_000)
    branch.define(max_open_loans=5)
    draft = branch.draft()
    body = RepaymentCorrected(repayment, "x", branch.payment(draft, 5_000))
    assert branch.refused(correct_repayment, SUPERVISOR, body) == "loan.takes_no_payments"


def test_recorded_and_reversed_in_one_batch(branch: Branch, loan: bytes) -> None:
    """An earlier reversal in the batch must not make the database see this one before its receipt."""
    old, new = branch.pay(loan, 110_000), branch.payment(loan, 50_000)
    with branch.batch() as work:
        correct_repayment(work, branch.caller(SUPERVISOR), RepaymentCorrected(old, "x"))
        work.keep()
        record_repayment(work, branch.caller(OFFICER), new)
        work.keep()
        again = branch.payment(loan, 60_000)
        correct_repayment(work, branch.caller(SUPERVISOR), RepaymentCorrected(new.repayment, "x", again))
        work.keep()
    assert branch.balance(OFFICER_CASH) == 60_000
    assert branch.repayment(new.repayment).state == "REVERSED"
