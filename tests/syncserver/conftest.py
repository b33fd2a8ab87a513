"""A database with the server's tables, fresh for every test, on both engines."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from syncserver.database.engine import open_engine
from tests.databases import Databases
from tests.syncserver.builders import Branch, create_tables, open_branch


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    """An engine on a database of its own that has every table and no row."""
    url = databases.prepared("tables of people, ledger and fieldwork", create_tables)
    engine = open_engine(url)
    yield engine
    engine.dispose()
    databases.discard(url)


@pytest.fixture
def branch(databases: Databases) -> Iterator[Branch]:
    """A branch with an institution, staff and unions, made by the acts themselves."""
    url = databases.prepared("a branch with staff and unions", open_branch)
    engine = open_engine(url)
    yield Branch(engine)
    engine.dispose()
    databases.discard(url)
