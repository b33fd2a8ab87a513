"""A real server of its own: its folder, its commands, its process.

The rule kept here: whatever was started is stopped, also when the program that started it dies.
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
_STOP_S = 15
_COMMAND_S = 300
_PR_SET_PDEATHSIG = 1


class ServerFailed(Exception):
    """The server or one of its commands did not do what it was asked; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class ServerHome:
    """Where a server lives: `folder` holds keys, log and, without a `database_url`, the SQLite database."""

    folder: Path
    database_url: str = ""

    @classmethod
    def sqlite(cls, folder: Path) -> Self:
        """A server on SQLite in a folder."""
        return cls(folder, f"sqlite:///{folder / 'server.sqlite3'}")

    @property
    def environment(self) -> Mapping[str, str]:
        """What the server's settings are read from."""
        return {
            **os.environ,
            "SYNCSERVER_DATA_FOLDER": str(self.folder),
            "SYNCSERVER_DATABASE_URL": self.database_url,
        }

    def run(self, *arguments: str) -> str:
        """Run one of the server's commands to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "syncserver", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_COMMAND_S,
            check=False,
        )
        if done.returncode != 0:
            raise ServerFailed(f"syncserver {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def enrolment_code(self, email: str, *arguments: str) -> str:
        """Ask for a one-time code for a person."""
        printed = self.run("enrol-code", email, *arguments)
        found = re.search(r"Enrolment code: (\S+)", printed)
        if found is None:
            raise ServerFailed(printed)
        return found[1]


@contextmanager
def serving(home: ServerHome) -> Iterator[str]:
    """Run the server on a free port of this machine; give its address, stop it at the end."""
    process = start(home)
    try:
        yield address_of(home, process)
    finally:
        stop(process)


def start(home: ServerHome) -> subprocess.Popen[str]:
    """Start the server on a free port of this machine; whoever starts it ends it."""
    with (home.folder / "server.log").open("ab") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "syncserver", "serve", "--port", "0"],
            cwd=ROOT,
            env=home.environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - nothing that holds a lock runs beside this thread
        )


def stop(process: subprocess.Popen[str]) -> None:
    """Ask a process to end, and make it end when it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def end_with_parent() -> None:
    """On Linux a child is told to end when whoever started it is gone, however that came about."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def address_of(home: ServerHome, process: subprocess.Popen[str]) -> str:
    """The server says where it is as soon as it takes requests; it ends without a word if it cannot."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith("Ready on "):
        raise ServerFailed((home.folder / "server.log").read_text())
    return line.removeprefix("Ready on ").strip()
