"""Checkpoints of the office's audit chain, kept here so that history cannot be rewritten there unseen.

The rule kept here: what was kept stays, also beside one that contradicts it; that is the proof.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from fieldapp.store.transaction import Reading, Transaction
from shared.contract.audit.checkpoints import Checkpoint, SignedCheckpoint

MOST_KEPT = 5_000
"""Of one an hour, more than half a year without a pause."""

_log = logging.getLogger(__name__)


def keep_checkpoints(tx: Transaction, given: Iterable[SignedCheckpoint]) -> None:
    """Keep checkpoints whose signature the caller has verified, the newest `MOST_KEPT` in all."""
    for signed in given:
        c = signed.checkpoint
        row = (c.epoch, c.number, c.hash, c.at_ms, signed.signature)
        if tx.execute("INSERT OR IGNORE INTO checkpoint VALUES (?, ?, ?, ?, ?)", row):
            tx.execute(
                "DELETE FROM checkpoint WHERE at_ms < (SELECT at_ms FROM checkpoint"
                " ORDER BY at_ms DESC LIMIT 1 OFFSET ?)",
                (MOST_KEPT - 1,),
            )
            if contradicted(tx):
                _log.error("checkpoint_contradicts number=%d", c.number)


def checkpoints(tx: Reading, limit: int = MOST_KEPT) -> tuple[SignedCheckpoint, ...]:
    """Return the checkpoints kept here, newest first."""
    sql = (
        "SELECT epoch, number, hash, at_ms, signature FROM checkpoint"
        " ORDER BY at_ms DESC, number DESC LIMIT ?"
    )
    return tuple(tx.rows(_signed, sql, (limit,)))


def contradicted(tx: Reading) -> bool:
    """Say whether the office signed two different histories: rows of one number with different hashes."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM checkpoint GROUP BY epoch, number HAVING count(*) > 1)"
    return tx.one(int, sql) > 0


def _signed(epoch: bytes, number: int, hashed: bytes, at_ms: int, signature: bytes) -> SignedCheckpoint:
    return SignedCheckpoint(Checkpoint(epoch, number, hashed, at_ms), signature)
