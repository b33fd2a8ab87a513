"""A form for a repayment opens with who owes what, and never offers what was recorded already."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fieldapp.officer.collect_repayment import RepaymentForm, collect_repayment
from fieldapp.officer.repaying.in_turn import next_payer
from fieldapp.officer.repaying.opening import open_repayment
from shared.contract.records import union_bucket
from shared.ids import LoanId, RepaymentId
from tests.fieldapp.desk.branch import (
    DUE,
    LOAN,
    MEMBER,
    NOBODY,
    PAID_OUT,
    SECOND,
    TODAY,
    UNION,
    WAITING_LOAN,
    Branch,
    refused,
)
from tests.fieldapp.store.world import a_loan

OTHER_LOAN = LoanId(b"loan-00000000009")


def test_it_says_who_it_is_and_what_is_owed(branch: Branch) -> None:
    opening = open_repayment(branch.desk, LOAN)
    assert (opening.member, opening.member_name, opening.member_code) == (
        MEMBER,
        "Adaeze Okafor",
        "OJ-000001",
    )
    assert (opening.union_name, opening.loan_number) == ("Oja-Oba Traders", "LN-000001")
    assert opening.product_name
    assert (opening.owed_minor, opening.due_minor, opening.overdue_minor) == (4 * DUE, 2 * DUE, DUE)
    assert (opening.usual_minor, opening.suspense, opening.recorded) == (2 * DUE, "", None)


def test_it_begins_with_all_that_is_owed_when_nothing_is_due_yet(branch: Branch) -> None:
    branch.clock.day = PAID_OUT
    assert open_repayment(branch.desk, LOAN).usual_minor == 4 * DUE


def test_a_draft_keeps_its_id_until_it_is_recorded(branch: Branch) -> None:
    drafted = open_repayment(branch.desk, LOAN).repayment
    assert open_repayment(branch.desk, LOAN, drafted).repayment == drafted
    collect_repayment(branch.desk, RepaymentForm(drafted, MEMBER, LOAN, DUE, TODAY))
    again = open_repayment(branch.desk, LOAN, drafted)
    assert again.recorded is not None
    assert again.recorded.repayment == drafted
    assert again.repayment != drafted
    assert (again.recorded.receipt_number, again.next_receipt) == ("K7-000001", "K7-000002")


@pytest.mark.parametrize(
    ("settings", "first"),
    [
        ({}, TODAY - timedelta(days=7)),
        ({"backdate_days": 0}, TODAY),
        ({"backdate_days": 60}, PAID_OUT),
        ({"locked_until": TODAY - timedelta(days=3)}, TODAY - timedelta(days=2)),
        ({"locked_until": TODAY + timedelta(days=9)}, TODAY),
    ],
)
def test_the_first_open_day_is_in_every_limit(
    branch: Branch, settings: dict[str, object], first: date
) -> None:
    branch.change_settings(**settings)
    assert open_repayment(branch.desk, LOAN).first_day == first


def test_a_loan_that_takes_no_money_says_so(branch: Branch) -> None:
    opening = open_repayment(branch.desk, WAITING_LOAN)
    assert "suspense" in opening.suspense
    assert (opening.owed_minor, opening.due_minor) == (0, 0)


def test_an_unknown_loan_has_no_form(branch: Branch) -> None:
    with refused("loan.unknown"):
        open_repayment(branch.desk, LoanId(NOBODY))


def test_who_owes_nothing_by_today_is_passed_over(branch: Branch) -> None:
    branch.put("loan", OTHER_LOAN, a_loan(SECOND, UNION, number="LN-000009", items=4), union_bucket(UNION))
    branch.sync()
    turn = (LoanId(NOBODY), WAITING_LOAN, LOAN, OTHER_LOAN)
    found = next_payer(branch.desk, turn)
    assert found is not None
    assert (found.loan, found.member_name, found.due_minor) == (LOAN, "Adaeze Okafor", 2 * DUE)
    assert found.after == (OTHER_LOAN,)
    paid = RepaymentForm(RepaymentId(branch.new_id()), MEMBER, LOAN, 2 * DUE, TODAY)
    collect_repayment(branch.desk, paid)
    after = next_payer(branch.desk, turn)
    assert after is not None
    assert (after.loan, after.after) == (OTHER_LOAN, ())
    assert next_payer(branch.desk, ()) is None
