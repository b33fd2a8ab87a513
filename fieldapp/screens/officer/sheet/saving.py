"""Recording what was typed into a sheet: all of it or nothing, and once.

The rules kept here: "saved" is said only after the commit; a row that cannot be read or that is refused is
pointed at where it stands, and nothing is saved then; that is said for as long as it holds.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.officer.meeting_sheet import MeetingSheet, RecordedSheet, RowRefused, record_sheet
from fieldapp.screens.officer.sheet.keeping import SheetKeeping
from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.words import Told, explain, tr
from fieldapp.screens.workbench import Workbench
from shared.errors import RuleRefused
from shared.ids import RepaymentId


class Saving(QObject):
    """`turned` when saving begins or ends, `saved` with what was recorded.

    Where it is refused: `pointed` at a row with what to say of it, `repeated` where the same amount again
    wants a reason, `failed` with a fault of the tablet.
    """

    turned = Signal()
    saved = Signal(object)
    pointed = Signal(int, object)
    repeated = Signal(object, str, str)
    failed = Signal(object)

    def __init__(self, bench: Workbench, keeping: SheetKeeping) -> None:
        super().__init__(keeping)
        self._bench = bench
        self._keeping = keeping
        self._filling = keeping.model.filling
        self.under_way = False
        self._unread: Told | None = None

    def still(self, told: Told) -> Told | None:
        """Return what is left to say where `told` was said: None once every amount can be read."""
        if told != self._unread:
            return told
        self._unread = unread_words(self._filling.lines())
        return self._unread

    def save(self, sheet: MeetingSheet | None) -> None:
        """Record everything typed, in one transaction, once."""
        lines = self._filling.lines()
        self._unread = unread_words(lines)
        if self._unread is not None:
            first = next(line.number for line in lines if line.fault)
            self.pointed.emit(first - 1, self._unread)
            return
        entries = self._filling.entries()
        if self.under_way or sheet is None or not entries:
            return
        self.under_way = True
        self.turned.emit()
        keys = {entry.repayment: (entry.member, entry.loan) for entry in entries}
        # Written before what it names: should the program end in between, the amounts are known again.
        self._keeping.draft.save_under({key: repayment for repayment, key in keys.items()})
        self._keeping.keep()
        self._bench.write(
            self,
            lambda desk: record_sheet(desk, sheet, entries),
            partial(self._done, keys),
            partial(self._refused, keys),
        )

    def _done(self, keys: dict[RepaymentId, Key], recorded: RecordedSheet) -> None:
        self.under_way = False
        self._keeping.draft.drop(frozenset(keys))
        self._keeping.keep()
        saved = [keys[each.repayment] for each in recorded.receipts]
        numbers = (each.receipt_number for each in recorded.receipts)
        fresh = zip(saved, recorded.fresh, strict=True)
        self._filling.take_saved(dict(zip(saved, numbers, strict=True)), dict(fresh))
        self._keeping.say_saved(self._bench.now_ms())
        self.turned.emit()
        self.saved.emit(recorded)

    def _refused(self, keys: dict[RepaymentId, Key], fault: Exception) -> None:
        self.under_way = False
        self.turned.emit()
        if not isinstance(fault, RuleRefused):
            self.failed.emit(fault)
            return
        told = explain(fault, self._bench.formats)
        words = " ".join((told.detail, tr("Nothing was saved.")))
        if not isinstance(fault, RowRefused):
            # It would meet every row: it is said once, and of none of them.
            self.pointed.emit(-1, Told("error", told.title, words))
            return
        key = keys[fault.repayment]
        number = self._filling.number_of(key)
        name = self._filling.line(number).row.name if number is not None else ""
        if fault.code == "repayment.repeated":
            self.repeated.emit(key, f"{name}: {fault.title}", fault.detail_in(self._bench.formats))
            return
        self.pointed.emit(-1 if number is None else number, Told("error", f"{name}: {told.title}", words))


def unread_words(lines: list[Line]) -> Told | None:
    """Say how many amounts cannot be read and why the first cannot; None where all can be."""
    wrong = [line for line in lines if line.fault]
    if not wrong:
        return None
    title = tr("One amount cannot be read")
    if len(wrong) > 1:
        title = tr("{number} amounts cannot be read").format(number=len(wrong))
    words = tr("{name}: {fault}. Nothing was saved.").format(name=wrong[0].row.name, fault=wrong[0].fault)
    return Told("error", title, words)
