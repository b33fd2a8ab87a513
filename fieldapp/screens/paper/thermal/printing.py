"""Prints a paper at the receipt printer of this tablet; the page says what came of it.

The rules kept here: it is drawn and sent away from the screen, one paper at a time; whatever becomes of it
there, nothing that was recorded is touched, and it can be printed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from fieldapp.everyone.printing.choice import PrinterChoice, recalled
from fieldapp.everyone.printing.commands import job_of
from fieldapp.everyone.printing.sending import send
from fieldapp.screens.frame import Page
from fieldapp.screens.paper.blocks import Block
from fieldapp.screens.paper.saving import PaperSaver
from fieldapp.screens.paper.thermal.raster import picture_of
from fieldapp.screens.targets import Target
from fieldapp.screens.words import Told, explain
from fieldapp.screens.workbench import Workbench

PRINTER = ("preference", "printer")
"""Where it is noted which printer this is."""


@dataclass(frozen=True, slots=True)
class _Paper:
    title: str
    blocks: tuple[Block, ...]


class PaperPrinter(QObject):
    """`busy` while a paper is on its way, `printed` when it is on paper as far as the printer says."""

    busy = Signal(bool)
    printed = Signal()

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(page)
        self._bench, self._page = bench, page
        self._saver = PaperSaver(bench, page)
        self._paper: _Paper | None = None
        self._under_way = False
        self._told: Told | None = None
        page.notice.acted.connect(self._act)

    @property
    def choice(self) -> PrinterChoice:
        """Which printer there is."""
        return recalled(self._bench.notes.get(*PRINTER))

    def print_paper(self, title: str, blocks: Sequence[Block]) -> None:
        """Print a paper, or say what is missing for it; `title` is what its file is called."""
        if self._under_way:
            return
        choice = self.choice
        self._paper = _Paper(title, tuple(blocks))
        if choice.kind == "none":
            detail = self.tr("Say on the profile how it is reached. Receipts can be saved as PDF too.")
            self._tell(Told("note", self.tr("No printer is set up"), detail, self.tr("Set up the printer")))
        elif choice.kind == "file":
            self._saver.save(title, partial(_job, self._paper.blocks, choice), "escpos")
            self.printed.emit()
        else:
            self._under_way = True
            self.busy.emit(True)
            self._bench.file(self, partial(_print, self._paper.blocks, choice), self._done, self._fail)

    def _done(self, confirmed: bool) -> None:
        self._end()
        self.printed.emit()
        if confirmed:
            self._tell(Told("done", self.tr("Printed"), self.tr("The printer says that it is on paper.")))
        else:
            detail = self.tr("This printer does not say what becomes of it: look whether it came out whole.")
            self._tell(Told("done", self.tr("Sent to the printer"), detail, self.tr("Print again")))

    def _fail(self, fault: Exception) -> None:
        self._end()
        self._tell(replace(explain(fault, self._bench.formats), action=self.tr("Print again")))

    def _end(self) -> None:
        self._under_way = False
        self.busy.emit(False)

    def _tell(self, told: Told) -> None:
        self._told = told
        self._page.tell(told)

    def _act(self) -> None:
        """Print again, or go where the printer is set up, if that is what the notice of the page offers."""
        if self._told is None or self._page.notice.told is not self._told or self._paper is None:
            return
        if self.choice.kind == "none":
            self._bench.go.open(Target("profile"))
        else:
            self.print_paper(self._paper.title, self._paper.blocks)


def _job(blocks: tuple[Block, ...], choice: PrinterChoice) -> bytes:
    return job_of(picture_of(blocks, choice.dots))


def _print(blocks: tuple[Block, ...], choice: PrinterChoice) -> bool:
    return send(choice, _job(blocks, choice))
