"""The command: what it takes, what it refuses, and that nothing is loaded before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from fieldapp.__main__ import main
from fieldapp.app import fitting

_HEAVY = "('httpx', 'sqlcipher3', 'sqlalchemy', 'fieldapp.store', 'fieldapp.syncing', 'fieldapp.desk')"
_PROBE = f"""
import sys
import fieldapp.app
print([name for name in sys.modules if name.startswith({_HEAVY})])
"""


def test_before_unlock_neither_store_nor_network_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_collector_never_looks_through_what_was_brought_in_behind_the_lock() -> None:
    probe = (
        "import gc\n"
        "from fieldapp.__main__ import behind_the_lock\n"
        "behind_the_lock().load()\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 10 * len(gc.get_objects()))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True True"


def test_the_window_says_when_somebody_can_unlock(tmp_path: Path) -> None:
    env = {**os.environ, "FIELDAPP_TRACE": "1", "QT_QPA_PLATFORM": "offscreen"}
    command = [
        sys.executable,
        "-m",
        "fieldapp",
        "--data-folder",
        str(tmp_path),
        "--keyring",
        "demo-file:keys",
    ]
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr is not None
        end = time.monotonic() + 30
        words: list[str] = []
        while words[:1] != ["ready_to_unlock"] and time.monotonic() < end:
            words = program.stderr.readline().split()
        program.terminate()
    assert words[0] == "ready_to_unlock"
    assert 0 < int(words[1]) < 30_000


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--keyring", "plain"], "plain is not a keyring"),
        (["--size", "large"], "write it like 1280x800"),
        (["--server", "http://elsewhere.example.org"], "not encrypted"),
        (["--theme", "pink"], "invalid choice"),
        (["--text-size", "120"], "invalid choice"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_said(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("screen", "window"),
    [((1920, 1080), (1280, 800)), ((800, 1280), (800, 1280)), ((1024, 600), (1024, 600))],
)
def test_a_window_that_has_no_room_takes_the_whole_screen(
    screen: tuple[int, int], window: tuple[int, int]
) -> None:
    assert fitting((1280, 800), QSize(*screen)) == QSize(*window)
