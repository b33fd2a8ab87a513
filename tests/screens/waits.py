"""Everything that can wait, made to fail within a turn on the thread of the screen."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import pytest

from fieldapp.background import Lane
from fieldapp.screens.theme.look import Look
from fieldapp.store.database import Store
from tests.screens.watchdog import Watchdog

_Call = TypeVar("_Call", bound=Callable[..., Any])

_REFUSED: tuple[tuple[object, str, str], ...] = (
    (time, "sleep", "sleep"),
    (threading.Thread, "join", "waiting for a thread to end"),
    (Lane, "call", "waiting for a lane"),
    (Store, "read", "reading the store"),
    (Store, "transaction", "writing to the store"),
    (os, "fsync", "waiting for the disk"),
)
_AUDITED = {
    "socket.connect": "the network",
    "socket.getaddrinfo": "the network",
    "subprocess.Popen": "a process",
    "os.system": "a process",
}
_ALLOWED: tuple[tuple[type, str, float, str], ...] = (
    (Look, "apply", 0.25, "another theme or size of text dresses every widget anew, once, as somebody asked"),
)
"""What may take longer than a turn: for how many seconds, and why."""


def refuse_waiting(watchdog: Watchdog, patch: pytest.MonkeyPatch) -> None:
    """Put the watchdog before everything that waits, and its own limits on what may take longer."""
    for owner, name, what in _REFUSED:
        patch.setattr(owner, name, _refusing(watchdog, getattr(owner, name), what))
    patch.setattr(threading.Condition, "wait", _refusing_to_wait(watchdog, threading.Condition.wait))
    patch.setattr(threading.Thread, "start", _trusted(watchdog, threading.Thread.start))
    for kind, name, limit_s, _ in _ALLOWED:
        part = f"{kind.__name__}.{name}"
        patch.setattr(kind, name, _measured(watchdog, getattr(kind, name), part, limit_s))
    sys.addaudithook(lambda event, _: watchdog.refuse(_AUDITED[event]) if event in _AUDITED else None)


def _refusing(watchdog: Watchdog, call: _Call, what: str) -> Callable[..., Any]:
    @wraps(call)
    def checked(*arguments: Any, **named: Any) -> Any:
        watchdog.refuse(what)
        return call(*arguments, **named)

    return checked


def _refusing_to_wait(watchdog: Watchdog, wait: Callable[..., bool]) -> Callable[..., bool]:
    """Futures, events, queues and semaphores all wait with this; looking for something does not."""

    @wraps(wait)
    def checked(condition: threading.Condition, timeout: float | None = None) -> bool:
        if timeout is None or timeout > 0:
            watchdog.refuse("waiting for another thread")
        return wait(condition, timeout)

    return checked


def _trusted(watchdog: Watchdog, call: _Call) -> Callable[..., Any]:
    """A thread that was just made says at once that it runs."""

    @wraps(call)
    def trusted(*arguments: Any, **named: Any) -> Any:
        before = watchdog.trusting
        watchdog.trusting = before or watchdog.inside
        try:
            return call(*arguments, **named)
        finally:
            watchdog.trusting = before

    return trusted


def _measured(watchdog: Watchdog, call: _Call, name: str, limit_s: float) -> Callable[..., Any]:
    @wraps(call)
    def measured(*arguments: Any, **named: Any) -> Any:
        with watchdog.allowed(name, limit_s):
            return call(*arguments, **named)

    return measured
