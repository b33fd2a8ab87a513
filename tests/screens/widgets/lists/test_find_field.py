"""The field that finds something: what lets go of it, and what goes on from it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height
from fieldapp.screens.widgets.lists.find_field import FindField


def test_a_cross_as_large_as_a_finger_lets_go_of_the_words(qtbot: QtBot, look: Look) -> None:
    field = FindField(look, "Find a member")
    qtbot.addWidget(field)
    field.resize(Height.KEY * 4, Height.FIELD)
    field.show()
    assert field.cross.isHidden()
    qtbot.keyClicks(field, "Ngozi")
    assert field.cross.isVisible()
    assert min(field.cross.width(), field.cross.height()) >= Height.TOUCH
    assert field.rect().contains(field.cross.geometry())
    qtbot.mouseClick(field.cross, Qt.MouseButton.LeftButton)
    assert field.text() == ""
    assert field.cross.isHidden()


def test_escape_lets_go_first_and_only_then_goes_on_to_the_window(qtbot: QtBot, look: Look) -> None:
    field = FindField(look, "Find a member", "Find a member of this union")
    qtbot.addWidget(field)
    assert field.accessibleName() == "Find a member of this union"
    qtbot.keyClicks(field, "Ngozi")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_the_key_down_goes_to_what_was_found(qtbot: QtBot, look: Look) -> None:
    field = FindField(look, "Find a member")
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Down)


def test_the_cross_stands_at_the_end_of_the_line_in_both_directions(qtbot: QtBot, look: Look) -> None:
    field = FindField(look, "Find a member")
    qtbot.addWidget(field)
    field.resize(Height.KEY * 4, Height.FIELD)
    field.show()
    qtbot.keyClicks(field, "Ngozi")
    assert field.cross.geometry().center().x() > field.width() / 2
    field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert field.cross.geometry().center().x() < field.width() / 2
