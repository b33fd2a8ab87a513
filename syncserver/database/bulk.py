"""Many rows at once, the fastest way each engine has: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.elements import KeyedColumnElement

Row = Mapping[str, object]
"""Column name to value; every row of one call has the same columns."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows to a table; a row that is already there is an error."""
    if not rows:
        return
    names = list(rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, table, names, rows)
    else:
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"
        connection.exec_driver_sql(statement, [_bound(table, names, row) for row in rows])


def upsert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Write rows by primary key: new ones are inserted, others get the given columns."""
    if not rows:
        return
    insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = insert(table)
    keys: list[KeyedColumnElement[object]] = list(table.primary_key.columns)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in table.primary_key.columns}
    if changed:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement, list(rows))


def _copy(connection: Connection, table: Table, names: list[str], rows: Sequence[Row]) -> None:
    driver = connection.connection.cursor()
    try:
        with driver.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
    finally:
        driver.close()


def _bound(table: Table, names: list[str], row: Row) -> tuple[object, ...]:
    """SQLite's driver takes dates as text; everything else as it is."""
    return tuple(_plain(row[name]) for name in names)


def _plain(value: object) -> object:
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat is not None else value
