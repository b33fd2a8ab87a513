"""Keeps what is typed about money until it is saved, a note for each thing that is typed about.

The rule kept here: nothing is kept of what nobody touched, and nothing of what is not there any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject

from fieldapp.screens.frame import Page
from fieldapp.screens.workbench import Workbench

_ROOM = "draft"


class Drafting(QObject):
    """The drafts of one page, whose keys begin with `prefix`; says in its top bar when one was kept."""

    def __init__(self, bench: Workbench, page: Page, prefix: str) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._prefix = prefix
        self._key = ""
        bench.notes.kept.connect(self._kept)

    def open(self, key: str) -> bytes | None:
        """Go on with what was typed under this key, and return it."""
        self._key = key
        if self._page.kept:
            self._page.say_kept("")
        return self._bench.notes.get(_ROOM, key)

    def keep(self, data: bytes | None) -> None:
        """Keep what is typed now; None where nothing is."""
        if data is not None:
            self._bench.notes.put(_ROOM, self._key, data)
        else:
            self.tear(self._key)

    def tear(self, key: str) -> None:
        """Forget what was typed under a key: it is saved, or nothing is left of it."""
        self._bench.notes.tear(_ROOM, key)
        if key == self._key:
            self._page.say_kept("")

    def forget_others(self, there: Iterable[str]) -> None:
        """Forget what was typed about things that are not there any more."""
        keys = set(there)
        for key in self._bench.notes.keys(_ROOM):
            if key.startswith(self._prefix) and key not in keys:
                self._bench.notes.tear(_ROOM, key)

    def _kept(self, room: str, key: str, at_ms: int) -> None:
        if (room, key) == (_ROOM, self._key) and self._bench.notes.get(room, key) is not None:
            words = self.tr("Kept as you type {time}")
            self._page.say_kept(words.format(time=self._bench.formats.clock_s(at_ms)))
