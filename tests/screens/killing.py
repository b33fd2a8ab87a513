"""A program of its own on the same tablet, killed in the middle of what somebody does in it."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.screens.driver import Window

_BEGIN = """
import os, signal, time
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from fieldapp.background import open_lanes
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.window import Workplace
from tests.screens import people
from tests.screens.office import PIN, Office, Tablet, TabletClock

app, look, lanes, clock = QApplication([]), Look(), open_lanes(), TabletClock()
shell = Tablet(Path({folder!r}), clock, Office(clock=clock)).shell(look, lanes)

def until(seen):
    end = time.monotonic() + 30
    while not seen() and time.monotonic() < end:
        app.processEvents()
    assert seen()

shell.show()
shell.page.pad.entered.emit(PIN)
until(lambda: isinstance(shell.page, Workplace))
"""
_END = """
lanes.store.call(lambda: None)
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(window: Window, typing: str, act: str) -> None:
    """Unlock, do what `typing` says and then `act`, and be killed as soon as the lane of the store is idle.

    The screen does nothing after the act, so nothing that needs the screen can have happened.
    """
    begin = _BEGIN.format(folder=str(window.tablet.folder))
    program = "\n".join((begin, textwrap.dedent(typing), act, _END))
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        timeout=120,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
