"""How many things wait at the destinations, as the navigation shows it, and how much news is unread.

The rule kept here: counting waits its turn in the store's lane after everything that was asked before, and
many changes at once are counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.everyone.notifications import load_notifications
from fieldapp.operations.disburse_loan import count_queue
from fieldapp.operations.receive_cash import count_handovers
from fieldapp.screens.everyone.news.seen import ROOM, seen_keys
from fieldapp.screens.targets import DestinationKey
from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk
from fieldapp.supervisor.approvals import count_waiting
from fieldapp.supervisor.devices import count_needing

Count = Callable[[Desk], int]
COUNTS: Mapping[DestinationKey, Count] = {
    "approvals": count_waiting,
    "disburse": count_queue,
    "handovers": count_handovers,
    "devices": count_needing,
}


class Counts(QObject):
    """`counted` with a destination and its number, `news_counted` with what is unread, after every change."""

    counted = Signal(str, int)
    news_counted = Signal(int)

    def __init__(self, parent: QObject, bench: Workbench, keys: tuple[DestinationKey, ...]) -> None:
        super().__init__(parent)
        self._bench = bench
        self._wanted = tuple((key, COUNTS[key]) for key in keys if key in COUNTS)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(Wait.COUNT)
        self._soon.timeout.connect(self._count)
        bench.changed.connect(self._soon.start)
        bench.notes.kept.connect(self._noted)
        self._soon.start()

    def stop(self) -> None:
        """Count no more: the store is closed."""
        self._bench.changed.disconnect(self._soon.start)
        self._soon.stop()

    def _noted(self, room: str) -> None:
        """What was seen just now is not unread any more."""
        if room == ROOM:
            self._soon.start()

    def _count(self) -> None:
        wanted, seen = self._wanted, seen_keys(self._bench.notes)

        def work(desk: Desk) -> tuple[dict[DestinationKey, int], int]:
            return {key: count(desk) for key, count in wanted}, load_notifications(desk, seen).unseen

        # A tablet that has received nothing yet has nothing to count; the page says why.
        self._bench.read(self, work, self._tell, self._bench.quietly)

    def _tell(self, found: tuple[dict[DestinationKey, int], int]) -> None:
        waiting, unread = found
        for key, number in waiting.items():
            self.counted.emit(key, number)
        self.news_counted.emit(unread)
