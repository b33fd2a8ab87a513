"""A world on each engine for every test of this folder."""

from collections.abc import Iterator

import pytest

from tests.syncserver.world import World, open_world


@pytest.fixture
def world(engine_url: str) -> Iterator[World]:
    with open_world(engine_url) as opened:
        yield opened
