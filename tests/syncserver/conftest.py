"""A database with the server's tables, fresh for every test, on both engines."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from syncserver.database.engine import open_engine
from tests.databases import Databases
from tests.syncserver.builders import Branch, create_tables


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    """An engine on a database of its own that has every table and no row."""
    url = databases.prepared("tables of people, ledger and fieldwork", create_tables)
    engine = open_engine(url)
    yield engine
    engine.dispose()
    databases.discard(url)


@pytest.fixture
def branch(engine: Engine) -> Branch:
    """A branch with an institution, staff and two unions, made by the acts themselves."""
    branch = Branch(engine)
    branch.open()
    return branch
