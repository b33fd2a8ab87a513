"""The list of loans by where they stand, with forms that were only typed."""

from __future__ import annotations

from fieldapp.officer.lending.listing import TypedForm, load_loans
from fieldapp.officer.lending.opening import open_application
from fieldapp.officer.request_loan import cancel_loan, draft_loan, submit_loan
from shared.contract.records import team_bucket
from shared.ids import LoanId, MemberId
from tests.fieldapp.desk.branch import (
    BOSS,
    LOAN,
    ME,
    NOBODY,
    SECOND,
    UNVERIFIED,
    WAITING_LOAN,
    Branch,
    an_approval,
    undecided_loan,
)

TYPED = TypedForm(UNVERIFIED, LoanId(b"loan-00000000777"))


def stands(branch: Branch, *typed: TypedForm) -> list[tuple[bytes, str]]:
    return [(line.key, line.stands) for line in load_loans(branch.desk, typed)]


def test_loans_stand_in_the_order_in_which_they_need_work(branch: Branch) -> None:
    assert stands(branch) == [(WAITING_LOAN, "waiting"), (LOAN, "active")]
    assert stands(branch, TYPED)[0] == (UNVERIFIED, "typed")
    opening = open_application(branch.desk, UNVERIFIED, TYPED.loan)
    assert opening.form is not None
    draft_loan(branch.desk, opening.form)
    assert stands(branch, TYPED)[0] == (TYPED.loan, "draft")
    submit_loan(branch.desk, TYPED.loan)
    assert (TYPED.loan, "waiting") in stands(branch)
    cancel_loan(branch.desk, TYPED.loan, "She does not want it")
    line = next(line for line in load_loans(branch.desk) if line.loan == TYPED.loan)
    assert (line.stands, line.said, line.provisional) == ("canceled", "She does not want it", True)


def test_what_was_sent_back_or_refused_says_why(branch: Branch) -> None:
    for state, loan_state, name in (("SENT_BACK", "DRAFT", "sent_back"), ("REFUSED", "CANCELED", "refused")):
        said = an_approval(state=state, asked_by=ME, comment="Less, please", decided_by=(BOSS,))
        branch.put("approval", b"approval-0000001", said, team_bucket(BOSS))
        branch.put("loan", WAITING_LOAN, undecided_loan(SECOND, loan_state))
        branch.sync()
        line = next(line for line in load_loans(branch.desk) if line.loan == WAITING_LOAN)
        assert (line.stands, line.said) == (name, "Less, please")


def test_a_form_of_somebody_who_moved_away_is_left_out(branch: Branch) -> None:
    gone = TypedForm(MemberId(NOBODY), LoanId(NOBODY))
    assert stands(branch, gone) == stands(branch)
