"""Opens the database: the same rules of isolation, durability and faults on SQLite and PostgreSQL.

    Exception
    └── Unavailable      the database takes nothing just now; ask again later

The rules kept here: a writing transaction on SQLite takes the write lock at its start (`BEGIN IMMEDIATE`), so
feed numbers are in commit order on both engines; a reading one sees a single state from first row to last;
nowhere else are the drivers' error codes known.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    # Without it INSERT OR REPLACE deletes an append-only row without asking the trigger that refuses that.
    "recursive_triggers=ON",
)

_RACE_STATES = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialisation failure and of a deadlock."""

_SQLITE_ERROR = 1
_TRUSTED_FOR_S = 2.0
_TURN = "turn_to_write"
_WAIT_S = 30.0
_STATEMENTS_KEPT = 512
"""As many as are asked in turn: SQLite's driver keeps 128, and makes the others anew each time."""


class Unavailable(Exception):
    """The database cannot take anything just now; nothing of what was asked is lost or half done."""


def is_race(fault: Exception) -> bool:
    """Say whether two transactions met: the database chose one to give way, or both wrote the same key."""
    if isinstance(fault, IntegrityError):
        return True
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) in _RACE_STATES


def is_unavailable(fault: Exception) -> bool:
    """Say whether the database is locked, unreachable, full or shutting down."""
    broken = isinstance(fault, (Unavailable, OperationalError, InterfaceError, PoolExhausted))
    return broken and not is_race(fault) and not _is_bad_sql(fault)


def _is_bad_sql(fault: Exception) -> bool:
    """SQLite calls a statement that can never work by the same name as a full disk."""
    code = getattr(getattr(fault, "orig", None), "sqlite_errorcode", None)
    return code is not None and code & 0xFF == _SQLITE_ERROR


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Return an engine for a SQLAlchemy URL of `sqlite` or `postgresql+psycopg`."""
    if url.startswith("sqlite"):
        return _sqlite(url, pool_size)
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,
        connect_args={"prepare_threshold": None},
    )
    _ask_after_a_pause(engine)
    return engine


def _ask_after_a_pause(engine: Engine) -> None:
    """Have a connection that was at rest for a while answer before it is used; asked each time, it would
    cost an exchange a tenth of its way. One that broke since is found out by its next statement.
    """

    @event.listens_for(engine, "checkin")
    def _note(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info["rested_since_s"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection) -> None:
        if time.monotonic() - entry.info.get("rested_since_s", time.monotonic()) > _TRUSTED_FOR_S:
            try:
                engine.dialect.do_ping(connection)
            except Exception as fault:
                raise DisconnectionError("the database went away") from fault


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that commits at the end or not at all; READ COMMITTED plus row locks on PostgreSQL."""
    with _turn(engine), engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent state to read from: REPEATABLE READ, read only."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            yield connection


@contextmanager
def at_once(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """Statements that each stand for themselves: they read what is committed, or commit what they write."""
    with _turn(engine) if writes else nullcontext(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # on SQLite a transaction begins only where one is begun
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """SQLite lets one write at a time and has others ask again and again, after ever longer pauses; those of
    one process wait for each other here and go on at once.
    """
    turn: threading.Lock | None = engine.get_execution_options().get(_TURN)
    if turn is None:
        yield
        return
    if not turn.acquire(timeout=_WAIT_S):
        raise Unavailable("somebody else has been writing for too long")
    try:
        yield
    finally:
        turn.release()


@contextmanager
def durable_at_the_end(engine: Engine) -> Iterator[None]:
    """Let commits not wait for the disk until the end, then see that everything is on it.

    Only for making a database that is thrown away and made again if the machine stops meanwhile.
    """
    engine.dispose()
    event.listen(engine, "connect", _not_waiting)
    try:
        yield
    finally:
        event.remove(engine, "connect", _not_waiting)
        engine.dispose()
    with engine.connect() as connection:
        flush = "PRAGMA wal_checkpoint(TRUNCATE)" if engine.dialect.name == "sqlite" else "CHECKPOINT"
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(flush)


def _not_waiting(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    is_sqlite = isinstance(connection, sqlite3.Connection)
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF" if is_sqlite else "SET synchronous_commit TO off")
    if not is_sqlite:
        connection.commit()
    cursor.close()


def _sqlite(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,
        connect_args={"timeout": _WAIT_S, "cached_statements": _STATEMENTS_KEPT},
        execution_options={_TURN: threading.Lock()},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = (
            None  # transactions begin where this module says, not where the driver guesses
        )
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine
