"""What every test can ask for, and what holds for all of them.

No test reaches beyond this machine (pytest-socket, set in pyproject.toml), opens a window on somebody's
screen, touches somebody's keyring, or passes while the program logs an error.
"""

import gc
import logging
import os

# Before anything imports Qt or keyring: both read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from collections.abc import Generator, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import PostgresServer, running_postgres
from tests.quiet import HOUSE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.screens.watchdog import Watchdog

# How long an example takes says more about the machine than about the code.
settings.register_profile(
    "fieldapp", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("fieldapp")


_TESTS_BETWEEN = 20
"""After so many, everything is looked through and not only what is young."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Let another process be alone before this one begins a test; and collect garbage between tests."""
    with HOUSE.at_work():
        came = yield
    _sweep()
    return came


# A window is destroyed by the thread that collects it, which must not be one of the lanes or of a server: as
# in the program, Python collects only where it is told to.
gc.disable()
_tests = count(1)


def _sweep() -> None:
    gc.collect(2 if next(_tests) % _TESTS_BETWEEN == 0 else 1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL server of this test process's own, started when the first test asks for it."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """A supply of fresh databases; a test that asks for it, or for `engine_url`, runs once on each engine."""
    if request.param == "sqlite":
        return SqliteDatabases(tmp_path_factory.mktemp("databases"))
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return PostgresDatabases(server)


@pytest.fixture
def engine_url(databases: Databases) -> Iterator[str]:
    """The SQLAlchemy address of a fresh database without tables, deleted after the test."""
    url = databases.empty()
    yield url
    databases.discard(url)


@pytest.fixture(scope="session")
def kennel(qapp: "QApplication") -> Iterator["Watchdog"]:
    """The one watchdog of a run, for tests with windows: see `tests.screens.turns.watched`."""
    from tests.screens.turns import kept_watch

    with kept_watch() as watchdog:
        yield watchdog


class _ErrorLog(logging.Handler):
    """Keeps what was logged at ERROR or above, from every thread."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def no_unexpected_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which an error was logged, unless it is marked `expects_errors`."""
    log = _ErrorLog()
    root = logging.getLogger()
    root.addHandler(log)
    try:
        yield
    finally:
        root.removeHandler(log)
    if log.lines and request.node.get_closest_marker("expects_errors") is None:
        pytest.fail("Errors were logged:\n" + "\n".join(log.lines), pytrace=False)
