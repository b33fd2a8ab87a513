"""Prints a receipt: the first one as such, every later one as a copy with its number.

The rule kept here: a receipt counts as printed only when the printer took it; one that failed in the middle
is printed again as it would have been.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from fieldapp.desk.receipts import Receipt
from fieldapp.screens.frame import Page
from fieldapp.screens.money.receipts.words import receipt_blocks
from fieldapp.screens.paper.blocks import Code
from fieldapp.screens.paper.thermal.printing import PaperPrinter
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench

_ROOM = "printed"


class ReceiptPrinting(QObject):
    """The button, and how often this tablet has printed the receipt that is shown."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(page)
        self._bench = bench
        self._receipt: Receipt | None = None
        self._code: Code | None = None
        self._fresh = False
        self.button = Button(bench.look, tr("Print"), "plain", "printer")
        self.button.setEnabled(False)
        self.printer = PaperPrinter(bench, page)
        self.button.clicked.connect(self._print)
        self.printer.busy.connect(self._say_busy)
        self.printer.printed.connect(self._count)

    def offer(self, receipt: Receipt, code: Code | None, *, fresh: bool) -> None:
        """Print this one from now on; a `fresh` one was saved a moment ago."""
        self._receipt, self._code, self._fresh = receipt, code, fresh
        self.button.setEnabled(True)

    def times(self, receipt: Receipt) -> int:
        """How often it came out of the printer, the first one among them."""
        note = self._bench.notes.get(_ROOM, receipt.repayment.hex()) or b""
        return int(note) if note.isdigit() else 0

    def _print(self) -> None:
        receipt = self._receipt
        if receipt is None:
            return
        copies = self._copies(receipt)
        paper = receipt_blocks(receipt, self._bench.formats, self._code, copy=copies > 0, number=copies)
        title = tr("Receipt {number}").format(number=receipt.receipt_number)
        self.printer.print_paper(title, paper)

    def _copies(self, receipt: Receipt) -> int:
        """Which copy the next one is; 0 for the first of a receipt that was saved a moment ago."""
        times = self.times(receipt)
        return times if times or self._fresh else 1

    def _count(self) -> None:
        receipt = self._receipt
        if receipt is not None:
            self._bench.notes.put(_ROOM, receipt.repayment.hex(), b"%d" % (self._copies(receipt) + 1))

    def _say_busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)
        self.button.set_words(tr("Printing…") if busy else tr("Print"))
