"""Death between any two statements: a fuse that burns down with each of them.

The rule kept here: whoever dies executes nothing more, not even what it would do to clean up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldapp.store.transaction import Connection, Cursor, SqlValue
from fieldapp.vault.journal import SealedJournal
from shared.contract.operations import SignedOperation


class Killed(BaseException):
    """The process would be gone here; no handler of `Exception` sees it."""


@dataclass(slots=True)
class Fuse:
    """Counts statements down; at none left it goes off, once, and everything after it is dead too."""

    left: int | None = None
    gone_off: bool = False

    def light(self, statements: int) -> None:
        """Let `statements` more be executed and the next one not."""
        self.left, self.gone_off = statements, False

    def put_out(self) -> None:
        """Nobody dies any more."""
        self.left = None

    def burn(self) -> None:
        """Say that a statement is about to be executed."""
        if self.gone_off:
            raise Killed
        if self.left is None:
            return
        if self.left == 0:
            self.left, self.gone_off = None, True
            raise Killed
        self.left -= 1


class FusedJournal(SealedJournal):
    """A sealed journal that dies with its fuse, before it is written: the store has more by then."""

    def __init__(self, path: Path, device: bytes, recovery_key: bytes, fuse: Fuse) -> None:
        super().__init__(path, device, recovery_key)
        self._fuse = fuse

    def add(self, operations: Iterable[tuple[int, SignedOperation]]) -> None:
        self._fuse.burn()
        super().add(operations)


class FusedConnection:
    """A store's connection that dies with its fuse; closing it afterwards commits nothing.

    `asked` counts what it was asked, `checked` how much of that there was when the store was last looked
    through: what nobody asked for did not change.
    """

    def __init__(self, connection: Connection, fuse: Fuse) -> None:
        self._connection = connection
        self._fuse = fuse
        self.asked, self.checked = 0, -1

    @property
    def in_transaction(self) -> bool:
        """Nobody rolls back after death: the file is found as it was left."""
        return not self._fuse.gone_off and self._connection.in_transaction

    @in_transaction.setter
    def in_transaction(self, _: bool) -> None:
        raise AttributeError("begun and ended by statements")

    def execute(self, sql: str, values: Sequence[SqlValue] = (), /) -> Cursor:
        self._fuse.burn()
        self.asked += 1
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Iterable[Sequence[SqlValue]], /) -> Cursor:
        self._fuse.burn()
        self.asked += 1
        return self._connection.executemany(sql, rows)

    def close(self) -> None:
        self._connection.close()
