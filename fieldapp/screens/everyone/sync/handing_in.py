"""What a courier brought from another tablet, handed in by staff that has a network; the answer goes back.

The rule kept here: the answer lies beside the file it answers before anybody is told that it is done.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from fieldapp.screens.frame import Page
from fieldapp.screens.paper.files import NotWritten, write_new
from fieldapp.screens.paper.which import Which
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import Told, explain, size_words, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.custody.handing_in import MAX_HANDED_IN_BYTES

ENDING = ".courier"


class HandInCard(Card):
    """One button, and how far the file is while it is handed in."""

    _moved = Signal(int, int)

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(tr("What a courier brought"))
        self._bench = bench
        self._page = page
        words = tr("Somebody without a network sent a file? Hand it in here, and give the answer back.")
        self.words = label(words, "label", "muted", wrap=True)
        self.button = Button(bench.look, tr("Hand in a courier's file…"), "plain", "arrow-up")
        self.which = Which(bench, page, tr("Which file a tablet saved"), (ENDING,))
        self.body.addWidget(self.words)
        acts = row(Gap.S)
        acts.addWidget(self.button, 1)
        self.body.addLayout(acts)
        self.button.clicked.connect(self.which.ask)
        self.which.chosen.connect(self._hand_in)
        self._moved.connect(self._show_moved)

    def _hand_in(self, path: Path) -> None:
        self.button.setEnabled(False)
        self.button.set_words(tr("Handing in…"))
        hand_in, tell = self._bench.hand_in, self._tell

        def work() -> Path:
            answer = hand_in(_read(path), tell)
            return write_new(path.parent, f"{path.name}.answer", answer)

        self._bench.file(self, work, self._handed_in, self._fail)

    def _tell(self, at: int, size: int) -> bool:
        """On the lane of files: what is shown is told to the screen's own thread."""
        self._moved.emit(at, size)
        return True

    def _show_moved(self, at: int, size: int) -> None:
        words = tr("Handing in: {at} of {size}")
        self.button.set_words(words.format(at=size_words(at), size=size_words(size)))

    def _handed_in(self, answer: Path) -> None:
        self._rest()
        detail = tr("The answer lies beside it: {path}. It goes back to that tablet, which alone reads it.")
        self._page.tell(Told("done", tr("Handed in at the office"), detail.format(path=answer)))

    def _fail(self, fault: Exception) -> None:
        self._rest()
        self._page.tell(explain(fault, self._bench.formats))

    def _rest(self) -> None:
        self.button.setEnabled(True)
        self.button.set_words(tr("Hand in a courier's file…"))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_HANDED_IN_BYTES + 1)
    except OSError as fault:
        detail = tr("Look whether the stick is still in, then choose the file again.")
        raise NotWritten(tr("The file could not be read"), detail) from fault
