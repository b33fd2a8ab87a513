"""Whether the chain of operations in this store is the one that this device made.

The rules kept here: what the file encryption cannot tell, an old copy put back, the chain does; a store
that does not hold is frozen and shown, and nothing of it is changed, for it may be all there is of somebody's
money.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fieldapp.store.chain.journaling import beyond
from fieldapp.store.transaction import Reading, Transaction
from fieldapp.vault.journal import SealedJournal
from fieldapp.vault.keeping.head_mark import MarkedHead
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.codec import Malformed, Message, decode
from shared.contract.operations import GENESIS, Operation, SignedOperation, decode_body
from shared.contract.signing import BadSignature, verify_operation

_log = logging.getLogger(__name__)

AT_ONCE = 500
"""So many operations are looked through in one turn: the store is free again after less than a tenth of a
second."""

BEGINNING = MarkedHead(0, GENESIS)

PUT_BACK = "An old copy of this tablet's data was put back"
CHANGED = "What was recorded on this tablet was changed"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place of the chain that does not hold, and what that means, in words for people."""

    seq: int
    title: str


class ChainRow(NamedTuple):
    """An operation as the store keeps it."""

    seq: int
    id: bytes
    kind: str
    data: bytes
    signature: bytes
    hash: bytes
    at_ms: int
    value_minor: int


def value_of(body: Message) -> int:
    """Return the money that an operation brings in, in minor units."""
    return body.amount_minor if isinstance(body, RepaymentRecorded) else 0


def put_back(
    tx: Reading, mark: MarkedHead | None, journal: SealedJournal | None, *, marked: bool
) -> Broken | None:
    """Return where the store is behind what was seen of it, or differs from it; None where it is not.

    `marked` says that this device has kept a mark since its enrolment: one that is gone was taken away.
    """
    if mark is None:
        return Broken(0, PUT_BACK) if marked else None
    held = tx.row(bytes, "SELECT hash FROM outbox_operation WHERE seq = ?", (mark.seq,))
    if mark.seq > 0 and held != mark.hash:
        return Broken(mark.seq, PUT_BACK)
    if journal is not None and (lost := beyond(tx, journal)):
        return Broken(lost[0][0], PUT_BACK)
    return None


def first_break(
    rows: Iterable[ChainRow], after: MarkedHead, device: bytes, key: Ed25519PublicKey
) -> Broken | None:
    """Return the first operation that does not go on from the one before it as this device signed it."""
    seq, prev = after.seq, after.hash
    for row in rows:
        seq += 1
        if not _goes_on(row, seq, prev, device, key):
            return Broken(seq, CHANGED)
        prev = row.hash
    return None


def rows_after(tx: Reading, seq: int, at_most: int = AT_ONCE) -> list[ChainRow]:
    """Return the operations behind a place of the chain, in order."""
    sql = (
        "SELECT seq, id, kind, data, signature, hash, at_ms, value_minor FROM outbox_operation"
        " WHERE seq > ? ORDER BY seq LIMIT ?"
    )
    return tx.rows(ChainRow, sql, (seq, at_most))


def place_of(tx: Reading, seq: int) -> MarkedHead:
    """Return a place of the chain by its sequence; its beginning where the store has no such operation."""
    found = tx.row(MarkedHead, "SELECT seq, hash FROM outbox_operation WHERE seq = ?", (seq,))
    return found or BEGINNING


def newest(tx: Reading) -> MarkedHead:
    """Return the head of the chain."""
    found = tx.row(MarkedHead, "SELECT seq, hash FROM outbox_operation ORDER BY seq DESC LIMIT 1")
    return found or BEGINNING


def is_held(tx: Reading) -> bool:
    """Whether the store was found broken, and takes nothing new."""
    return tx.row(str, "SELECT title FROM chain_broken") is not None


def hold(tx: Transaction, broken: Broken | None) -> None:
    """Take nothing new from now on, or again when all was found in order."""
    if is_held(tx) == (broken is not None):
        return
    tx.execute("DELETE FROM chain_broken")
    if broken is not None:
        _log.error("chain_broken seq=%d title=%s", broken.seq, broken.title)
        tx.execute("INSERT INTO chain_broken VALUES (1, ?, ?)", (broken.seq, broken.title))


def _goes_on(row: ChainRow, seq: int, prev: bytes, device: bytes, key: Ed25519PublicKey) -> bool:
    """Whether a row is what its signed bytes say, in this place of the chain."""
    if row.seq != seq or sha256(row.data + row.signature).digest() != row.hash:
        return False
    try:
        operation = decode(Operation, row.data)
        body = decode_body(operation.kind, operation.kind_version, operation.body)
        verify_operation(SignedOperation(row.data, row.signature), key)
    except (Malformed, BadSignature):
        return False
    said = (operation.device, operation.seq, operation.prev, operation.id, operation.kind, operation.at_ms)
    kept = (device, seq, prev, row.id, row.kind, row.at_ms)
    return said == kept and value_of(body) == row.value_minor
