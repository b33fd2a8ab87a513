"""The window on a tablet, for every test that clicks it, with a watchdog over its thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes, open_lanes
from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.theme.look import Look
from tests.screens import people
from tests.screens.again import run_again_if_slow
from tests.screens.closing import begun, opened_sheet
from tests.screens.driver import OpenFor, TabletOf, Window
from tests.screens.office import Tablet, open_tablet
from tests.screens.turns import watched
from tests.screens.watchdog import Watchdog


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Believe that a turn is too long when it is so each time."""
    return run_again_if_slow(item, nextitem)


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light theme, worn by windows."""
    made = Look()
    qapp.setStyle("Fusion")
    qapp.setStyleSheet("")
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


@pytest.fixture
def sheet(window: Window) -> MeetingSheetPage:
    """The sheet of the union that meets, reached from Today."""
    return opened_sheet(window)


@pytest.fixture
def closing(window: Window) -> CloseMeetingPage:
    """Its meeting as it is being closed: two have paid 700 and 300, one is absent, nothing is counted."""
    return begun(window)


@pytest.fixture
def tablet_of(tmp_path: Path) -> TabletOf:
    """Gives somebody a tablet with a morning's work in it; a module may say what else is found there."""
    return lambda person: open_tablet(tmp_path / person.role, person, morning=True)


@pytest.fixture
def open_for(qtbot: QtBot, look: Look, lanes: Lanes, tablet_of: TabletOf) -> Iterator[OpenFor]:
    """Opens the unlocked window of somebody."""
    opened: list[Window] = []

    def open_it(person: people.Staff) -> Window:
        tablet = tablet_of(person)
        window = Window(qtbot, tablet.shell(look, lanes), tablet, lanes)
        opened.append(window)
        window.unlock()
        return window

    yield open_it
    for window in opened:
        window.close()


@pytest.fixture(autouse=True)
def watchdog(kennel: Watchdog) -> Iterator[Watchdog]:
    """Fail a test in which the thread of the screen was kept or waited."""
    with watched(kennel):
        yield kennel
