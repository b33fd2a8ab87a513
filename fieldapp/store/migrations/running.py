"""Bringing a store up to date: steps, each committed together with its own record.

The rule kept here: a store that took steps this program does not know is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from fieldapp.store.transaction import Reading, StoreTooNew, Transaction

Migration = Callable[[Transaction], None]


def migrate(
    transaction: Callable[[], AbstractContextManager[Transaction]], migrations: Sequence[Migration]
) -> None:
    """Bring a store up to date, a transaction a step; one that fails leaves the store a step behind."""
    with transaction() as tx:
        tx.execute(
            "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"
        )
        done = found_version(tx)
    for number, step in enumerate(migrations[done:], start=done + 1):
        with transaction() as tx:
            step(tx)
            tx.execute("INSERT INTO migration VALUES (?, ?)", (number, step.__name__))


def found_version(tx: Reading) -> int:
    """Return how many steps a store has taken; 0 for an empty file."""
    if not tx.tuples("SELECT 1 FROM sqlite_schema WHERE name = 'migration'"):
        return 0
    return tx.one(int, "SELECT coalesce(max(number), 0) FROM migration")


def refuse_newer(tx: Reading, migrations: Sequence[Migration]) -> None:
    """Raise `StoreTooNew` for a store that took steps this program does not know."""
    found = found_version(tx)
    if found > len(migrations):
        raise StoreTooNew(found, len(migrations))
