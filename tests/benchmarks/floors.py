"""The least a database needs for the same rows: they are copied into empty tables of the same columns and
keys, with as many commits and nothing decided on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, Table, func, select

from fieldapp.store.author import Desk
from fieldapp.store.database import open_store
from syncserver.database.base import metadata
from syncserver.database.bulk import Row, insert_rows
from syncserver.database.engine import open_engine, reading, writing
from tests.benchmarks.tablet import KEY
from tests.benchmarks.timing import median_s, timed

Sizes = Mapping[str, int]
_REWRITTEN = ("record_body", "feed", "loan_total")
"""Where a repayment changes a row of its loan, besides those it adds."""


def table_sizes(url: str) -> Sizes:
    """Return how many rows each table has."""
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            return {table.name: _count(connection, table) for table in metadata.sorted_tables}
    finally:
        engine.dispose()


def copying_rows_s(url: str, before: Sizes, repayments: int, commits: int) -> float:
    """Return how long it takes to copy the rows that so many repayments wrote since `before`."""
    after = table_sizes(url)
    written = {name: after[name] - before[name] for name in after}
    for name in _REWRITTEN:
        written[name] += repayments
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            rows = {name: _rows(connection, name, count) for name, count in written.items() if count}
        empty = {name: _empty_copy(name) for name in rows}
        with writing(engine) as connection:
            for table in empty.values():
                table.create(connection)
        with timed() as watch:
            for part in range(commits):
                with writing(engine) as connection:
                    for name, found in rows.items():
                        insert_rows(connection, empty[name], found[part::commits])
    finally:
        engine.dispose()
    return watch.elapsed_s


def _count(connection: Connection, table: Table) -> int:
    return int(connection.scalars(select(func.count()).select_from(table)).one())


def _rows(connection: Connection, name: str, count: int) -> Sequence[Row]:
    return [dict(row) for row in connection.execute(select(metadata.tables[name]).limit(count)).mappings()]


def _empty_copy(name: str) -> Table:
    columns = (
        Column(column.name, column.type, primary_key=column.primary_key, autoincrement=False)
        for column in metadata.tables[name].columns
    )
    return Table(f"floor_{name}", MetaData(), *columns)


def copying_store_s(filled: Path, folder: Path) -> float:
    """Return how long it takes to copy everything a client's store holds, from memory into a new one with
    the same tables, in one transaction.
    """
    with closing(open_store(filled, KEY)) as store, store.read() as tx:
        names = [str(name) for (name,) in tx.tuples(_STORE_TABLES)]
        rows = {name: tx.tuples(f"SELECT * FROM {name}") for name in names}
    with closing(open_store(folder / "store.db", KEY)) as store, timed() as watch, store.transaction() as tx:
        for name, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                tx.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
        tx.execute("INSERT INTO p_search (rowid, words) SELECT number, words FROM p_searchable")
    return watch.elapsed_s


_STORE_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name LIKE 'p\\_%' ESCAPE '\\'"
    " OR name LIKE 'base\\_%' ESCAPE '\\') AND (name NOT LIKE 'p\\_search%' ESCAPE '\\'"
    " OR name = 'p_searchable')"
)


def durable_rows_s(desk: Desk, rows: Sequence[bytes], times: int = 20) -> float:
    """Return how long it takes to store these bytes as rows of a client's store in one durable transaction:
    the median of some.
    """
    with desk.store.transaction() as tx:
        tx.execute("CREATE TABLE floor (number INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT")
    return median_s([partial(_store_rows, desk, rows)] * times)


def _store_rows(desk: Desk, rows: Sequence[bytes]) -> None:
    with desk.store.transaction() as tx:
        tx.executemany("INSERT INTO floor (data) VALUES (?)", [(row,) for row in rows])
