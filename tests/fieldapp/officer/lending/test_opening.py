"""An application is opened by its loan or by its member, with what the office said of it and who decides."""

from __future__ import annotations

from fieldapp.officer.lending.opening import open_application
from fieldapp.officer.lending.outlook import look_ahead
from fieldapp.officer.request_loan import draft_loan, submit_loan, withdraw_loan
from shared.contract.records import team_bucket
from shared.ids import LoanId
from tests.fieldapp.desk.branch import (
    BOSS,
    LOAN,
    ME,
    NOBODY,
    SECOND,
    THE_PRODUCT,
    TODAY,
    UNVERIFIED,
    WAITING_LOAN,
    Branch,
    an_approval,
    refused,
    undecided_loan,
)

KNOWN = LoanId(b"loan-00000000777")


def test_a_new_one_begins_with_the_usual_product_and_the_least_it_lends(branch: Branch) -> None:
    opening = open_application(branch.desk, UNVERIFIED)
    assert (opening.loan, opening.typing, opening.on) == (None, True, TODAY)
    assert opening.form is not None
    form = opening.form
    assert (form.product, form.principal_minor, form.term_count) == (THE_PRODUCT, 100_000, 1)
    assert opening.union_name
    again = open_application(branch.desk, UNVERIFIED, KNOWN)
    assert again.form is not None
    assert again.form.loan == KNOWN


def test_one_saved_just_before_a_crash_is_known_again(branch: Branch) -> None:
    opening = open_application(branch.desk, UNVERIFIED, KNOWN)
    assert opening.form is not None
    draft_loan(branch.desk, opening.form)
    again = open_application(branch.desk, UNVERIFIED, KNOWN)
    assert again.loan is not None
    assert (again.loan.loan, again.typing) == (KNOWN, True)


def test_a_loan_is_opened_as_it_stands(branch: Branch) -> None:
    waiting = open_application(branch.desk, WAITING_LOAN)
    assert (waiting.member.member, waiting.typing) == (SECOND, False)
    assert waiting.deciders
    assert not open_application(branch.desk, LOAN).typing
    with refused("application.unknown"):
        open_application(branch.desk, NOBODY)


def test_what_the_office_said_last_comes_along(branch: Branch) -> None:
    said = an_approval(state="SENT_BACK", asked_by=ME, comment="Less, please", decided_by=(BOSS,))
    branch.put("approval", b"approval-0000001", said, team_bucket(BOSS))
    branch.put("loan", WAITING_LOAN, undecided_loan(SECOND, "DRAFT"))
    branch.sync()
    opening = open_application(branch.desk, WAITING_LOAN)
    assert opening.typing
    assert opening.answer is not None
    assert (opening.answer.kind, opening.answer.comment) == ("sent_back", "Less, please")
    assert opening.answer.by


def test_one_taken_back_here_was_not_sent_back(branch: Branch) -> None:
    withdraw_loan(branch.desk, WAITING_LOAN, "The amount is wrong")
    opening = open_application(branch.desk, WAITING_LOAN)
    assert opening.typing
    assert opening.answer is None


def test_looking_ahead_says_who_decides(branch: Branch) -> None:
    opening = open_application(branch.desk, UNVERIFIED)
    assert opening.form is not None
    found = look_ahead(branch.desk, opening.form)
    assert found.deciders
    assert [hurdle.stops for hurdle in found.hurdles] == ["payout"]
    submit_loan(branch.desk, draft_loan(branch.desk, opening.form).loan)
    assert open_application(branch.desk, opening.form.loan).deciders == found.deciders
