"""Paying out: only what was approved, only to whom it may go, and a schedule that never changes again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from shared.contract.bodies.lending import FeeDefinition, LoanDisbursed, LoanDrafted
from shared.lending.lifecycle import LoanState
from syncserver.database.engine import writing
from syncserver.ledger.accounts import BANK, BRANCH_CASH, FEE_INCOME, LOAN_PRINCIPAL, TAX_PAYABLE
from syncserver.lending import tables
from syncserver.lending.applications import draft_loan
from syncserver.lending.payments.disbursement import disburse_loan
from tests.syncserver.lending_builders import (
    ADMIN,
    MEMBER,
    OPERATIONS,
    OTHER_ADMIN,
    UNION,
    UNVERIFIED,
    Branch,
    a_member,
)

FEES = (
    FeeDefinition("A", "Deducted", "PERCENT", "1", "DEDUCTED", "7.5"),
    FeeDefinition("B", "Collected", "FIXED", "50000", "COLLECTED", "10"),
    FeeDefinition("C", "Later", "FIXED", "20000", "FIRST_INSTALMENT", "5"),
)


def test_the_schedule_counts_from_the_day_of_the_money(branch: Branch) -> None:
    loan = branch.approved(expected_on=branch.today)
    paid_out_on = branch.later(3)
    branch.disburse(loan)

    after = branch.loan(loan)
    assert (after.state, after.disbursed_on) == (LoanState.ACTIVE, paid_out_on)
    assert [item.due_on for item in after.items[:3]] == [paid_out_on + timedelta(weeks=k) for k in (1, 2, 3)]
    assert sum(item.principal_minor for item in after.items) == 2_000_000
    assert sum(item.interest_minor for item in after.items) == 200_000
    assert set(branch.published) == {("loan", loan), ("member", MEMBER)}


def test_the_schedule_keeps_the_institutions_days_off(branch: Branch) -> None:
    holiday = branch.today + timedelta(weeks=1)
    branch.set_settings(holidays=(holiday,))
    loan = branch.lend()
    assert branch.loan(loan).items[0].due_on == holiday + timedelta(days=1)
    assert branch.loan(loan).items[1].due_on == holiday + timedelta(weeks=1)


def test_a_changed_product_or_calendar_leaves_the_schedule_as_it_is(branch: Branch) -> None:
    loan = branch.lend()
    before = branch.loan(loan).items
    branch.define(rate_percent="50", fees=FEES)
    branch.set_settings(holidays=tuple(item.due_on for item in before))
    branch.pay(loan, 500_000)
    assert branch.loan(loan).items == before


def test_terms_are_those_of_the_draft_not_of_the_product_today(branch: Branch) -> None:
    loan = branch.approved()
    branch.define(rate_percent="50", fees=FEES)
    branch.disburse(loan)
    assert sum(item.interest_minor for item in branch.loan(loan).items) == 200_000
    assert branch.balance(FEE_INCOME) == 0


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_itself_keeps_the_schedule(branch: Branch, change: str) -> None:
    branch.lend()
    statement = (
        update(tables.instalment).values(interest_minor=0)
        if change == "update"
        else delete(tables.instalment)
    )
    with pytest.raises(DBAPIError, match="append-only"), writing(branch.engine) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(("method", "account"), [("CASH", BRANCH_CASH), ("TRANSFER", BANK)])
def test_the_ledger_holds_the_loan_net_of_fees_and_the_tax_apart(
    branch: Branch, method: str, account: str
) -> None:
    branch.define(fees=FEES)
    loan = branch.approved()
    branch.disburse(loan, method=method)

    assert branch.balance(LOAN_PRINCIPAL, loan=loan) == 2_000_000
    collected = 55_000 if method == "CASH" else 0
    assert branch.balance(account) == -(2_000_000 - 21_500) + collected
    assert branch.balance(BRANCH_CASH) == (55_000 if method == "TRANSFER" else 55_000 - 1_978_500)
    assert branch.balance(FEE_INCOME) == -(20_000 + 50_000)
    assert branch.balance(TAX_PAYABLE) == -(1_500 + 5_000)
    assert branch.loan(loan).items[0].fee_minor == 21_000


def test_tax_in_the_first_instalment_is_due_as_the_fee_is_paid(branch: Branch) -> None:
    branch.define(fees=(FeeDefinition("C", "Later", "FIXED", "20000", "FIRST_INSTALMENT", "5"),))
    loan = branch.lend()
    branch.pay(loan, 100_000 + 10_000 + 7_000)
    assert (branch.balance(FEE_INCOME), branch.balance(TAX_PAYABLE)) == (-6_667, -333)
    branch.pay(loan, 14_000)
    assert (branch.balance(FEE_INCOME), branch.balance(TAX_PAYABLE)) == (-20_000, -1_000)


def test_only_an_approved_loan_is_paid_out_and_once(branch: Branch) -> None:
    loan = branch.draft()
    body = LoanDisbursed(loan, branch.today, "TRANSFER")
    assert branch.refused(disburse_loan, OPERATIONS, body) == "loan.bad_move"
    branch.decide(branch.submit(loan))
    assert branch.act(disburse_loan, OPERATIONS, body).outcome == "applied"
    assert branch.refused(disburse_loan, OPERATIONS, body) == "loan.bad_move"
    assert branch.balance(LOAN_PRINCIPAL) == 2_000_000


def test_only_verified_active_members_are_paid(branch: Branch) -> None:
    unverified = branch.approved(member=UNVERIFIED)
    body = LoanDisbursed(unverified, branch.today, "CASH")
    assert branch.refused(disburse_loan, OPERATIONS, body) == "member.unverified"

    left = branch.approved()
    branch.put_member(replace(a_member(MEMBER, UNION), active=False))
    body = LoanDisbursed(left, branch.today, "CASH")
    assert branch.refused(disburse_loan, OPERATIONS, body) == "member.inactive"


def test_whoever_drafted_a_loan_does_not_pay_it_out(branch: Branch) -> None:
    asked = branch.application()
    branch.act(draft_loan, ADMIN, LoanDrafted(asked))
    branch.decide(branch.submit(asked.loan))
    body = LoanDisbursed(asked.loan, branch.today, "CASH")
    assert branch.refused(disburse_loan, ADMIN, body) == "loan.own"


@pytest.mark.parametrize(("days", "open_"), [(1, False), (0, True), (-7, True), (-8, False)])
def test_the_day_is_neither_to_come_nor_long_past(branch: Branch, days: int, open_: bool) -> None:
    loan = branch.approved()
    body = LoanDisbursed(loan, branch.today + timedelta(days=days), "CASH")
    if open_:
        assert branch.act(disburse_loan, OPERATIONS, body).outcome == "applied"
    else:
        assert branch.refused(disburse_loan, OPERATIONS, body) == "loan.bad_disbursement_date"


def test_nothing_is_paid_out_in_the_locked_past(branch: Branch) -> None:
    loan = branch.approved()
    branch.set_settings(locked_until=branch.today - timedelta(days=2))
    locked = LoanDisbursed(loan, branch.today - timedelta(days=2), "CASH")
    assert branch.refused(disburse_loan, OPERATIONS, locked) == "loan.bad_disbursement_date"
    branch.disburse(loan, disbursed_on=branch.today - timedelta(days=1))


def test_operations_may_set_the_first_due_date(branch: Branch) -> None:
    loan = branch.approved(first_due_on=date(2026, 1, 20))
    branch.disburse(loan, first_due_on=date(2026, 1, 30))
    assert branch.loan(loan).items[0].due_on == date(2026, 1, 30)


def test_whoever_submitted_a_loan_does_not_pay_it_out(branch: Branch) -> None:
    loan = branch.draft()
    branch.decide(branch.submit(loan, by=OTHER_ADMIN))
    body = LoanDisbursed(loan, branch.today, "CASH")
    assert branch.refused(disburse_loan, OTHER_ADMIN, body) == "loan.own"
    assert branch.disburse(loan, by=ADMIN).outcome == "applied"
