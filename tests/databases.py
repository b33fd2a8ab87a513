"""Fresh databases for tests, the same way on both engines.

Every address handed out is a database nobody else uses. One that takes work to prepare (a schema, an
institution) is prepared once per test process and copied from then on, which costs milliseconds.
"""

import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url

from tests.postgres import PostgresServer

Prepare = Callable[[str], None]


class Databases(Protocol):
    """One engine's supply of databases; `engine` is the name it has in test ids."""

    @property
    def engine(self) -> str: ...

    def empty(self) -> str:
        """The SQLAlchemy address of a new database without any table."""
        ...

    def prepared(self, key: str, prepare: Prepare) -> str:
        """The address of a new copy of the database that `prepare` filled when `key` was first asked for.

        `prepare` is given the address of an empty database and closes every connection it opened.
        """
        ...

    def discard(self, url: str) -> None:
        """Delete a database handed out before."""
        ...


class SqliteDatabases:
    """Files in one folder."""

    engine = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[str, Path] = {}

    def empty(self) -> str:
        return self._url(self._new_path())

    def prepared(self, key: str, prepare: Prepare) -> str:
        if key not in self._templates:
            template = self._new_path()
            prepare(self._url(template))
            self._templates[key] = template
        copy = self._new_path()
        _copy_sqlite(self._templates[key], copy)
        return self._url(copy)

    def discard(self, url: str) -> None:
        database = make_url(url).database
        assert database is not None
        path = Path(database)
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)

    def _new_path(self) -> Path:
        return self._folder / f"{uuid.uuid4().hex}.sqlite3"

    @staticmethod
    def _url(path: Path) -> str:
        return f"sqlite:///{path}"


class PostgresDatabases:
    """Databases on one server."""

    engine = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._templates: dict[str, str] = {}

    def empty(self) -> str:
        return self._server.url(self._server.create_database())

    def prepared(self, key: str, prepare: Prepare) -> str:
        if key not in self._templates:
            template = self._server.create_database()
            prepare(self._server.url(template))
            self._templates[key] = template
        return self._server.url(self._server.create_database(self._templates[key]))

    def discard(self, url: str) -> None:
        database = make_url(url).database
        assert database is not None
        self._server.drop_database(database)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy page by page through SQLite, so that what still sits in a write-ahead log comes along."""
    with_source = sqlite3.connect(source)
    with_target = sqlite3.connect(target)
    try:
        with_source.backup(with_target)
    finally:
        with_target.close()
        with_source.close()
