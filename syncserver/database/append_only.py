"""Tables that only ever grow: the database itself refuses to change or delete a row of them.

The rule kept here: the triggers are made with the table, by a migration and by `create_all` alike.
"""

from sqlalchemy import Connection, Table, event

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
"""


def append_only(table: Table) -> Table:
    """Mark a table as append-only and give it its triggers whenever it is created."""
    table.info["append_only"] = True

    @event.listens_for(table, "after_create")
    def _guard(target: Table, connection: Connection, **_: object) -> None:
        guard(connection, target.name)

    return table


def guard(connection: Connection, table: str) -> None:
    """Make an existing table append-only."""
    for statement in append_only_statements(table, connection.dialect.name):
        connection.exec_driver_sql(statement)


def append_only_statements(table: str, dialect: str) -> tuple[str, ...]:
    """Return what makes a table of this name append-only on `sqlite` or `postgresql`."""
    if dialect == "postgresql":
        return (
            _FUNCTION,
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        )
    return tuple(
        f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for act in ("update", "delete")
    )
