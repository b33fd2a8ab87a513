"""Notices that the tablet goes to sleep, or that it slept.

The rule kept here: where the system tells of it beforehand (logind on Linux), it is heard in time; where
nobody tells, waking is noticed by a beat that comes far too late. A clock that somebody set forward looks the
same, and locking then does no harm.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection

BEAT_MS = 5_000
LATE_MS = 30_000
"""A beat later than this was slept through; a busy tablet is late by less."""

_SERVICE = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
_INTERFACE = "org.freedesktop.login1.Manager"
_SIGNAL = "PrepareForSleep"
_TOLD = SLOT("told(bool)")


class Sleeping(QObject):
    """`noticed` when the tablet goes to sleep, or has woken from a sleep that nobody told of.

    `now_ms` is the wall clock, for others stand still while a tablet sleeps; without one only what the system
    tells is noticed.
    """

    noticed = Signal()

    def __init__(
        self,
        parent: QObject,
        now_ms: Callable[[], int] | None = None,
        bus: Callable[[], QDBusConnection | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._find_bus = bus or system_bus
        self._bus: QDBusConnection | None = None
        self._now_ms = now_ms
        self._on = False
        self._beat_ms = 0
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_MS)
        self._beat.timeout.connect(self.look)

    def begin(self) -> None:
        """Notice from now on."""
        self._on = True
        if self._now_ms is not None:
            self._beat_ms = self._now_ms()
            self._beat.start()
        self._bus = self._find_bus()
        if self._bus is not None:
            self._bus.connect(_SERVICE, _PATH, _INTERFACE, _SIGNAL, self, _TOLD)  # type: ignore[call-overload]  # the stubs name bytes; it takes what SLOT gives

    def end(self) -> None:
        """Notice no more."""
        self._beat.stop()
        if self._bus is not None:
            self._bus.disconnect(_SERVICE, _PATH, _INTERFACE, _SIGNAL, self, _TOLD)  # type: ignore[call-overload]  # as above
        self._bus, self._on = None, False

    @Slot(bool)
    def told(self, going: bool) -> None:
        """The system says that it goes to sleep, or that it is back."""
        if self._on:
            self.noticed.emit()

    def look(self) -> None:
        """Compare the time with that of the last beat."""
        if self._now_ms is None or not self._on:
            return
        now_ms, before_ms = self._now_ms(), self._beat_ms
        self._beat_ms = now_ms
        if now_ms - before_ms > BEAT_MS + LATE_MS:
            self.noticed.emit()


def system_bus() -> QDBusConnection | None:
    """Return the bus the system speaks on, where there is one."""
    if sys.platform != "linux":
        return None
    bus = QDBusConnection.systemBus()
    return bus if bus.isConnected() else None
