"""The simulated world, for two minutes in every run of the tests: the seeds that once failed, then new ones.

Which seeds are new depends on the day, so that every day looks somewhere else; a failure prints its seed and
the command that plays it again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from stage.servers import ROOT

_SECONDS = 60
_SHARES = 2
_A_DAY = 1_000_000


@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(_SHARES))
def test_a_minute_of_seeds_breaks_nothing(share: int) -> None:
    first = datetime.now(UTC).toordinal() * _A_DAY + share * (_A_DAY // _SHARES)
    command = [sys.executable, "-m", "tests.simulation", "--seconds", str(_SECONDS), "--jobs", "1"]
    kept = ["--kept"] if share == 0 else []
    ran = subprocess.run(
        [*command, *kept, "--first-seed", str(first)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT / "packaging")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "converged     100.00 %" in ran.stdout
