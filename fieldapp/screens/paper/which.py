"""Asks which file is to be taken: the usual folders and sticks, one folder after another.

The rules kept here: it looks and is pressed like every other sheet; only files of the kind that is asked for
are shown, the newest first.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fieldapp.screens.frame import Page
from fieldapp.screens.paper.places import Inside, Place, look_for, usual_places
from fieldapp.screens.paper.where import Asking
from fieldapp.screens.widgets.overlays.sheet import MenuItem
from fieldapp.screens.workbench import Workbench

_TAKE, _LOOK, _USUAL = "take:", "look:", "usual"


class Which(Asking):
    """Asks for a file; `endings` in small letters are those of its kind."""

    def __init__(self, bench: Workbench, page: Page, title: str, endings: tuple[str, ...]) -> None:
        super().__init__(bench, page, title)
        self._endings = endings

    def ask(self) -> None:
        """Offer the usual folders."""
        self._bench.file(self, usual_places, self._offer_usual, self._page.fault)

    def _offer_usual(self, places: tuple[Place, ...]) -> None:
        self._offer([MenuItem(f"{_LOOK}{each.path}", each.name, "folder", str(each.path)) for each in places])

    def _offer_inside(self, found: tuple[Inside, tuple[Path, ...]]) -> None:
        inside, files = found
        items = [MenuItem(f"{_TAKE}{path}", path.name, "note") for path in files]
        items += [MenuItem(f"{_LOOK}{each.path}", each.name, "folder") for each in inside.folders]
        if inside.above is not None:
            words = self.tr("Up to {folder}").format(folder=inside.above.name)
            items.append(MenuItem(f"{_LOOK}{inside.above.path}", words, "arrow-up"))
        items.append(MenuItem(_USUAL, self.tr("Other places…"), "magnifying-glass"))
        self._offer(items)

    def _take(self, key: str) -> None:
        if key.startswith(_TAKE):
            self.chosen.emit(Path(key.removeprefix(_TAKE)))
        elif key.startswith(_LOOK):
            look = partial(look_for, Path(key.removeprefix(_LOOK)), self._endings)
            self._bench.file(self, look, self._offer_inside, self._page.fault)
        else:
            self.ask()
