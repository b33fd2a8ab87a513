"""What a person at a window does: presses, typing, a signature.

The rule kept here: only what is in sight and not covered is pressed, and keys go to where the focus is.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from fieldapp.screens.widgets.buttons import Button
from tests.end_to_end.windows.eyes import Eyes


class Hands(Eyes):
    """Of one person at their window."""

    def press(self, name: str) -> None:
        """Press the button whose words begin like this, once it can be pressed."""
        self._click(lambda: self.button(name), f"the button “{name}…”")

    def press_row(self, *words: str) -> None:
        """Press the row of a list that has all of these words."""
        self.wait(lambda: self.row(*words), f"a row with {' + '.join(words)}")
        found = self.row(*words)
        assert found is not None
        rows, index = found
        rows.scrollTo(index)
        at = rows.visualRect(index).center()
        self.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))

    def go_into(self, name: str) -> None:
        """Press into the field with this name."""
        field = self._click(lambda: self.field(name), f"the field “{name}…”")
        self.wait(field.hasFocus, f"the focus in “{name}…”")

    def write(self, name: str, text: str) -> None:
        """Write into the field with this name, over what stands there."""
        self.go_into(name)
        self.press_key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.keys(text)

    def sign(self, name: str) -> None:
        """Draw a wave across the pad that is signed on by somebody."""
        called = f"Signature of {name}"
        pad = next(each for each in self.in_sight(QWidget) if each.accessibleName() == called)
        self._show(pad)
        width, height = pad.width(), pad.height()
        points = [QPoint(width * step // 12, height * (3 if step % 2 else 2) // 5) for step in range(1, 12)]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])

    def keys(self, text: str) -> None:
        """Type, wherever the focus is; letters that no key has come as from a keyboard of many languages."""
        for letter in text:
            if letter.isascii():
                self.qtbot.keyClick(self._focused(), letter)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(letter)
                QApplication.sendEvent(self._focused(), composed)
            QApplication.processEvents()

    def press_key(self, key: Qt.Key, with_key: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, wherever the focus is."""
        self.qtbot.keyClick(self._focused(), key, with_key)

    def _focused(self) -> QWidget:
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the focus"
        assert self.shell.isAncestorOf(focused), "the focus is in another window"
        return focused

    def _click(self, find: Callable[[], QWidget | None], what: str) -> QWidget:
        """Press the middle of something once it is there and nothing lies over it."""
        self.wait(lambda: self._reach(find()), f"{what} where it can be pressed")
        widget = find()
        assert widget is not None
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        return widget

    def _reach(self, widget: QWidget | None) -> bool:
        if widget is None or (isinstance(widget, Button) and widget.paused):
            return False
        self._show(widget)
        under = self.shell.childAt(widget.mapTo(self.shell, widget.rect().center()))
        return under is not None and (under is widget or widget.isAncestorOf(under))

    def _show(self, widget: QWidget) -> None:
        """Scroll as far as it takes, as a hand does."""
        around = widget.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(widget)
            around = around.parentWidget()
