"""Servers with a demo institution, for tests that need a branch with a history.

Making one takes many seconds, so the SQLite one is made once for all test processes of a run and copied.
"""

import fcntl
import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from stage.servers import ServerHome

from tests.databases import Databases

_READY = "ready"


def demo_server(folder: Path, databases: Databases, factory: pytest.TempPathFactory) -> ServerHome:
    """A server that is not running yet, in an empty folder, on one engine."""
    if databases.engine == "sqlite":
        shutil.copytree(_template(factory), folder, dirs_exist_ok=True)
        return ServerHome.sqlite(folder)
    home = ServerHome(folder, databases.empty())
    home.run("demo", "--today", today_there(factory).isoformat())
    return home


def today_there(factory: pytest.TempPathFactory) -> date:
    """The day for which this run's demo institutions are made."""
    _template(factory)
    return date.fromisoformat((_shared(factory) / _READY).read_text())


def _template(factory: pytest.TempPathFactory) -> Path:
    """The one made first, by whichever test process came first; the others wait for it."""
    folder = _shared(factory)
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        home = ServerHome.sqlite(folder / "server")
        if not (folder / _READY).exists():
            home.folder.mkdir(mode=0o700)
            today = datetime.now(ZoneInfo("Africa/Lagos")).date()
            home.run("demo", "--today", today.isoformat())
            (folder / _READY).write_text(today.isoformat())
    return home.folder


def _shared(factory: pytest.TempPathFactory) -> Path:
    """A folder that parallel test processes, which have folders of their own, have in common."""
    base = factory.getbasetemp()
    return (base.parent if base.name.startswith("popen-") else base) / "demo-institution"
