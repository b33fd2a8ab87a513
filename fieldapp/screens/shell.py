"""The window: enrol, unlock, and what is behind the lock; it locks itself when nobody touches it.

The rule kept here: nothing that is kept behind the lock is read before a PIN has opened it, and everything of
it is closed and let go of at the lock.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from fieldapp.background import Lanes
from fieldapp.screens.everyone.asking import Asking, Contact
from fieldapp.screens.everyone.enrol.page import Enrol, EnrolPage
from fieldapp.screens.everyone.unlock import Opened, UnlockPage
from fieldapp.screens.everyone.watch import Watch
from fieldapp.screens.theme.look import Look, dress
from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.widgets.overlays.veil import Lying
from fieldapp.screens.widgets.reading import step
from fieldapp.screens.words import Told
from fieldapp.vault.vault import Vault

IDLE_MS = 3 * 60_000


class Behind(QWidget):
    """What is behind the lock; `lock_wanted` when the person there locks.

    `waiting` is how many records wait there for the office, known once it is closed down.
    """

    lock_wanted = Signal()
    waiting = 0

    @abstractmethod
    def furnish(self) -> None:
        """Bring in what is seen first: a turn of its own, before it is shown."""

    @abstractmethod
    def close_down(self, closed: Callable[[], None]) -> None:
        """Close everything and let go of the keys, then call `closed`."""


@dataclass(frozen=True, slots=True)
class Doors:
    """How to get behind the lock.

    `vaults` are those on this tablet, by name; `load` brings in the parts of the program needed behind
    the lock; `open` opens it, away from the screen, and returns what builds the widget on it; `contact` asks
    the office without a PIN, also about the profiles that are being wiped; `now_ms` is the wall clock that
    tells of a sleep.
    """

    vaults: Callable[[], tuple[Vault, ...]]
    load: Callable[[], None]
    open: Callable[[Opened], Callable[[], Behind]]
    enrol: Enrol
    server_url: str
    with_pin: bool
    idle_ms: int = IDLE_MS
    contact: Contact | None = None
    wiping: Callable[[], tuple[Vault, ...]] = tuple
    now_ms: Callable[[], int] | None = None


class Shell(QStackedWidget):
    """One window that shows one of the three."""

    def __init__(self, look: Look, lanes: Lanes, doors: Doors) -> None:
        super().__init__()
        self._look = look
        self._lanes = lanes
        self._doors = doors
        self._waiting = 0
        self._coming: Behind | None = None
        self._loaded = False
        self.watch = Watch(self, lanes.store, doors.idle_ms, doors.now_ms)
        self.watch.over.connect(self.lock)
        self._asking = Asking(lanes.network, doors.contact, lambda: (*doors.vaults(), *doors.wiping()))
        self.setWindowTitle("Fieldapp")
        dress(self, look)
        self.show_lock()

    @property
    def page(self) -> QWidget | None:
        """What is shown."""
        return self.currentWidget()

    def show_lock(self, told: Told | None = None) -> None:
        """Show who can unlock, else enrolment; `told` says why somebody is gone."""
        vaults = self._doors.vaults()
        if not vaults:
            self.show_enrol(told)
            return
        page = UnlockPage(self._look, self._lanes.store, vaults, self._waiting)
        page.opened.connect(self._unlocked)
        page.enrol_wanted.connect(self.show_enrol)
        page.gone.connect(self.show_lock)
        page.office_wanted.connect(self._asking.soon)
        self._asking.heard.connect(page.hear)
        self._asking.begin()
        if told is not None:
            page.notice.tell(told)
        self._put(page)

    def show_enrol(self, told: Told | None = None) -> None:
        """Show enrolment."""
        page = EnrolPage(
            self._look,
            self._lanes.network,
            self._doors.enrol,
            self._doors.server_url,
            with_pin=self._doors.with_pin,
            may_go_back=bool(self._doors.vaults()),
        )
        page.enrolled.connect(self._unlocked)
        page.back_wanted.connect(self.show_lock)
        if told is not None:
            page.notice.tell(told)
        self._put(page)

    def lock(self) -> None:
        """Close what is behind the lock and ask for a PIN again."""
        behind = self._coming or self.currentWidget()
        self._coming = None
        if isinstance(behind, Behind):
            self.watch.end()
            behind.close_down(lambda: None)
            self._waiting = behind.waiting
            self.show_lock()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as one reads."""
        return step(self, forward=forward)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._loaded:
            self._loaded = True
            QTimer.singleShot(Wait.LOAD, self, self._load)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.lock()
        self._asking.end()
        super().closeEvent(event)

    def _load(self) -> None:
        """Bring in what is behind the lock while somebody types, for trying the PIN takes every core."""
        # Whoever closed the window at once has no lanes any more.
        if self.isVisible():
            self._lanes.network.run(self._doors.load, lambda _: None, self._not_opened)

    def _unlocked(self, opened: Opened) -> None:
        self._asking.end()
        self._lanes.store.run(
            lambda: self._doors.open(opened), lambda build: self._enter(opened, build), self._not_opened
        )

    def _enter(self, opened: Opened, build: Callable[[], Behind]) -> None:
        """Build it, furnish it and show it: a turn each, so that the window answers in between."""
        behind = self._coming = build()
        behind.lock_wanted.connect(self.lock)

        def furnish() -> None:
            if self._coming is behind:
                behind.furnish()
                QTimer.singleShot(0, self, show)

        def show() -> None:
            if self._coming is behind:
                self._coming = None
                self._put(behind)
                self.watch.begin(opened.vault)

        QTimer.singleShot(0, self, furnish)

    def _not_opened(self, fault: Exception) -> None:
        if not isinstance(self.currentWidget(), UnlockPage):
            self.show_lock()
        page = self.currentWidget()
        if isinstance(page, UnlockPage):
            page.fault(fault)
            self._asking.begin()

    def _put(self, page: QWidget) -> None:
        """Show a page and let go of the one before it, with all that lies over it."""
        before = self.currentWidget()
        page.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setCurrentIndex(self.addWidget(page))
        # A calendar or a question that was left open lies over the window itself.
        for left in self.findChildren(Lying, options=Qt.FindChildOption.FindDirectChildrenOnly):
            left.hide()
            left.deleteLater()
        if before is not None:
            self.removeWidget(before)
            before.deleteLater()
        page.setFocus()
