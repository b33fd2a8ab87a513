"""Decisions: by whom, up to which amount, on what they saw, and what becomes of the loan."""

from datetime import timedelta

import pytest
from msgspec.structs import replace as changed
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from shared.contract.bodies.lending import (
    ApprovalDecided,
    LoanChanged,
    LoanDrafted,
    LoanSubmitted,
    LoanWithdrawn,
)
from shared.contract.records import ApplicationChange, Resubmission
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.lending.lifecycle import LoanState
from syncserver.database.base import metadata
from syncserver.database.engine import writing
from syncserver.database.records import record_body
from syncserver.lending import tables
from syncserver.lending.applications import change_loan, draft_loan, submit_loan, withdraw_loan
from syncserver.lending.approvals import decide_approval, prefetch_approvals
from syncserver.lending.queries import APPROVALS
from tests.syncserver.lending_builders import (
    ADMIN,
    MEMBER,
    OFFICER,
    OTHER_ADMIN,
    OTHER_SUPERVISOR,
    SUPERVISOR,
    Branch,
    an_id,
)


@pytest.fixture
def loan(branch: Branch) -> bytes:
    return branch.draft()


@pytest.fixture
def approval(branch: Branch, loan: bytes) -> bytes:
    return branch.submit(loan)


def test_an_approved_loan_waits_for_its_money(branch: Branch, loan: bytes, approval: bytes) -> None:
    assert branch.decide(approval).outcome == "applied"

    assert branch.loan(loan).state is LoanState.APPROVED
    assert branch.see(APPROVALS, approval).state == "APPROVED"
    assert set(branch.published) == {("approval", approval), ("loan", loan), ("member", MEMBER)}


def test_sending_back_makes_it_a_draft_again_with_the_comment(
    branch: Branch, loan: bytes, approval: bytes
) -> None:
    branch.decide(approval, SUPERVISOR, "SEND_BACK", comment="Ask for less")

    assert (branch.loan(loan).state, branch.loan(loan).reason) == (LoanState.DRAFT, "Ask for less")
    assert branch.see(APPROVALS, approval).state == "SENT_BACK"
    branch.act(change_loan, OFFICER, LoanChanged(changed(branch.loan(loan).application, term_count=30)))
    again = branch.submit(loan)
    assert branch.decide(again).outcome == "applied"


def test_refusing_ends_the_loan_with_its_reason(branch: Branch, loan: bytes, approval: bytes) -> None:
    branch.decide(approval, SUPERVISOR, "REFUSE", comment="Owes elsewhere")

    assert (branch.loan(loan).state, branch.loan(loan).reason) == (LoanState.CANCELED, "Owes elsewhere")
    assert branch.see(APPROVALS, approval).state == "REFUSED"


@pytest.mark.parametrize("decision", ["SEND_BACK", "REFUSE"])
def test_saying_no_needs_a_comment(branch: Branch, approval: bytes, decision: str) -> None:
    body = branch.decision(approval, decision, comment=" ")  # type: ignore[arg-type]  # from a parameter
    assert branch.refused(decide_approval, SUPERVISOR, body) == "approval.no_comment"


def test_a_second_decision_comes_too_late(branch: Branch, loan: bytes, approval: bytes) -> None:
    branch.decide(approval)
    ruling = branch.decide(approval, ADMIN, "REFUSE", comment="no")

    assert ruling.outcome == "superseded"
    assert branch.loan(loan).state is LoanState.APPROVED


def test_the_same_decision_from_another_device_changes_nothing(
    branch: Branch, loan: bytes, approval: bytes
) -> None:
    branch.decide(approval)
    again = branch.decide(approval)
    assert (again.outcome, again.code) == ("superseded", "approval.closed")
    assert branch.loan(loan).state is LoanState.APPROVED


@pytest.mark.parametrize("by", [OTHER_SUPERVISOR, OFFICER])
def test_only_people_above_the_officer_decide(branch: Branch, approval: bytes, by: bytes) -> None:
    assert branch.refused(decide_approval, by, branch.decision(approval)) == "out_of_scope"


def test_whoever_submitted_or_drafted_does_not_decide(branch: Branch) -> None:
    asked = branch.application()
    branch.act(draft_loan, ADMIN, LoanDrafted(asked))
    by_officer = branch.submit(asked.loan, OFFICER)
    assert branch.refused(decide_approval, ADMIN, branch.decision(by_officer)) == "approval.own"
    branch.decide(by_officer, SUPERVISOR, "SEND_BACK", comment="again")

    by_admin = branch.submit(asked.loan, OTHER_ADMIN)
    for maker in (ADMIN, OTHER_ADMIN):
        assert branch.refused(decide_approval, maker, branch.decision(by_admin)) == "approval.own"
    assert branch.decide(by_admin).outcome == "applied"


def test_whoever_wrote_the_draft_as_it_is_does_not_decide(branch: Branch, loan: bytes) -> None:
    """An administrator may rewrite an officer's draft, but then it is theirs, whoever touches it later."""
    rewritten = changed(branch.loan(loan).application, principal_minor=90_000_000)
    branch.act(change_loan, OTHER_ADMIN, LoanChanged(rewritten))
    refused = branch.refused(change_loan, ADMIN, LoanChanged(changed(rewritten, purpose="Stock")))
    assert refused == "loan.other_maker"
    branch.act(change_loan, OFFICER, LoanChanged(changed(rewritten, purpose="Stock")))

    approval = branch.submit(loan)
    assert branch.refused(decide_approval, OTHER_ADMIN, branch.decision(approval)) == "approval.own"
    assert branch.decide(approval, ADMIN).outcome == "applied"


def test_an_unknown_request_is_refused(branch: Branch) -> None:
    body = ApprovalDecided(an_id(9), "APPROVE", 0, bytes(32))
    assert branch.refused(decide_approval, SUPERVISOR, body) == "out_of_scope"


def test_the_limit_of_the_decider_holds(branch: Branch, approval: bytes) -> None:
    branch.set_limit(SUPERVISOR, 1_999_999)
    assert branch.refused(decide_approval, SUPERVISOR, branch.decision(approval)) == "approval.over_limit"
    branch.set_limit(SUPERVISOR, 2_000_000)
    assert branch.decide(approval).outcome == "applied"


def test_above_the_limit_one_may_still_send_back(branch: Branch, approval: bytes) -> None:
    branch.set_limit(SUPERVISOR, 1)
    assert branch.decide(approval, SUPERVISOR, "SEND_BACK", comment="less").outcome == "applied"


def test_two_stages_take_two_people(branch: Branch, loan: bytes) -> None:
    branch.set_settings(second_stage_from_minor=1)
    approval = branch.submit(loan)

    branch.decide(approval)
    assert branch.loan(loan).state is LoanState.PENDING_APPROVAL
    assert branch.see(APPROVALS, approval).stage == 2
    again = branch.decision(approval)
    assert branch.refused(decide_approval, SUPERVISOR, again) == "approval.decided_by_you"

    branch.decide(approval, ADMIN)
    assert branch.loan(loan).state is LoanState.APPROVED
    assert [decided.by for decided in branch.see(APPROVALS, approval).decisions] == [SUPERVISOR, ADMIN]


def test_a_decision_on_an_older_version_is_refused(branch: Branch, approval: bytes) -> None:
    with writing(branch.engine) as connection:
        row = {"kind": "approval", "id": approval, "version": 7, "body": b"", "places": "{}"}
        connection.execute(insert(record_body).values(row))

    old = branch.decision(approval, seen_version=6)
    assert branch.refused(decide_approval, SUPERVISOR, old) == "changed_since_seen"
    assert branch.decide(approval, seen_version=7).outcome == "applied"


def test_a_decision_on_another_application_is_refused(branch: Branch, loan: bytes, approval: bytes) -> None:
    body = branch.decision(approval, content_hash=bytes(32))
    assert branch.refused(decide_approval, SUPERVISOR, body) == "changed_since_seen"
    assert branch.loan(loan).state is LoanState.PENDING_APPROVAL


def test_an_application_that_changed_under_its_approval_is_never_approved(
    branch: Branch, loan: bytes, approval: bytes
) -> None:
    """Nothing should do this; if something did, the approval must not cover it."""
    body = branch.decision(approval)
    with writing(branch.engine) as connection:
        connection.execute(tables.loan.update().values(content_hash=bytes(32)))

    assert branch.refused(decide_approval, SUPERVISOR, body) == "changed_since_seen"


def test_a_decision_sees_what_the_same_batch_did_before(branch: Branch, loan: bytes) -> None:
    """A request taken back and made again in the batch is another request, in another version."""
    asked = branch.loan(loan).application
    with branch.batch() as work:
        submitting = branch.caller(OFFICER)
        submit_loan(work, submitting, LoanSubmitted(loan, content_hash(asked)))
        work.keep()
        unseen = ApprovalDecided(submitting.operation, "APPROVE", 0, content_hash(asked))
        prefetch_approvals(work, [unseen])
        with pytest.raises(RuleRefused, match="changed"):
            decide_approval(work, branch.caller(SUPERVISOR), unseen)
        work.discard()


@pytest.mark.parametrize("table", ["approval_decision", "repayment_reversal"])
def test_the_database_refuses_maker_as_checker(branch: Branch, approval: bytes, table: str) -> None:
    rows = {
        "approval_decision": {
            "approval": approval,
            "stage": 1,
            "operation": an_id(1),
            "asked_by": OFFICER,
            "decided_by": OFFICER,
            "decision": "APPROVE",
            "comment": "",
            "decided_at_ms": 0,
        },
        "repayment_reversal": {
            "repayment": an_id(1),
            "operation": an_id(1),
            "received_by": OFFICER,
            "reversed_by": OFFICER,
            "reason": "",
            "posted_on": branch.today,
        },
    }
    statement = insert(metadata.tables[table]).values(rows[table])
    with pytest.raises(IntegrityError, match="maker_and_checker"), writing(branch.engine) as connection:
        connection.execute(statement)


def test_a_loan_submitted_again_says_what_changed_and_what_it_answers(
    branch: Branch, loan: bytes, approval: bytes
) -> None:
    first = branch.see(APPROVALS, approval)
    assert (first.version_no, first.since_last) == (1, None)
    assert first.submitted == branch.loan(loan).application
    branch.decide(approval, SUPERVISOR, "SEND_BACK", comment="Ask for less")
    before = branch.loan(loan).application
    for term_count in (before.term_count - 1, before.term_count + 2):
        after = changed(before, principal_minor=before.principal_minor - 100_000, term_count=term_count)
        branch.act(change_loan, OFFICER, LoanChanged(after))

    again = branch.see(APPROVALS, branch.submit(loan))
    assert again.version_no == 2
    assert again.since_last == Resubmission(
        "Ask for less",
        (
            ApplicationChange(
                "principal_minor", str(before.principal_minor), str(before.principal_minor - 100_000)
            ),
            ApplicationChange("term_count", str(before.term_count), str(before.term_count + 2)),
        ),
    )


def test_a_loan_taken_back_names_the_reason_and_every_field_that_changed(
    branch: Branch, loan: bytes, approval: bytes
) -> None:
    other = an_id(990)
    branch.define(other, code="OTHER", name="Other loan")
    branch.act(withdraw_loan, OFFICER, LoanWithdrawn(loan, "wrong product"))
    before = branch.loan(loan).application
    expected, first_due = before.expected_on + timedelta(days=1), before.expected_on + timedelta(days=15)
    after = changed(before, product=other, purpose="Goats", expected_on=expected, first_due_on=first_due)
    branch.act(change_loan, OFFICER, LoanChanged(after))

    found = branch.see(APPROVALS, branch.submit(loan)).since_last
    assert found is not None and found.answers == "wrong product" and found.changes is not None
    told = {change.field: (change.before, change.after) for change in found.changes}
    assert told["product"][1] == "Other loan" and told["product"][0]
    assert told["first_due_on"] == ("", first_due.isoformat())
    assert told["expected_on"] == (before.expected_on.isoformat(), expected.isoformat())
    assert told["purpose"] == (before.purpose, "Goats") and len(told) == 4


def test_the_same_again_changes_nothing_and_what_was_not_kept_is_not_guessed(
    branch: Branch, loan: bytes, approval: bytes
) -> None:
    branch.decide(approval, SUPERVISOR, "SEND_BACK", comment="Look again")
    second = branch.submit(loan)
    assert branch.see(APPROVALS, second).since_last == Resubmission("Look again", ())
    with writing(branch.engine) as connection:
        connection.execute(update(tables.approval).values(submitted=None))
    branch.decide(second, SUPERVISOR, "SEND_BACK", comment="Again")
    third = branch.see(APPROVALS, branch.submit(loan))
    assert (third.version_no, third.since_last) == (3, Resubmission("Again", None))
