"""What the books hold, gathered for comparing one account of it with another.

The rule kept here: nothing is locked and nothing is changed, so this runs beside the day's work, in one
consistent state.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, and_, case, cast, func, or_, select

from shared.lending.position import LoanPosition
from syncserver.fieldwork.tables import cash_movement
from syncserver.ledger import accounts
from syncserver.ledger.tables import journal_entry, journal_line
from syncserver.lending.aggregates import NOTHING_PAID, Loan, Totals, paid_position
from syncserver.lending.payments.queries import LOAN_REPAYMENTS, TOTALS
from syncserver.lending.queries import loans_as_they_are
from syncserver.lending.tables import loan, repayment, repayment_reversal

_LOANS_AT_ONCE = 500
_OF_LOANS = (
    accounts.LOAN_PRINCIPAL,
    accounts.INTEREST_INCOME,
    accounts.PENALTY_INCOME,
    accounts.FEE_INCOME,
    accounts.TAX_PAYABLE,
    accounts.MEMBER_CREDIT,
)
_OF_PEOPLE = (accounts.OFFICER_CASH, accounts.CASH_IN_TRANSIT)
_OF_RECEIPTS = (accounts.SUSPENSE,)


@dataclass(frozen=True, slots=True)
class LoanBooks:
    """A loan that was paid out: where its payments left it, and the totals posted for it."""

    loan: Loan
    position: LoanPosition
    posted: Totals


def loans_paid_out(connection: Connection) -> Iterator[LoanBooks]:
    """Every loan ever paid out, with its payments replayed, a few hundred in memory at a time."""
    paid_out = select(loan.c.id).where(loan.c.disbursed_on.is_not(None)).order_by(loan.c.id)
    ids = connection.scalars(paid_out).all()
    for start in range(0, len(ids), _LOANS_AT_ONCE):
        some = ids[start : start + _LOANS_AT_ONCE]
        loans = loans_as_they_are(connection, some)
        payments = LOAN_REPAYMENTS.load(connection, some)
        posted = TOTALS.load(connection, some)
        for identifier, found in sorted(loans.items()):
            position = paid_position(found, payments.get(identifier, ()))
            yield LoanBooks(found, position, posted.get(identifier, NOTHING_PAID))


def receipts_minor(connection: Connection, *, posting: str | None = None) -> Mapping[bytes, int]:
    """The amount of every receipt, nothing for a reversed one; only those posted so if `posting` is given."""
    standing = case((repayment_reversal.c.repayment.is_(None), repayment.c.amount_minor), else_=0)
    wanted = select(repayment.c.id, standing).join_from(
        repayment, repayment_reversal, repayment_reversal.c.repayment == repayment.c.id, isouter=True
    )
    if posting is not None:
        wanted = wanted.where(repayment.c.posting == posting)
    return {row[0]: row[1] for row in connection.execute(wanted)}


def posted_by_receipt(connection: Connection, accounts: Sequence[str]) -> Mapping[bytes, int]:
    """Debits minus credits on these accounts by the receipt that the entries are about."""
    balance = cast(func.sum(journal_line.c.debit_minor - journal_line.c.credit_minor), BigInteger)
    wanted = (
        select(journal_entry.c.about, balance)
        .join_from(
            journal_line,
            journal_entry,
            (journal_entry.c.operation == journal_line.c.operation)
            & (journal_entry.c.number == journal_line.c.number),
        )
        .where(journal_line.c.account.in_(accounts), journal_entry.c.about_kind == "repayment")
        .group_by(journal_entry.c.about)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


def lines_of_nobody(connection: Connection) -> Sequence[tuple[bytes, int, int]]:
    """Operation, number and balance of lines that every check of a loan, a person or a receipt passes over:
    they name none, on an account where each line belongs to one.
    """
    line, entry = journal_line.c, journal_entry.c
    wanted = (
        select(line.operation, line.number, line.debit_minor - line.credit_minor)
        .join_from(
            journal_line, journal_entry, (entry.operation == line.operation) & (entry.number == line.number)
        )
        .where(
            or_(
                and_(line.account.in_(_OF_LOANS), line.loan.is_(None)),
                and_(line.account.in_(_OF_PEOPLE), line.staff.is_(None)),
                and_(line.account.in_(_OF_RECEIPTS), entry.about_kind != "repayment"),
            )
        )
        .order_by(line.operation, line.number, line.line)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted)]


def entry_balance_minor(connection: Connection, operation: bytes, number: int) -> int:
    """Debits minus credits of one entry; nothing when it has no lines."""
    wanted = select(func.sum(journal_line.c.debit_minor - journal_line.c.credit_minor)).where(
        journal_line.c.operation == operation, journal_line.c.number == number
    )
    return int(connection.scalar(wanted) or 0)


def cash_by_officer(connection: Connection) -> Mapping[bytes, int]:
    """What each person should hold: floats and standing cash receipts, less what was handed over."""
    held: dict[bytes, int] = {}
    for source, sign in ((_cash_receipts, 1), (_floats, 1), (_handovers, -1)):
        for staff, amount_minor in source(connection):
            held[staff] = held.get(staff, 0) + sign * amount_minor
    return held


def _cash_receipts(connection: Connection) -> list[tuple[bytes, int]]:
    wanted = (
        select(repayment.c.received_by, cast(func.sum(repayment.c.amount_minor), BigInteger))
        .join_from(
            repayment, repayment_reversal, repayment_reversal.c.repayment == repayment.c.id, isouter=True
        )
        .where(repayment.c.method == "CASH", repayment_reversal.c.repayment.is_(None))
        .group_by(repayment.c.received_by)
    )
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def _floats(connection: Connection) -> list[tuple[bytes, int]]:
    return _movements(connection, "FLOAT", "to_staff")


def _handovers(connection: Connection) -> list[tuple[bytes, int]]:
    return _movements(connection, "HANDOVER", "from_staff")


def cash_in_transit(connection: Connection) -> Mapping[bytes, int]:
    """What each person handed over that nobody has counted yet."""
    moved = cash_movement.c
    wanted = (
        select(moved.made_by, cast(func.sum(moved.amount_minor), BigInteger))
        .where(moved.kind == "HANDOVER", moved.state == "OPEN")
        .group_by(moved.made_by)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


def _movements(connection: Connection, kind: str, person: str) -> list[tuple[bytes, int]]:
    staff = cash_movement.c[person]
    wanted = (
        select(staff, cast(func.sum(cash_movement.c.amount_minor), BigInteger))
        .where(cash_movement.c.kind == kind)
        .group_by(staff)
    )
    return [(row[0], row[1]) for row in connection.execute(wanted)]
