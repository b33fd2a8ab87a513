"""After what was pressed by a key is done, the focus is still on the page, where one goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.buttons import pause_ms
from tests.screens.scenes.studio import opened_studio
from tests.screens.writing_buttons import WRITING, Where


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "where",
    [
        ("RepayPage", "Save"),
        ("CloseMeetingPage", "Lock meeting"),
        ("CashPage", "Hand over"),
        ("SyncCentrePage", "Understood"),
        ("ProfilePage", "Change it"),
    ],
    ids=" ".join,
)
def test_after_a_press_the_focus_goes_on_where_it_was(
    qapp: QApplication, look: Look, tmp_path: Path, where: Where
) -> None:
    writing = WRITING[where]
    with opened_studio(qapp, writing.stage(tmp_path)) as at:
        at.unlock()
        button = writing.prepare(at)
        wrote: list[None] = []
        at.place.bench.wrote.connect(lambda: wrote.append(None))
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)
        at.until(lambda: len(wrote) >= writing.writes)
        at.settle()
        QTest.qWait(pause_ms() + 200)
        at.settle()
        focused = QApplication.focusWidget()
        page = at.place.page
        assert focused is not None and page is not None
        assert focused is page or page.isAncestorOf(focused), focused.accessibleName()
        if focused is page:
            QTest.keyClick(focused, Qt.Key.Key_Tab)
            assert page.isAncestorOf(QApplication.focusWidget() or at.shell)
