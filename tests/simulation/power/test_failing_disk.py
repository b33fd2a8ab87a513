"""The disk itself says no, once or from then on: what somebody was told is recorded is there afterwards, and
what failed was not told.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.simulation.ground.places import in_memory
from tests.simulation.power.opening import found_after
from tests.simulation.power.working import TOLD

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's own")
_RECORDED = 12
_FAILING = {
    "not_synced": ("fsync,fdatasync", "EIO"),
    "not_written": ("pwrite64", "EIO"),
    "full": ("pwrite64", "ENOSPC"),
}
_TRIES = 2
_WHEN = 20, 90
"""The call that fails: in opening, in recording, or in a change of the PIN."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("from_then_on", [False, True], ids=["once", "from_then_on"])
@pytest.mark.parametrize("failing", _FAILING)
def test_a_disk_that_fails_takes_nothing_that_was_told(
    template: Path, failing: str, from_then_on: bool
) -> None:
    rng = Random(f"{failing}/{from_then_on}")
    now_ms = int((template / "now").read_text())
    with in_memory() as folder:
        for number in range(_TRIES):
            tablet = folder / str(number)
            shutil.copytree(template / "officer-1-0", tablet)
            told, said = _work(tablet, now_ms, failing, rng.randint(*_WHEN), from_then_on=from_then_on)
            found = found_after(tablet, now_ms)
            assert not found.wrong
            assert told <= found.store
            assert len(told) == _RECORDED or said.startswith("fieldapp."), "no fault that has a name here"
            shutil.rmtree(tablet)


def _work(
    tablet: Path, now_ms: int, failing: str, place: int, *, from_then_on: bool
) -> tuple[frozenset[tuple[int, bytes]], str]:
    """Let an officer work while a call fails; return what was told, and the last line on a fault."""
    calls, error = _FAILING[failing]
    when = f"{place}{'+' if from_then_on else ''}"
    command = [
        "strace",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        f"trace={calls}",
        "-e",
        f"inject={calls}:error={error}:when={when}",
    ]
    program = [
        sys.executable,
        "-m",
        "tests.simulation.power.working",
        str(tablet),
        str(now_ms),
        str(_RECORDED),
    ]
    done = subprocess.run([*command, *program], capture_output=True, check=False)
    lines = (line.removeprefix(TOLD).split() for line in done.stdout.splitlines())
    told = frozenset((int(seq), bytes.fromhex(hashed.decode())) for seq, hashed in lines)
    return told, done.stderr.decode().rstrip().rpartition("\n")[2]
