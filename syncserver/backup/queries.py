"""All SQL of backup and restore: every row out of one state of the database, and into an empty one."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, Date, MetaData, Table, func, inspect, select, text, update

from syncserver.backup.contents import Value
from syncserver.database.bulk import insert_rows, run
from syncserver.people.devices.tables import number_series
from syncserver.sync.tables import server_state

_AT_ONCE = 2_000
_SERIES = 1_000_000


def rows_of(connection: Connection, table: Table) -> Iterator[list[tuple[object, ...]]]:
    """Yield the rows of a table, some at a time, never all of them in memory."""
    result = connection.execution_options(yield_per=_AT_ONCE).execute(select(table))
    for part in result.partitions():
        yield [tuple(row) for row in part]


def is_empty(connection: Connection) -> bool:
    """Say whether there is no table at all."""
    return not inspect(connection).get_table_names()


def tables_found(connection: Connection) -> dict[str, Table]:
    """Return the tables as the database has them, by name."""
    found = MetaData()
    found.reflect(connection)
    return dict(found.tables)


def is_self_referring(table: Table) -> bool:
    """Say whether rows of a table name others of it, and so have to come in one statement."""
    return any(key.column.table is table for key in table.foreign_keys)


def put_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Value]]
) -> None:
    """Write rows as they were backed up."""
    dates = frozenset(name for name in columns if isinstance(table.c[name].type, Date))
    insert_rows(
        connection,
        table,
        [
            {name: _date(value) if name in dates else value for name, value in zip(columns, row, strict=True)}
            for row in rows
        ],
    )


def set_sequences(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL number on behind the rows that were put in; SQLite looks for itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is None or len(table.primary_key.columns) > 1 or column.server_default is None:
            continue
        highest = connection.scalar(select(func.max(column)))
        if highest is not None:
            name = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(name, highest)))


def check_constraints(connection: Connection) -> None:
    """Check now what would be checked at the end: PostgreSQL changes no table with checks that still wait."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def begin_epoch(connection: Connection, epoch: bytes) -> None:
    """Let every number of the feed given out before mean nothing any more."""
    connection.execute(update(server_state).values(epoch=epoch))


def skip_numbers(connection: Connection) -> None:
    """Go on numbering members and loans in the next million: blocks may have been given out that the backup
    does not know.
    """
    n = number_series.c
    for kind, after in connection.execute(select(n.kind, n.next)).all():
        beyond = ((after - 1) // _SERIES + 1) * _SERIES + 1
        run(connection, "UPDATE number_series SET next = ? WHERE kind = ?", (beyond, kind))


def _date(value: Value) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
