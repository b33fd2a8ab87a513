"""The migrations make exactly the schema that the code describes, on both engines."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

from syncserver.database.append_only import append_only_statements
from syncserver.database.engine import open_engine, reading, writing
from syncserver.database.migrating import (
    WrongSchema,
    current_revision,
    newest_revision,
    require_newest,
    upgrade,
)
from syncserver.migrations.catalogue import all_tables


@pytest.fixture
def engine(engine_url: str) -> Iterator[Engine]:
    engine = open_engine(engine_url)
    yield engine
    engine.dispose()


def _schema(connection: Connection) -> set[tuple[str, ...]]:
    """Everything the engine itself says of tables, columns, constraints, indexes and triggers."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT type, name, tbl_name FROM sqlite_master"))
        triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        return {tuple(row) for row in (*rows, *triggers) if "alembic" not in str(row)}
    found: set[tuple[str, ...]] = set()
    for query in (
        "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE NOT tgisinternal",
        "SELECT tablename, policyname, roles::text || cmd || qual FROM pg_policies",
        "SELECT relname, relrowsecurity::text, relacl::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relrowsecurity",
        "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT table_name, column_name, data_type || coalesce(character_maximum_length::text, '')"
        " || is_nullable || coalesce(column_default, '')"
        " FROM information_schema.columns WHERE table_schema = 'public'",
    ):
        found |= {tuple(row) for row in connection.execute(text(query)) if "alembic" not in str(row)}
    return found


def test_the_migrated_schema_is_the_described_one(engine: Engine) -> None:
    upgrade(engine)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), all_tables()) == []
        migrated = _schema(connection)
    with writing(engine) as connection:
        all_tables().drop_all(connection)
        all_tables().create_all(connection)
    with reading(engine) as connection:
        assert _schema(connection) == migrated


def test_every_append_only_table_has_its_triggers(engine: Engine) -> None:
    upgrade(engine)
    guarded = {table.name for table in all_tables().tables.values() if table.info.get("append_only")}
    assert {"operation", "audit_batch", "journal_entry", "journal_line"} <= guarded
    with reading(engine) as connection:
        triggers = {row for row in _schema(connection) if "TRIGGER" in row[-1].upper()}
    made = sum("TRIGGER" in s for name in guarded for s in append_only_statements(name, engine.dialect.name))
    assert len(triggers) == made


def test_an_upgrade_of_the_newest_schema_changes_nothing(engine: Engine) -> None:
    assert upgrade(engine) == newest_revision() == current_revision(engine)
    assert upgrade(engine) == newest_revision()


def test_a_server_runs_on_its_own_schema_only(engine: Engine) -> None:
    with pytest.raises(WrongSchema, match="empty"):
        require_newest(engine)
    upgrade(engine)
    require_newest(engine)
    _pretend(engine, "0001")
    with pytest.raises(WrongSchema, match="older"):
        require_newest(engine)
    _pretend(engine, "9999")
    with pytest.raises(WrongSchema, match="newer"):
        require_newest(engine)
    with pytest.raises(WrongSchema, match="newer"):
        upgrade(engine)


def _pretend(engine: Engine, revision: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": revision})
