"""The gallery shows every room in every look, chosen by its own chips."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldapp.screens.gallery.window import ROOMS, Gallery
from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.look import Look


@pytest.mark.parametrize("key", [room.key for room in ROOMS])
def test_every_room_is_entered_by_its_tab(qtbot: QtBot, look: Look, key: str) -> None:
    gallery = Gallery(look)
    qtbot.addWidget(gallery)
    gallery.resize(1280, 800)
    gallery.show()
    qtbot.mouseClick(gallery.tabs.tab(key), Qt.MouseButton.LeftButton)
    assert gallery.tabs.current == key


def test_theme_and_size_of_text_change_while_it_is_open(qtbot: QtBot, look: Look) -> None:
    gallery = Gallery(look, "waiting")
    qtbot.addWidget(gallery)
    gallery.show()
    chosen: list[object] = []
    look.chosen.connect(chosen.append)
    qtbot.mouseClick(gallery.theme.button("dark"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(gallery.size_of_text.button("1.5"), Qt.MouseButton.LeftButton)
    assert chosen == [Appearance("dark", 1.0), Appearance("dark", 1.5)]
    assert (look.dark, look.scale) == (True, 1.5)
    assert gallery.theme.current == "dark"
