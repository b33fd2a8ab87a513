"""Puts a paper where somebody wants it: asks for the place, makes the file away from the screen, says where.

The rule kept here: one press asks once; the folder chosen last is offered again; the file dialog asks before
anything is overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldapp.screens.paper.files import file_name, write_whole
from fieldapp.screens.workbench import Workbench

_PLACE = ("preference", "paper/folder")


class PaperSaver(QObject):
    """Saves one paper after another; `saved` with its path, `failed` with what kept it from being written."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, bench: Workbench, page: QWidget) -> None:
        super().__init__(page)
        self._bench = bench
        self._page = page
        self._asking: QFileDialog | None = None

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
            self._bench.file(self, lambda: write_whole(path, paper), self.saved.emit, self.failed.emit)

        self._bench.read(self, lambda _: make(), write, self.failed.emit)
