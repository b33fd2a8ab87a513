"""Puts a paper where somebody wants it: asks for the place, makes the file away from the screen, says where.

The rule kept here: one press asks once; the folder chosen last is offered again; the file dialog asks before
anything is overwritten; the page says where the file is and opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from fieldapp.screens.frame import Page
from fieldapp.screens.paper.files import file_name, write_whole
from fieldapp.screens.words import Told
from fieldapp.screens.workbench import Workbench

_PLACE = ("preference", "paper/folder")


class PaperSaver(QObject):
    """Saves the papers of a page one after another; the page says what came of it."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._asking: QFileDialog | None = None
        self._saved: tuple[Path, Told] | None = None
        page.notice.acted.connect(self._open)

    def save(self, words: str, make: Callable[[], bytes], kind: str = "pdf") -> None:
        """Ask where to save a paper and write it there; `make` returns its bytes, on the store's lane."""
        if self._asking is not None:
            return
        title = self.tr("Save as {kind}").format(kind=kind.upper())
        files = self.tr("{kind} files (*.{ending})").format(kind=kind.upper(), ending=kind)
        dialog = QFileDialog(self._page, title, self._folder(), files)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(file_name(words, kind))
        dialog.fileSelected.connect(lambda chosen: self._write(Path(chosen), make))
        dialog.finished.connect(self._asked)
        self._asking = dialog
        dialog.open()

    def _folder(self) -> str:
        """The folder chosen last if it is still there, else the documents of whoever uses the tablet."""
        kept = (self._bench.notes.get(*_PLACE) or b"").decode(errors="replace")
        if kept and Path(kept).is_dir():
            return kept
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def _asked(self) -> None:
        if self._asking is not None:
            self._asking.deleteLater()
            self._asking = None

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        self._bench.notes.put(*_PLACE, str(path.parent).encode())

        def write(paper: bytes) -> None:
            self._bench.file(self, lambda: write_whole(path, paper), self._say, self._page.fault)

        self._bench.read(self, lambda _: make(), write, self._page.fault)

    def _say(self, path: Path) -> None:
        title = self.tr("Saved as {name}").format(name=path.name)
        told = Told("done", title, str(path.parent), self.tr("Open"))
        self._saved = path, told
        self._page.tell(told)

    def _open(self) -> None:
        """Open the file, if that is what the notice of the page offers."""
        if self._saved is not None and self._page.notice.told is self._saved[1]:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved[0])))
