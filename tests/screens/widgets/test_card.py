"""What scrolls follows the focus, as long as it is there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from fieldapp.screens.widgets.card import Scrolled, _Follower


def test_the_focus_that_moves_while_an_area_goes_away_finds_nothing_to_scroll(qtbot: QtBot) -> None:
    area, elsewhere = Scrolled(), QLineEdit()
    qtbot.addWidget(elsewhere)
    follower = area.findChild(_Follower)
    assert isinstance(follower, _Follower)
    area.deleteLater()
    QCoreApplication.sendPostedEvents(area, QEvent.Type.DeferredDelete)
    follower.follow(None, elsewhere)
