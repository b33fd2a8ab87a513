"""The check of the books: silent while they agree, and naming the first bad rows of every kind of damage."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, text

from shared.contract.bodies.cash import CashFloatIssued, CashHandedOver
from shared.contract.bodies.lending import FeeDefinition
from shared.ids import as_text
from syncserver.database.engine import reading, writing
from syncserver.fieldwork.cash import hand_over_cash, issue_float
from syncserver.lending.payments.repayments import record_repayment
from syncserver.reports.ledger_check import CHECKS, BadRow, Finding, check_ledger
from tests.databases import Databases
from tests.syncserver.lending_builders import (
    LATE_FEES,
    OFFICER,
    OPERATIONS,
    SECOND_MEMBER,
    SUPERVISOR,
    Branch,
    open_branch,
)

FEES = (
    FeeDefinition("A", "Deducted", "PERCENT", "1", "DEDUCTED", "7.5"),
    FeeDefinition("B", "Collected", "FIXED", "50000", "COLLECTED", "10"),
    FeeDefinition("C", "Later", "FIXED", "20000", "FIRST_INSTALMENT", "5"),
)


@dataclass(frozen=True)
class Books:
    branch: Branch
    loan: bytes
    stray: bytes

    def findings(self) -> dict[str, Finding]:
        with reading(self.branch.engine) as connection:
            return {finding.check: finding for finding in check_ledger(connection)}

    def damage(self, *statements: str) -> None:
        """What nobody can do through the program, and hardly through the database."""
        with writing(self.branch.engine) as connection:
            _without_triggers(connection)
            for statement in statements:
                named = {"loan": self.loan} if ":loan" in statement else {}
                assert connection.execute(text(statement), named).rowcount > 0


def _without_triggers(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("SET session_replication_role = replica")


@pytest.fixture
def books(databases: Databases) -> Iterator[Books]:
    """Everything that can happen to money, once."""
    with open_branch(databases) as branch:
        branch.define(penalty=LATE_FEES, fees=FEES)
        loan, done = branch.lend(), branch.lend(member=SECOND_MEMBER)
        branch.act(issue_float, SUPERVISOR, CashFloatIssued(branch.new_id(), OFFICER, 7_000, branch.today))
        branch.later(12)
        wrong = branch.pay(loan, 15_000)
        branch.pay(loan, 250_000)
        branch.correct(wrong, branch.payment(loan, 16_000))
        branch.pay(done, 3_000_000, member=SECOND_MEMBER, method="TRANSFER")
        stray = branch.payment(None, 4_000)
        branch.act(record_repayment, OFFICER, stray)
        handover = CashHandedOver(branch.new_id(), OPERATIONS, 200_000, branch.today)
        assert branch.act(hand_over_cash, OFFICER, handover).outcome == "applied"
        yield Books(branch, loan, stray.repayment)
        branch.engine.dispose()


def test_books_in_order_give_no_findings(books: Books) -> None:
    assert books.findings() == {}


def test_books_that_agree_may_be_read_beside_the_days_work(books: Books) -> None:
    """A connection that may not write is enough."""
    with reading(books.branch.engine) as connection:
        assert check_ledger(connection) == ()


OF_LOAN = "loan = :loan AND account"
ENTRY = "operation, {}, kind, value_on, posted_on, posted_at_ms, about_kind, about FROM journal_entry"
AMONG_ALL = "ORDER BY operation, number LIMIT 1"
NOBODY = "NULLIF(operation, operation)"
OF_PAYMENTS = {"interest_income", "penalty_income", "fee_income", "tax_payable"}
ALL_OF_PRINCIPAL = {"principal_outstanding", "principal_in_sum"}

DAMAGE: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "an entry that does not balance": (
        (f"UPDATE journal_line SET debit_minor = debit_minor + 1 WHERE {OF_LOAN} = 'loan_principal'"
         " AND debit_minor > 0",),
        {"entries_balance", *ALL_OF_PRINCIPAL},
    ),
    "an entry without lines": (
        (f"INSERT INTO journal_entry SELECT {ENTRY.format(90)} {AMONG_ALL}",),
        {"entries_balance"},
    ),
    "principal taken for interest": (
        (f"UPDATE journal_line SET account = 'interest_income' WHERE {OF_LOAN} = 'loan_principal'"
         " AND credit_minor > 0",),
        {"interest_income", *ALL_OF_PRINCIPAL},
    ),
    "penalty taken for a fee": (
        (f"UPDATE journal_line SET account = 'fee_income' WHERE {OF_LOAN} = 'penalty_income'",),
        {"penalty_income", "fee_income"},
    ),
    "tax taken for a fee": (
        (f"UPDATE journal_line SET account = 'fee_income' WHERE {OF_LOAN} = 'tax_payable'",),
        {"tax_payable", "fee_income"},
    ),
    "credit taken for a penalty": (
        ("UPDATE journal_line SET account = 'penalty_income' WHERE account = 'member_credit'",),
        {"member_credit", "penalty_income"},
    ),
    "suspense taken for income": (
        ("UPDATE journal_line SET account = 'recovery_income' WHERE account = 'suspense'",),
        {"suspense"},
    ),
    "principal of no loan": (
        (f"INSERT INTO journal_entry SELECT {ENTRY.format(90)} {AMONG_ALL}",
         f"INSERT INTO journal_line SELECT operation, 90, 0, 'loan_principal', 5, 0, {NOBODY}, {NOBODY}"
         " FROM journal_entry WHERE number = 90",
         f"INSERT INTO journal_line SELECT operation, 90, 1, 'bank', 0, 5, {NOBODY}, {NOBODY}"
         " FROM journal_entry WHERE number = 90"),
        {"principal_in_sum", "lines_of_nobody"},
    ),
    "income of no loan": (
        (f"INSERT INTO journal_entry SELECT {ENTRY.format(90)} {AMONG_ALL}",
         f"INSERT INTO journal_line SELECT operation, 90, 0, 'bank', 5, 0, {NOBODY}, {NOBODY}"
         " FROM journal_entry WHERE number = 90",
         f"INSERT INTO journal_line SELECT operation, 90, 1, 'interest_income', 0, 5, {NOBODY}, {NOBODY}"
         " FROM journal_entry WHERE number = 90"),
        {"lines_of_nobody"},
    ),
    "suspense of no receipt": (
        ("UPDATE journal_line SET account = 'suspense' WHERE account = 'bank'",),
        {"lines_of_nobody"},
    ),
    "a handover counted and not written down": (
        (f"INSERT INTO journal_entry SELECT {ENTRY.format(90)} WHERE kind = 'handover'",
         f"INSERT INTO journal_line SELECT operation, 90, 0, 'branch_cash', 200000, 0, {NOBODY}, {NOBODY}"
         " FROM journal_entry WHERE number = 90",
         "INSERT INTO journal_line SELECT operation, 90, 1, 'cash_in_transit', 0, 200000, staff, loan"
         " FROM journal_line WHERE account = 'cash_in_transit'"),
        {"cash_in_transit"},
    ),
    "totals that were not posted": (
        ("UPDATE loan_total SET interest_minor = interest_minor - 1, principal_minor = principal_minor + 1"
         " WHERE loan = :loan",),
        {"posted_totals"},
    ),
    "a schedule that changed after the money": (
        ("UPDATE instalment SET interest_minor = interest_minor + 100 WHERE loan = :loan AND sequence = 1",),
        {"posted_totals", "interest_income", *ALL_OF_PRINCIPAL},
    ),
    "a receipt of another amount": (
        ("UPDATE repayment SET amount_minor = amount_minor + 1 WHERE amount_minor = 4000",),
        {"suspense", "receipts_posted_once", "officers_cash"},
    ),
    "a receipt that went": (
        ("DELETE FROM repayment WHERE amount_minor = 250000",),
        {"receipts_posted_once", "officers_cash", "posted_totals", *OF_PAYMENTS, *ALL_OF_PRINCIPAL},
    ),
    "a reversal that went": (
        ("DELETE FROM repayment_reversal",),
        {"receipts_posted_once", "officers_cash", "posted_totals", *ALL_OF_PRINCIPAL},
    ),
    "a receipt posted twice": (
        ("INSERT INTO journal_line SELECT operation, number + 90, line, account, debit_minor, credit_minor,"
         " staff, loan FROM journal_line WHERE operation IN"
         " (SELECT operation FROM journal_entry WHERE kind = 'suspense')",
         f"INSERT INTO journal_entry SELECT {ENTRY.format('number + 90')} WHERE kind = 'suspense'"),
        {"suspense", "receipts_posted_once", "officers_cash"},
    ),
    "cash in the hands of somebody else": (
        ("UPDATE journal_line SET staff = NULL WHERE account = 'officer_cash' AND credit_minor > 0",),
        {"officers_cash", "lines_of_nobody"},
    ),
    "a float nobody wrote down": (
        ("DELETE FROM cash_movement WHERE kind = 'FLOAT'",),
        {"officers_cash"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found(books: Books, damage: str) -> None:
    statements, found = DAMAGE[damage]
    books.damage(*statements)
    assert set(books.findings()) == found


def test_every_check_finds_something() -> None:
    assert {check.__name__.removeprefix("_") for check in CHECKS} == set().union(
        *(found for _, found in DAMAGE.values())
    )


def test_a_finding_names_the_row_and_both_amounts(books: Books) -> None:
    books.damage("UPDATE journal_line SET account = 'recovery_income' WHERE account = 'suspense'")
    assert books.findings()["suspense"] == Finding(
        "suspense",
        "Suspense in the ledger is not the receipts that fit no loan.",
        1,
        (BadRow(as_text(books.stray), -4_000, 0),),
    )


def test_a_finding_names_an_entry_and_by_how_much_it_is_out(books: Books) -> None:
    books.damage(
        "UPDATE journal_line SET debit_minor = debit_minor + 1"
        " WHERE account = 'branch_cash' AND debit_minor > 0"
    )
    finding = books.findings()["entries_balance"]
    assert finding.count == len(finding.rows) == 2
    assert {(row.expected_minor, row.found_minor) for row in finding.rows} == {(0, 1)}
    assert all(row.id.endswith("/1") for row in finding.rows)


def test_only_the_first_rows_are_named(books: Books) -> None:
    for _ in range(7):
        books.branch.act(record_repayment, OFFICER, books.branch.payment(None, 100))
    books.damage("UPDATE journal_line SET account = 'recovery_income' WHERE account = 'suspense'")
    finding = books.findings()["suspense"]
    assert (finding.count, len(finding.rows)) == (8, 5)
