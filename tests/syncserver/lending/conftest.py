"""A branch that lends, fresh for each test, on both engines; whatever a test does, its books agree after."""

from collections.abc import Iterator

import pytest

from syncserver.database.engine import reading
from syncserver.reports.ledger_check import check_ledger
from tests.databases import Databases
from tests.syncserver.lending_builders import Branch, open_branch


@pytest.fixture
def branch(databases: Databases) -> Iterator[Branch]:
    with open_branch(databases) as branch:
        yield branch
        with reading(branch.engine) as connection:
            assert check_ledger(connection) == ()
