"""Watches over an open tablet: whether somebody still touches it, whether it sleeps, whether its lease runs.

The rule kept here: it is the windows that are asked, where every touch and key arrives. Python must not be
asked about every event of the program: some come while the object they are for is still being made.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

from fieldapp.background import Lane
from fieldapp.screens.everyone.sleeping import Sleeping
from fieldapp.vault.lease import LeaseStanding, LeaseState
from fieldapp.vault.vault import Vault

_LEASE_LOOK_MS = 60_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.Wheel,
    }
)


class Watch(QObject):
    """`over` when nobody touched anything for `idle_ms`, when the tablet sleeps, or when the lease ended."""

    over = Signal()

    def __init__(
        self, parent: QObject, lane: Lane, idle_ms: int, now_ms: Callable[[], int] | None = None
    ) -> None:
        super().__init__(parent)
        self._lane = lane
        self._vault: Vault | None = None
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.setTimerType(Qt.TimerType.PreciseTimer)
        self.idle.setInterval(idle_ms)
        self.idle.timeout.connect(self.over)
        self.sleeping = Sleeping(self, now_ms)
        self.sleeping.noticed.connect(self.over)
        self._lease = QTimer(self)
        self._lease.setInterval(_LEASE_LOOK_MS)
        self._lease.timeout.connect(self.look_at_lease)

    def begin(self, vault: Vault) -> None:
        """Watch from now on."""
        self._vault = vault
        self.idle.start()
        self._lease.start()
        self.sleeping.begin()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            for window in app.topLevelWindows():
                self._ask(window)
            app.focusWindowChanged.connect(self._ask)

    def end(self) -> None:
        """Watch no more."""
        self.idle.stop()
        self._lease.stop()
        self.sleeping.end()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and self._vault is not None:
            app.focusWindowChanged.disconnect(self._ask)
        self._vault = None

    def untouched_ms(self) -> int:
        """How long nobody has touched anything; as long as can be while nobody is watched."""
        return self.idle.interval() - max(0, self.idle.remainingTime())

    def look_at_lease(self) -> None:
        """Judge the lease, away from the screen; what cannot be judged now is judged in a minute."""
        if self._vault is not None:
            self._lane.run(self._vault.end_expired_lease, self._judge, lambda _: None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self.idle.isActive():
            self.idle.start()
        return super().eventFilter(watched, event)

    def _ask(self, window: QWindow | None) -> None:
        """Hear of every touch that arrives at a window; asking twice is asking once."""
        if window is not None:
            window.installEventFilter(self)

    def _judge(self, state: LeaseState) -> None:
        if state.standing is not LeaseStanding.VALID and self._vault is not None:
            self.over.emit()
