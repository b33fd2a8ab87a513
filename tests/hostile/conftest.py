"""An office of two sides on each engine, and the whole application over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.hostile.office import Office, open_office
from tests.syncserver.world import open_world, prepare_world


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as world:
        yield open_office(world)
    databases.discard(url)
