"""The window on a tablet, for every test that clicks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes, open_lanes
from fieldapp.screens.theme.look import Look
from tests.screens.demo import made_once
from tests.screens.driver import Window
from tests.screens.office import Tablet, open_tablet


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light theme."""
    made = Look()
    qapp.setStyle("Fusion")
    made.apply(qapp)
    return made


@pytest.fixture
def lanes(qapp: QApplication) -> Iterator[Lanes]:
    """Real lanes, ended after the test."""
    opened = open_lanes()
    yield opened
    opened.close()


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    """An officer's tablet with everything delivered, out of reach of the office."""
    return open_tablet(tmp_path / "data")


@pytest.fixture
def window(qtbot: QtBot, look: Look, lanes: Lanes, tablet: Tablet) -> Iterator[Window]:
    """The officer's window, locked."""
    opened = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo institution's tablets, made once for all test processes of a run."""
    base = tmp_path_factory.getbasetemp()
    # Parallel test processes have folders of their own, side by side.
    return made_once((base.parent if base.name.startswith("popen-") else base) / "demo-tablets")
