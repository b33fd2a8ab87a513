"""Drafts: who may make them, for whom, and how they come to approval and back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec.structs import replace as changed

from shared.contract.bodies.lending import (
    LoanCanceled,
    LoanChanged,
    LoanDrafted,
    LoanSubmitted,
    LoanWithdrawn,
)
from shared.contract.signing import content_hash
from shared.errors import RuleRefused
from shared.lending.lifecycle import LoanState
from syncserver.lending.applications import (
    cancel_loan,
    change_loan,
    draft_loan,
    prefetch_applications,
    prefetch_loans,
    submit_loan,
    withdraw_loan,
)
from syncserver.lending.queries import APPROVALS
from tests.syncserver.lending_builders import (
    MEMBER,
    OFFICER,
    OTHER_OFFICER,
    OTHER_UNION,
    SECOND_MEMBER,
    STRANGER,
    SUPERVISOR,
    UNION,
    Branch,
    a_member,
)


def test_a_draft_freezes_the_terms_of_its_product(branch: Branch) -> None:
    loan = branch.draft()
    before = branch.loan(loan).terms
    branch.define(rate_percent="20")

    assert branch.loan(loan).state is LoanState.DRAFT
    assert branch.loan(loan).officer == OFFICER
    assert branch.loan(loan).terms == before
    assert before.rate_percent == "10"


def test_changing_a_draft_takes_the_terms_of_today(branch: Branch) -> None:
    loan = branch.draft()
    branch.define(rate_percent="20")
    branch.act(change_loan, OFFICER, LoanChanged(changed(branch.loan(loan).application, term_count=30)))

    after = branch.loan(loan)
    assert (after.terms.rate_percent, after.application.term_count) == ("20", 30)
    assert after.content_hash == content_hash(after.application)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"member": STRANGER}, "out_of_scope"),
        ({"member": bytes(16)}, "out_of_scope"),
        ({"product": bytes(16)}, "product.unavailable"),
        ({"principal_minor": 999}, "product.amount_too_small"),
        ({"principal_minor": 100_000_001}, "product.amount_too_large"),
        ({"term_count": 1}, "product.term_too_short"),
        ({"term_count": 61}, "product.term_too_long"),
    ],
)
def test_what_is_no_loan_of_this_officer_and_product_is_refused(
    branch: Branch, changes: dict[str, object], code: str
) -> None:
    assert branch.refused(draft_loan, OFFICER, LoanDrafted(branch.application(**changes))) == code


def test_an_inactive_member_or_product_gets_no_loan(branch: Branch) -> None:
    branch.put_member(replace(a_member(MEMBER, UNION), active=False))
    asked = LoanDrafted(branch.application())
    assert branch.refused(draft_loan, OFFICER, asked) == "member.inactive"

    branch.define(active=False)
    asked = LoanDrafted(branch.application(member=SECOND_MEMBER))
    assert branch.refused(draft_loan, OFFICER, asked) == "product.unavailable"


def test_a_loan_number_is_given_once(branch: Branch) -> None:
    first = branch.loan(branch.draft())
    asked = branch.application(number=first.application.number, member=SECOND_MEMBER)
    assert branch.refused(draft_loan, OFFICER, LoanDrafted(asked)) == "loan.number_taken"


def test_a_loan_number_is_given_once_within_a_batch(branch: Branch) -> None:
    one = branch.application()
    two = branch.application(number=one.number, member=SECOND_MEMBER)
    with branch.batch() as work:
        draft_loan(work, branch.caller(OFFICER), LoanDrafted(one))
        work.keep()
        with pytest.raises(RuleRefused, match="number"):
            draft_loan(work, branch.caller(OFFICER), LoanDrafted(two))
        work.discard()
    assert branch.loan(one.loan).state is LoanState.DRAFT


def test_a_loan_is_drafted_once(branch: Branch) -> None:
    asked = branch.loan(branch.draft()).application
    assert branch.refused(draft_loan, OFFICER, LoanDrafted(asked)) == "loan.exists"


def test_one_open_loan_unless_the_product_allows_more(branch: Branch) -> None:
    first, second = branch.draft(), branch.draft()
    branch.submit(first)
    body = LoanSubmitted(second, branch.loan(second).content_hash)
    assert branch.refused(submit_loan, OFFICER, body) == "loan.too_many_open"
    assert branch.refused(draft_loan, OFFICER, LoanDrafted(branch.application())) == "loan.too_many_open"

    branch.define(max_open_loans=2)
    assert branch.act(submit_loan, OFFICER, body).outcome == "waiting"


def test_a_loan_of_another_member_does_not_count(branch: Branch) -> None:
    branch.submit(branch.draft())
    assert branch.submit(branch.draft(member=SECOND_MEMBER))


def test_a_draft_keeps_number_and_member(branch: Branch) -> None:
    asked = branch.loan(branch.draft()).application
    for other in (changed(asked, number="LN-X"), changed(asked, member=SECOND_MEMBER)):
        assert branch.refused(change_loan, OFFICER, LoanChanged(other)) == "loan.other_loan"


def test_only_a_draft_changes_and_only_in_the_own_union(branch: Branch) -> None:
    loan = branch.draft()
    body = LoanChanged(changed(branch.loan(loan).application, term_count=30))
    assert branch.refused(change_loan, OTHER_OFFICER, body) == "out_of_scope"
    branch.submit(loan)
    assert branch.refused(change_loan, OFFICER, body) == "loan.not_a_draft"


def test_submitting_asks_for_an_approval_of_exactly_the_stored_application(branch: Branch) -> None:
    loan = branch.draft()
    approval = branch.see(APPROVALS, branch.submit(loan))

    assert branch.loan(loan).state is LoanState.PENDING_APPROVAL
    assert approval.content_hash == content_hash(branch.loan(loan).application)
    assert (approval.state, approval.stages, approval.asked_by) == ("OPEN", 1, OFFICER)
    assert approval.title.endswith(f", ₦{approval.amount_minor // 100:,}")
    assert branch.published == [("loan", loan), ("approval", approval.id)]


def test_submitting_something_else_than_is_stored_is_refused(branch: Branch) -> None:
    loan = branch.draft()
    seen = branch.loan(loan).content_hash
    branch.act(change_loan, OFFICER, LoanChanged(changed(branch.loan(loan).application, term_count=30)))
    assert branch.refused(submit_loan, OFFICER, LoanSubmitted(loan, seen)) == "changed_since_seen"


@pytest.mark.parametrize(("second_from", "stages"), [(None, 1), (2_000_001, 1), (2_000_000, 2)])
def test_large_loans_take_two_stages(branch: Branch, second_from: int | None, stages: int) -> None:
    branch.set_settings(second_stage_from_minor=second_from)
    assert branch.see(APPROVALS, branch.submit(branch.draft())).stages == stages


def test_a_submitted_loan_is_taken_back_with_its_approval(branch: Branch) -> None:
    loan = branch.draft()
    approval = branch.submit(loan)
    branch.act(withdraw_loan, OFFICER, LoanWithdrawn(loan, "wrong amount"))

    assert (branch.loan(loan).state, branch.loan(loan).reason) == (LoanState.DRAFT, "wrong amount")
    assert branch.see(APPROVALS, approval).state == "WITHDRAWN"
    assert branch.decide(approval).outcome == "superseded"
    assert branch.submit(loan) != approval


@pytest.mark.parametrize("stage", ["draft", "submitted", "approved"])
def test_a_loan_is_canceled_until_it_is_paid_out(branch: Branch, stage: str) -> None:
    loan = branch.draft()
    if stage != "draft":
        approval = branch.submit(loan)
    if stage == "approved":
        branch.decide(approval)
    branch.act(cancel_loan, SUPERVISOR, LoanCanceled(loan, "left the union"))

    assert (branch.loan(loan).state, branch.loan(loan).reason) == (LoanState.CANCELED, "left the union")
    assert (("member", MEMBER) in branch.published) == (stage == "approved")
    if stage == "submitted":
        assert branch.see(APPROVALS, approval).state == "WITHDRAWN"


def test_a_loan_that_was_paid_out_is_not_canceled(branch: Branch) -> None:
    body = LoanCanceled(branch.lend(), "changed their mind")
    assert branch.refused(cancel_loan, OFFICER, body) == "loan.bad_move"


def test_a_member_who_moved_is_the_new_officers(branch: Branch) -> None:
    branch.put_member(a_member(MEMBER, OTHER_UNION))
    asked = LoanDrafted(branch.application())
    assert branch.refused(draft_loan, OFFICER, asked) == "out_of_scope"
    assert branch.act(draft_loan, OTHER_OFFICER, asked).outcome == "applied"


def test_what_a_batch_needs_is_loaded_beforehand(branch: Branch) -> None:
    first, second = branch.draft(), branch.application(member=SECOND_MEMBER)
    submitted = LoanSubmitted(first, branch.loan(first).content_hash)
    with branch.batch() as work:
        prefetch_applications(work, [LoanDrafted(second)])
        prefetch_loans(work, [submitted])
        draft_loan(work, branch.caller(OFFICER), LoanDrafted(second))
        work.keep()
        submit_loan(work, branch.caller(OFFICER), submitted)
        work.keep()
    assert branch.loan(second.loan).state is LoanState.DRAFT
    assert branch.loan(first).state is LoanState.PENDING_APPROVAL


def test_a_first_due_date_before_the_money_is_refused(branch: Branch) -> None:
    asked = branch.application(first_due_on=branch.today - timedelta(days=1))
    assert branch.refused(draft_loan, OFFICER, LoanDrafted(asked)) == "terms.first_due_too_early"
