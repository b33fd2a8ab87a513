"""Tablets of the demo institution's people, enrolled and synced on the morning of Friday 20 November 2026.

Making the institution takes a while, so institution and tablets are kept and everybody works on copies. The
server is the real one over real HTTP; only its clock is ours. Run as a program it makes them: `python -m
tests.screens.demo FOLDER`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from stage.servers import ROOT, ServerHome

from fieldapp.store.author import Author, Desk
from fieldapp.store.database import open_store
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.round import sync_once
from fieldapp.syncing.transport import HttpLink, HttpTransport
from fieldapp.vault.identity import store_path
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Vault
from shared.contract.signing import public_key
from shared.ids import IdMaker
from syncserver.app import build_server, create_app
from syncserver.database.engine import open_engine, reading
from syncserver.people.devices.keys import load_keys
from syncserver.people.queries import STAFF_BY_EMAIL
from syncserver.sync.enrolment import issue_code
from syncserver.sync.server import Server
from tests.screens.kept import made_once
from tests.screens.office import PIN, QUICK, TODAY, Office, Tablet, TabletClock

PEOPLE = {
    "officer": "credit.officer1",
    "collector": "collections.officer1",
    "supervisor": "supervisor1",
    "operations": "operations1",
    "admin": "admin1",
}
"""The officer is the one whose union meets that day."""
SYNCED_AT_MS = int(datetime(2026, 11, 20, 8, 51, 20, tzinfo=ZoneInfo("Africa/Lagos")).timestamp() * 1000)
_MAKING_S = 600
_SERVER_FROM = ("shared", "syncserver")
_TABLETS_FROM = (
    *_SERVER_FROM,
    *(f"fieldapp/{room}" for room in ("vault", "store", "syncing")),
    *("tests/screens/demo.py", "tests/screens/office.py"),
)


def demo_tablet(who: str, folder: Path) -> Tablet:
    """One person's tablet at 10:42, out of reach of the office, in a folder of its own."""
    shutil.copytree(demo_tablets() / who, folder)
    clock = TabletClock()
    return Tablet(folder, clock, Office(clock=clock))


def demo_tablets() -> Path:
    """Where everybody's tablet is, to be copied."""
    return made_once("demo-tablets", _TABLETS_FROM, _make_apart)


def _make_apart(tablets: Path) -> None:
    """In a process of its own, so that nothing of the server is loaded where screens are tested."""
    command = [sys.executable, "-m", "tests.screens.demo", str(tablets)]
    paths = os.pathsep.join((str(ROOT), str(ROOT / "packaging")))
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, check=True, timeout=_MAKING_S)


def make(tablets: Path) -> None:
    """Make everybody's tablet, with a server of its own on a copy of the institution."""
    home = ServerHome.sqlite(tablets / "server")
    shutil.copytree(made_once("demo-server", _SERVER_FROM, _make_institution), home.folder)
    engine = open_engine(home.database_url)
    try:
        server = build_server(engine, load_keys(home.folder / "keys"), lambda: SYNCED_AT_MS)
        with _serving(server) as url:
            for who, name in PEOPLE.items():
                _enrol(server, url, name, tablets / who)
    finally:
        engine.dispose()


def _make_institution(folder: Path) -> None:
    ServerHome.sqlite(folder).run("demo", "--today", TODAY.isoformat())


def _enrol(server: Server, url: str, name: str, folder: Path) -> None:
    """Let one person in, and run the first round."""
    clock = TabletClock(at_ms=SYNCED_AT_MS)
    around = Tablet(folder, clock, Office(clock=clock), random_bytes=os.urandom).around
    email = f"{name}@amana-ajo.example".encode()
    with reading(server.inbox.engine) as connection:
        staff = STAFF_BY_EMAIL.load(connection, [email])[email]
    form = EnrolmentForm(url, issue_code(server, staff, secrets.token_bytes), PIN, "Tablet")
    with httpx.Client(trust_env=False) as client:
        link = HttpLink(url, clock, client)
        _first_round(enrol(form, link, folder, around, QUICK), link, clock)


def _first_round(vault: Vault, link: HttpLink, clock: TabletClock) -> None:
    identity, keys = vault.profile.identity, vault.keys
    assert keys is not None, "a vault is unlocked when it was just made"
    ids = IdMaker(clock.now_ms, os.urandom)
    author = Author(identity.device_id, identity.device_code, identity.staff_id, keys.signing_key, ids, clock)
    desk = Desk(open_store(store_path(vault.profile), keys.database_key), author)
    try:
        server_key = public_key(identity.server_public_key)
        way = HttpTransport(link, identity.device_id, keys.signing_key, server_key, clock, os.urandom)
        result = sync_once(desk, way, server_key)
        if result.fault is not None:
            raise result.fault
        vault.renew_lease(LeaseGrant(result.lease_until_ms, result.server_time_ms))
    finally:
        desk.store.close()
        vault.lock()


@contextmanager
def _serving(server: Server) -> Iterator[str]:
    """Answer over HTTP from a thread of this process, so that the server's clock can be ours."""
    import uvicorn

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(server), log_config=None, access_log=False)
        program = uvicorn.Server(config)
        thread = threading.Thread(target=program.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not program.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            program.should_exit = True
            thread.join()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
