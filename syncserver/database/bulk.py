"""Many rows at once, the fastest way of each engine: arrays on PostgreSQL, executemany on SQLite."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection, CursorResult, String, Table
from sqlalchemy.engine import Dialect

Row = Mapping[str, object]
"""Column name to value; every row of one call has the same columns."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows to a table; a row that is already there is an error."""
    if rows:
        names = tuple(rows[0])
        _execute(connection, _insert(connection.dialect, table, names), names, rows)


def upsert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Write rows by primary key: new ones are inserted, others get the given columns.

    No two rows of one call may have the same key. Columns not given keep what they have.
    """
    if rows:
        names = tuple(rows[0])
        _execute(connection, _upsert(connection.dialect, table, names), names, rows)


def run(
    connection: Connection, statement: str, parameters: tuple[object, ...]
) -> CursorResult[tuple[object, ...]]:
    """Run one statement in SQL both engines share, its parameters marked by `?`."""
    if connection.dialect.name == "postgresql":
        statement = statement.replace("?", "%s")
    return connection.exec_driver_sql(statement, parameters)


def _execute(connection: Connection, statement: str, names: tuple[str, ...], rows: Sequence[Row]) -> None:
    """PostgreSQL is given each column as an array, all rows in one statement; SQLite row after row."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(statement, tuple([row[name] for row in rows] for name in names))
    else:
        connection.exec_driver_sql(statement, _bound(names, rows))


@lru_cache(maxsize=256)
def _insert(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    if dialect.name == "postgresql":
        arrays = ", ".join(f"%b::{_element_type(dialect, table, name)}[]" for name in names)
        rows = f"SELECT * FROM unnest({arrays})"
    else:
        rows = f"VALUES ({', '.join('?' * len(names))})"
    return f"INSERT INTO {_target(dialect, table, names)} {rows}"


@lru_cache(maxsize=256)
def _upsert(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    quote = dialect.identifier_preparer.quote
    keys = [column.name for column in table.primary_key.columns]
    changed = ", ".join(f"{quote(n)} = excluded.{quote(n)}" for n in names if n not in keys)
    conflict = f"DO UPDATE SET {changed}" if changed else "DO NOTHING"
    return f"{_insert(dialect, table, names)} ON CONFLICT ({', '.join(map(quote, keys))}) {conflict}"


def _element_type(dialect: Dialect, table: Table, name: str) -> str:
    """A cast to a text of limited length would cut in silence; the column itself refuses what is too long."""
    kind = table.c[name].type
    return "TEXT" if isinstance(kind, String) else kind.compile(dialect)


def _target(dialect: Dialect, table: Table, names: Iterable[str]) -> str:
    quote = dialect.identifier_preparer.quote
    return f"{quote(table.name)} ({', '.join(map(quote, names))})"


def _bound(names: tuple[str, ...], rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """SQLite's driver takes dates as text; everything else as it is."""
    return [tuple(_plain(row[name]) for name in names) for row in rows]


def _plain(value: object) -> object:
    if type(value) in _AS_THEY_ARE:
        return value
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat is not None else value


_AS_THEY_ARE = frozenset({bytes, str, int, bool, type(None)})
