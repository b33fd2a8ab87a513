"""Keeps what is typed into a form until it is saved or given up.

The rule kept here: the newest of what was typed is on its way to the disk at once; nobody has to ask for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from fieldapp.screens.frame import Page
from fieldapp.screens.workbench import Workbench

_ROOM = "draft"
_Draft = TypeVar("_Draft")


class Drafting(QObject, Generic[_Draft]):
    """The draft of one form under `key`; says in the page's top bar when it was kept."""

    def __init__(
        self,
        bench: Workbench,
        page: Page,
        key: str,
        packed: Callable[[_Draft], bytes],
        unpacked: Callable[[bytes | None], _Draft | None],
    ) -> None:
        super().__init__(page)
        self.key = key
        self._bench = bench
        self._page = page
        self._packed, self._unpacked = packed, unpacked
        bench.notes.kept.connect(self._kept)

    @property
    def found(self) -> _Draft | None:
        """What was typed before."""
        return self._unpacked(self._bench.notes.get(_ROOM, self.key))

    def keep(self, draft: _Draft) -> None:
        """Keep it, in place of what was kept."""
        self._bench.notes.put(_ROOM, self.key, self._packed(draft))

    def tear(self) -> None:
        """It is saved or given up."""
        self._bench.notes.tear(_ROOM, self.key)
        self._page.say_kept("")

    def _kept(self, room: str, key: str, at_ms: int) -> None:
        if (room, key) == (_ROOM, self.key) and self.found is not None:
            words = self.tr("Kept as you type {time}")
            self._page.say_kept(words.format(time=self._bench.formats.clock_s(at_ms)))
