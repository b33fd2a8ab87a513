"""The audit chain: one row a batch, each bound to the one before and to every operation and verdict in it.

The rule kept here: whoever changes, removes or inserts an operation, a verdict or an audit row breaks the
chain at the first row concerned.
"""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import Connection

from syncserver.sync.audit import queries
from syncserver.sync.audit.queries import AuditRow

_LABEL = b"fieldapp/audit/1\x00"
GENESIS = bytes(32)
"""The hash before the first row."""


def next_row(
    connection: Connection, *, at_ms: int, device: bytes, judged: Iterable[tuple[bytes, bytes]]
) -> AuditRow:
    """Lock the head of the chain and return the row that comes next, not yet written.

    `judged` is each operation's hash with the bytes of its verdict, in order.
    """
    number, previous = queries.lock_audit_head(connection)
    operations, digest = digest_of(judged)
    row = AuditRow(number + 1, at_ms, device, operations, digest, previous, b"")
    return AuditRow(number + 1, at_ms, device, operations, digest, previous, hash_of(row))


def digest_of(judged: Iterable[tuple[bytes, bytes]]) -> tuple[int, bytes]:
    """Return how many operations a batch has, and the digest over them and their verdicts."""
    total, operations = sha256(), 0
    for hashed, verdict in judged:
        total.update(hashed)
        total.update(sha256(verdict).digest())
        operations += 1
    return operations, total.digest()


def hash_of(row: AuditRow) -> bytes:
    """Return the hash that the next row names."""
    numbers = b"".join(value.to_bytes(8, "big") for value in (row.number, row.at_ms, row.operations))
    return sha256(_LABEL + numbers + row.device + row.digest + row.previous).digest()
