"""The encrypted store: one file, one connection, one transaction at a time.

The rules kept here: what a transaction wrote is on the disk when its `with` is left, or none of it ever is;
what was signed in it is by then in the sealed journal too, unless that is behind, and no job can forget it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from fieldapp.store.chain.journaling import fill_up
from fieldapp.store.migrations.running import migrate, refuse_newer
from fieldapp.store.migrations.steps import MIGRATIONS
from fieldapp.store.transaction import (
    Connection,
    DiskFailed,
    DiskFull,
    DiskUnsure,
    Reading,
    StoreDamaged,
    StoreFault,
    StoreGone,
    StoreLocked,
    StoreTooNew,
    Transaction,
    WrongKey,
    translated,
)
from fieldapp.vault.identity import wiping_mark
from fieldapp.vault.journal import SealedJournal

__all__ = [
    "DiskFailed",
    "DiskFull",
    "DiskUnsure",
    "Reading",
    "Store",
    "StoreDamaged",
    "StoreFault",
    "StoreGone",
    "StoreLocked",
    "StoreTooNew",
    "Transaction",
    "WrongKey",
    "open_store",
]

_log = logging.getLogger(__name__)

KEY_BYTES = 32
_LOCK_WAIT_S = 2.0
_STATEMENTS_KEPT = 512
_PRAGMAS = (
    # One program at a time: an answer of the server that another program asked for must never be stored.
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    "cache_size = -32000",
)


class Store:
    """An open store. Used from one thread at a time; transactions do not nest.

    `journal_behind` is how many operations the sealed journal lacks, because it could not be written.
    """

    def __init__(self, path: Path, connection: Connection, journal: SealedJournal | None = None) -> None:
        self._path = path
        self._connection = connection
        self.journal = journal
        self.journal_behind = 0

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write: kept durably when the block ends, rolled back whole when it raises. Faults: `StoreFault`."""
        tx = Transaction(self._connection)
        with self._bounded("BEGIN IMMEDIATE"):
            yield tx
            if tx.signed:
                self._require_file()
        if tx.signed:
            self._journal_of(tx)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Read one consistent state. Faults: `StoreFault`."""
        with self._bounded("BEGIN"):
            yield Reading(self._connection)

    def fill_journal(self) -> None:
        """Put into the journal what it lacks, as far as that can be done now."""
        if self.journal is not None:
            with self.read() as tx:
                self.journal_behind = fill_up(tx, self.journal)

    def _require_file(self) -> None:
        """Nothing is recorded in a file that is gone or about to go: a wipe sends what the journal held as it
        began, and no more.
        """
        if wiping_mark(self._path.parent).exists() or not self._path.exists():
            raise StoreGone

    def _journal_of(self, tx: Transaction) -> None:
        """Hand over what was signed. It is recorded whatever happens here, so nothing is raised: whoever was
        told that it was not would record it twice.
        """
        if self.journal is None:
            return
        try:
            if self.journal_behind:
                self.fill_journal()
            else:
                self.journal.add(tx.signed)
        except Exception as fault:  # noqa: BLE001 - what it was is logged, and the lag is shown
            self.journal_behind += len(tx.signed)
            level = logging.WARNING if isinstance(fault, OSError) else logging.ERROR
            _log.log(level, "journal_behind count=%d fault=%s", self.journal_behind, type(fault).__name__)

    def close(self) -> None:
        """Let go of the file; the store cannot be used afterwards."""
        self._connection.close()

    @contextmanager
    def _bounded(self, begin: str) -> Iterator[None]:
        if self._connection.in_transaction:
            raise RuntimeError("a transaction of this store is already open")
        over = False
        try:
            self._connection.execute(begin)
            yield
            over = True
            self._connection.execute("COMMIT")
        except BaseException as error:
            self._undo()
            fault = translated(error) if isinstance(error, Exception) else error
            if over and isinstance(fault, DiskFailed):
                fault = DiskUnsure()
            if fault is error:
                raise
            raise fault from error

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def open_store(path: Path, key: bytes, journal: SealedJournal | None = None) -> Store:
    """Open the store at `path` with a raw 256-bit key, making or upgrading it as needed.

    With a journal, what it lacks is put into it now and whatever is signed is from now on.
    Faults: `WrongKey`, `StoreLocked`, `StoreTooNew` (the file is left as it was), `DiskFull`, `DiskFailed`,
    `StoreDamaged`.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the key of a store has 32 bytes")
    try:
        connection = _connect(path, key)
    except dbapi2.DatabaseError as error:
        raise translated(error) from error
    store = Store(path, connection, journal)
    try:
        migrate(store.transaction, MIGRATIONS)
        store.fill_journal()
    except BaseException:
        store.close()
        raise
    return store


def _connect(path: Path, key: bytes) -> Connection:
    _make_private_file(path)
    connection: Connection = dbapi2.connect(
        str(path),
        timeout=_LOCK_WAIT_S,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS_KEPT,
    )
    try:
        # What SQLCipher writes to the console about a wrong key helps nobody.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        refuse_newer(Reading(connection), MIGRATIONS)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _make_private_file(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise DiskFailed(
            "The data cannot be opened", "The folder is missing, or may not be written to."
        ) from error
