"""Recording what was typed into a sheet: all of it or nothing, and once.

The rules kept here: "saved" is said only after the commit; a row that cannot be read or that is refused is
pointed at where it stands, and nothing is saved then.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.officer.meeting_sheet import MeetingSheet, RecordedSheet, RowRefused, record_sheet
from fieldapp.screens.officer.sheet.keeping import SheetKeeping
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

    def save(self, sheet: MeetingSheet | None) -> None:
        """Record everything typed, in one transaction, once."""
        wrong = next((line for line in self._filling.lines() if line.fault), None)
        if wrong is not None:
            words = tr("{name}: {fault}. Nothing was saved.").format(name=wrong.row.name, fault=wrong.fault)
            self.pointed.emit(wrong.number - 1, Told("error", tr("One amount cannot be read"), words))
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
