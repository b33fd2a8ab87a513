"""All SQL of the audit chain and its checkpoints."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from shared.contract.audit.checkpoints import Checkpoint, SignedCheckpoint
from syncserver.sync.tables import audit_batch, audit_checkpoint, operation, server_state

_AT_ONCE = 10_000


class KeptOperation(NamedTuple):
    """An operation as it came, its hash, and what became of it."""

    id: bytes
    device: bytes
    kind: str
    data: bytes
    signature: bytes
    hash: bytes
    outcome: str
    verdict: bytes


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the audit chain."""

    number: int
    at_ms: int
    device: bytes
    operations: int
    digest: bytes
    previous: bytes
    hash: bytes


def lock_audit_head(connection: Connection) -> tuple[int, bytes]:
    """Return number and hash of the newest audit row, held until the commit."""
    s = server_state.c
    row = connection.execute(select(s.audit_number, s.audit_hash).with_for_update()).one()
    return row.audit_number, row.audit_hash


def audit_head(connection: Connection) -> tuple[int, bytes]:
    """Return number and hash of the newest audit row."""
    s = server_state.c
    row = connection.execute(select(s.audit_number, s.audit_hash)).one()
    return row.audit_number, row.audit_hash


def add_audit_row(connection: Connection, row: AuditRow) -> None:
    """Append a row to the audit chain and move its head."""
    connection.execute(insert(audit_batch).values({name: getattr(row, name) for name in row.__slots__}))
    connection.execute(update(server_state).values(audit_number=row.number, audit_hash=row.hash))


def audit_rows(connection: Connection) -> Iterator[AuditRow]:
    """Yield the audit chain from its beginning."""
    number, after = audit_batch.c.number, 0
    while True:
        query = select(audit_batch).where(number > after).order_by(number).limit(_AT_ONCE)
        page = [AuditRow(*row) for row in connection.execute(query)]
        if not page:
            return
        yield from page
        after = page[-1].number


def kept_of_batch(connection: Connection, batch: int) -> list[KeptOperation]:
    """Return what is kept of each operation of a batch, in order."""
    o = operation.c
    wanted = select(o.id, o.device, o.kind, o.data, o.signature, o.hash, o.outcome, o.verdict)
    return [KeptOperation(*row) for row in connection.execute(wanted.where(o.batch == batch).order_by(o.seq))]


def operation_count(connection: Connection) -> int:
    """Return how many operations are kept."""
    return connection.scalar(select(func.count()).select_from(operation)) or 0


# ----------------------------------------------------------------------------------------- checkpoints


def lock_place(connection: Connection) -> tuple[bytes, int, bytes]:
    """Return the epoch, and number and hash of the newest audit row, held until the commit."""
    s = server_state.c
    row = connection.execute(select(s.epoch, s.audit_number, s.audit_hash).with_for_update()).one()
    return row.epoch, row.audit_number, row.audit_hash


def has_checkpoint(connection: Connection, epoch: bytes, number: int) -> bool:
    """Say whether this row has its checkpoint already."""
    c = audit_checkpoint.c
    return connection.scalar(select(c.number).where(c.epoch == epoch, c.number == number)) is not None


def add_checkpoint(connection: Connection, signed: SignedCheckpoint, data: bytes) -> None:
    """Keep a checkpoint, and make its bytes what devices are given."""
    c = signed.checkpoint
    connection.execute(
        insert(audit_checkpoint).values(
            epoch=c.epoch, number=c.number, hash=c.hash, at_ms=c.at_ms, signature=signed.signature
        )
    )
    connection.execute(update(server_state).values(checkpoint=data))


def checkpoints_since(connection: Connection, at_ms: int) -> list[SignedCheckpoint]:
    """Return the checkpoints signed at an instant or later, oldest first."""
    c = audit_checkpoint.c
    wanted = select(c.epoch, c.number, c.hash, c.at_ms, c.signature).where(c.at_ms >= at_ms)
    return [
        SignedCheckpoint(Checkpoint(*row[:4]), row.signature)
        for row in connection.execute(wanted.order_by(c.at_ms, c.number))
    ]
