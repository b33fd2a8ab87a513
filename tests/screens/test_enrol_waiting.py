"""A tablet that somebody has to approve shows what to compare, and is enrolled as soon as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.everyone.enrol.page import EnrolPage, Typed
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


def test_a_password_takes_the_place_of_a_code_and_gives_one(
    qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet
) -> None:
    """Once the office has given a code for it, the tablet asks again with that."""
    asked: list[Typed] = []

    def enrol(typed: Typed) -> None:
        asked.append(typed)
        raise ApprovalAwaited("1234 5678 9012 3456 7890 1234", "Bisi Ade", 1, code="NEW-CODE")

    window = Window(qtbot, fresh.shell(look, lanes, enrol=enrol), fresh, lanes)
    page = _page(window)
    window.click(page.way.button)
    assert not page.code.isVisible()
    page.way.email.line.setFocus()
    for text in ("ada@ajo.ng", "seven old goats eat", PIN, PIN):
        window.keys(text)
        window.press(Qt.Key.Key_Return)
    window.wait(lambda: len(asked) > 1)
    credentials = asked[0].credentials
    assert credentials is not None
    assert (credentials.email, credentials.password) == ("ada@ajo.ng", "seven old goats eat")
    assert "goats" not in repr(asked[0])
    assert (asked[1].code, asked[1].credentials) == ("NEW-CODE", None)
    assert page.way.password.text == ""
    window.close()


def test_without_a_password_nothing_is_asked(qtbot: QtBot, look: Look, lanes: Lanes, fresh: Tablet) -> None:
    asked: list[Typed] = []
    window = Window(qtbot, fresh.shell(look, lanes, enrol=asked.append), fresh, lanes)
    page = _page(window)
    window.click(page.way.button)
    for field, text in ((page.way.email.line, "ada@ajo.ng"), (page.pin, PIN), (page.again, PIN)):
        field.setText(text)
    window.click(page.button)
    assert page.notice.told is not None
    assert "password is missing" in page.notice.told.title
    assert asked == []
    window.close()
