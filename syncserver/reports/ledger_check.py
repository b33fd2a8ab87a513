"""Does the ledger agree with everything it is told about? A list of small checks, each over the whole books.

The rule kept here: every check compares two accounts of the same money that were made independently, so what
was posted twice, to another part or not at all is found, and its rows are named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from shared.ids import as_text
from syncserver.ledger.accounts import (
    CASH_IN_TRANSIT,
    FEE_INCOME,
    INTEREST_INCOME,
    LOAN_PRINCIPAL,
    MEMBER_CREDIT,
    OFFICER_CASH,
    PENALTY_INCOME,
    SUSPENSE,
    TAX_PAYABLE,
    cash_account,
)
from syncserver.ledger.queries import balance_minor, balances_by_loan, balances_by_staff, faulty_entries
from syncserver.lending.aggregates import totals_of
from syncserver.reports.queries import (
    LoanBooks,
    cash_by_officer,
    cash_in_transit,
    entry_balance_minor,
    lines_of_nobody,
    loans_paid_out,
    posted_by_receipt,
    receipts_minor,
)

_SHOWN = 5
_METHODS = ("CASH", "TRANSFER", "POS", "MOBILE", "USSD", "OTHER")


@dataclass(frozen=True, slots=True)
class BadRow:
    """Where two accounts of the same money differ, in minor units.

    `id` is written in its usual form; an entry is its operation and its number in it.
    """

    id: str
    expected_minor: int
    found_minor: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that failed: in plain words what does not agree, how often, and the first rows by id."""

    check: str
    says: str
    count: int
    rows: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """What every check looks at: the database, and its loans replayed once."""

    connection: Connection
    loans: Mapping[bytes, LoanBooks]


Check = Callable[[Books], Finding | None]


def check_ledger(connection: Connection) -> tuple[Finding, ...]:
    """Run every check and return what does not agree; nothing when the books are in order.

    Reads everything and locks nothing: give it a connection with one consistent state.
    """
    books = Books(connection, {found.loan.id: found for found in loans_paid_out(connection)})
    findings = (check(books) for check in CHECKS)
    return tuple(finding for finding in findings if finding is not None)


def _entries_balance(books: Books) -> Finding | None:
    faulty = faulty_entries(books.connection)
    if not faulty:
        return None
    rows = tuple(
        BadRow(f"{as_text(operation)}/{number}", 0, entry_balance_minor(books.connection, operation, number))
        for operation, number in faulty[:_SHOWN]
    )
    return Finding("entries_balance", "Entries do not balance or lack lines.", len(faulty), rows)


def _principal_outstanding(books: Books) -> Finding | None:
    return _compare(
        "principal_outstanding",
        "Principal outstanding in the ledger is not that of the replay.",
        {loan: found.position.principal_outstanding_minor for loan, found in books.loans.items()},
        balances_by_loan(books.connection, LOAN_PRINCIPAL),
    )


def _principal_in_sum(books: Books) -> Finding | None:
    """Also counts lines that name no loan, which the check of each loan cannot see."""
    expected = sum(found.position.principal_outstanding_minor for found in books.loans.values())
    found_minor = balance_minor(books.connection, LOAN_PRINCIPAL)
    if expected == found_minor:
        return None
    row = BadRow(LOAN_PRINCIPAL, expected, found_minor)
    return Finding("principal_in_sum", "Principal outstanding differs in sum.", 1, (row,))


def _lines_of_nobody(books: Books) -> Finding | None:
    bad = [
        BadRow(f"{as_text(operation)}/{number}", 0, found_minor)
        for operation, number, found_minor in lines_of_nobody(books.connection)
    ]
    return _finding("lines_of_nobody", "Lines do not name the loan, person or receipt they are of.", bad)


def _interest_income(books: Books) -> Finding | None:
    return _compare(
        "interest_income",
        "Interest income in the ledger is not the interest paid.",
        {loan: -found.position.interest_paid_minor for loan, found in books.loans.items()},
        balances_by_loan(books.connection, INTEREST_INCOME),
    )


def _penalty_income(books: Books) -> Finding | None:
    return _compare(
        "penalty_income",
        "Penalty income in the ledger is not the penalty paid.",
        {loan: -found.position.penalty_paid_minor for loan, found in books.loans.items()},
        balances_by_loan(books.connection, PENALTY_INCOME),
    )


def _fee_income(books: Books) -> Finding | None:
    return _compare(
        "fee_income",
        "Fee income in the ledger is not the fees paid without their tax.",
        {loan: _taxes_paid(found) - _fees_paid(found) for loan, found in books.loans.items()},
        balances_by_loan(books.connection, FEE_INCOME),
    )


def _tax_payable(books: Books) -> Finding | None:
    return _compare(
        "tax_payable",
        "Tax payable in the ledger is not the tax in the fees paid.",
        {loan: -_taxes_paid(found) for loan, found in books.loans.items()},
        balances_by_loan(books.connection, TAX_PAYABLE),
    )


def _member_credit(books: Books) -> Finding | None:
    return _compare(
        "member_credit",
        "Members' credit in the ledger is not what they paid beyond what they owed.",
        {loan: -found.position.credit_minor for loan, found in books.loans.items()},
        balances_by_loan(books.connection, MEMBER_CREDIT),
    )


def _posted_totals(books: Books) -> Finding | None:
    """Compares the kept totals part by part; a row shows the sum of the parts."""
    bad = [
        BadRow(as_text(loan), found.position.paid_minor, _sum(found))
        for loan, found in books.loans.items()
        if totals_of(found.position) != found.posted
    ]
    return _finding("posted_totals", "Totals kept on loans are not those of the replay.", bad)


def _suspense(books: Books) -> Finding | None:
    suspended = receipts_minor(books.connection, posting="SUSPENDED")
    return _compare(
        "suspense",
        "Suspense in the ledger is not the receipts that fit no loan.",
        {receipt: -amount_minor for receipt, amount_minor in suspended.items()},
        posted_by_receipt(books.connection, (SUSPENSE,)),
    )


def _receipts_posted_once(books: Books) -> Finding | None:
    received_on = tuple(cash_account(method) for method in _METHODS)
    return _compare(
        "receipts_posted_once",
        "Receipts are not in the ledger exactly once.",
        receipts_minor(books.connection),
        posted_by_receipt(books.connection, received_on),
    )


def _officers_cash(books: Books) -> Finding | None:
    return _compare(
        "officers_cash",
        "Cash in hand in the ledger is not float and cash receipts less what was handed over.",
        cash_by_officer(books.connection),
        balances_by_staff(books.connection, OFFICER_CASH),
    )


def _cash_in_transit(books: Books) -> Finding | None:
    return _compare(
        "cash_in_transit",
        "Cash in transit in the ledger is not what was handed over and not counted yet.",
        cash_in_transit(books.connection),
        balances_by_staff(books.connection, CASH_IN_TRANSIT),
    )


CHECKS: tuple[Check, ...] = (
    _entries_balance,
    _lines_of_nobody,
    _principal_outstanding,
    _principal_in_sum,
    _interest_income,
    _penalty_income,
    _fee_income,
    _tax_payable,
    _member_credit,
    _posted_totals,
    _suspense,
    _receipts_posted_once,
    _officers_cash,
    _cash_in_transit,
)


def _fees_paid(found: LoanBooks) -> int:
    """Fees with their tax: at disbursement, and paid of the first instalment."""
    terms = found.loan.terms
    return terms.fee_deducted_minor + terms.fee_collected_minor + found.position.fee_paid_minor


def _taxes_paid(found: LoanBooks) -> int:
    taxes = found.loan.taxes
    at_disbursement = taxes.deducted_minor + taxes.collected_minor
    return at_disbursement + found.loan.tax_in_fees_minor(found.position.fee_paid_minor)


def _sum(found: LoanBooks) -> int:
    posted = found.posted
    return posted.interest_minor + posted.principal_minor + posted.fee_minor + posted.penalty_minor


def _compare(
    check: str, says: str, expected: Mapping[bytes, int], found: Mapping[bytes, int]
) -> Finding | None:
    """What is missing on one side counts as nothing there."""
    bad = [
        BadRow(as_text(identifier), expected.get(identifier, 0), found.get(identifier, 0))
        for identifier in sorted(expected.keys() | found.keys())
        if expected.get(identifier, 0) != found.get(identifier, 0)
    ]
    return _finding(check, says, bad)


def _finding(check: str, says: str, bad: list[BadRow]) -> Finding | None:
    return Finding(check, says, len(bad), tuple(bad[:_SHOWN])) if bad else None
