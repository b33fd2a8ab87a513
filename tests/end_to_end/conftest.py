"""A server with a demo institution for each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stage.servers import ServerHome

from tests.databases import Databases
from tests.demo_institution import demo_server


@pytest.fixture
def home(
    databases: Databases, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerHome]:
    """Where a server lives that nobody has started; its folder and database are this test's own."""
    folder = tmp_path / "server"
    folder.mkdir()
    made = demo_server(folder, databases, tmp_path_factory)
    yield made
    databases.discard(made.database_url)
