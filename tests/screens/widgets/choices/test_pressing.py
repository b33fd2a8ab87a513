"""Enter presses every kind of button there is, once, and the space bar does too."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from fieldapp import screens
from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.choices.chip import Chip, Option
from fieldapp.screens.widgets.choices.linked import Linked, Part
from fieldapp.screens.workplace.bars.items import NavItem
from fieldapp.screens.workplace.bars.sync_badge import SyncBadge

KINDS: dict[type[QAbstractButton], Callable[[Look], QAbstractButton]] = {
    Button: lambda look: Button(look, "Save"),
    Chip: lambda look: Chip(look, Option("all", "All")),
    Linked: lambda look: Linked(look, Part("due", "Due")),
    NavItem: lambda look: NavItem(look, "More", "dots-three-circle"),
    SyncBadge: SyncBadge,
}
"""Those that decide which keys press them, with one of each; all others are made from these."""

FOR_THE_FINGER = {"_Step"}
"""Those that never have the focus: the field beside them has keys that do the same."""


def below(kind: type[QAbstractButton]) -> Iterator[type[QAbstractButton]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def test_every_button_is_made_from_those_that_enter_presses() -> None:
    for module in pkgutil.walk_packages(screens.__path__, "fieldapp.screens."):
        importlib.import_module(module.name)
    ours = {kind for kind in below(QAbstractButton) if kind.__module__.startswith("fieldapp.")}
    deciding = {kind for kind in ours if "keyPressEvent" in vars(kind) or kind.__base__ not in ours}
    deciding = {kind for kind in deciding if kind.__name__ not in FOR_THE_FINGER}
    assert deciding == set(KINDS)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", KINDS)
def test_a_key_presses_once_however_long_it_is_held(
    qtbot: QtBot, look: Look, kind: type[QAbstractButton], key: Qt.Key
) -> None:
    button = KINDS[kind](look)
    qtbot.addWidget(button)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for kind_of, again in ((QEvent.Type.KeyPress, False), (QEvent.Type.KeyPress, True)):
        QApplication.sendEvent(button, QKeyEvent(kind_of, key, Qt.KeyboardModifier.NoModifier, "", again))
    QApplication.sendEvent(button, QKeyEvent(QEvent.Type.KeyRelease, key, Qt.KeyboardModifier.NoModifier))
    assert len(pressed) == 1
    assert not button.isDown()
