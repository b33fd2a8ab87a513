"""Asks where a paper is to be put: the usual folders as large lines, or any other, one folder after another.

The rules kept here: it looks and is pressed like every other sheet; where nothing may be put, that is said
and cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import behind_lock
from fieldapp.screens.paper.places import Inside, Place, look_into, usual_places
from fieldapp.screens.widgets.overlays.sheet import Menu, MenuItem
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench

_PUT, _LOOK = "put:", "look:"


class Asking(QObject):
    """One sheet after another on the way to a file or folder; `chosen` with its path in the end."""

    chosen = Signal(object)

    def __init__(self, bench: Workbench, page: Page, title: str) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._title = title
        self.menu: Menu | None = None

    def _offer(self, items: Iterable[MenuItem]) -> None:
        self.menu = Menu(self._bench.look, behind_lock(self._page), self._title)
        self.menu.closed.connect(self._let_go)
        self.menu.chosen.connect(self._take)
        self.menu.offer(items)

    def _let_go(self) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
            self.menu = None

    def _take(self, key: str) -> None:
        """Go on with what was pressed."""
        raise NotImplementedError


class Where(Asking):
    """Asks for a folder."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(bench, page, tr("Where to save it"))

    def ask(self, now: Path) -> None:
        """Offer the usual folders, and to look further from the one that is used now."""
        self._bench.file(self, usual_places, partial(self._offer_usual, now), self._page.fault)

    def _offer_usual(self, now: Path, places: tuple[Place, ...]) -> None:
        other = MenuItem(f"{_LOOK}{now}", self.tr("Another folder…"), "magnifying-glass")
        self._offer((*(self._to_put(place, place.name) for place in places), other))

    def _offer_inside(self, inside: Inside) -> None:
        items = [self._to_put(inside.here, self.tr("Save in {folder}").format(folder=inside.here.name))]
        if inside.above is not None:
            words = self.tr("Up to {folder}").format(folder=inside.above.name)
            items.append(MenuItem(f"{_LOOK}{inside.above.path}", words, "arrow-up"))
        items += (MenuItem(f"{_LOOK}{place.path}", place.name, "folder") for place in inside.folders)
        self._offer(items)

    def _to_put(self, place: Place, words: str) -> MenuItem:
        why = "" if place.open else self.tr("Nothing may be written there")
        return MenuItem(f"{_PUT}{place.path}", words, "download-simple", str(place.path), why)

    def _take(self, key: str) -> None:
        if key.startswith(_PUT):
            self.chosen.emit(Path(key.removeprefix(_PUT)))
        else:
            path = Path(key.removeprefix(_LOOK))
            self._bench.file(self, lambda: look_into(path), self._offer_inside, self._page.fault)
