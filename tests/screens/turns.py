"""Where turns of the event loop begin and end in a test: in loops, in clicks and keys, and between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldapp.background import Lane
from tests.screens.waits import refuse_waiting
from tests.screens.watchdog import Watchdog

KEPT = "The thread of the screen was kept:\n"
"""How a test fails in which that was found."""
_HANDS = (
    *("mouseClick", "mouseDClick", "mousePress", "mouseRelease", "mouseMove"),
    *("keyClick", "keyPress", "keyRelease"),
)


@contextmanager
def kept_watch() -> Iterator[Watchdog]:
    """A watchdog over the thread of the screen; there is one at a time, and the application is there."""
    watchdog = Watchdog()
    with pytest.MonkeyPatch.context() as patch:
        watch_turns(watchdog, patch)
        refuse_waiting(watchdog, patch)
        with watchdog.watching():
            yield watchdog


@contextmanager
def watched(watchdog: Watchdog) -> Iterator[None]:
    """Fail the test around which this stands when the thread of the screen was kept or waited in it."""
    watchdog.begin()
    yield
    found = watchdog.take()
    if found:
        pytest.fail(KEPT + "\n".join(found), pytrace=False)


def watch_turns(watchdog: Watchdog, patch: pytest.MonkeyPatch) -> None:
    """Let the watchdog know of every turn. The dispatcher is the application's: it has to be there."""
    process = _turning(watchdog, QCoreApplication.processEvents)
    patch.setattr(QCoreApplication, "processEvents", staticmethod(process))
    patch.setattr(QEventLoop, "exec", _turning(watchdog, QEventLoop.exec))
    for hand in _HANDS:
        for owner in (QTest, QtBot):
            patch.setattr(owner, hand, staticmethod(_turning(watchdog, getattr(owner, hand))))
    patch.setattr(QtBot, "keyClicks", staticmethod(_one_by_one))
    patch.setattr(Lane, "_tell", _cut_around(watchdog, Lane._tell))
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None
    dispatcher.awake.connect(watchdog.cut)
    dispatcher.aboutToBlock.connect(watchdog.cut)


def _turning(watchdog: Watchdog, call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def turning(*arguments: Any, **named: Any) -> Any:
        with watchdog.turning():
            return call(*arguments, **named)

    return turning


def _cut_around(watchdog: Watchdog, call: Callable[..., Any]) -> Callable[..., Any]:
    """Answers that piled up while a test waited come in one turn, and are pieces of their own."""

    @wraps(call)
    def cut_around(*arguments: Any) -> Any:
        watchdog.cut()
        try:
            return call(*arguments)
        finally:
            watchdog.cut()

    return cut_around


def _one_by_one(widget: QWidget, text: str) -> None:
    """Type as a person does, each key being an event of its own."""
    for letter in text:
        QtBot.keyClick(widget, letter)
