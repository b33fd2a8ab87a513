"""Widgets without a window wear the look all the same."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from fieldapp.screens.theme.look import Look, dress


@pytest.fixture
def look(qapp: QApplication, look: Look) -> Look:
    """The light theme, worn by whatever is shown."""
    dress(qapp, look)
    return look
