"""A loan is paid out once, on an open day, to a verified member, by somebody who did not draft it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from fieldapp.operations.disburse_loan import (
    DisbursementForm,
    count_queue,
    disburse_loan,
    load_queue,
    preview_disbursement,
)
from shared.contract.bodies.lending import LoanDisbursed
from shared.ids import LoanId
from shared.lending.lifecycle import LoanState
from tests.fieldapp.desk.branch import (
    INACTIVE,
    LOAN,
    ME,
    NOBODY,
    SECOND,
    TODAY,
    UNVERIFIED,
    WAITING_LOAN,
    Branch,
    refused,
    statements,
    undecided_loan,
)
from tests.fieldapp.store.world import TERMS


@pytest.fixture(autouse=True)
def approved(branch: Branch) -> None:
    """A loan is approved, with a fee of 300 kept back and one of 50 to be paid at once."""
    put(branch)
    branch.be("OPERATIONS")


def put(branch: Branch, **changes: object) -> None:
    terms = msgspec.structs.replace(TERMS, fee_deducted_minor=30_000, fee_collected_minor=5_000)
    loan = msgspec.structs.replace(undecided_loan(SECOND, "APPROVED"), terms=terms, **changes)
    branch.put("loan", WAITING_LOAN, loan)
    branch.sync()


def a_form(**changes: object) -> DisbursementForm:
    return replace(DisbursementForm(WAITING_LOAN, TODAY), **changes)  # type: ignore[arg-type]  # as tests name it


def test_the_queue_asks_no_more_of_the_database_when_it_is_longer(branch: Branch) -> None:
    few = len(statements(branch, load_queue))
    for number in range(20):
        loan = undecided_loan(SECOND, "APPROVED", f"LN-{number + 500:06d}")
        branch.put("loan", f"loan-{number + 500:011d}".encode(), loan)
    branch.sync()
    assert len(load_queue(branch.desk)) == 21
    assert len(statements(branch, load_queue)) == few


def test_the_queue_is_counted_without_being_read(branch: Branch) -> None:
    assert count_queue(branch.desk) == 1
    assert [sql.startswith("SELECT count(*)") for sql in statements(branch, count_queue)] == [True]
    disburse_loan(branch.desk, a_form())
    assert count_queue(branch.desk) == 0


def test_the_queue_says_what_is_paid_out(branch: Branch) -> None:
    (row,) = load_queue(branch.desk)
    assert (row.loan.loan, row.net_minor, row.collected_minor, row.barred) == (
        WAITING_LOAN,
        1_970_000,
        5_000,
        None,
    )
    assert row.member is not None and row.member.member == SECOND
    assert (row.product_name, row.officer_name) == ("Weekly 20", "Bisi Ade")


def test_the_schedule_is_fixed_from_the_real_day(branch: Branch) -> None:
    yesterday = TODAY - timedelta(days=1)
    shown = preview_disbursement(branch.desk, a_form(disbursed_on=yesterday))
    # A Sunday on which nobody works moves to the Monday after it.
    assert [item.due_on for item in shown.schedule] == [TODAY + timedelta(weeks=week) for week in range(1, 5)]
    assert (shown.owed_minor, shown.refusal) == (2_200_000, None)


def test_paying_out_makes_the_loan_active_with_its_schedule(branch: Branch) -> None:
    loan = disburse_loan(branch.desk, a_form(method="TRANSFER", reference=" FT-9 "))
    assert (loan.state, loan.disbursed_on, loan.outstanding_minor) == (LoanState.ACTIVE, TODAY, 2_200_000)
    assert branch.recorded() == [LoanDisbursed(WAITING_LOAN, TODAY, "TRANSFER", "FT-9")]
    assert load_queue(branch.desk) == ()


def test_paying_out_twice_is_once(branch: Branch) -> None:
    first = disburse_loan(branch.desk, a_form())
    assert disburse_loan(branch.desk, a_form()) == first
    with refused("loan.already_disbursed"):
        disburse_loan(branch.desk, a_form(disbursed_on=TODAY - timedelta(days=1)))
    assert len(branch.recorded()) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"loan": LoanId(NOBODY)}, "loan.unknown"),
        ({"disbursed_on": TODAY + timedelta(days=1)}, "loan.bad_disbursement_date"),
        ({"disbursed_on": TODAY - timedelta(days=8)}, "loan.bad_disbursement_date"),
        ({"method": "POS"}, "loan.reference_missing"),
        ({"method": "BARTER"}, "loan.bad_method"),
        ({"first_due_on": TODAY - timedelta(days=1)}, "terms.first_due_too_early"),
        ({"reference": "x" * 301}, "form.not_accepted"),
    ],
)
def test_what_may_not_be_paid_out_is_refused(branch: Branch, changes: dict[str, object], code: str) -> None:
    with refused(code):
        disburse_loan(branch.desk, a_form(**changes))
    assert branch.recorded() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"drafted_by": ME}, "loan.own"),
        ({"member": UNVERIFIED}, "member.unverified"),
        ({"member": INACTIVE}, "member.inactive"),
        ({"member": NOBODY}, "member.unknown"),
        ({"state": "PENDING_APPROVAL"}, "loan.bad_move"),
        ({"state": "CANCELED"}, "loan.bad_move"),
    ],
)
def test_a_loan_that_may_not_be_paid_out_says_why(
    branch: Branch, changes: dict[str, object], code: str
) -> None:
    put(branch, **changes)
    with refused(code):
        disburse_loan(branch.desk, a_form())
    found = preview_disbursement(branch.desk, a_form()).refusal
    assert found is not None and found.code == code


def test_a_locked_day_is_closed(branch: Branch) -> None:
    branch.change_settings(locked_until=date(2026, 1, 18))
    with refused("loan.bad_disbursement_date"):
        disburse_loan(branch.desk, a_form(disbursed_on=date(2026, 1, 18)))
    disburse_loan(branch.desk, a_form())


def test_only_operations_pay_out(branch: Branch) -> None:
    for role in ("CREDIT_OFFICER", "SUPERVISOR"):
        branch.be(role)
        with refused("role"):
            disburse_loan(branch.desk, a_form())
    branch.be("OPERATIONS")
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        disburse_loan(branch.desk, a_form())


def test_an_active_loan_is_in_no_queue(branch: Branch) -> None:
    assert LOAN not in {row.loan.loan for row in load_queue(branch.desk)}
