"""What every screen behind the lock works with: the desk, the look, the words, and the way to the lanes.

The rule kept here: screens never touch the store themselves; they hand a job to the lane and are told what
came of it, unless they are gone by then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.background import Lanes
from fieldapp.desk import queries
from fieldapp.screens.notebook import Notebook
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.look import Look
from fieldapp.screens.words import Formats, Told
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from fieldapp.syncing.faults import Unreachable
from fieldapp.vault.vault import Vault
from shared.permissions import Role, may_sign

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


class Navigator(Protocol):
    """Where a screen can send people; what may not be opened is better not offered."""

    def open(self, target: Target) -> None: ...
    def may_open(self, target: Target) -> bool: ...
    def leave(self, page: QObject, to: Target | None = None, told: Told | None = None) -> bool: ...


class Nowhere:
    """Sends nobody anywhere: for screens that are tried out without a window around them."""

    def open(self, target: Target) -> None:
        """Stay."""

    def may_open(self, target: Target) -> bool:
        """Nothing is kept from anybody."""
        return True

    def leave(self, page: QObject, to: Target | None = None, told: Told | None = None) -> bool:
        """Stay."""
        return False


class Workbench(QObject):
    """One unlocked session as screens see it.

    `wrote` after something was saved here; `changed` whenever what is shown may be different; `unheard` when
    something could not be saved and the page it was written on is gone.
    """

    wrote = Signal()
    changed = Signal()
    unheard = Signal(Exception)

    def __init__(
        self, desk: Desk, look: Look, lanes: Lanes, notes: Notebook, vault: Vault, formats: Formats
    ) -> None:
        super().__init__()
        self.desk = desk
        self.look = look
        self.notes = notes
        self.vault = vault
        self.formats = formats
        self.go: Navigator = Nowhere()
        self.fetch_file: Callable[[bytes, int], bytes] = _out_of_reach
        self.hand_in: Callable[[bytes, Callable[[int, int], bool]], bytes] = _no_way
        self._lanes = lanes
        self._day = self.today()

    def now_ms(self) -> int:
        """The tablet's time."""
        return self.desk.author.clock.now_ms()

    def today(self) -> date:
        """The day in the institution's time zone."""
        return self.desk.author.clock.today(self.formats.time_zone)

    def look_at_day(self) -> None:
        """From midnight on what is shown is of another day; asked once a minute, and soon after any job."""
        if self._day != self.today():
            self._day = self.today()
            self.changed.emit()

    def _look_soon(self) -> None:
        """A job may be the first of a new day: what asked for it is shown that day when it is through."""
        if self._day != self.today():
            QTimer.singleShot(0, self, self.look_at_day)

    def may_sign(self, kind: str) -> bool:
        """Whether the role of whoever works here may ever record this kind of operation."""
        return may_sign(Role(self.vault.profile.identity.role), kind)

    def read(
        self,
        owner: QObject,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run a reading job; `done` and `failed` are not called once `owner` is gone."""
        self._look_soon()
        desk = self.desk
        self._lanes.store.run(lambda: work(desk), _while_alive(owner, done), _while_alive(owner, failed))

    def write(
        self,
        owner: QObject,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run a job that saves; when `done` is called the commit is on the disk."""

        def saved(result: _T) -> None:
            _while_alive(owner, done)(result)
            self.wrote.emit()
            self.changed.emit()

        def refused(fault: Exception) -> None:
            if _is_alive(owner):
                failed(fault)
            else:
                _log.warning("write_unheard fault=%s", type(fault).__name__)
                self.unheard.emit(fault)

        self._look_soon()
        desk = self.desk
        self._lanes.store.run(lambda: work(desk), saved, refused)

    def file(
        self,
        owner: QObject,
        work: Callable[[], _T],
        done: Callable[[_T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run what writes a file to a place of somebody's choice, without keeping the store from anybody."""
        self._lanes.files.run(work, _while_alive(owner, done), _while_alive(owner, failed))

    def quietly(self, fault: Exception) -> None:
        """For what stands beside everything else and could not be read: it stays as it was; logged."""
        _log.warning("not_read fault=%s", type(fault).__name__)

    def refresh(self) -> None:
        """Something arrived from the office: everything shown may be different, how it is written too."""
        self.read(self, _formats, self._take_formats, self.quietly)
        self.changed.emit()

    def _take_formats(self, formats: Formats) -> None:
        if formats != self.formats:
            self.formats = formats
            self.changed.emit()


def _out_of_reach(digest: bytes, size: int) -> bytes:
    """Nobody fetches files where there is no session behind the screen."""
    raise Unreachable("no session")


def _no_way(data: bytes, tell: Callable[[int, int], bool]) -> bytes:
    """Nothing is handed in where there is no session behind the screen."""
    raise Unreachable("no session")


def read_formats(tx: Reading) -> Formats:
    """Return how the institution writes money and days; the usual way before the first round."""
    found = queries.settings(tx)
    return Formats(found.currency, found.date_format, found.time_zone) if found else Formats()


def _formats(desk: Desk) -> Formats:
    with desk.store.read() as tx:
        return read_formats(tx)


def _while_alive(owner: QObject, call: Callable[[_T], None]) -> Callable[[_T], None]:
    def checked(result: _T) -> None:
        if _is_alive(owner):
            call(result)

    return checked


def _is_alive(owner: QObject) -> bool:
    """Whether Qt still has the object; one that was deleted answers nothing but an error."""
    try:
        owner.objectName()
    except RuntimeError:
        return False
    return True
