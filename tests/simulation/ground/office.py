"""The office of a simulated world: the real server application on a real database, without a port.

The rule kept here: only its clock, its randomness and its death are handed in; requests pass the whole edge.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

import fastapi.routing
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from fastapi import FastAPI
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.engine import Dialect

from shared.contract.codec import Message
from shared.contract.exchange import Verdict
from shared.ids import IdMaker
from syncserver.app import create_app
from syncserver.backup.queries import begin_epoch
from syncserver.database.engine import open_engine, reading, writing
from syncserver.files.folder import FileFolder
from syncserver.people.devices.contact.queries import content_of, journals_of
from syncserver.people.devices.keys import load_keys, load_recovery_key
from syncserver.people.devices.tables import device_journal
from syncserver.sync.custody.carrying import take_in
from syncserver.sync.custody.recovering import recover
from syncserver.sync.handlers import all_handlers
from syncserver.sync.inbox.taking import Inbox
from syncserver.sync.server import Server, act, own_device
from tests.simulation.ground.clocks import Times
from tests.simulation.ground.dying import Fuse

_T = TypeVar("_T")
Headers = Sequence[tuple[bytes, bytes]]
_Event = MutableMapping[str, object]
DATABASE = "server.sqlite3"
FILES = "files"
RECOVERY_KEY = "recovery.key"


class _Texts(dict[tuple[object, ...], object]):
    """Statements as text: every office in this process asks the same ones, through an engine of its own.

    What SQLAlchemy looks a statement up by begins with its engine's dialect; here, with the name of that.
    """

    def get(self, key: tuple[object, ...], otherwise: object = None) -> object:
        return super().get(_by_name(key), otherwise)

    def __setitem__(self, key: tuple[object, ...], text: object) -> None:
        super().__setitem__(_by_name(key), text)


def _by_name(key: tuple[object, ...]) -> tuple[object, ...]:
    dialect, *rest = key
    assert isinstance(dialect, Dialect)
    return (dialect.name, *rest)


_TEXTS = _Texts()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it left the tablet."""

    method: str
    path: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it left the server."""

    status: int
    headers: Headers
    body: bytes


@dataclass(slots=True)
class Office:
    """`database` is its address, a file in the folder where it is empty.

    `on_the_way` are requests that nobody waits for any more; `statuses` count what was answered.

    `asked` counts what was asked for, `checked` how much of that there was when it was last looked through.
    """

    folder: Path
    time: Times
    rng: Random
    loop: asyncio.AbstractEventLoop
    database: str = ""
    fuse: Fuse = field(default_factory=Fuse)
    on_the_way: list[Asked] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    asked: int = 0
    checked: int = -1
    engine: Engine = field(init=False)
    server: Server = field(init=False)
    _app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        self._start()

    def answer(self, asked: Asked) -> Answer:
        """Take a request through the application; `Killed` when the server died over it."""
        self.asked += 1
        answer = self.loop.run_until_complete(_ask(self._app, asked))
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        return answer

    def take_in(self, bundle: bytes) -> bytes:
        """Take in what a courier brought, as a command does; return the answer's file."""
        self.asked += 1
        return take_in(self.server, bundle, self.rng.randbytes).answer

    def act(self, *bodies: Message) -> tuple[Verdict, ...]:
        """Act as the institution, as a command does."""
        self.asked += 1
        return act(self.server, bodies)

    def restart(self) -> None:
        """Let go of everything that was in memory and start again on the same files."""
        self.fuse.put_out()
        self.fuse.gone_off = False
        self.close()
        self._start()

    def read_journals(self) -> None:
        """Take in what every journal that was sent here holds, as an operator does with the recovery key."""
        key = self.recovery_key
        with reading(self.engine) as connection:
            devices = connection.scalars(select(device_journal.c.device).distinct()).all()
            journals = [one for device in sorted(devices) for one in journals_of(connection, device)]
            contents = [content_of(connection, journal) for journal in journals if journal.is_whole]
        for content in contents:
            recover(self.server.inbox, content, key)

    @property
    def recovery_key(self) -> X25519PrivateKey:
        """What an operator keeps away from here."""
        return load_recovery_key(self.folder / RECOVERY_KEY)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def back_up(self, to: Path) -> None:
        """Copy the database as it is now, and the files beside it."""
        to.unlink(missing_ok=True)
        _copy_files(self.folder / FILES, to.with_name(FILES))
        source, target = sqlite3.connect(self.folder / DATABASE), sqlite3.connect(to)
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()

    def restore(self, backup: Path) -> None:
        """Put an older database and its files in place of the present ones, under a new epoch."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            (self.folder / (DATABASE + suffix)).unlink(missing_ok=True)
        shutil.copyfile(backup, self.folder / DATABASE)
        _copy_files(backup.with_name(FILES), self.folder / FILES)
        self._start()
        with writing(self.engine) as connection:
            begin_epoch(connection, self.server.ids.make())

    def _start(self) -> None:
        self.engine = open_engine(self.database or f"sqlite:///{self.folder / DATABASE}", pool_size=1)
        self.engine.update_execution_options(compiled_cache=_TEXTS)
        event.listen(self.engine, "before_cursor_execute", self._before_statement)
        event.listen(self.engine, "commit", self._before_commit)
        keys, ids = load_keys(self.folder / "keys"), IdMaker(self.time, self.rng.randbytes)
        with reading(self.engine) as connection:
            own = own_device(connection, keys)
        inbox = Inbox(self.engine, all_handlers(), self.time, lambda: "incident", lambda _: None)
        files = FileFolder(self.folder / FILES, keys.files_key(), self.rng.randbytes)
        self.server = Server(inbox, keys, ids, own, files=files)
        self._app = create_app(self.server)

    def _before_statement(self, *_: object) -> None:
        self.fuse.burn()

    def _before_commit(self, _: Connection) -> None:
        self.fuse.burn()


def _copy_files(folder: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    if folder.is_dir():
        shutil.copytree(folder, to)


async def _ask(app: FastAPI, asked: Asked) -> Answer:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": asked.path,
        "raw_path": asked.path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in asked.headers],
        "client": ("127.0.0.1", 1),
        "server": ("office", 80),
    }
    sent: list[_Event] = []

    async def receive() -> _Event:
        return {"type": "http.request", "body": asked.body, "more_body": False}

    async def send(message: _Event) -> None:
        sent.append(message)

    await app(scope, receive, send)
    status, headers = sent[0]["status"], sent[0]["headers"]
    assert isinstance(status, int)
    assert isinstance(headers, Sequence)
    body = b"".join(part for one in sent[1:] if isinstance(part := one.get("body", b""), bytes))
    return Answer(status, tuple(headers), body)


async def _here(work: Callable[..., _T], *values: object, **named: object) -> _T:
    """Run an endpoint in the one thread there is: what happens when is told by the seed alone."""
    return work(*values, **named)


def one_thread() -> None:
    """From now on this process's applications run their endpoints where they are asked."""
    vars(fastapi.routing)["run_in_threadpool"] = _here


def quiet() -> None:
    """Faults are this world's daily bread: what the programs log of them is of no interest here."""
    logging.disable(logging.CRITICAL)
