"""A receipt is taken back once, with a reason, by somebody else, and shown what that does to the loan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from fieldapp.supervisor.corrections import (
    CorrectionForm,
    Replacement,
    correct_repayment,
    impact_of,
    open_replacement,
)
from shared.contract.bodies.lending import PenaltyDefinition, RepaymentCorrected
from shared.ids import LoanId, MemberId, RepaymentId
from tests.fieldapp.desk.branch import (
    DUE,
    FAR,
    LOAN,
    ME,
    MEMBER,
    NOBODY,
    PAID_OUT,
    SECOND,
    TODAY,
    UNION,
    WAITING_LOAN,
    Branch,
    posted,
    refused,
)
from tests.fieldapp.store.world import a_loan

WRONG = RepaymentId(b"repayment-000001")
LONG_AGO = TODAY - timedelta(days=12)


@pytest.fixture(autouse=True)
def received(branch: Branch) -> None:
    """A far officer received 5 500 long ago; the person at the tablet is a supervisor."""
    branch.put("repayment", WRONG, posted(LOAN, DUE, LONG_AGO, "K9-000001", by=FAR))
    branch.put("loan", LOAN, a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE))
    branch.be("SUPERVISOR")


def a_form(branch: Branch, **changes: object) -> CorrectionForm:
    new = replace(open_replacement(branch.desk, WRONG), amount_minor=50_000)
    return CorrectionForm(WRONG, "five hundred was written as five thousand", replace(new, **changes))  # type: ignore[arg-type]  # the changes of the table have many types


def test_a_replacement_opens_as_the_receipt_was(branch: Branch) -> None:
    new = open_replacement(branch.desk, WRONG)
    assert (new.member, new.loan, new.amount_minor, new.value_on, new.method) == (
        MEMBER, LOAN, DUE, LONG_AGO, "CASH",
    )  # fmt: skip
    assert new.repayment != WRONG


def test_the_impact_is_shown_before_anything_is_recorded(branch: Branch) -> None:
    found = impact_of(branch.desk, a_form(branch))
    (loan,) = found.loans
    assert (loan.owed_before_minor, loan.owed_after_minor) == (3 * DUE, 4 * DUE - 50_000)
    assert (loan.overdue_before_minor, loan.overdue_after_minor) == (0, DUE - 50_000)
    assert (found.receipt.receipt_number, found.refusal) == ("K9-000001", None)
    assert branch.recorded() == []


def test_the_impact_shows_no_penalty_that_is_not_known(branch: Branch) -> None:
    """With payments out of sight, what was charged is not known, nor which items this one paid."""
    loan = a_loan(MEMBER, UNION, number="LN-000001", items=4, paid_minor=DUE + 100_000)
    terms = msgspec.structs.replace(loan.terms, penalty=PenaltyDefinition(10_000, 0))
    branch.put("loan", LOAN, msgspec.structs.replace(loan, terms=terms))
    branch.sync()
    branch.clock.day = TODAY + timedelta(days=5)
    (shown,) = impact_of(branch.desk, CorrectionForm(WRONG, "never received")).loans
    assert shown.owed_after_minor == shown.owed_before_minor


def test_a_correction_takes_back_and_records_anew(branch: Branch) -> None:
    form = a_form(branch)
    receipt = correct_repayment(branch.desk, form)
    assert (receipt.amount_minor, receipt.receipt_number, receipt.value_on) == (50_000, "K7-000001", LONG_AGO)
    assert receipt.received_by == FAR
    (body,) = branch.recorded()
    assert isinstance(body, RepaymentCorrected) and body.replacement is not None
    assert (body.repayment, body.replacement.receipt_number) == (WRONG, "K7-000001")
    (loan,) = impact_of(branch.desk, CorrectionForm(form.replacement.repayment, "x")).loans  # type: ignore[union-attr]  # a replacement stands there, as opened above
    assert loan.owed_before_minor == 4 * DUE - 50_000


def test_the_same_correction_twice_is_one(branch: Branch) -> None:
    form = a_form(branch)
    assert correct_repayment(branch.desk, form) == correct_repayment(branch.desk, form)
    assert len(branch.recorded()) == 1
    with refused("repayment.reversed_before"):
        correct_repayment(branch.desk, a_form(branch))


def test_a_receipt_is_only_taken_back(branch: Branch) -> None:
    form = CorrectionForm(WRONG, "nothing was received")
    first = correct_repayment(branch.desk, form)
    assert (first.reversed, first.repayment) == (True, WRONG)
    assert correct_repayment(branch.desk, form) == first
    assert len(branch.recorded()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": 0}, "amount.zero"),
        ({"amount_minor": -1}, "amount.negative"),
        ({"repayment": WRONG}, "repayment.exists"),
        ({"method": "BARTER"}, "repayment.bad_method"),
        ({"method": "POS"}, "repayment.reference_missing"),
        ({"value_on": TODAY + timedelta(days=1)}, "repayment.bad_value_date"),
        ({"value_on": LONG_AGO - timedelta(days=1)}, "repayment.bad_value_date"),
        ({"value_on": LONG_AGO + timedelta(days=1)}, "repayment.bad_value_date"),
        ({"member": MemberId(NOBODY)}, "member.unknown"),
        ({"member": SECOND}, "loan.other_member"),
        ({"loan": LoanId(NOBODY)}, "loan.unknown"),
        ({"loan": WAITING_LOAN, "member": SECOND}, "loan.takes_no_payments"),
        ({"note": "x" * 4001}, "form.not_accepted"),
    ],
)
def test_a_replacement_keeps_the_rules(branch: Branch, changes: dict[str, object], code: str) -> None:
    with refused(code):
        correct_repayment(branch.desk, a_form(branch, **changes))
    assert branch.recorded() == []


def test_a_replacement_is_not_dated_before_the_loan(branch: Branch) -> None:
    branch.change_settings(backdate_days=60)
    with refused("repayment.before_disbursement"):
        correct_repayment(branch.desk, a_form(branch, value_on=PAID_OUT - timedelta(days=1)))


def test_a_reason_is_needed(branch: Branch) -> None:
    with refused("reason.missing"):
        correct_repayment(branch.desk, replace(a_form(branch), reason="  "))


def test_nobody_corrects_what_they_received(branch: Branch) -> None:
    branch.put("repayment", WRONG, posted(LOAN, DUE, LONG_AGO, "K7-000900", by=ME))
    branch.sync()
    with refused("repayment.own"):
        correct_repayment(branch.desk, a_form(branch))
    found = impact_of(branch.desk, a_form(branch)).refusal
    assert found is not None and found.code == "repayment.own"


def test_a_receipt_that_is_not_here_is_not_corrected(branch: Branch) -> None:
    with refused("repayment.unknown"):
        correct_repayment(branch.desk, CorrectionForm(RepaymentId(NOBODY), "why"))


def test_money_may_be_moved_to_suspense(branch: Branch) -> None:
    receipt = correct_repayment(branch.desk, a_form(branch, loan=None))
    assert receipt.loan is None and "suspense" in receipt.suspense


def test_only_checkers_correct(branch: Branch) -> None:
    form = a_form(branch)
    branch.be("CREDIT_OFFICER")
    with refused("role"):
        correct_repayment(branch.desk, form)
    branch.be("SUPERVISOR")
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        correct_repayment(branch.desk, form)


def test_a_replacement_for_another_loan_shows_both(branch: Branch) -> None:
    branch.put("loan", b"loan-00000000009", a_loan(MEMBER, UNION, number="LN-000009", items=2))
    branch.sync()
    form = a_form(branch, loan=LoanId(b"loan-00000000009"), amount_minor=DUE)
    first, second = impact_of(branch.desk, form).loans
    assert (first.number, first.owed_after_minor) == ("LN-000001", 4 * DUE)
    assert (second.number, second.owed_before_minor, second.owed_after_minor) == ("LN-000009", 2 * DUE, DUE)


def test_a_replacement_is_made_when_its_form_opens(branch: Branch) -> None:
    assert isinstance(open_replacement(branch.desk, WRONG), Replacement)
    record = msgspec.structs.replace(posted(LOAN, DUE, LONG_AGO, "K9-000001", by=FAR), loan=None)
    branch.put("repayment", WRONG, record)
    branch.sync()
    with refused("member.unknown"):
        open_replacement(branch.desk, WRONG)
