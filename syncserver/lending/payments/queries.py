"""The shelves of payments: what was received, what counts on each loan, and where it left the loan.

The rule kept here: these are read after the loan's own row was locked, so no other batch changes them
meanwhile; facts are appended by handlers and positions are derived, so only totals are saved from here.
"""

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import Connection, select

from shared.lending.allocation import Payment
from shared.lending.position import LoanPosition
from syncserver.database.base import among
from syncserver.database.bulk import upsert_rows
from syncserver.database.work import Shelf
from syncserver.lending import tables
from syncserver.lending.aggregates import Repayment, Totals, paid_position
from syncserver.lending.queries import loans_as_they_are, save_nothing
from syncserver.people.tables import member

_REPAYMENT_COLUMNS = tuple(column.name for column in tables.repayment.columns)


def _load_totals(connection: Connection, loans: Sequence[bytes]) -> dict[bytes, Totals]:
    rows = connection.execute(_LOAN_TOTALS, {"ids": loans})
    return {
        loan: Totals(interest, principal, fee, penalty, credit)
        for loan, interest, principal, fee, penalty, credit in rows
    }


_LOAN_TOTALS = select(tables.loan_total).where(among(tables.loan_total.c.loan))


def _save_totals(connection: Connection, totals: Sequence[tuple[bytes, Totals]]) -> None:
    rows = [
        {
            "loan": loan,
            "interest_minor": total.interest_minor,
            "principal_minor": total.principal_minor,
            "fee_minor": total.fee_minor,
            "penalty_minor": total.penalty_minor,
            "credit_minor": total.credit_minor,
        }
        for loan, total in totals
    ]
    upsert_rows(connection, tables.loan_total, rows)


def _load_repayments(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Repayment]:
    rows = connection.execute(_RECEIPTS, {"ids": ids})
    return {
        row[0]: Repayment(**dict(zip(_REPAYMENT_COLUMNS, row, strict=False)), reversal_reason=row[-1])
        for row in rows
    }


_PAID, _REVERSAL = tables.repayment.c, tables.repayment_reversal
_RECEIPTS = (
    select(tables.repayment, _REVERSAL.c.reason)
    .join_from(tables.repayment, _REVERSAL, _REVERSAL.c.repayment == _PAID.id, isouter=True)
    .where(among(_PAID.id))
)
_COUNTING = (
    select(_PAID.loan, _PAID.id, _PAID.amount_minor, _PAID.value_on)
    .join_from(tables.repayment, _REVERSAL, _REVERSAL.c.repayment == _PAID.id, isouter=True)
    .where(among(_PAID.loan), _PAID.posting == "POSTED", _REVERSAL.c.repayment.is_(None))
)


def _load_payments(connection: Connection, loans: Sequence[bytes]) -> dict[bytes, tuple[Payment, ...]]:
    """What counts of each loan: posted and not reversed."""
    rows = connection.execute(_COUNTING, {"ids": loans})
    found: dict[bytes, list[Payment]] = defaultdict(list)
    for loan, identifier, amount_minor, value_on in rows.all():
        found[loan].append(Payment(identifier.hex(), amount_minor, value_on))
    return {loan: tuple(payments) for loan, payments in found.items()}


def _load_positions(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, LoanPosition]:
    """Replays loans without locking them: for readers, or loans already locked."""
    loans = loans_as_they_are(connection, ids)
    payments = _load_payments(connection, list(loans))
    return {
        identifier: paid_position(loan, payments.get(identifier, ())) for identifier, loan in loans.items()
    }


def repayments_of_loans(connection: Connection, loans: Sequence[bytes]) -> tuple[bytes, ...]:
    """Every payment ever recorded for these loans, in suspense or reversed too, as committed or flushed."""
    table = tables.repayment
    return tuple(connection.scalars(select(table.c.id).where(table.c.loan.in_(loans)).order_by(table.c.id)))


def loan_of_repayment(connection: Connection, repayment: bytes) -> bytes | None:
    """The loan a receipt names, which never changes; None for no loan or a receipt not yet written."""
    table = tables.repayment
    return connection.scalar(select(table.c.loan).where(table.c.id == repayment))


def cash_receipts_in(connection: Connection, union: bytes) -> tuple[bytes, ...]:
    """Receipts of cash for loans of the members that a union has, as committed, in the order of ids."""
    paid, lent = tables.repayment.c, tables.loan.c
    wanted = (
        select(paid.id)
        .join_from(tables.repayment, tables.loan, lent.id == paid.loan)
        .join(member, member.c.id == lent.member)
        .where(member.c.union_id == union, paid.method == "CASH")
    )
    return tuple(connection.scalars(wanted.order_by(paid.id)))


def suspended_receipts_of(connection: Connection, staff: bytes) -> tuple[bytes, ...]:
    """Receipts of a person that were put into suspense, as committed, in the order of ids."""
    table = tables.repayment
    wanted = select(table.c.id).where(table.c.received_by == staff, table.c.posting == "SUSPENDED")
    return tuple(connection.scalars(wanted.order_by(table.c.id)))


def repayment_row(repayment: Repayment) -> dict[str, object]:
    """The row to append for a new payment."""
    return dict(zip(_REPAYMENT_COLUMNS, _repayment_values(repayment), strict=True))


_repayment_values = attrgetter(*_REPAYMENT_COLUMNS)


TOTALS: Shelf[Totals] = Shelf("loan totals", _load_totals, _save_totals)
REPAYMENTS: Shelf[Repayment] = Shelf("repayments", _load_repayments, save_nothing)
LOAN_REPAYMENTS: Shelf[tuple[Payment, ...]] = Shelf("payments of loans", _load_payments, save_nothing)
"""The payments that count, by loan."""
POSITIONS: Shelf[LoanPosition] = Shelf("positions of loans", _load_positions, save_nothing)
"""Where payments left each loan, by loan: put by whoever changed the payments, else replayed when asked."""
