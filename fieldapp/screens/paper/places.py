"""Where papers can be put: the usual folders of whoever uses the tablet, sticks, and any other folder.

The rule kept here: what looks at a disk is called away from the screen: a stick may be slow.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QStorageInfo

from fieldapp.screens.words import tr

_MOST_FOLDERS = 200
_STICKS = ("/media/", "/run/media/", "/mnt/")
_Usual = QStandardPaths.StandardLocation


@dataclass(frozen=True, slots=True)
class Place:
    """A folder and what people call it; `open` where something may be put there."""

    path: Path
    name: str
    open: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """A folder that is looked into: where it lies, and the folders in it by name."""

    here: Place
    above: Place | None
    folders: tuple[Place, ...]


def documents() -> Path:
    """Return the folder for the documents of whoever uses the tablet."""
    return Path(QStandardPaths.writableLocation(_Usual.DocumentsLocation))


def usual_places() -> tuple[Place, ...]:
    """Return the usual folders that are there, and the sticks and cards."""
    named = (
        (_Usual.DocumentsLocation, tr("Documents")),
        (_Usual.DownloadLocation, tr("Downloads")),
        (_Usual.DesktopLocation, tr("Desktop")),
    )
    found = {Path(QStandardPaths.writableLocation(each)): name for each, name in named}
    for volume in QStorageInfo.mountedVolumes():
        if volume.isReady() and _is_stick(volume):
            path = Path(volume.rootPath())
            found.setdefault(path, volume.displayName() or path.name)
    return tuple(_place(path, name) for path, name in found.items() if path.is_dir())


def look_into(path: Path) -> Inside:
    """Return what lies in a folder, hidden ones left out; nothing where it may not be looked into."""
    try:
        inside = sorted((each for each in path.iterdir() if _shown(each)), key=lambda each: each.name.lower())
    except OSError:
        inside = []
    above = None if path.parent == path else _place(path.parent, path.parent.name or str(path.parent))
    folders = tuple(_place(each, each.name) for each in inside[:_MOST_FOLDERS])
    return Inside(_place(path, path.name or str(path)), above, folders)


def look_for(path: Path, endings: tuple[str, ...]) -> tuple[Inside, tuple[Path, ...]]:
    """Return what lies in a folder, and the files in it whose names end so, the newest first."""
    try:
        files = [each for each in path.iterdir() if each.name.lower().endswith(endings) and each.is_file()]
        files.sort(key=lambda each: each.stat().st_mtime, reverse=True)
    except OSError:
        files = []
    return look_into(path), tuple(files[:_MOST_FOLDERS])


def _shown(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_dir()


def _place(path: Path, name: str) -> Place:
    return Place(path, name, os.access(path, os.W_OK))


def _is_stick(volume: QStorageInfo) -> bool:
    """Whether it was put in, as far as can be told: on Windows every drive but the one of the system."""
    root = volume.rootPath()
    return root.startswith(_STICKS) if os.name != "nt" else not volume.isRoot()
