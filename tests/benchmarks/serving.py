"""A real server process on a prepared database, and devices that reach it over HTTP."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from sqlalchemy import Engine

from fieldapp.store.author import SystemClock
from fieldapp.syncing.transport import HttpLink, HttpTransport
from shared.contract.exchange import BucketNumber, ExchangeRequest, ExchangeResponse
from shared.contract.operations import GENESIS, SignedOperation
from shared.contract.version import PROTOCOL, RECORD_SCHEMA
from shared.ids import IdMaker
from syncserver.database.engine import at_once, open_engine, writing
from syncserver.database.migrating import upgrade
from syncserver.people.devices.keys import make_keys
from syncserver.sync.handlers import all_handlers
from syncserver.sync.inbox.taking import Inbox
from syncserver.sync.server import Server, install
from tests.benchmarks.institution import Institution, Lent, Plan, TurnedClock, live_through
from tests.benchmarks.pen import Pen
from tests.databases import Databases

_STOP_LIMIT_S = 15.0


@dataclass(slots=True)
class Prepared:
    """A kind of institution: its keys, and what is known of it once it was made on some engine."""

    name: str
    plan: Plan
    keys: Path
    made: dict[str, Institution] = field(default_factory=dict)

    def fresh(self, databases: Databases) -> Branch:
        """A new copy of the institution on an engine, with devices of its own."""
        url = databases.prepared(self.name, lambda url: self._prepare(databases.engine, url))
        return Branch(url, self.keys / databases.engine, self.made[databases.engine])

    def _prepare(self, engine_name: str, url: str) -> None:
        clock = TurnedClock(time.time_ns() // 1_000_000)
        engine = open_engine(url)
        try:
            upgrade(engine)
            keys = make_keys(self.keys / engine_name, secrets.token_bytes)
            ids = IdMaker(clock, secrets.token_bytes)
            with writing(engine) as connection:
                own = install(connection, keys, ids, clock())
            inbox = Inbox(engine, all_handlers(), clock, lambda: secrets.token_hex(4), time.sleep)
            self.made[engine_name] = live_through(Server(inbox, keys, ids, own), clock, self.plan)
            _let_rest(engine)
        finally:
            engine.dispose()


def _let_rest(engine: Engine) -> None:
    """Do now what PostgreSQL does by itself within minutes, so that it is not doing it while we measure."""
    if engine.dialect.name == "postgresql":
        with at_once(engine, writes=True) as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")


@dataclass(frozen=True, slots=True)
class Branch:
    """One copy of an institution: its database, its keys, and its people as history left them."""

    url: str
    keys: Path
    history: Institution

    @property
    def lent(self) -> Sequence[Lent]:
        """The loans."""
        return self.history.lent

    @property
    def officers(self) -> list[Pen]:
        """The officers' devices, their chains as this copy has them, their clocks the machine's."""
        return [_copy(pen) for pen in self.history.officers]

    @property
    def newcomer(self) -> Pen:
        """A second device of the first officer, with nothing on it yet."""
        assert self.history.newcomer is not None
        return _copy(self.history.newcomer)


def _copy(pen: Pen) -> Pen:
    return replace(pen, now_ms=_now_ms, ids=IdMaker(_now_ms, os.urandom))


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Served:
    """A server that takes requests."""

    address: str
    process_id: int


@contextmanager
def served(branch: Branch, module: str = "syncserver") -> Iterator[Served]:
    """Run `syncserver serve` on a branch in a process of its own, or a module that differs from it."""
    command = [sys.executable, "-m", module]
    settings = {"SYNCSERVER_DATABASE_URL": branch.url, "SYNCSERVER_KEYS_FOLDER": str(branch.keys)}
    log_path = branch.keys.parent / "server.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [*command, "serve", "--port", "0"],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        yield Served(_address(process, log_path), process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().decode()
    if not line.startswith("Ready on "):
        raise RuntimeError(f"the server did not start: {line!r}\n{log.read_text()}")
    return line.removeprefix("Ready on ").strip()


def http_client(connections: int = 1) -> httpx.Client:
    """A client that keeps its connections."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    return httpx.Client(limits=limits)


@dataclass(slots=True)
class Session:
    """One device at the server over HTTP, with the client's own transport, and where its cursors stand."""

    way: HttpTransport
    cursors: tuple[BucketNumber, ...] = ()
    epoch: bytes = b""

    @classmethod
    def new(cls, address: str, pen: Pen, client: httpx.Client) -> Session:
        """A device that has nothing yet."""
        clock = SystemClock(boot=pen.device)
        link = HttpLink(address, clock, client)
        return cls(HttpTransport(link, pen.device, pen.key, pen.server_key, clock, os.urandom))

    @classmethod
    def level(cls, address: str, pen: Pen, client: httpx.Client) -> Session:
        """A device that has read everything, as it has before it works a week."""
        session = cls.new(address, pen, client)
        while session.exchange().more:
            pass
        return session

    def exchange(self, operations: Sequence[SignedOperation] = ()) -> ExchangeResponse:
        """Send operations and take the answer's cursors, as a device does."""
        answer = self.way.exchange(
            ExchangeRequest(
                PROTOCOL, RECORD_SCHEMA, self.epoch, "", 0, GENESIS, self.cursors, tuple(operations)
            )
        )
        self.cursors = tuple(BucketNumber(state.bucket, state.cursor) for state in answer.buckets)
        self.epoch = answer.epoch
        return answer
