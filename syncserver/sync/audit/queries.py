"""All SQL of the audit chain and its checkpoints."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

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


_O, _S = operation.c, server_state.c
_HEAD_HELD = select(_S.audit_number, _S.audit_hash).with_for_update()
_MOVE_HEAD = update(server_state)
_ADD_ROW = insert(audit_batch)
_KEPT = (
    select(_O.id, _O.device, _O.kind, _O.data, _O.signature, _O.hash, _O.outcome, _O.verdict)
    .where(_O.batch == bindparam("number"))
    .order_by(_O.seq)
)


def lock_audit_head(connection: Connection) -> tuple[int, bytes]:
    """Return number and hash of the newest audit row, held until the commit."""
    row = connection.execute(_HEAD_HELD).one()
    return row.audit_number, row.audit_hash


def audit_head(connection: Connection) -> tuple[int, bytes]:
    """Return number and hash of the newest audit row."""
    s = server_state.c
    row = connection.execute(select(s.audit_number, s.audit_hash)).one()
    return row.audit_number, row.audit_hash


def add_audit_row(connection: Connection, row: AuditRow) -> None:
    """Append a row to the audit chain and move its head."""
    connection.execute(_ADD_ROW, {name: getattr(row, name) for name in row.__slots__})
    connection.execute(_MOVE_HEAD, {"audit_number": row.number, "audit_hash": row.hash})


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
    return [KeptOperation(*row) for row in connection.execute(_KEPT, {"number": batch})]


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
