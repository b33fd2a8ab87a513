"""Files on their way to the office: which, and how far each is.

The rule kept here: hidden while there is none; a file that the office will not take says why and what to do.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.screens.rounds import FileRounds
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.card import Card, column, empty, row
from fieldapp.screens.widgets.text import ElidedLabel, label
from fieldapp.screens.words import counted, size_words, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.carried.files import FileToSend
from fieldapp.syncing.files.sending import FileMoved

_MOST = 6


class FilesCard(Card):
    """The files the office does not have, each with a bar."""

    def __init__(self, bench: Workbench, sending: FileRounds | None) -> None:
        super().__init__(tr("Files on their way"))
        self._bench = bench
        self._lines = column(Gap.M)
        self._bars: dict[bytes, _Line] = {}
        self._shown: tuple[FileToSend, ...] = ()
        self._more = label("", "label", "muted")
        self.body.addLayout(self._lines)
        self.body.addWidget(self._more)
        self.hide()
        if sending is not None:
            sending.moved.connect(self._move)

    def show_files(self, files: tuple[FileToSend, ...]) -> None:
        """Show the first of them, oldest first."""
        if files != self._shown:
            self._shown = files
            empty(self._lines)
            self._bars = {file.digest: _Line(self._bench, file) for file in files[:_MOST]}
            for line in self._bars.values():
                self._lines.addWidget(line)
            left = len(files) - len(self._bars)
            self._more.setText(self.tr("and {files}").format(files=counted(left, tr("more"), tr("more"))))
            self._more.setVisible(left > 0)
        self.setVisible(bool(files))

    def line(self, digest: bytes) -> _Line:
        """The line of one file."""
        return self._bars[digest]

    def _move(self, moved: FileMoved) -> None:
        line = self._bars.get(moved.digest)
        if line is not None:
            line.show_taken(moved.taken)


class _Line(QWidget):
    """One file: what it is, how far it is, or why it stays."""

    def __init__(self, bench: Workbench, file: FileToSend) -> None:
        super().__init__()
        self._file = file
        self.share = label("", "label", "muted")
        self._bar = Bar(bench.look, Height.BAR)
        head = row(Gap.M)
        head.addWidget(ElidedLabel(file.type or file.file_name, "strong"), 1)
        head.addWidget(self.share)
        box = column(Gap.XS)
        box.addLayout(head)
        box.addWidget(self._bar)
        self._why = label(file.fault, "label", "overdue", wrap=True)
        box.addWidget(self._why)
        self.setLayout(box)
        self._why.setVisible(bool(file.fault))
        self.show_taken(file.taken)

    def show_taken(self, taken: int) -> None:
        """Show how much of it is at the office."""
        words = self.tr("{taken} of {size}").format(taken=size_words(taken), size=size_words(self._file.size))
        self.share.setText(words)
        share = min(taken * 100 // max(self._file.size, 1), 100)
        self._bar.set_parts(((share, "partial"),), 100, words)
        what = self._file.type or self._file.file_name
        self.setAccessibleName(f"{what}: {words}. {self._file.fault}".strip())
