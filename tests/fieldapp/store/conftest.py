"""A real encrypted store, one person at it, and a server that delivers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp.store.author import Author
from fieldapp.store.database import Store
from tests.fieldapp.store.world import FakeServer, a_store, an_author


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
