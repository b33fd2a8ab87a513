"""Notes: what this tablet keeps for the person at it, in the encrypted store, and never sends.

The rule kept here: a note is bytes in a room under a key; what they mean is for those who wrote them.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.store.transaction import Reading, Transaction


@dataclass(frozen=True, slots=True)
class Note:
    """One note, and when the tablet says it was written."""

    room: str
    key: str
    value: bytes
    at_ms: int


def keep(tx: Transaction, room: str, key: str, value: bytes, at_ms: int) -> None:
    """Keep a note, in place of what stood under its key."""
    tx.execute("INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?)", (room, key, value, at_ms))


def find(tx: Reading, room: str, key: str) -> Note | None:
    """Return a note, or None."""
    return tx.row(Note, "SELECT room, key, value, at_ms FROM note WHERE room = ? AND key = ?", (room, key))


def listing(tx: Reading) -> tuple[Note, ...]:
    """Return every note, by room and key."""
    return tuple(tx.rows(Note, "SELECT room, key, value, at_ms FROM note ORDER BY room, key"))


def forget(tx: Transaction, room: str, key: str) -> None:
    """Forget a note; one that is not there is forgotten already."""
    tx.execute("DELETE FROM note WHERE room = ? AND key = ?", (room, key))
