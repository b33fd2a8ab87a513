"""The meeting sheet: everybody on one page, one amount each, saved together.

The rule kept here: nobody meets a window in the way, and the next thing to do is always under the thumb.
"""

from __future__ import annotations

from fieldapp.desk.receipts import Receipt
from fieldapp.officer.drafts import sheet_draft
from fieldapp.officer.meeting_sheet import MeetingSheet, RecordedSheet, load_sheet
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.frame_parts import EmptyState
from fieldapp.screens.officer.sheet.filled import mark_others_present, offer_due
from fieldapp.screens.officer.sheet.keeping import SheetKeeping
from fieldapp.screens.officer.sheet.reason import ReasonPanel
from fieldapp.screens.officer.sheet.saving import Saving
from fieldapp.screens.officer.sheet.table.view import SheetView
from fieldapp.screens.officer.sheet.tools import SheetTools
from fieldapp.screens.officer.sheet.totals import SheetTotals
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.words import Told, counted, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import UnionId


class MeetingSheetPage(Page):
    """One union's sheet for today."""

    def __init__(self, bench: Workbench, union: UnionId) -> None:
        super().__init__(bench, tr("Meeting sheet"))
        self._union = union
        self._on = bench.today()
        self._sheet: MeetingSheet | None = None
        self._receipts: tuple[Receipt, ...] = ()
        self.keeping = SheetKeeping(self, bench, union, self._on)
        self.model = self.keeping.model
        self.saving = Saving(bench, self.keeping)
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
        self.keeping.read_again()
        union, on, saving = self._union, self._on, dict(self.keeping.draft.saving)
        self.read(lambda desk: load_sheet(desk, union, on, saving), self._show)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key(tr("Enter or ↓"), tr("Go on to the next amount")),
            Key("P L A E", tr("Mark present, late, absent, excused")),
            Key("D", tr("Take what is due")),
            Key("M", tr("Say how it is paid: cash, transfer and so on")),
        )

    def save(self) -> None:
        """Record everything typed."""
        self.saving.save(self._sheet)

    def _connect(self) -> None:
        self.tools.present.clicked.connect(lambda: self._fill(due=False))
        self.tools.pay_all.clicked.connect(lambda: self._fill(due=True))
        self.tools.changed.connect(lambda: self.view.show_only(self.tools.wants))
        self.tools.finder.taken.connect(self._go_to_found)
        self.totals.save.clicked.connect(self.save)
        self.totals.close_meeting.clicked.connect(
            lambda: self.bench.go.open(Target("close", self._union, self._on.isoformat()))
        )
        self.model.edited.connect(self._show_totals)
        self.view.left_below.connect(self.totals.take_focus)
        self.view.left_above.connect(self.tools.pay_all.setFocus)
        self.notice.acted.connect(self._show_receipts)
        self.reason.given.connect(self.save)
        self.keeping.said.connect(self.say_kept)
        self.saving.turned.connect(self._show_totals)
        self.saving.saved.connect(self._saved)
        self.saving.pointed.connect(self._point_at)
        self.saving.repeated.connect(self._ask_why)
        self.saving.failed.connect(self.fault)

    def _fill(self, *, due: bool) -> None:
        draft, rows = self.keeping.draft, self.model.filling.rows
        self.model.act(lambda: offer_due(draft, rows) if due else mark_others_present(draft, rows))

    def _show(self, sheet: MeetingSheet) -> None:
        self._sheet = sheet
        say, union = self.bench.formats, sheet.union
        place = union.meeting_place or union.location
        parts = (say.long_day(sheet.on), place, union.meeting_time)
        self.head(union.name, " · ".join(part for part in parts if part))
        self.view.header.sign = say.sign
        self.keeping.draft.drop(sheet.recorded)
        if sheet.closed:
            opened_at_ms = self.keeping.draft.opened_at_ms
            self.keeping.take(sheet_draft.SheetDraft(opened_at_ms, attendance=dict(sheet.attendance)))
        self.model.set_sheet(sheet)
        self.view.setVisible(bool(sheet.rows))
        self._empty.setVisible(not sheet.rows)
        self.tools.set_locked(locked=sheet.closed)
        self.view.show_only(self.tools.wants)
        if sheet.closed:
            words = self.tr("Record later payments outside the meeting; your supervisor corrects the sheet.")
            self.tell(Told("note", self.tr("This meeting is closed"), words))
        if not self.view.currentIndex().isValid() and sheet.rows and not sheet.closed:
            self.view.go_to(0)

    def _show_totals(self) -> None:
        if self._sheet is not None:
            lines = self.model.filling.lines()
            self.totals.show_sheet(self._sheet, lines, saving=self.saving.under_way)
            self.tools.show_counts(lines)

    def _saved(self, recorded: RecordedSheet) -> None:
        self._receipts = recorded.receipts
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

    def _ask_why(self, key: sheet_draft.Key, title: str, detail: str) -> None:
        self.notice.clear()
        self.reason.ask(key, title, detail)

    def _point_at(self, number: int, told: Told) -> None:
        if number >= 0:
            self.tools.show_all()
            self.view.go_to(number)
        self.tell(told)

    def _go_to_found(self) -> None:
        if (number := self.view.first_shown()) is not None:
            self.view.go_to(number)

    def _show_receipts(self) -> None:
        numbers = ",".join(receipt.repayment.hex() for receipt in self._receipts)
        self.bench.go.open(Target("receipts", self._union, numbers))
