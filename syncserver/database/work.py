"""The work of one batch of operations: what was loaded, what changed, what is to be written and published.

The rule kept here: an operation's changes are kept or discarded as one, in memory; the database sees a batch
once, in bulk, when `flush` is called inside the inbox's transaction. Handlers load, decide, then put.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar, cast

from sqlalchemy import Connection, Table

from syncserver.database.bulk import Row, insert_rows

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True, eq=False)
class Shelf(Generic[_V]):
    """How one kind of aggregate is loaded and saved, in bulk, by its 16-byte id.

    `load` locks the rows for the rest of the transaction where two batches could change them; it is called
    with ids in ascending order, so that locks are always taken in one order. `save` writes new and changed.
    """

    name: str
    load: Callable[[Connection, Sequence[bytes]], Mapping[bytes, _V]]
    save: Callable[[Connection, Sequence[tuple[bytes, _V]]], None]


@dataclass(slots=True)
class _Layer:
    """What one operation, or the whole batch, has changed so far."""

    values: dict[tuple[Shelf[object], bytes], object] = field(default_factory=dict)
    rows: dict[Table, list[Row]] = field(default_factory=dict)
    published: dict[tuple[str, bytes], None] = field(default_factory=dict)


class Work:
    """Identity map and pending writes of one batch; `now_ms` is the server's clock, `today` its date."""

    def __init__(self, connection: Connection, *, now_ms: int, today: date) -> None:
        self.connection = connection
        self.now_ms = now_ms
        self.today = today
        self._known: dict[tuple[Shelf[object], bytes], object] = {}
        self._batch = _Layer()
        self._operation = _Layer()

    def prefetch(self, shelf: Shelf[_V], ids: Iterable[bytes]) -> None:
        """Load what is not loaded yet, in one query."""
        plain = cast("Shelf[object]", shelf)
        missing = sorted({i for i in ids if (plain, i) not in self._known})
        if not missing:
            return
        found = plain.load(self.connection, missing)
        for identifier in missing:
            self._known[(plain, identifier)] = found.get(identifier)

    def get(self, shelf: Shelf[_V], identifier: bytes) -> _V | None:
        """Return the aggregate as this operation sees it, or None if there is none."""
        key = (cast("Shelf[object]", shelf), identifier)
        for layer in (self._operation, self._batch):
            if key in layer.values:
                return cast("_V", layer.values[key])
        if key not in self._known:
            self.prefetch(shelf, [identifier])
        return cast("_V | None", self._known[key])

    def put(self, shelf: Shelf[_V], identifier: bytes, value: _V) -> None:
        """Change or add an aggregate."""
        self._operation.values[(cast("Shelf[object]", shelf), identifier)] = value

    def append(self, table: Table, row: Row) -> None:
        """Add a row to an append-only table; rows of one table have the same columns."""
        self._operation.rows.setdefault(table, []).append(row)

    def publish(self, kind: str, identifier: bytes) -> None:
        """Say that a record changed: encoded and numbered in its buckets once, at the end of the batch."""
        self._operation.published[(kind, identifier)] = None

    def keep(self) -> None:
        """Make the operation's changes part of the batch."""
        operation, self._operation = self._operation, _Layer()
        self._batch.values.update(operation.values)
        for table, rows in operation.rows.items():
            self._batch.rows.setdefault(table, []).extend(rows)
        self._batch.published.update(operation.published)

    def discard(self) -> None:
        """Forget the operation's changes, as if it had never been handled."""
        self._operation = _Layer()

    def published_by_operation(self) -> tuple[tuple[str, bytes], ...]:
        """Return the records that the operation at hand has published so far, for its verdict's effects."""
        return tuple(self._operation.published)

    def is_published(self, kind: str, identifier: bytes) -> bool:
        """Say whether an earlier operation of the batch has published this record."""
        return (kind, identifier) in self._batch.published

    def published(self) -> tuple[tuple[str, bytes], ...]:
        """Return every record the batch published, in the order first named."""
        return tuple(self._batch.published)

    def flush(self) -> None:
        """Write everything kept: aggregates shelf by shelf in the order first changed, then appended rows."""
        by_shelf: dict[Shelf[object], list[tuple[bytes, object]]] = {}
        for (shelf, identifier), value in self._batch.values.items():
            by_shelf.setdefault(shelf, []).append((identifier, value))
            self._known[(shelf, identifier)] = value
        for shelf, values in by_shelf.items():
            shelf.save(self.connection, sorted(values, key=lambda pair: pair[0]))
        for table, rows in self._batch.rows.items():
            insert_rows(self.connection, table, rows)
        self._batch = _Layer(published=self._batch.published)
