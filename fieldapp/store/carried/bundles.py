"""What was given to a courier, and what is needed to take in the answer.

The rule kept here: a bundle is noted before its file is written, so no answer is ever unknown; what is in it
stays waiting until it has an answer, by whatever way.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from fieldapp.store.transaction import Reading, Transaction
from shared.contract.exchange import BucketNumber

MOST_KEPT = 50


@dataclass(frozen=True, slots=True)
class Bundle:
    """One bundle: everything that waited when it was made, up to `last_seq`; amounts in minor units.

    `answer_key` is the private half of what its answer is sealed to; `asked` are the cursors it asked with.
    """

    id: bytes
    made_at_ms: int
    last_seq: int
    count: int
    value_minor: int
    epoch: bytes
    asked: tuple[BucketNumber, ...]
    answer_key: bytes
    answered_at_ms: int | None = None


_COLUMNS = "id, made_at_ms, last_seq, count, value_minor, epoch, asked, answer_key, answered_at_ms"


def note_bundle(tx: Transaction, bundle: Bundle) -> None:
    """Note a bundle about to be written; of old ones the newest `MOST_KEPT` stay known."""
    tx.execute(
        "INSERT INTO courier_bundle VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            bundle.id,
            bundle.made_at_ms,
            bundle.last_seq,
            bundle.count,
            bundle.value_minor,
            bundle.epoch,
            msgspec.msgpack.encode(bundle.asked),
            bundle.answer_key,
            bundle.answered_at_ms,
        ),
    )
    tx.execute(
        "DELETE FROM courier_bundle WHERE rowid NOT IN"
        " (SELECT rowid FROM courier_bundle ORDER BY rowid DESC LIMIT ?)",
        (MOST_KEPT,),
    )


def forget_bundle(tx: Transaction, identifier: bytes) -> None:
    """Forget a bundle whose file could not be written."""
    tx.execute("DELETE FROM courier_bundle WHERE id = ?", (identifier,))


def note_answered(tx: Transaction, identifier: bytes, at_ms: int) -> None:
    """Note that the answer to a bundle was taken in."""
    tx.execute("UPDATE courier_bundle SET answered_at_ms = ? WHERE id = ?", (at_ms, identifier))


def bundle(tx: Reading, identifier: bytes) -> Bundle | None:
    """Return a bundle that this tablet made."""
    return tx.row(_bundle, f"SELECT {_COLUMNS} FROM courier_bundle WHERE id = ?", (identifier,))


def newest_bundle(tx: Reading) -> Bundle | None:
    """Return the bundle made last."""
    return tx.row(_bundle, f"SELECT {_COLUMNS} FROM courier_bundle ORDER BY rowid DESC LIMIT 1")


def _bundle(
    identifier: bytes,
    made_at_ms: int,
    last_seq: int,
    count: int,
    value_minor: int,
    epoch: bytes,
    asked: bytes,
    answer_key: bytes,
    answered_at_ms: int | None,
) -> Bundle:
    cursors = msgspec.msgpack.decode(asked, type=tuple[BucketNumber, ...])
    return Bundle(
        identifier, made_at_ms, last_seq, count, value_minor, epoch, cursors, answer_key, answered_at_ms
    )
