"""What scrolls follows the focus, as long as it is there, and has the height of what is in it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.look import Look, dress
from fieldapp.screens.widgets.card import Scrolled, _Follower
from fieldapp.screens.widgets.text import label


def test_the_focus_that_moves_while_an_area_goes_away_finds_nothing_to_scroll(qtbot: QtBot) -> None:
    area, elsewhere = Scrolled(), QLineEdit()
    qtbot.addWidget(elsewhere)
    follower = area.findChild(_Follower)
    assert isinstance(follower, _Follower)
    area.deleteLater()
    QCoreApplication.sendPostedEvents(area, QEvent.Type.DeferredDelete)
    follower.follow(None, elsewhere)


def test_what_was_dressed_while_it_was_not_seen_is_as_high_as_what_was(qtbot: QtBot, look: Look) -> None:
    window = QStackedWidget()
    dress(window, look)
    qtbot.addWidget(window)
    areas = [Scrolled(), Scrolled()]
    for area in areas:
        for number in range(12):
            area.body.addWidget(label(f"Line {number}"))
        window.addWidget(area)
    window.resize(400, 200)
    window.show()
    qtbot.waitUntil(window.isVisible)
    usual = areas[0].verticalScrollBar().maximum()
    look.choose(Appearance(text_size=1.5))
    QApplication.processEvents()
    larger = areas[0].verticalScrollBar().maximum()
    assert larger > usual
    window.setCurrentWidget(areas[1])
    QApplication.processEvents()
    assert areas[1].verticalScrollBar().maximum() == larger
    window.setCurrentWidget(areas[0])
    look.choose(Appearance(text_size=1.0))
    window.setCurrentWidget(areas[1])
    QApplication.processEvents()
    assert areas[1].verticalScrollBar().maximum() == usual
