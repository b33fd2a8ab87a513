"""A loan is drafted once, changed only as a draft, and submitted exactly as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from fieldapp.officer.request_loan import (
    LoanForm,
    cancel_loan,
    change_loan,
    draft_loan,
    form_of,
    load_hurdles,
    preview_loan,
    submit_loan,
    withdraw_loan,
)
from shared.contract.bodies.lending import FeeDefinition, LoanApplication, LoanDrafted, LoanSubmitted
from shared.contract.records import INSTITUTION_BUCKET, ProductRecord
from shared.contract.signing import content_hash
from shared.ids import LoanId, MemberId, ProductId
from shared.lending.lifecycle import LoanState
from tests.fieldapp.desk.branch import (
    INACTIVE,
    LOAN,
    MEMBER,
    NOBODY,
    SECOND,
    THE_PRODUCT,
    TODAY,
    UNVERIFIED,
    WAITING_LOAN,
    Branch,
    refused,
)
from tests.fieldapp.store.world import PRODUCT, a_product


def a_form(branch: Branch, **changes: object) -> LoanForm:
    form = LoanForm(
        LoanId(branch.new_id()), UNVERIFIED, THE_PRODUCT, 2_000_000, 4, TODAY, None, " stock for the stall "
    )
    return replace(form, **changes)  # type: ignore[arg-type]  # as each test names it


def test_the_preview_is_the_schedule_of_the_product(branch: Branch) -> None:
    fee = FeeDefinition("ADM", "Administration", "PERCENT", "1", "DEDUCTED", "7.5")
    product = msgspec.structs.replace(a_product(), fees=(fee,))
    branch.put("product", PRODUCT, ProductRecord(product), INSTITUTION_BUCKET)
    branch.sync()
    shown = preview_loan(branch.desk, a_form(branch))
    assert [item.total_minor for item in shown.instalments] == [550_000] * 4
    assert [item.due_on for item in shown.instalments][:2] == [TODAY + timedelta(weeks=n) for n in (1, 2)]
    assert (shown.interest_minor, shown.owed_minor, shown.refusal) == (200_000, 2_200_000, None)
    assert shown.net_minor == shown.received_minor == 2_000_000 - 20_000 - 1_500
    assert shown.cost_minor == 200_000 + 20_000 + 1_500
    assert shown.first_due_on == TODAY + timedelta(weeks=1)
    assert shown.yearly_percent is not None
    assert shown.yearly_percent > 500


def test_the_preview_of_nonsense_says_why(branch: Branch) -> None:
    shown = preview_loan(branch.desk, a_form(branch, term_count=61))
    assert (shown.instalments, shown.charges) == ((), None)
    assert shown.refusal is not None and shown.refusal.code == "product.term_too_long"
    assert (shown.yearly_percent, shown.first_due_on) == (None, None)


def test_fees_paid_at_disbursement_leave_the_member_with_less_than_is_paid_out(branch: Branch) -> None:
    fee = FeeDefinition("INS", "Insurance", "FIXED", "5000", "COLLECTED", "0")
    product = msgspec.structs.replace(a_product(), fees=(fee,))
    branch.put("product", PRODUCT, ProductRecord(product), INSTITUTION_BUCKET)
    branch.sync()
    shown = preview_loan(branch.desk, a_form(branch))
    assert (shown.net_minor, shown.received_minor, shown.cost_minor) == (2_000_000, 1_995_000, 205_000)


def test_all_hurdles_are_named_and_not_only_the_first(branch: Branch) -> None:
    assert load_hurdles(branch.desk, a_form(branch, member=SECOND, loan=WAITING_LOAN)) == ()
    (payout,) = load_hurdles(branch.desk, a_form(branch))
    assert (payout.stops, payout.reason.code) == ("payout", "member.unverified")
    bad = a_form(branch, member=MEMBER, expected_on=TODAY - timedelta(days=1), term_count=61)
    assert [(hurdle.stops, hurdle.reason.code) for hurdle in load_hurdles(branch.desk, bad)] == [
        ("submission", "loan.expected_in_past"),
        ("submission", "product.term_too_long"),
        ("submission", "loan.too_many_open"),
    ]
    nothing = a_form(branch, member=MemberId(NOBODY), product=ProductId(NOBODY))
    assert [hurdle.reason.code for hurdle in load_hurdles(branch.desk, nothing)] == [
        "member.unknown",
        "product.unknown",
    ]


def test_a_draft_has_its_final_number_and_what_was_typed(branch: Branch) -> None:
    form = a_form(branch)
    loan = draft_loan(branch.desk, form)
    assert (loan.number, loan.state, loan.provisional) == ("K7-L000001", LoanState.DRAFT, True)
    assert (loan.purpose, loan.principal_minor) == ("stock for the stall", 2_000_000)
    asked = LoanApplication(
        form.loan, "K7-L000001", UNVERIFIED, PRODUCT, 2_000_000, 4, TODAY, None, "stock for the stall"
    )
    assert branch.recorded() == [LoanDrafted(asked)]


def test_the_same_draft_twice_is_one_loan(branch: Branch) -> None:
    form = a_form(branch)
    first = draft_loan(branch.desk, form)
    assert draft_loan(branch.desk, form) == first
    assert len(branch.recorded()) == 1


def test_a_draft_saved_again_with_other_content_is_changed(branch: Branch) -> None:
    form = a_form(branch)
    draft_loan(branch.desk, form)
    loan = draft_loan(branch.desk, replace(form, principal_minor=3_000_000))
    assert (loan.principal_minor, loan.number) == (3_000_000, "K7-L000001")
    assert change_loan(branch.desk, form_of(loan)) == loan
    assert len(branch.recorded()) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"principal_minor": 0}, "amount.zero"),
        ({"principal_minor": -1}, "amount.negative"),
        ({"principal_minor": 99_999}, "product.amount_too_small"),
        ({"principal_minor": 100_000_001}, "product.amount_too_large"),
        ({"term_count": 0}, "product.term_too_short"),
        ({"term_count": 61}, "product.term_too_long"),
        ({"member": MemberId(NOBODY)}, "member.unknown"),
        ({"member": INACTIVE}, "member.inactive"),
        ({"product": ProductId(NOBODY)}, "product.unknown"),
        ({"expected_on": TODAY - timedelta(days=1)}, "loan.expected_in_past"),
        ({"expected_on": TODAY + timedelta(days=91)}, "loan.expected_too_late"),
        ({"expected_on": date(2099, 1, 1)}, "loan.expected_too_late"),
        ({"first_due_on": TODAY - timedelta(days=1)}, "terms.first_due_too_early"),
        ({"first_due_on": date(TODAY.year + 1, TODAY.month, TODAY.day + 1)}, "loan.first_due_too_late"),
        ({"member": MEMBER}, "loan.too_many_open"),
        ({"member": SECOND}, "loan.too_many_open"),
        ({"purpose": "x" * 4001}, "form.not_accepted"),
    ],
)
def test_what_may_not_be_asked_for_is_refused(branch: Branch, changes: dict[str, object], code: str) -> None:
    with refused(code):
        draft_loan(branch.desk, a_form(branch, **changes))
    assert branch.recorded() == []


def test_a_product_no_longer_offered_is_refused(branch: Branch) -> None:
    gone = msgspec.structs.replace(a_product(), active=False)
    branch.put("product", PRODUCT, ProductRecord(gone), INSTITUTION_BUCKET)
    branch.sync()
    with refused("product.unavailable"):
        draft_loan(branch.desk, a_form(branch))


def test_submitting_seals_the_application_as_it_stands(branch: Branch) -> None:
    form = a_form(branch)
    draft_loan(branch.desk, form)
    loan = submit_loan(branch.desk, form.loan)
    assert loan.state is LoanState.PENDING_APPROVAL
    drafted, submitted = branch.recorded()
    assert isinstance(drafted, LoanDrafted)
    assert submitted == LoanSubmitted(form.loan, content_hash(drafted.application))
    assert loan.content_hash == content_hash(drafted.application)
    assert submit_loan(branch.desk, form.loan) == loan
    assert len(branch.recorded()) == 2


def test_a_submitted_loan_changes_only_after_it_was_withdrawn(branch: Branch) -> None:
    form = a_form(branch)
    draft_loan(branch.desk, form)
    submit_loan(branch.desk, form.loan)
    with refused("loan.not_a_draft"):
        change_loan(branch.desk, replace(form, term_count=5))
    with refused("reason.missing"):
        withdraw_loan(branch.desk, form.loan, "  ")
    assert withdraw_loan(branch.desk, form.loan, "other term").state is LoanState.DRAFT
    assert withdraw_loan(branch.desk, form.loan, "other term").state is LoanState.DRAFT
    assert change_loan(branch.desk, replace(form, term_count=5)).term_count == 5
    assert len(branch.recorded()) == 4


def test_a_loan_is_canceled_once_and_never_after_the_money_left(branch: Branch) -> None:
    form = a_form(branch)
    draft_loan(branch.desk, form)
    with refused("reason.missing"):
        cancel_loan(branch.desk, form.loan, "")
    assert cancel_loan(branch.desk, form.loan, "changed her mind").state is LoanState.CANCELED
    assert cancel_loan(branch.desk, form.loan, "changed her mind").state is LoanState.CANCELED
    assert len(branch.recorded()) == 2
    with refused("loan.bad_move"):
        cancel_loan(branch.desk, LOAN, "too late")


def test_loans_that_are_not_here_are_refused(branch: Branch) -> None:
    for act in (submit_loan, lambda desk, loan: withdraw_loan(desk, loan, "why")):
        with refused("loan.unknown"):
            act(branch.desk, LoanId(NOBODY))
    with refused("loan.unknown"):
        change_loan(branch.desk, a_form(branch))


@pytest.mark.parametrize("role", ["SUPERVISOR", "OPERATIONS", "COLLECTIONS_OFFICER"])
def test_only_credit_officers_ask_for_loans(branch: Branch, role: str) -> None:
    branch.be(role)
    with refused("role"):
        draft_loan(branch.desk, a_form(branch))


def test_nothing_is_asked_for_on_an_expired_lease(branch: Branch) -> None:
    form = a_form(branch)
    draft_loan(branch.desk, form)
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        draft_loan(branch.desk, a_form(branch))
    with refused("lease"):
        submit_loan(branch.desk, form.loan)
    found = preview_loan(branch.desk, a_form(branch)).refusal
    assert found is not None and found.code == "lease"
