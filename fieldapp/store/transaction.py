"""Reading and writing inside one transaction of the encrypted store, and what can go wrong with it.

    Exception
    └── StoreFault         the world failed us; every fault has a title and a detail for people
        ├── StoreLocked    another program holds the store
        ├── WrongKey       this key does not open it
        ├── StoreTooNew    a newer version of the program wrote it
        ├── DiskFull       nothing of the transaction was kept
        ├── DiskFailed     the system could not read or write
        │   └── DiskUnsure over the commit: whether it was kept shows after a restart
        └── StoreDamaged   what is stored does not hold together

The rule kept here: this is the one place where the driver's errors are translated; one that is not named
above is a bug and stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, starmap
from typing import Protocol, TypeVar

from sqlcipher3 import dbapi2

from shared.contract.operations import SignedOperation

SqlValue = str | bytes | int | float | None
Row = tuple[SqlValue, ...]
Values = Sequence[SqlValue]
_T = TypeVar("_T")

_IDS_AT_ONCE = 400


class StoreFault(Exception):
    """Something outside the program's rules stopped the store; `title` and `detail` are shown as they are."""

    def __init__(self, title: str, detail: str) -> None:
        super().__init__(title, detail)

    @property
    def title(self) -> str:
        """One short line for people."""
        return str(self.args[0])

    @property
    def detail(self) -> str:
        """What it means for what was recorded, and what to do."""
        return str(self.args[1])

    def __str__(self) -> str:
        return f"{self.title}: {self.detail}"


class StoreLocked(StoreFault):
    """Another program holds the store."""


class StoreGone(StoreFault):
    """The store is about to be wiped, or gone already, beneath whoever works in it; nothing was recorded."""

    def __init__(self) -> None:
        super().__init__(
            "The office is wiping this tablet",
            "This was not recorded: write it down, and call your supervisor.",
        )


class WrongKey(StoreFault):
    """The key does not open this store, or the file is no store."""


class StoreTooNew(StoreFault):
    """A newer version of the program wrote the store; it was left as it is."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            "This tablet's data is from a newer version",
            f"It has version {found}, this program knows {known}. Nothing was changed; install that one.",
        )
        self.found = found
        self.known = known


class DiskFull(StoreFault):
    """There is no room; nothing of the transaction was kept."""


class DiskFailed(StoreFault):
    """The system could not read or write; nothing of the transaction was kept."""


class DiskUnsure(DiskFailed):
    """The disk failed over the commit itself: after a restart the transaction may be there after all."""

    def __init__(self) -> None:
        super().__init__(
            "This may not have been recorded",
            "The disk does not say. Restart the tablet and look before you record it again.",
        )


class StoreDamaged(StoreFault):
    """What is stored does not hold together."""


class Cursor(Protocol):
    """The part of a DB-API cursor used here."""

    rowcount: int

    def __iter__(self) -> Iterator[Row]: ...
    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...


class Connection(Protocol):
    """The part of a DB-API connection used here."""

    in_transaction: bool

    def execute(self, sql: str, values: Values = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Values], /) -> Cursor: ...
    def close(self) -> None: ...


class Reading:
    """A consistent view of the store; valid inside the `with` that gave it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, make: Callable[..., _T], sql: str, values: Values = ()) -> list[_T]:
        """Return every row, each as `make(*columns)`."""
        return list(starmap(make, self._connection.execute(sql, values)))

    def row(self, make: Callable[..., _T], sql: str, values: Values = ()) -> _T | None:
        """Return the first row as `make(*columns)`, or None when there is none."""
        found = self._connection.execute(sql, values).fetchone()
        return None if found is None else make(*found)

    def one(self, make: Callable[..., _T], sql: str, values: Values = ()) -> _T:
        """Return the one row that must exist as `make(*columns)`; `StoreDamaged` when it does not."""
        found = self._connection.execute(sql, values).fetchone()
        if found is None:
            raise StoreDamaged("This tablet's data is damaged", "A row that must exist is missing.")
        return make(*found)

    def tuples(self, sql: str, values: Values = ()) -> list[Row]:
        """Return every row as it is."""
        return self._connection.execute(sql, values).fetchall()

    def tuples_among(self, sql: str, ids: Iterable[SqlValue], values: Values = ()) -> Iterator[Row]:
        """Yield the rows of a query for many ids; `sql` has `{ids}` for their list, after all of `values`."""
        waiting = iter(ids)
        while batch := list(islice(waiting, _IDS_AT_ONCE)):
            marks = ",".join("?" * len(batch))
            yield from self._connection.execute(sql.format(ids=marks), [*values, *batch])

    def rows_among(
        self, make: Callable[..., _T], sql: str, ids: Iterable[SqlValue], values: Values = ()
    ) -> Iterator[_T]:
        """Yield the rows `tuples_among` finds, each as `make(*columns)`."""
        return starmap(make, self.tuples_among(sql, ids, values))


class Transaction(Reading):
    """A consistent view that may also write; everything is kept together at the end, or nothing is.

    `signed` are the operations signed in it, by sequence: the store hands them to the journal once kept.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.signed: list[tuple[int, SignedOperation]] = []

    def execute(self, sql: str, values: Values = ()) -> int:
        """Run one statement and return how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def executemany(self, sql: str, rows: Iterable[Values]) -> None:
        """Run one statement for each row."""
        self._connection.executemany(sql, rows)


def translated(error: Exception) -> Exception:
    """Return the named fault of a driver's error, or the error itself where it is no fault of the world."""
    name = str(getattr(error, "sqlite_errorname", "")) if isinstance(error, dbapi2.DatabaseError) else ""
    for prefix, fault in _FAULTS.items():
        if name.startswith(prefix):
            return fault()
    return error


_FAULTS: dict[str, Callable[[], StoreFault]] = {
    "SQLITE_NOTADB": lambda: WrongKey(
        "This key does not open the data", "The PIN belongs to other data, or the file is damaged."
    ),
    "SQLITE_BUSY": lambda: StoreLocked("The data is in use", "The program is already open on this tablet."),
    "SQLITE_LOCKED": lambda: StoreLocked("The data is in use", "The program is already open on this tablet."),
    "SQLITE_FULL": lambda: DiskFull(
        "This tablet is full", "This was not recorded. Free some space and record it again."
    ),
    "SQLITE_CORRUPT": lambda: StoreDamaged(
        "This tablet's data is damaged",
        "Do not delete anything. Your supervisor can recover what was recorded.",
    ),
    "SQLITE_IOERR": lambda: DiskFailed(
        "The data cannot be read or written", "This was not recorded. Restart the tablet and try again."
    ),
    "SQLITE_CANTOPEN": lambda: DiskFailed(
        "The data cannot be opened", "The folder is missing, or may not be written to."
    ),
    "SQLITE_READONLY": lambda: DiskFailed(
        "The data cannot be written", "The file may only be read. Nothing was recorded."
    ),
}
