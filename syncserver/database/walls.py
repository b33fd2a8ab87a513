"""The second wall behind what devices read, on PostgreSQL: row-level security on feed and record bodies.

The rules kept here: whoever reads for a device reads as a role that owns nothing and sees, of any table it
may read at all, only rows of the buckets it was given for this transaction; without any it sees none. So a
query that forgot its condition gives nothing away. SQLite has no such thing; there the first wall stands
alone.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, event

READER = "fieldapp_reader"
NO_ROLE = "FA001"
"""The SQLSTATE with which PostgreSQL says that the role cannot be made by this user."""

_GIVEN = "(SELECT coalesce(nullif(current_setting('fieldapp.buckets', true), ''), '{}')::int[])"
"""The ids of the buckets given, worked out once a query."""
_VISIBLE = {
    "bucket": f"id = ANY ({_GIVEN}::int[])",
    # Not the plain column, or every place would be looked up in the index once for each bucket given.
    "feed": f"bucket + 0 = ANY ({_GIVEN}::int[])",
    "record_body": f"places::int[] && {_GIVEN}",
}
_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{READER}') THEN
        BEGIN
            CREATE ROLE {READER} NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    IF NOT pg_has_role(current_user, '{READER}', 'MEMBER') THEN
        GRANT {READER} TO CURRENT_USER;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION USING ERRCODE = '{NO_ROLE}', MESSAGE = format(
        'Have an administrator of PostgreSQL run once: CREATE ROLE {READER} NOLOGIN; GRANT {READER} TO %I;',
        current_user);
END $$
"""
_STAND_BEHIND = (
    "SELECT set_config('fieldapp.buckets',"
    " coalesce((SELECT array_agg(id)::text FROM bucket WHERE name = ANY (%s)), '{}'), true),"
    f" set_config('role', '{READER}', true)"
)


def walled(table: Table) -> Table:
    """Have a table stand behind the wall whenever it is created."""

    @event.listens_for(table, "after_create")
    def _build(target: Table, connection: Connection, **_: object) -> None:
        build_wall(connection, target.name)

    return table


def build_wall(connection: Connection, table: str) -> None:
    """Put an existing table behind the wall; nothing on SQLite."""
    if connection.dialect.name == "postgresql":
        for statement in (
            _ROLE,
            f"GRANT SELECT ON {table} TO {READER}",
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY of_given_buckets ON {table} FOR SELECT TO {READER} USING ({_VISIBLE[table]})",
        ):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def stand_behind_wall(connection: Connection, buckets: Sequence[str]) -> None:
    """From here to the end of the transaction, see nothing outside the buckets of these names."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_STAND_BEHIND, (list(buckets),))


def as_places(buckets: Sequence[int]) -> str:
    """Return the ids of the buckets a record lives in as they are kept: `{1,5}`."""
    return "{" + ",".join(map(str, buckets)) + "}"


def places_of(text: str) -> tuple[int, ...]:
    """Return the ids of the buckets in such a text."""
    return tuple(int(part) for part in text[1:-1].split(",") if part)
