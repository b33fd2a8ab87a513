"""Keeps what is typed until it is saved or given up: one form, or a note for each thing a page is about.

The rules kept here: the newest of what was typed is on its way to the disk at once; nothing is kept of what
nobody touched, and nothing of what is not there any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from fieldapp.screens.frame import Page
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench

_ROOM = "draft"
_Draft = TypeVar("_Draft")


class Noted(QObject):
    """The note under `key`; says in the page's top bar when it was kept."""

    def __init__(self, bench: Workbench, page: Page, key: str = "") -> None:
        super().__init__(page)
        self.key = key
        self._page = page
        self._bench, self._notes = bench, bench.notes
        bench.notes.kept.connect(self._kept)

    def _put(self, data: bytes) -> None:
        self._notes.put(_ROOM, self.key, data)

    def _tear(self, key: str) -> None:
        noted = self._notes.get(_ROOM, key) is not None
        self._notes.tear(_ROOM, key)
        if noted and key == self.key:
            self._page.say_kept("")

    def _kept(self, room: str, key: str, at_ms: int) -> None:
        if (room, key) == (_ROOM, self.key) and self._notes.get(room, key) is not None:
            self._say_kept(at_ms)

    def _say_kept(self, at_ms: int) -> None:
        words = tr("Kept as you type {time}")
        self._page.say_kept(words.format(time=self._bench.formats.clock_s(at_ms)))


class Drafting(Noted, Generic[_Draft]):
    """The draft of one form."""

    def __init__(
        self,
        bench: Workbench,
        page: Page,
        key: str,
        packed: Callable[[_Draft], bytes],
        unpacked: Callable[[bytes | None], _Draft | None],
    ) -> None:
        super().__init__(bench, page, key)
        self._packed, self._unpacked = packed, unpacked

    @property
    def found(self) -> _Draft | None:
        """What was typed before."""
        return self._unpacked(self._notes.get(_ROOM, self.key))

    def keep(self, draft: _Draft) -> None:
        """Keep it, in place of what was kept."""
        self._put(self._packed(draft))

    def tear(self) -> None:
        """It is saved or given up."""
        self._tear(self.key)


class Drafts(Noted):
    """The drafts of a page about several things; their keys begin with `prefix`."""

    def __init__(self, bench: Workbench, page: Page, prefix: str) -> None:
        super().__init__(bench, page)
        self._prefix = prefix

    def open(self, about: bytes) -> bytes | None:
        """Go on with what was typed about a thing, and return it."""
        self.key = self._key(about)
        if self._page.kept:
            self._page.say_kept("")
        return self._notes.get(_ROOM, self.key)

    def keep(self, data: bytes | None) -> None:
        """Keep what is typed now; None where nothing is."""
        if data is not None:
            self._put(data)
        else:
            self._tear(self.key)

    def tear(self, about: bytes) -> None:
        """Forget what was typed about a thing: it is saved, or nothing is left of it."""
        self._tear(self._key(about))

    def forget_others(self, there: Iterable[bytes]) -> None:
        """Forget what was typed about things that are not there any more."""
        keys = {self._key(about) for about in there}
        for key in self._notes.keys(_ROOM):
            if key.startswith(self._prefix) and key not in keys:
                self._notes.tear(_ROOM, key)

    def _key(self, about: bytes) -> str:
        return f"{self._prefix}{about.hex()}"
