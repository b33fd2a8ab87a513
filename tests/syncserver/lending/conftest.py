"""A branch that lends, fresh for each test, on both engines."""

from collections.abc import Iterator

import pytest

from syncserver.database.engine import open_engine
from tests.databases import Databases
from tests.syncserver.lending_builders import Branch, found_branch


@pytest.fixture
def branch(databases: Databases) -> Iterator[Branch]:
    url = databases.prepared("lending branch", found_branch)
    engine = open_engine(url, pool_size=1)
    yield Branch(engine)
    engine.dispose()
    databases.discard(url)
