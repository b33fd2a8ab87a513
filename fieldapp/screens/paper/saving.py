"""Puts a paper where somebody keeps papers, at once, and says where it is: to be opened, or saved elsewhere.

The rules kept here: one press saves once; nothing that is there is overwritten, the new one gets a name of
its own; the folder chosen last is used until another one is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from fieldapp.screens.frame import Page
from fieldapp.screens.paper.files import NotWritten, file_name, write_new
from fieldapp.screens.paper.places import documents
from fieldapp.screens.paper.where import Where
from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.words import Told, explain
from fieldapp.screens.workbench import Workbench

_PLACE = ("preference", "paper/folder")


Made = bytes | Callable[[], bytes]
"""A paper, or what makes it of what was read, where that takes so long that nobody is to wait for it."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper under its name, and what makes it."""

    name: str
    make: Callable[[], Made]


class PaperSaver(QObject):
    """Saves the papers of a page one after another; the page says what came of it."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._paper: _Paper | None = None
        self._under_way = False
        # The second press of a double click is no wish for a second file.
        self._rest = QTimer(self, singleShot=True, interval=Wait.PREVIEW)
        self._saved: Path | None = None
        self._told: Told | None = None
        self.where = Where(bench, page)
        self.where.chosen.connect(self._write)
        page.notice.acted.connect(self._act)
        page.notice.turned.connect(self._turn)

    def save(self, words: str, make: Callable[[], Made], kind: str = "pdf") -> None:
        """Save a paper in the folder used last; `make` reads what it is made of, on the store's lane."""
        if not self._under_way and not self._rest.isActive():
            self._paper = _Paper(file_name(words, kind), make)
            self._write(self._folder())

    def _folder(self) -> Path:
        """The folder chosen last, else the documents of whoever uses the tablet."""
        kept = (self._bench.notes.get(*_PLACE) or b"").decode(errors="replace")
        return Path(kept) if kept else documents()

    def _write(self, folder: Path) -> None:
        paper = self._paper
        if paper is None:
            return
        self._under_way = True

        def write(made: Made) -> None:
            def finish() -> Path:
                return write_new(folder, paper.name, made if isinstance(made, bytes) else made())

            self._bench.file(self, finish, self._say, self._fail)

        self._bench.read(self, lambda _: paper.make(), write, self._fail)

    def _say(self, path: Path) -> None:
        title = self.tr("Saved as {name}").format(name=path.name)
        self._saved = path
        if path.parent != self._folder():
            self._bench.notes.put(*_PLACE, str(path.parent).encode())
        elsewhere = self.tr("Save elsewhere…")
        self._tell(Told("done", title, str(path.parent), self.tr("Open"), other=elsewhere))

    def _fail(self, fault: Exception) -> None:
        """Say why; where the folder is in the way, another one is one press away."""
        self._saved = None
        told = explain(fault, self._bench.formats)
        words = self.tr("Save elsewhere…") if isinstance(fault, NotWritten) else ""
        self._tell(replace(told, action=words))

    def _tell(self, told: Told) -> None:
        self._under_way = False
        self._rest.start()
        self._told = told
        self._page.tell(told)

    def _act(self) -> None:
        """Open the file, or save it elsewhere, if that is what the notice of the page offers."""
        if self._told is None or self._page.notice.told is not self._told:
            return
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))
        elif self._told.action:
            self.where.ask(self._folder())

    def _turn(self) -> None:
        if self._told is not None and self._page.notice.told is self._told:
            self.where.ask(self._folder())
