"""The institution that every simulated world begins with, made once for each process of the tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.ground.office import one_thread, quiet
from tests.simulation.ground.template import make_template


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it lies."""
    folder = tmp_path_factory.mktemp("simulation") / "template"
    one_thread()
    make_template(folder)
    return folder


@pytest.fixture
def template(made: Path) -> Iterator[Path]:
    """The institution; what the programs log of their daily faults is not looked at."""
    quiet()
    yield made
    logging.disable(logging.NOTSET)
