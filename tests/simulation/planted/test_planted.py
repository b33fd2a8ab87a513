"""The proving ground proves itself: every planted fault is caught, by a check that is meant for it.

`python -m tests.simulation --planted` prints which caught which.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.ground.places import in_memory
from tests.simulation.planted.hunting import hunt
from tests.simulation.planted.table import PLANTED, Planted


def test_there_are_enough_of_them() -> None:
    assert len({planted.name for planted in PLANTED}) >= 15


@pytest.mark.timeout(600)
@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_is_caught(template: Path, planted: Planted) -> None:
    with in_memory() as folder:
        caught = hunt(planted, template, folder / "world")
    assert caught is not None, "not caught"
    assert caught.broken.name in planted.caught_by, caught
