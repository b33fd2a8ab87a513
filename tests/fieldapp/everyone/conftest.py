"""A branch on one tablet for every test of a job of every role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fieldapp.desk.branch import Branch, open_branch


@pytest.fixture
def branch(tmp_path: Path) -> Iterator[Branch]:
    """A credit officer's tablet with everything delivered."""
    opened = open_branch(tmp_path)
    yield opened
    opened.desk.store.close()
