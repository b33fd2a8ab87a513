"""What takes long to make is kept under build/, and made anew only when the code that makes it changed."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from stage.servers import ROOT

_KEPT = ROOT / "build" / "kept"


def made_once(name: str, sources: Sequence[str], make: Callable[[Path], None]) -> Path:
    """Return the folder that `make` fills, given it empty; whoever comes first makes it, the others wait.

    `sources` are the files and folders of code on which it depends.
    """
    made_by = _digest(tuple(sources))
    folder, ready = _KEPT / name, _KEPT / f"{name}.made-by"
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists() or ready.read_text() != made_by:
            ready.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            make(folder)
            ready.write_text(made_by)
    return folder


@cache
def _digest(sources: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        place = ROOT / source
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()
