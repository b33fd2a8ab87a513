"""Before money leaves: who vouches for the loan, and what cannot be known on this tablet."""

from __future__ import annotations

import msgspec
import pytest

from fieldapp.operations.disburse_loan import DisbursementForm, preview_disbursement
from fieldapp.operations.payout_checks import Check
from shared.contract.records import team_bucket
from tests.fieldapp.desk.branch import (
    BOSS,
    ME,
    SECOND,
    TODAY,
    UNION,
    UNVERIFIED,
    WAITING_LOAN,
    Branch,
    an_approval,
    undecided_loan,
)
from tests.fieldapp.store.world import TERMS, a_loan


def put(branch: Branch, **changes: object) -> None:
    terms = msgspec.structs.replace(TERMS, fee_collected_minor=5_000)
    loan = msgspec.structs.replace(undecided_loan(SECOND, "APPROVED"), terms=terms, **changes)
    branch.put("loan", WAITING_LOAN, loan)
    branch.sync()


def check(branch: Branch, kind: str) -> Check | None:
    preview = preview_disbursement(branch.desk, DisbursementForm(WAITING_LOAN, TODAY))
    return next((each for each in preview.checks if each.kind == kind), None)


@pytest.fixture(autouse=True)
def operations(branch: Branch) -> None:
    put(branch)
    branch.be("OPERATIONS")


def test_who_verified_the_member_is_named(branch: Branch) -> None:
    found = check(branch, "verified")
    assert found is not None and found.state == "good" and len(found.names) == 1
    put(branch, member=UNVERIFIED)
    assert check(branch, "verified") == Check("verified", "bad")


def test_without_the_request_nobody_says_that_nothing_changed(branch: Branch) -> None:
    assert check(branch, "approved") == Check("approved", "good")
    assert check(branch, "unchanged") == Check("unchanged", "unknown")


def test_what_was_approved_is_compared_with_what_is_paid(branch: Branch) -> None:
    approval = an_approval(state="APPROVED", decided_by=(BOSS,))
    branch.put("approval", b"approval-0000001", approval, team_bucket(BOSS))
    branch.sync()
    approved, same = check(branch, "approved"), check(branch, "unchanged")
    assert approved is not None and len(approved.names) == 1
    assert same == Check("unchanged", "good", (), approval.amount_minor)
    put(branch, principal_minor=2_100_000)
    assert check(branch, "unchanged") == Check("unchanged", "look", (), approval.amount_minor)


def test_another_loan_that_runs_is_named_with_what_it_owes(branch: Branch) -> None:
    assert check(branch, "other_loans") == Check("other_loans", "good")
    loan = a_loan(SECOND, UNION, number="LN-000005")
    branch.put("loan", b"loan-00000000005", loan)
    branch.sync()
    found = check(branch, "other_loans")
    assert found is not None and (found.state, found.names) == ("look", ("LN-000005",))
    assert found.amount_minor > 0


def test_fees_that_are_paid_at_once_are_asked_for(branch: Branch) -> None:
    assert check(branch, "fees") == Check("fees", "look", (), 5_000)


def test_what_is_only_said_when_it_is_in_the_way(branch: Branch) -> None:
    assert check(branch, "not_own") is None and check(branch, "active") is None
    put(branch, drafted_by=ME)
    assert check(branch, "not_own") == Check("not_own", "bad")


def test_the_open_days_go_with_it(branch: Branch) -> None:
    preview = preview_disbursement(branch.desk, DisbursementForm(WAITING_LOAN, TODAY))
    assert preview.first_day < preview.last_day == TODAY
