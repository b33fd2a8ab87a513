"""A real encrypted store, one person at it, and a server that delivers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.store.author import Author
from fieldapp.store.database import Store
from tests.fieldapp.store.branch import DESK, Branch
from tests.fieldapp.store.world import FakeServer, a_store, an_author, found_village, pull


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store, closed after the test."""
    opened = a_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def author() -> Author:
    """The officer whose tablet it is."""
    return an_author()


@pytest.fixture
def server() -> FakeServer:
    """A server without records."""
    return FakeServer()


@pytest.fixture
def branch(store: Store, author: Author, server: FakeServer) -> Branch:
    """A tablet that has read everything of one union."""
    village = found_village(server)
    server.scope.append(DESK)
    pull(store, server)
    return Branch(store, author, server, village)
