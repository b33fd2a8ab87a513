"""The server's side of every figure: receipts, replayed loans and the ledger, read from its own database.

The rule kept here: nothing is written and nothing is taken from what a tablet says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, func, select

from shared.contract.products import penalty_terms
from shared.lending.allocation import replay
from shared.lending.position import LoanPosition
from syncserver.database.engine import open_engine, reading
from syncserver.ledger.accounts import LOAN_PRINCIPAL, SUSPENSE
from syncserver.ledger.queries import balance_minor, balances_by_loan, cash_in_hand_minor
from syncserver.ledger.tables import journal_entry
from syncserver.lending.payments.queries import LOAN_REPAYMENTS
from syncserver.lending.queries import loans_as_they_are
from syncserver.lending.tables import repayment
from syncserver.people.queries import STAFF_BY_EMAIL


@dataclass(frozen=True, slots=True)
class PostedReceipt:
    """A receipt as the server has it; `entries` is how often the ledger tells of it."""

    number: str
    amount_minor: int
    posting: str
    entries: int


@dataclass(frozen=True, slots=True)
class LoanFigures:
    """What a loan owes, in minor units; `ledger_minor` is its principal by the ledger."""

    outstanding_minor: int
    principal_minor: int
    ledger_minor: int


@dataclass(frozen=True, slots=True)
class Books:
    """The server's database, looked at from outside."""

    engine: Engine

    def receipts(self, numbers: Sequence[str]) -> tuple[PostedReceipt, ...]:
        """Every receipt with one of these numbers, with the count of its ledger entries."""
        told = func.count(journal_entry.c.operation)
        is_about = (journal_entry.c.about == repayment.c.id) & (journal_entry.c.about_kind == "repayment")
        wanted = (
            select(repayment.c.receipt_number, repayment.c.amount_minor, repayment.c.posting, told)
            .join_from(repayment, journal_entry, is_about, isouter=True)
            .where(repayment.c.receipt_number.in_(numbers))
            .group_by(repayment.c.id, *list(repayment.c)[1:])
            .order_by(repayment.c.receipt_number)
        )
        with reading(self.engine) as connection:
            return tuple(PostedReceipt(*row) for row in connection.execute(wanted))

    def loan(self, identifier: bytes, on: date) -> LoanFigures:
        """A loan replayed by the server until a day, and its principal in the ledger."""
        with reading(self.engine) as connection:
            position = _position(connection, identifier, on)
            ledger = balances_by_loan(connection, LOAN_PRINCIPAL, [identifier]).get(identifier, 0)
        return LoanFigures(position.outstanding_minor, position.principal_outstanding_minor, ledger)

    def suspense_minor(self) -> int:
        """What stands in suspense."""
        with reading(self.engine) as connection:
            return -balance_minor(connection, SUSPENSE)

    def cash_in_hand_minor(self, staff: bytes) -> int:
        """What an officer holds, by the ledger."""
        with reading(self.engine) as connection:
            return cash_in_hand_minor(connection, staff)

    def staff(self, email: str) -> bytes:
        """The person with an e-mail address."""
        with reading(self.engine) as connection:
            return STAFF_BY_EMAIL.load(connection, [email.encode()])[email.encode()]


@contextmanager
def opened_books(database_url: str) -> Iterator[Books]:
    """The books of a server for as long as the block lasts."""
    engine = open_engine(database_url, pool_size=1)
    try:
        yield Books(engine)
    finally:
        engine.dispose()


def _position(connection: Connection, identifier: bytes, on: date) -> LoanPosition:
    found = loans_as_they_are(connection, [identifier])[identifier]
    payments = LOAN_REPAYMENTS.load(connection, [identifier]).get(identifier, ())
    penalty = penalty_terms(found.terms.penalty)
    return replay(found.items, payments, on, found.terms.allocation_order, penalty)
