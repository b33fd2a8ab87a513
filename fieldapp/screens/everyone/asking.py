"""Asks the office by itself while the tablet is locked: for the lease, for orders, whether PINs may be tried.

The rule kept here: nobody has to press anything, and nothing is asked while somebody is at work behind the
lock; a profile that is being wiped is asked about as well, until the office has its journal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.background import Lane
from fieldapp.vault.vault import Vault

if TYPE_CHECKING:
    from fieldapp.syncing.contact.contacting import Contacted

FIRST_MS = 2_000
"""After the window has come and what is behind the lock was brought in."""
SOON_MS = 30_000
"""While somebody waits for the answer: locked out, or a journal that is not through. Without an answer it is
asked again after this, and each time after twice as long."""
LATER_MS = 5 * 60_000

Contact = Callable[[Vault], "Contacted"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the office said about one profile, or the fault that kept it from saying anything."""

    vault: Vault
    said: Contacted | None
    fault: Exception | None = None


class Asking(QObject):
    """`heard` for each profile that was asked about, on the thread of the screen; never without a way."""

    heard = Signal(object)

    def __init__(self, lane: Lane, contact: Contact | None, vaults: Callable[[], tuple[Vault, ...]]) -> None:
        super().__init__()
        self._lane = lane
        self._contact = contact
        self._vaults = vaults
        self._asked = 0
        self._failures = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        self._on = False

    def begin(self) -> None:
        """The tablet is locked: ask from now on."""
        self._on = self._contact is not None
        if self._on:
            self._timer.start(FIRST_MS)

    def soon(self) -> None:
        """Somebody waits for what the office says: ask now, unless that is under way."""
        if self._on and self._asked == 0:
            self._timer.start(0)

    def end(self) -> None:
        """Somebody came in: ask no more; what is under way is told to nobody."""
        self._on = False
        self._timer.stop()

    def _ask(self) -> None:
        if self._contact is not None:
            vaults = self._vaults()
            self._asked = len(vaults)
            for vault in vaults:
                self._ask_about(self._contact, vault)

    def _ask_about(self, contact: Contact, vault: Vault) -> None:
        def said(answer: Contacted) -> None:
            self._failures = 0
            waits = answer.locked or answer.journal_left > 0
            self._tell(Heard(vault, answer), SOON_MS if waits else LATER_MS)

        def failed(fault: Exception) -> None:
            wait_ms = min(LATER_MS, SOON_MS << min(self._failures, 10))
            self._failures += 1
            self._tell(Heard(vault, None, fault), wait_ms)

        self._lane.run(lambda: contact(vault), said, failed)

    def _tell(self, heard: Heard, wait_ms: int) -> None:
        self._asked = max(0, self._asked - 1)
        if self._on:
            left_ms = self._timer.remainingTime()
            if left_ms < 0 or left_ms > wait_ms:
                self._timer.start(wait_ms)
            self.heard.emit(heard)
