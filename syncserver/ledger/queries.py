"""What the ledger says: balances, always summed from the lines themselves.

The rule kept here: every balance is debits minus credits in minor units, so an account that grows on the
credit side is negative when it holds something.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, cast, func, select

from syncserver.ledger.accounts import OFFICER_CASH
from syncserver.ledger.tables import journal_entry, journal_line

_LINE = journal_line.c
# PostgreSQL sums big integers as numeric, which would arrive here as Decimal.
_BALANCE: ColumnElement[int] = cast(
    func.coalesce(func.sum(_LINE.debit_minor - _LINE.credit_minor), 0), BigInteger
)


@dataclass(frozen=True, slots=True)
class AccountTotal:
    """All that was ever posted to one account, in minor units."""

    account: str
    debit_minor: int
    credit_minor: int


def balance_minor(
    connection: Connection, account: str, *, staff: bytes | None = None, loan: bytes | None = None
) -> int:
    """Return debits minus credits of an account, of one person or one loan if given."""
    wanted = select(_BALANCE).where(_LINE.account == account)
    if staff is not None:
        wanted = wanted.where(_LINE.staff == staff)
    if loan is not None:
        wanted = wanted.where(_LINE.loan == loan)
    return connection.scalar(wanted) or 0


def balances_by_staff(
    connection: Connection, account: str, staff: Sequence[bytes] | None = None
) -> Mapping[bytes, int]:
    """Return debits minus credits of an account for each person with a line on it, or for those asked."""
    wanted = select(_LINE.staff, _BALANCE).where(_LINE.account == account, _LINE.staff.is_not(None))
    if staff is not None:
        wanted = wanted.where(_LINE.staff.in_(staff))
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(_LINE.staff))}


def balances_by_loan(
    connection: Connection, account: str, loans: Sequence[bytes] | None = None
) -> Mapping[bytes, int]:
    """Return debits minus credits of an account for each loan with a line on it, or for those asked."""
    wanted = select(_LINE.loan, _BALANCE).where(_LINE.account == account, _LINE.loan.is_not(None))
    if loans is not None:
        wanted = wanted.where(_LINE.loan.in_(loans))
    return {row[0]: row[1] for row in connection.execute(wanted.group_by(_LINE.loan))}


def cash_in_hand_minor(connection: Connection, staff: bytes) -> int:
    """Return what an officer holds: floats and cash receipts, less what was handed over or paid out."""
    return balance_minor(connection, OFFICER_CASH, staff=staff)


def trial_balance(connection: Connection) -> tuple[AccountTotal, ...]:
    """Return the totals of every account that was ever posted to, by name; debits equal credits overall."""
    wanted = (
        select(
            _LINE.account,
            cast(func.sum(_LINE.debit_minor), BigInteger),
            cast(func.sum(_LINE.credit_minor), BigInteger),
        )
        .group_by(_LINE.account)
        .order_by(_LINE.account)
    )
    return tuple(AccountTotal(*row) for row in connection.execute(wanted))


def faulty_entries(connection: Connection) -> tuple[tuple[bytes, int], ...]:
    """Return operation and number of entries that do not balance or have no lines.

    Nothing should ever be found; this is for the ledger's own check.
    """
    unbalanced = (
        select(_LINE.operation, _LINE.number)
        .group_by(_LINE.operation, _LINE.number)
        .having(func.sum(_LINE.debit_minor) != func.sum(_LINE.credit_minor))
    )
    entry = journal_entry.c
    same = and_(entry.operation == _LINE.operation, entry.number == _LINE.number)
    empty = (
        select(entry.operation, entry.number)
        .select_from(journal_entry.outerjoin(journal_line, same))
        .where(_LINE.operation.is_(None))
    )
    found = {
        (operation, number)
        for statement in (unbalanced, empty)
        for operation, number in connection.execute(statement)
    }
    return tuple(sorted(found))
