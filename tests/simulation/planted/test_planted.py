"""The proving ground proves itself: every planted fault is caught, by a check that is meant for it.

`python -m tests.simulation --planted` prints which caught which.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.ground.office import one_thread, quiet
from tests.simulation.ground.template import make_template
from tests.simulation.planted.hunting import hunt
from tests.simulation.planted.table import PLANTED, Planted


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The institution every world begins with."""
    folder = tmp_path_factory.mktemp("simulation") / "template"
    one_thread()
    quiet()
    try:
        make_template(folder)
        yield folder
    finally:
        logging.disable(logging.NOTSET)


def test_there_are_enough_of_them() -> None:
    assert len({planted.name for planted in PLANTED}) >= 15


@pytest.mark.timeout(600)
@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_is_caught(template: Path, tmp_path: Path, planted: Planted) -> None:
    caught = hunt(planted, template, tmp_path / "world")
    assert caught is not None, "not caught"
    assert caught.broken.name in planted.caught_by, caught
