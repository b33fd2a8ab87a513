"""A world on each engine for every test of this folder."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.syncserver.world import World, open_world, prepare_world


@pytest.fixture
def world(databases: Databases) -> Iterator[World]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as opened:
        yield opened
    databases.discard(url)
