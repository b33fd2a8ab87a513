"""The meeting sheet: everybody on one page, one amount each, saved together.

The rule kept here: "saved" is said only after the commit; one press saves once; nobody meets a window in
the way.
"""

from __future__ import annotations

from functools import partial

from fieldapp.desk.receipts import Receipt
from fieldapp.officer.drafts.sheet_draft import Key, SheetDraft, draft_key, packed, unpacked
from fieldapp.officer.meeting_sheet import MeetingSheet, RecordedSheet, RowRefused, load_sheet, record_sheet
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import EmptyState
from fieldapp.screens.officer.sheet.reason import ReasonPanel
from fieldapp.screens.officer.sheet.table.filling import Filling
from fieldapp.screens.officer.sheet.table.model import SheetModel
from fieldapp.screens.officer.sheet.table.view import SheetView
from fieldapp.screens.officer.sheet.tools import SheetTools
from fieldapp.screens.officer.sheet.totals import SheetTotals
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.words import Told, counted, explain, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import RepaymentId, UnionId


class MeetingSheetPage(Page):
    """One union's sheet for today."""

    def __init__(self, bench: Workbench, union: UnionId) -> None:
        super().__init__(bench, tr("Meeting sheet"))
        self._union = union
        self._on = bench.today()
        self._sheet: MeetingSheet | None = None
        self._saving = False
        self._receipts: tuple[Receipt, ...] = ()
        self._key = draft_key(union, self._on)
        self._draft = unpacked(bench.notes.get("draft", self._key), bench.now_ms())
        self.model = SheetModel(self, self._draft)
        self.view = SheetView(bench.look, self.model)
        self.tools = SheetTools(bench)
        self.finds_with(self.tools.finder)
        self.totals = SheetTotals(bench)
        self.reason = ReasonPanel(bench, self.model)
        self._empty = EmptyState(
            bench.look, "users-three", self.tr("Nobody is in this union yet"), self.tr("Enrol members first.")
        )
        card = Card(edge=Gap.NONE)
        card.body.addWidget(self.view)
        card.body.addWidget(self._empty)
        self.body.addWidget(self.tools)
        self.body.addWidget(card, 1)
        self.body.addWidget(self.reason)
        self.set_foot(self.totals)
        self._connect()

    def load(self) -> None:
        if (note := self.bench.notes.get("draft", self._key)) is not None:
            self._take(unpacked(note, self.bench.now_ms()))
        union, on, saving = self._union, self._on, dict(self._draft.saving)
        self.read(lambda desk: load_sheet(desk, union, on, saving), self._show)

    def save(self) -> None:
        """Record everything typed, in one transaction, once."""
        wrong = next((line for line in self.model.filling.lines() if line.fault), None)
        if wrong is not None:
            self._point_at(wrong.number - 1)
            words = self.tr("{name}: {fault}. Nothing was saved.").format(
                name=wrong.row.name, fault=wrong.fault
            )
            self.tell(Told("error", self.tr("One amount cannot be read"), words))
            return
        entries, sheet = self.model.filling.entries(), self._sheet
        if self._saving or sheet is None or not entries:
            return
        self._saving = True
        self._show_totals()
        keys = {entry.repayment: (entry.member, entry.loan) for entry in entries}
        # Written before what it names: should the program end in between, the amounts are known again.
        self._draft.save_under({key: repayment for repayment, key in keys.items()})
        self._keep()
        self.bench.write(
            self,
            lambda desk: record_sheet(desk, sheet, entries),
            partial(self._saved, keys),
            partial(self._refused, keys),
        )

    def _take(self, draft: SheetDraft) -> None:
        self._draft = draft
        self.model.filling.take_draft(draft)

    def _keep(self) -> None:
        """Note what was typed, from the first key on."""
        notes, value = self.bench.notes, packed(self._draft)
        if self.model.locked:
            notes.tear("draft", self._key)
        elif self._draft.amounts or self._draft.attendance or notes.get("draft", self._key) is not None:
            notes.put("draft", self._key, value)

    def _connect(self) -> None:
        self.tools.present.clicked.connect(lambda: self.model.act(Filling.mark_others_present))
        self.tools.pay_all.clicked.connect(lambda: self.model.act(Filling.offer_due))
        self.tools.changed.connect(lambda: self.view.show_only(self.tools.wants))
        self.totals.save.clicked.connect(self.save)
        self.totals.close_meeting.clicked.connect(self._close)
        self.model.edited.connect(self._keep)
        self.model.edited.connect(self._show_totals)
        self.view.left_below.connect(self.totals.save.setFocus)
        self.notice.acted.connect(self._show_receipts)
        self.reason.given.connect(self.save)

    def _show(self, sheet: MeetingSheet) -> None:
        self._sheet = sheet
        say, union = self.bench.formats, sheet.union
        place = union.meeting_place or union.location
        parts = (say.long_day(sheet.on), place, union.meeting_time)
        self.head(union.name, " · ".join(part for part in parts if part))
        self.view.header.sign = say.sign
        self._draft.drop(sheet.recorded)
        if sheet.closed:
            self._take(SheetDraft(self._draft.opened_at_ms, attendance=dict(sheet.attendance)))
        self.model.set_sheet(sheet)
        self.view.setVisible(bool(sheet.rows))
        self._empty.setVisible(not sheet.rows)
        self.tools.set_locked(locked=sheet.closed)
        self.view.show_only(self.tools.wants)
        if sheet.closed:
            self.tell(
                Told(
                    "note",
                    self.tr("This meeting is closed"),
                    self.tr("Record later payments outside the meeting; your supervisor corrects the sheet."),
                )
            )
        if not self.view.currentIndex().isValid() and sheet.rows and not sheet.closed:
            self.view.go_to(0)

    def _show_totals(self) -> None:
        if self._sheet is not None:
            lines = self.model.filling.lines()
            self.totals.show_sheet(self._sheet, lines, saving=self._saving)
            self.tools.show_counts(lines)

    def _saved(self, keys: dict[RepaymentId, Key], recorded: RecordedSheet) -> None:
        self._saving = False
        self._draft.drop(frozenset(keys))
        self._keep()
        self._show_totals()
        self._receipts = recorded.receipts
        self.model.filling.take_saved(
            {keys[each.repayment]: each.receipt_number for each in recorded.receipts}
        )
        self.reason.hide()
        say = self.bench.formats
        receipts = counted(len(recorded.receipts), self.tr("receipt"), self.tr("receipts"))
        first, last = recorded.receipts[0].receipt_number, recorded.receipts[-1].receipt_number
        names = first if first == last else f"{first} – {last}"
        words = self.tr("{receipts} for {amount}, at {time}: {numbers}").format(
            receipts=receipts,
            amount=say.signed(recorded.collected_minor),
            time=say.clock_s(self.bench.now_ms()),
            numbers=names,
        )
        self.tell(Told("done", self.tr("Saved on this tablet"), words, action=self.tr("Show receipts")))

    def _refused(self, keys: dict[RepaymentId, Key], fault: Exception) -> None:
        self._saving = False
        self._show_totals()
        if not isinstance(fault, RowRefused):
            self.fault(fault)
            return
        key = keys[fault.repayment]
        number = self.model.filling.number_of(key)
        name = self.model.line(number).row.name if number is not None else ""
        if fault.code == "repayment.repeated":
            self.notice.clear()
            self.reason.ask(key, f"{name}: {fault.title}", fault.detail)
            return
        if number is not None:
            self._point_at(number)
        told = explain(fault)
        self.tell(Told("error", f"{name}: {told.title}", told.detail + " " + self.tr("Nothing was saved.")))

    def _point_at(self, number: int) -> None:
        self.tools.finder.clear()
        self.view.go_to(number)

    def _show_receipts(self) -> None:
        numbers = ",".join(receipt.repayment.hex() for receipt in self._receipts)
        self.bench.go.open(Target("receipts", self._union, numbers))

    def _close(self) -> None:
        self.bench.go.open(Target("close", self._union, self._on.isoformat()))
