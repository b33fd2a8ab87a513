"""A tablet that somebody has to approve shows what to compare, and is enrolled as soon as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.everyone.enrol.page import EnrolPage
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.window import Workplace
from fieldapp.syncing.faults import ApprovalAwaited
from tests.screens.driver import Window
from tests.screens.office import PIN, Tablet, open_tablet


@pytest.fixture
def fresh(tmp_path: Path) -> Tablet:
    """A tablet nobody has enrolled on; the office is the one of another tablet."""
    made = open_tablet(tmp_path / "elsewhere")
    made.folder = tmp_path / "fresh"
    return made


def _page(window: Window) -> EnrolPage:
    page = window.shell.page
    assert isinstance(page, EnrolPage)
    return page


def test_a_tablet_that_waits_for_approval_shows_the_digits_and_goes_on_by_itself(
    qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet
) -> None:
    fresh.enrolment_fault = ApprovalAwaited("1234 5678 9012 3456 7890 1234", "Bisi Ade", 1)
    window = Window(qtbot, fresh.shell(look, lanes), fresh, lanes)
    page = _page(window)
    page.code.setFocus()
    for text in ("HT-7Q4K-2M9X", PIN, PIN):
        window.keys(text)
        window.press(Qt.Key.Key_Return)
    window.wait(page.waiting.isVisible)
    assert page.waiting.digits.text() == "1234 5678 9012 3456 7890 1234"
    fresh.enrolment_fault = None
    window.wait(lambda: isinstance(window.shell.page, Workplace))
    window.close()


def test_typing_something_else_ends_the_waiting(
    qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet
) -> None:
    fresh.enrolment_fault = ApprovalAwaited("1234 5678 9012 3456 7890 1234", "Bisi Ade", 60)
    window = Window(qtbot, fresh.shell(look, lanes), fresh, lanes)
    page = _page(window)
    page.code.setFocus()
    for text in ("HT-7Q4K-2M9X", PIN, PIN):
        window.keys(text)
        window.press(Qt.Key.Key_Return)
    window.wait(page.waiting.isVisible)
    page.code.setFocus()
    window.keys("1")
    window.wait(lambda: not page.waiting.isVisible())
    window.close()
