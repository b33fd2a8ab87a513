"""The meeting sheet: everybody on one page, one amount each, saved together.

The rule kept here: nobody meets a window in the way, and the next thing to do is always under the thumb.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from fieldapp.desk.receipts import Receipt
from fieldapp.officer.meeting_sheet import MeetingSheet, RecordedSheet, load_sheet
from fieldapp.screens.frame import Key, Page
from fieldapp.screens.officer.sheet.asking.left import LeftCard
from fieldapp.screens.officer.sheet.asking.paying import WayPanel
from fieldapp.screens.officer.sheet.asking.reason import ReasonPanel
from fieldapp.screens.officer.sheet.board import SheetBoard
from fieldapp.screens.officer.sheet.filled import (
    filled_words,
    mark_others_present,
    offer_due,
    take_back,
)
from fieldapp.screens.officer.sheet.keeping import SheetKeeping
from fieldapp.screens.officer.sheet.part import Standing, part_of, standing_words
from fieldapp.screens.officer.sheet.saving import Saving
from fieldapp.screens.officer.sheet.table.model import Column
from fieldapp.screens.officer.sheet.tools import SheetTools
from fieldapp.screens.officer.sheet.totals import SheetTotals
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.words import Told, counted, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import UnionId


class MeetingSheetPage(Page):
    """One union's sheet of a day, None for today's.

    Amounts that were typed on another day and never saved are pointed to: they are of that day's sheet.
    Who may not record reads it, and who may not close is not offered to.
    """

    def __init__(self, bench: Workbench, union: UnionId, on: date | None = None) -> None:
        super().__init__(bench, tr("Meeting sheet"))
        self._union = union
        self._on = on or bench.today()
        self._unsaved: date | None = None
        self.standing = Standing(self.notice)
        self._part = part_of(bench)
        self._sheet: MeetingSheet | None = None
        self._receipts: tuple[Receipt, ...] = ()
        self.keeping = SheetKeeping(self, bench, union, self._on)
        self.model = self.keeping.model
        self.saving = Saving(bench, self.keeping)
        self.tools = SheetTools(bench)
        self.finds_with(self.tools.finder)
        self.board = SheetBoard(bench, self.model, self.tools)
        self.view = self.board.view
        self.totals = SheetTotals(bench, self._part)
        self.reason = ReasonPanel(bench, self.model, self.totals.guard)
        self.way = WayPanel(bench, self.model)
        self.toasts = Toasts(bench.look, self)
        self.left = LeftCard(bench, self.model, self.toasts)
        self.board.give_way_to(self.left, self.reason, self.way)
        self.about = Button(bench.look, self.tr("Union"), "plain", "users-three")
        self.receipts = Button(bench.look, self.tr("Receipts"), "plain", "receipt")
        self.body.addWidget(self.tools)
        self.body.addWidget(self.board, 1)
        self.body.addWidget(self.left)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.way)
        self.set_foot(self.totals)
        self._connect()

    def load(self) -> None:
        self.keeping.read_again()
        union, on, saving = self._union, self._on, dict(self.keeping.draft.saving)
        self.read(lambda desk: load_sheet(desk, union, on, saving), self._show)

    def keys(self) -> tuple[Key, ...]:
        if self.model.locked:
            return ()
        return (
            Key(tr("Enter or ↓"), tr("Go on to the next amount")),
            Key("P L A E", tr("Mark present, late, absent, excused, before there is an amount")),
            Key("D", tr("Take what is due")),
            Key("M", tr("Say how it is paid: cash, transfer and so on")),
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes back here goes on typing where they were."""
        super().focusInEvent(event)
        self.board.take_up()

    def save(self) -> None:
        """Record everything typed."""
        self.saving.save(self._sheet)
        if not self.saving.under_way:
            self.totals.guard.release()

    def _connect(self) -> None:
        self.tools.present.clicked.connect(lambda: self._fill(due=False))
        self.tools.pay_all.clicked.connect(lambda: self._fill(due=True))
        self.totals.save.committed.connect(self.save)
        self.totals.close_meeting.clicked.connect(
            lambda: self.bench.go.open(Target("close", self._union, self._on.isoformat()))
        )
        self.model.edited.connect(self._show_totals)
        self.view.left_below.connect(self.totals.take_focus)
        self.view.left_above.connect(self.tools.pay_all.setFocus)
        self.view.delegate.way_wanted.connect(self.way.ask)
        self.way.done.connect(self.board.go_back)
        self.notice.acted.connect(
            lambda: self.bench.go.open(
                _noticed(self._union, self._receipts, self._unsaved if self.standing.shown else None)
            )
        )
        self.about.clicked.connect(lambda: self.bench.go.open(Target("union", self._union)))
        self.receipts.clicked.connect(
            lambda: self.bench.go.open(Target("receipts", self._union, self._on.isoformat()))
        )
        self.reason.given.connect(self.save)
        self.saving.turned.connect(self._turn)
        self.saving.saved.connect(self._saved)
        self.saving.pointed.connect(self._point_at)
        self.saving.repeated.connect(self.notice.clear)
        self.saving.repeated.connect(self.reason.ask)
        self.saving.failed.connect(self.fault)

    def _fill(self, *, due: bool) -> None:
        draft, rows = self.keeping.draft, self.model.filling.rows
        filled = self.model.act(lambda: offer_due(draft, rows) if due else mark_others_present(draft, rows))
        if not filled.amounts and not filled.marked:
            return

        def undo() -> None:
            self.model.act(lambda: take_back(self.keeping.draft, filled))

        self.toasts.say(filled_words(filled), self.tr("Undo"), undo)

    def _show(self, sheet: MeetingSheet) -> None:
        self._sheet = sheet
        say, union = self.bench.formats, sheet.union
        place = union.meeting_place or union.location
        parts = (say.long_day(sheet.on), place, union.meeting_time)
        self.head(union.name, " · ".join(part for part in parts if part))
        self.view.header.sign = say.sign
        self.keeping.draft.drop(sheet.recorded)
        locked = sheet.closed or not self._part.records
        if locked:
            self.keeping.take_closed(dict(sheet.attendance))
        self.model.set_sheet(sheet, locked=locked)
        if self.about not in self.acts:
            self.add_act(self.about)
        self.offer_act(self.receipts, offered=bool(sheet.collected_minor))
        self.tools.setVisible(bool(sheet.rows))
        self.tools.set_locked(locked=locked)
        self.board.show_rows()
        if locked:
            # Nothing is typed: the amount somebody was at is left.
            at = max(self.view.currentIndex().row(), 0)
            self.view.setCurrentIndex(self.model.index(at, Column.MEMBER))
        self._unsaved = None if locked else self.keeping.unsaved_elsewhere()
        unsaved = None if self._unsaved is None else say.long_day(self._unsaved)
        left = bool(self.model.filling.left())
        self.standing.tell(standing_words(self._part, sheet, unsaved, left=left), always=locked)
        if not self.view.currentIndex().isValid() or self.hasFocus():
            self.board.take_up()

    def _turn(self) -> None:
        """Saving began or ended: the next press counts again once it ended."""
        self._show_totals()
        if self.saving.under_way:
            # What was filled in is saved: there is nothing to take back any more.
            self.toasts.withdraw()
        else:
            self.totals.guard.release()

    def _show_totals(self) -> None:
        if self._sheet is not None:
            lines = self.model.filling.lines()
            self.totals.show_sheet(self._sheet, lines, saving=self.saving.under_way)
            self.tools.show_counts(lines)
            told = self.notice.told
            if told is None:
                return
            still = self.saving.still(told)
            if still is None or (told.kind == "done" and self.keeping.draft.amounts):
                self.notice.clear()
            elif still != told:
                self.tell(still)

    def _saved(self, recorded: RecordedSheet) -> None:
        self._receipts = recorded.receipts
        self.board.forget_found()
        self.reason.hide()
        focused = QApplication.focusWidget()
        if focused is None or not self.view.isAncestorOf(focused):
            self.totals.take_focus()
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

    def _point_at(self, number: int, told: Told) -> None:
        self.tell(told)
        if number < 0:
            return
        self.tools.show_all()
        self.board.go_on(number)
        way = self.model.line(number).way
        if way.method != "CASH" and not way.reference:
            self.way.ask(number, for_reference=True)


def _noticed(union: UnionId, receipts: tuple[Receipt, ...], unsaved: date | None) -> Target:
    """Where the notice points: to what was just given out, or to the sheet of another day."""
    if unsaved is not None:
        return Target("sheet", union, unsaved.isoformat())
    return Target("receipts", union, ",".join(receipt.repayment.hex() for receipt in receipts))
