"""Widgets without a window wear the look all the same."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from fieldapp.screens.theme.look import Look, dress
from tests.screens.watchdog import Watchdog


@pytest.fixture
def look(qapp: QApplication, look: Look) -> Look:
    """The light theme, worn by whatever is shown."""
    dress(qapp, look)
    return look


@pytest.fixture(autouse=True)
def patient(watchdog: Watchdog) -> None:
    """A whole room is hung at once: it is for those who build, and nobody waits for it in a meeting."""
    watchdog.patience = 10
