"""All SQL about what the server holds of one device."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from syncserver.database.records import record_body
from syncserver.sync.tables import operation


class OutcomeCount(NamedTuple):
    """How many operations of a device were answered in one way."""

    outcome: str
    operations: int


class MoneyRow(NamedTuple):
    """An operation that tells of money, as it was signed, and how it was answered."""

    outcome: str
    data: bytes


def counts_by_outcome(connection: Connection, device: bytes) -> list[OutcomeCount]:
    """Return how many operations of a device were answered how."""
    o = operation.c
    rows = connection.execute(
        select(o.outcome, func.count()).where(o.device == device).group_by(o.outcome).order_by(o.outcome)
    )
    return [OutcomeCount(*row) for row in rows]


def money_of(connection: Connection, device: bytes, kinds: frozenset[str]) -> Iterator[MoneyRow]:
    """Yield the operations of a device that tell of money."""
    o = operation.c
    rows = connection.execute(select(o.outcome, o.data).where(o.device == device, o.kind.in_(sorted(kinds))))
    return (MoneyRow(*row) for row in rows)


class OperationAt(NamedTuple):
    """The operation at one place of a device's chain."""

    kind: str
    hash: bytes
    data: bytes
    outcome: str


def operation_at(connection: Connection, device: bytes, seq: int) -> OperationAt | None:
    """Return the operation a device sent under a number."""
    o = operation.c
    row = connection.execute(
        select(o.kind, o.hash, o.data, o.outcome).where(o.device == device, o.seq == seq)
    ).one_or_none()
    return None if row is None else OperationAt(*row)


def was_let_in(connection: Connection, device: bytes) -> bool:
    """Whether a device ever got a certificate: tablets hold it since, whatever became of the device."""
    r = record_body.c
    found = connection.execute(select(r.version).where(r.kind == "certificate", r.id == device))
    return found.one_or_none() is not None
