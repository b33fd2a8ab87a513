"""Lets one test process have the machine for itself.

The rule kept here: whoever is alone waits until each other process has ended the test it is at, and none
begins another meanwhile. How long a turn of the screen takes is judged that way before it fails a test.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE_S = 90.0
"""After that a process goes on beside the others: a test has a limit of its own."""
_LOOK_S = 0.05


class House:
    """Two files, locked and never written: a room for all who work, and the door to it."""

    def __init__(self, room: Path, door: Path) -> None:
        self._room = os.open(room, os.O_RDONLY)
        self._door = os.open(door, os.O_RDONLY)

    def close(self) -> None:
        """Let go of both."""
        os.close(self._room)
        os.close(self._door)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Do a test beside others, after whoever wants to be alone."""
        with _locked(self._door):
            fcntl.flock(self._room, fcntl.LOCK_SH)
        try:
            yield
        finally:
            fcntl.flock(self._room, fcntl.LOCK_UN)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within `at_work`: be the only one for a while."""
        fcntl.flock(self._room, fcntl.LOCK_UN)  # two who want it must not wait for each other
        with _locked(self._door):
            self._wait_for_the_room()
            try:
                yield
            finally:
                fcntl.flock(self._room, fcntl.LOCK_SH)

    def _wait_for_the_room(self) -> None:
        end_s = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return fcntl.flock(self._room, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end_s:
                    return None
                time.sleep(_LOOK_S)


@contextmanager
def _locked(file: int) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


# Two files of every checkout: nothing is left behind.
HOUSE = House(Path(__file__).parent / "conftest.py", Path(__file__))
