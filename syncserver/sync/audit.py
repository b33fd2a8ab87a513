"""The audit chain: one row a batch, each bound to the one before and to every operation and verdict in it.

The rule kept here: whoever changes, removes or inserts an operation, a verdict or an audit row breaks the
chain at the first row concerned.
"""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import Connection

from shared.contract.codec import Malformed, decode
from shared.contract.exchange import Verdict
from shared.contract.operations import SignedOperation
from shared.contract.signing import operation_hash
from syncserver.sync import queries
from syncserver.sync.queries import AuditRow, KeptOperation

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
    operations, digest = _digest(judged)
    row = AuditRow(number + 1, at_ms, device, operations, digest, previous, b"")
    return AuditRow(number + 1, at_ms, device, operations, digest, previous, _hash(row))


def first_bad_row(connection: Connection) -> int | None:
    """Read the whole chain; return the number of the first row that does not hold, or None."""
    previous, number = GENESIS, 0
    for row in queries.audit_rows(connection):
        kept = queries.kept_of_batch(connection, row.number)
        holds = row.number == number + 1 and row.previous == previous and row.hash == _hash(row)
        holds = holds and all(_is_whole(one) for one in kept)
        if not holds or (row.operations, row.digest) != _digest((one.hash, one.verdict) for one in kept):
            return number + 1
        previous, number = row.hash, row.number
    if queries.audit_head(connection) != (number, previous):
        return number + 1
    return None


def _is_whole(kept: KeptOperation) -> bool:
    """The chain binds hashes and verdicts, so the bytes and the outcome beside them have to be theirs."""
    if operation_hash(SignedOperation(kept.data, kept.signature)) != kept.hash:
        return False
    try:
        return decode(Verdict, kept.verdict).outcome == kept.outcome
    except Malformed:
        return False


def _digest(judged: Iterable[tuple[bytes, bytes]]) -> tuple[int, bytes]:
    total, operations = sha256(), 0
    for hashed, verdict in judged:
        total.update(hashed)
        total.update(sha256(verdict).digest())
        operations += 1
    return operations, total.digest()


def _hash(row: AuditRow) -> bytes:
    numbers = b"".join(value.to_bytes(8, "big") for value in (row.number, row.at_ms, row.operations))
    return sha256(_LABEL + numbers + row.device + row.digest + row.previous).digest()
