"""Connections: those that broke at rest are replaced, and statements that stand for themselves are kept."""

import pytest
from sqlalchemy import text

from syncserver.database import engine as engines
from syncserver.database.engine import at_once, open_engine, reading, writing
from tests.postgres import PostgresServer


def test_a_connection_that_broke_at_rest_is_replaced(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_TRUSTED_FOR_S", 0.0)
    url = postgres_server.url(postgres_server.create_database())
    engine, other = open_engine(url), open_engine(url)
    try:
        with reading(engine) as connection:
            resting = connection.scalar(text("SELECT pg_backend_pid()"))
        with writing(other) as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": resting})
        with reading(engine) as connection:
            assert connection.scalar(text("SELECT pg_backend_pid()")) != resting
    finally:
        engine.dispose()
        other.dispose()


def test_what_stands_for_itself_is_committed_at_once(engine_url: str) -> None:
    engine, other = open_engine(engine_url), open_engine(engine_url)
    try:
        with at_once(engine, writes=True) as connection:
            connection.execute(text("CREATE TABLE note (number INTEGER)"))
            connection.execute(text("INSERT INTO note VALUES (1)"))
            with reading(other) as elsewhere:
                assert elsewhere.scalar(text("SELECT count(*) FROM note")) == 1
        with writing(engine) as connection:  # the same pooled connection knows transactions again
            connection.execute(text("INSERT INTO note VALUES (2)"))
            with reading(other) as elsewhere:
                assert elsewhere.scalar(text("SELECT count(*) FROM note")) == 1
    finally:
        engine.dispose()
        other.dispose()
