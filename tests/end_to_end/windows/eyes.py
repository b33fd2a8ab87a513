"""What a person at a window sees: words, and what is read out of what is painted.

The rule kept here: everything is found by what a person or a screen reader is told of it, never by the name
it has in the program.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fieldapp.screens.shell import Shell

_PATIENCE_S = 20
_GLANCE_MS = 10
_W = TypeVar("_W", bound=QWidget)


class Eyes:
    """Of one person at their window."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot = qtbot
        self.shell = shell

    def wait(self, seen: Callable[[], object], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + _PATIENCE_S
        while not seen():
            if time.monotonic() > end:
                focused = QApplication.focusWidget()
                at = focused.accessibleName() if focused is not None else "nothing"
                pytest.fail(f"{what} was not seen in time. The focus is on {at}. In sight: {self.told()}")
            self.qtbot.wait(_GLANCE_MS)

    def wait_for(self, *words: str) -> str:
        """Wait until some text in sight has all of these words, and return it."""
        self.wait(lambda: self.reads(*words), " + ".join(words))
        return self.reads(*words)

    def reads(self, *words: str) -> str:
        """The first text in sight that has all of these words, "" where none has."""
        texts = (text for text in self.texts() if all(word in text for word in words))
        return next(texts, "")

    def texts(self) -> Iterator[str]:
        """Every text in sight, and what is read out of what is painted."""
        for widget in self.in_sight(QWidget):
            yield from filter(None, (widget.accessibleName(), widget.accessibleDescription()))
            if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                yield widget.text()
            elif isinstance(widget, QPlainTextEdit):
                yield widget.toPlainText()
            elif isinstance(widget, QAbstractItemView):
                yield from (text for _, text in _cells(widget))

    def told(self) -> str:
        """All that is in sight, for whoever has to find out why something is not."""
        return " | ".join(dict.fromkeys(text for text in self.texts() if text.strip()))

    def button(self, name: str) -> QAbstractButton | None:
        """The button whose words begin like this, if it is in sight and can be pressed."""
        return next(
            (each for each in self.in_sight(QAbstractButton) if each.isEnabled() and _is_called(each, name)),
            None,
        )

    def field(self, name: str) -> QWidget | None:
        """The field whose name begins like this, if it is in sight and can be filled in."""
        fields: tuple[type[QWidget], ...] = (QLineEdit, QPlainTextEdit, QComboBox)
        found = (each for kind in fields for each in self.in_sight(kind))
        return next((each for each in found if each.isEnabled() and _is_called(each, name)), None)

    def in_sight(self, kind: type[_W]) -> Iterator[_W]:
        """Everything of a kind that is shown."""
        return (each for each in self.shell.findChildren(kind) if each.isVisible())

    def row(self, *words: str) -> tuple[QAbstractItemView, QModelIndex] | None:
        """The first row of a list in sight that has all of these words."""
        for view in self.in_sight(QAbstractItemView):
            for index, text in _cells(view):
                if all(word in text for word in words):
                    return view, index
        return None


def _is_called(widget: QWidget, name: str) -> bool:
    texts = [widget.accessibleName()]
    if isinstance(widget, QAbstractButton):
        texts.append(widget.text().strip())
    return any(text.startswith(name) for text in texts)


def _cells(view: QAbstractItemView) -> Iterator[tuple[QModelIndex, str]]:
    model = view.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            text = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data() or ""
            yield index, str(text)
