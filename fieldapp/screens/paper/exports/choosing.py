"""Asks as which kind of file a list is exported, and saves it where papers are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import get_args

from fieldapp.everyone.exports.tables import FileKind
from fieldapp.screens.frame import Page
from fieldapp.screens.paper.saving import Made, PaperSaver
from fieldapp.screens.paper.where import Asking
from fieldapp.screens.widgets.overlays.sheet import MenuItem
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class Exporter(Asking):
    """Exports what a page lists; the page says what came of it."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(bench, page, tr("Export as"))
        self._saver = PaperSaver(bench, page)
        self._words = ""
        self._make: Callable[[FileKind], Made] | None = None

    def ask(self, words: str, make: Callable[[FileKind], Made]) -> None:
        """Offer the kinds; `make` reads for the file of one, on the store's lane, `words` is its name."""
        if self.menu is not None:
            return
        self._words, self._make = words, make
        self._offer(
            (
                MenuItem(
                    "xlsx",
                    self.tr("Spreadsheet (XLSX)"),
                    "file-xls",
                    self.tr("Amounts and days as such, with filters in its first line"),
                ),
                MenuItem("csv", self.tr("Text (CSV)"), "file-csv", self.tr("For any other program")),
            )
        )

    def _take(self, key: str) -> None:
        kind = next((each for each in get_args(FileKind) if each == key), None)
        if kind is not None and self._make is not None:
            self._saver.save(self._words, partial(self._make, kind), kind)
