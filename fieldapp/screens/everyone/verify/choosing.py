"""Asks which picture or PDF: the newest of the usual folders, or folder after folder to any other.

The rule kept here: it looks and is pressed like every other sheet, and looks at a disk away from the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from fieldapp.screens.frame import Page
from fieldapp.screens.paper.places import Inside, look_into, usual_places
from fieldapp.screens.paper.where import Asking
from fieldapp.screens.widgets.overlays.sheet import MenuItem
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench

_TAKE, _LOOK = "take:", "look:"
_KINDS = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".webp", ".bmp"})
_MOST = 12


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures that may be meant, the newest first, and where to look further."""

    found: tuple[Path, ...]
    inside: Inside


class WhichPicture(Asking):
    """Asks for a picture."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(bench, page, tr("Which picture or PDF"))

    def ask(self) -> None:
        """Offer the newest pictures of the usual folders."""
        self._bench.file(self, newest_pictures, self.offer, self._page.fault)

    def offer(self, pictures: Pictures) -> None:
        """Offer these."""
        items = [
            MenuItem(f"{_TAKE}{path}", path.name, _icon(path), str(path.parent)) for path in pictures.found
        ]
        if pictures.inside.above is not None:
            words = self.tr("Up to {folder}").format(folder=pictures.inside.above.name)
            items.append(MenuItem(f"{_LOOK}{pictures.inside.above.path}", words, "arrow-up"))
        folders = pictures.inside.folders
        items += (MenuItem(f"{_LOOK}{place.path}", place.name, "folder") for place in folders)
        self._offer(items)

    def _take(self, key: str) -> None:
        if key.startswith(_TAKE):
            self.chosen.emit(Path(key.removeprefix(_TAKE)))
        else:
            path = Path(key.removeprefix(_LOOK))
            self._bench.file(self, partial(pictures_in, path), self.offer, self._page.fault)


def _icon(path: Path) -> str:
    return "file-pdf" if path.suffix.lower() == ".pdf" else "image"


def newest_pictures() -> Pictures:
    """Return the newest pictures of the usual folders and of sticks, and the folders themselves."""
    own = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
    folders = [place.path for place in usual_places()]
    found = sorted({path for folder in (own, *folders) for path in _pictures(folder)}, key=_age)
    return Pictures(tuple(found[:_MOST]), look_into(own if own.is_dir() else Path.home()))


def pictures_in(folder: Path) -> Pictures:
    """Return the pictures of one folder, the newest first, and the folders in it."""
    return Pictures(tuple(sorted(_pictures(folder), key=_age)[: _MOST * 4]), look_into(folder))


def _pictures(folder: Path) -> list[Path]:
    try:
        inside = list(folder.iterdir())
    except OSError:
        return []
    return [path for path in inside if path.suffix.lower() in _KINDS and path.is_file()]


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0
