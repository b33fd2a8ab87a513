"""Writes a file where somebody chose to have it.

The rule kept here: a file is whole or it is not there; what stood there before stays until the new one is
complete.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
from itertools import count
from pathlib import Path

from fieldapp.screens.words import tr

_MOST_LETTERS = 80
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')


class NotWritten(Exception):
    """The file could not be written; `title` and `detail` say it to people."""

    def __init__(self, title: str, detail: str) -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail


def file_name(words: str, kind: str = "pdf") -> str:
    """Return words as the name of a file on any system: "Receipt HT07-001213.pdf"."""
    clean = " ".join(_NOT_IN_NAMES.sub(" ", words).split()).strip(". ")
    return f"{clean[:_MOST_LETTERS].strip() or 'Fieldapp'}.{kind}"


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file beside its place and then put it there. Faults: `NotWritten`."""
    try:
        handle, beside = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).replace(path)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise NotWritten(tr("The file could not be written"), _reason(fault, path)) from fault
    return path


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Write a file under a name that is free in a folder, made where it is not there: "Receipt 7 (2).pdf".

    Return where it is. Faults: `NotWritten`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free(folder / name)
    except OSError as fault:
        raise NotWritten(tr("The file could not be written"), _reason(fault, folder / name)) from fault
    return write_whole(path, data)


def _free(path: Path) -> Path:
    """This path, or the first like it where nothing is."""
    tried = path
    for number in count(2):
        if not tried.exists():
            break
        tried = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return tried


def _reason(fault: OSError, path: Path) -> str:
    folder = str(path.parent)
    match fault.errno:
        case errno.ENOSPC | errno.EDQUOT:
            words = tr("There is no room left in {folder}. Make room there or choose another folder.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            words = tr("Nothing may be written in {folder}. Choose another folder.")
        case errno.ENOENT | errno.ENOTDIR:
            words = tr("{folder} is not there any more. Choose another folder.")
        case _:
            words = tr("{folder} does not take it. Choose another folder.")
    return words.format(folder=folder)
