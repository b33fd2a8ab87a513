"""The tablet that the vault's tests ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldapp.vault.keeping.keyring_access import FileKeyring
from tests.fieldapp.vault.tablet import Tablet


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    """Nobody has enrolled on it yet."""
    return Tablet(tmp_path / "data", FileKeyring(tmp_path / "keyring"))
