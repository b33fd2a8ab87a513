"""Operations signed on this device: appended, sent, answered, and kept exactly as they were signed.

The rules kept here: the sequence has no gap and each operation names the hash of the one before; an
operation, its effect on the screen and the numbers it used are kept together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import msgspec

from fieldapp.store.author import Author
from fieldapp.store.chain.checking import value_of
from fieldapp.store.projection.overlay import Subject, subjects_of
from fieldapp.store.projection.refresh import refresh
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading, Transaction
from shared.contract.codec import Message, decode, encode
from shared.contract.exchange import DeviceReport, Difference, Outcome
from shared.contract.operations import (
    GENESIS,
    KIND_OF,
    Operation,
    SeenVersion,
    SignedOperation,
    decode_body,
)
from shared.contract.signing import operation_hash, sign_operation
from shared.contract.version import MAX_OPERATION_BYTES_PER_EXCHANGE, MAX_OPERATIONS_PER_EXCHANGE
from shared.ids import OperationId

OutboxState = Literal["waiting", "acknowledged"]
Stands = Literal["attention", "on_tablet", "sent", "posted"]
"""The server said something to look at; on this tablet alone; answered, its effect not here yet; all here."""

_STANDS: dict[Stands, str] = {
    "attention": "attention = 1",
    "on_tablet": "attention = 0 AND state = 'waiting'",
    "sent": "attention = 0 AND state = 'acknowledged' AND in_overlay = 1",
    "posted": "attention = 0 AND state = 'acknowledged' AND in_overlay = 0",
}


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How much the server has not answered, with the money in it (minor units), and what wants a look."""

    waiting: int
    waiting_value_minor: int
    attention: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many operations stand somewhere, and the money in them (minor units)."""

    count: int = 0
    value_minor: int = 0


@dataclass(frozen=True, slots=True)
class OutboxHead:
    """The last operation of this device; `seq` 0 and the genesis hash before the first."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One operation as the sync centre lists it; `outcome` is None until the server answered."""

    seq: int
    id: OperationId
    kind: str
    at_ms: int
    value_minor: int
    state: OutboxState
    in_overlay: bool
    attention: bool
    outcome: Outcome | None
    code: str
    title: str
    detail: str
    differences: tuple[Difference, ...]

    @property
    def stands(self) -> Stands:
        """Where the operation stands."""
        if self.attention:
            return "attention"
        if self.state == "waiting":
            return "on_tablet"
        return "sent" if self.in_overlay else "posted"


def append(
    tx: Transaction,
    author: Author,
    body: Message,
    *,
    depends_on: Iterable[OperationId] = (),
    seen: Iterable[SeenVersion] = (),
) -> Operation:
    """Sign a body as this device's next operation and show its effect, in the caller's transaction.

    It is durable once that transaction has ended. Raises `Malformed` for a body that no server could decode.
    """
    head = outbox_head(tx)
    kind, kind_version = KIND_OF[type(body)]
    encoded = encode(body)
    decode_body(kind, kind_version, encoded)
    operation = Operation(
        id=author.ids.make(),
        device=author.device,
        seq=head.seq + 1,
        prev=head.hash,
        staff=author.staff,
        kind=kind,
        kind_version=kind_version,
        body=encoded,
        depends_on=tuple(depends_on),
        seen=tuple(seen),
        at_ms=author.clock.now_ms(),
        mono_ms=author.clock.mono_ms(),
        boot=author.clock.boot,
        server_time_seen_ms=read_state(tx).server_time_seen_ms,
    )
    _store(tx, operation, sign_operation(operation, author.signing_key), body)
    return operation


def _store(tx: Transaction, operation: Operation, signed: SignedOperation, body: Message) -> None:
    subjects = subjects_of(tx, body)
    value_minor = value_of(body)
    tx.execute(
        "INSERT INTO outbox_operation (seq, id, kind, data, signature, hash, at_ms, value_minor)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            operation.seq,
            operation.id,
            operation.kind,
            signed.data,
            signed.signature,
            operation_hash(signed),
            operation.at_ms,
            value_minor,
        ),
    )
    tx.signed.append((operation.seq, signed))
    tx.executemany(
        "INSERT INTO outbox_subject VALUES (?, ?, ?)", [(kind, of, operation.seq) for kind, of in subjects]
    )
    refresh(tx, subjects)


def outbox_head(tx: Reading) -> OutboxHead:
    """Return the place and hash of the newest operation."""
    found = tx.row(OutboxHead, "SELECT seq, hash FROM outbox_operation ORDER BY seq DESC LIMIT 1")
    return found or OutboxHead(0, GENESIS)


def waiting_batch(
    tx: Reading,
    at_most: int = MAX_OPERATIONS_PER_EXCHANGE,
    at_most_bytes: int = MAX_OPERATION_BYTES_PER_EXCHANGE,
) -> tuple[SignedOperation, ...]:
    """Return the oldest operations without an answer, within both bounds, but one at least if any waits."""
    batch: list[SignedOperation] = []
    size = 0
    for signed in tx.rows(
        SignedOperation,
        "SELECT data, signature FROM outbox_operation WHERE state = 'waiting' ORDER BY seq LIMIT ?",
        (at_most,),
    ):
        size += len(signed.data) + len(signed.signature)
        if batch and size > at_most_bytes:
            break
        batch.append(signed)
    return tuple(batch)


def counts(tx: Reading) -> OutboxCounts:
    """Return what the badge shows."""
    return tx.one(
        OutboxCounts,
        "SELECT count(*), coalesce(sum(value_minor), 0),"
        " (SELECT count(*) FROM outbox_operation WHERE attention = 1)"
        " FROM outbox_operation WHERE state = 'waiting'",
    )


_TALLY = "SELECT count(*), coalesce(sum(value_minor), 0) FROM outbox_operation WHERE {where}"


def report_of(tx: Reading, sending: int) -> DeviceReport:
    """Return what this device still holds once the oldest `sending` of what waits have been sent."""
    left = tx.one(
        Tally,
        "SELECT count(*), coalesce(sum(value_minor), 0) FROM (SELECT value_minor FROM outbox_operation"
        " WHERE state = 'waiting' ORDER BY seq LIMIT -1 OFFSET ?)",
        (sending,),
    )
    attention = tx.one(Tally, _TALLY.format(where="attention = 1"))
    recorded_minor = tx.one(int, "SELECT coalesce(sum(value_minor), 0) FROM outbox_operation")
    return DeviceReport(
        recorded=outbox_head(tx).seq,
        waiting=left.count,
        waiting_minor=left.value_minor,
        attention=attention.count,
        recorded_minor=recorded_minor,
        attention_minor=attention.value_minor,
    )


_ENTRY = (
    "SELECT seq, id, kind, at_ms, value_minor, state, in_overlay, attention, outcome, code, title, detail,"
    " differences FROM outbox_operation"
)


def tallies(tx: Reading) -> dict[Stands, Tally]:
    """Return how many operations stand where, every state named."""
    return {stands: tx.one(Tally, _TALLY.format(where=where)) for stands, where in _STANDS.items()}


def listing(
    tx: Reading, *, stands: Stands | None = None, before_seq: int | None = None, limit: int = 100
) -> tuple[OutboxEntry, ...]:
    """Return operations, newest first, all or those that stand somewhere; page on from the last `seq`."""
    wanted = "1" if stands is None else _STANDS[stands]
    last = 2**62 if before_seq is None else before_seq
    return tuple(
        tx.rows(_entry, f"{_ENTRY} WHERE {wanted} AND seq < ? ORDER BY seq DESC LIMIT ?", (last, limit))
    )


def entries_about(tx: Reading, subject: Subject) -> tuple[OutboxEntry, ...]:
    """Return the operations that touch one record, oldest first."""
    return tuple(
        tx.rows(
            _entry,
            f"{_ENTRY} WHERE seq IN (SELECT seq FROM outbox_subject WHERE kind = ? AND id = ?) ORDER BY seq",
            subject,
        )
    )


def operation_at(tx: Reading, seq: int) -> Operation | None:
    """Return one operation as it was signed; its body by `decode_body`."""
    data = tx.row(bytes, "SELECT data FROM outbox_operation WHERE seq = ?", (seq,))
    return None if data is None else decode(Operation, data)


def mark_seen(tx: Transaction, seq: int) -> None:
    """Note that the person has seen what the server said of an operation."""
    tx.execute("UPDATE outbox_operation SET attention = 0 WHERE seq = ?", (seq,))


def _entry(
    seq: int,
    identifier: bytes,
    kind: str,
    at_ms: int,
    value_minor: int,
    state: OutboxState,
    in_overlay: int,
    attention: int,
    outcome: Outcome | None,
    code: str,
    title: str,
    detail: str,
    differences: bytes | None,
) -> OutboxEntry:
    return OutboxEntry(
        seq,
        OperationId(identifier),
        kind,
        at_ms,
        value_minor,
        state,
        bool(in_overlay),
        bool(attention),
        outcome,
        code,
        title,
        detail,
        () if differences is None else msgspec.msgpack.decode(differences, type=tuple[Difference, ...]),
    )
