"""Close the meeting: count the cash, say why it differs if it does, and lock the sheet.

The rule kept here: what is expected comes from the receipts and cannot be typed; the difference stands in
words before the button that locks.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldapp.officer.close_meeting import ClosedMeeting, Comparison, MeetingForm, close_meeting, compare
from fieldapp.officer.drafts.sheet_draft import draft_key, packed, unpacked
from fieldapp.officer.meeting_sheet import MeetingSheet, load_sheet
from fieldapp.screens.frame import ActionBar, Page, SideBySide
from fieldapp.screens.frame_parts import commit_button, field_label
from fieldapp.screens.officer.sheet.table.filling import MARKS
from fieldapp.screens.officer.sheet.table.model import mark_name
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, column
from fieldapp.screens.widgets.forms.note_count import NoteCount
from fieldapp.screens.widgets.text import Fact, Figure, label, set_tone
from fieldapp.screens.words import Told, counted, money, short_or_over, tr
from fieldapp.screens.workbench import Workbench
from shared.ids import MemberId, UnionId


class CloseMeetingPage(Page):
    """The last page of a meeting."""

    whole = True

    def __init__(self, bench: Workbench, union: UnionId, on: date) -> None:
        super().__init__(bench, tr("Close the meeting"), bench.formats.long_day(on), margin=Gap.NONE)
        self._union = union
        self._on = on
        self._sheet: MeetingSheet | None = None
        self._key = draft_key(union, on)
        self._draft = unpacked(bench.notes.get("draft", self._key), bench.now_ms())
        self._closing = False
        self._members: tuple[MemberId, ...] = ()
        self.notes = NoteCount(bench.look)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(2 * Height.FIELD)
        self.present = Button(bench.look, self.tr("Mark the others present"), "plain", "user-plus")
        self.button = commit_button(bench.look, self.tr("Close and lock the sheet"), "lock-simple")
        self.expected, self.counted = Fact(self.tr("Cash on the sheet")), Fact(self.tr("Counted"))
        self.other = Fact(self.tr("Not in cash"))
        self.variance = label("", "heading", wrap=True)
        self._marks = {mark: Fact(mark_name(mark)) for mark in MARKS}
        self._missing = label("", "label", "overdue", wrap=True)
        self._total = Figure(self.tr("Counted"), "heading")
        self._reason_box = QWidget()
        self._lay_out()
        self.notes.changed.connect(self._compare)
        self.reason.textChanged.connect(self._judge)
        self.present.clicked.connect(self._mark_others)
        self.button.clicked.connect(self._close)
        self._comparison: Comparison | None = None

    def load(self) -> None:
        self._draft = unpacked(self.bench.notes.get("draft", self._key), self.bench.now_ms())
        union, on = self._union, self._on
        self.read(lambda desk: load_sheet(desk, union, on), self._show_sheet)

    def _show_sheet(self, sheet: MeetingSheet) -> None:
        self._sheet = sheet
        self._members = tuple(dict.fromkeys(row.member for row in sheet.rows))
        self.head(self.tr("Close the meeting of {union}").format(union=sheet.union.name), self.second)
        self._show_attendance()
        self._compare()

    def _lay_out(self) -> None:
        count = Card(self.tr("Cash on the table"))
        count.body.addWidget(self.notes)
        count.body.addStretch()
        money_card = Card(self.tr("Beside the sheet"))
        for fact in (self.expected, self.counted, self.other):
            money_card.body.addWidget(fact)
        money_card.body.addWidget(self.variance)
        reason = field_label(self.tr("Why the cash differs"), self.reason)
        reason.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._reason_box.setLayout(reason)
        money_card.body.addWidget(self._reason_box)
        people = Card(self.tr("Attendance"))
        for fact in self._marks.values():
            people.body.addWidget(fact)
        people.body.addWidget(self._missing)
        people.body.addWidget(self.present)
        side = QWidget()
        box = column(Gap.M)
        box.addWidget(money_card)
        box.addWidget(people)
        box.addStretch()
        side.setLayout(box)
        self.body.addWidget(SideBySide(count, side, margin=Gap.L), 1)
        foot = ActionBar()
        foot.totals.addWidget(self._total)
        foot.totals.addStretch()
        foot.acts.addWidget(self.button)
        self.set_foot(foot)

    def _compare(self) -> None:
        if self._sheet is None:
            return
        meeting, notes = self._sheet.meeting, self.notes.denominations()
        self.read(lambda desk: compare(desk, meeting, notes), self._show)

    def _show(self, comparison: Comparison) -> None:
        self._comparison = comparison
        say = self.bench.formats
        receipts = counted(comparison.receipts, self.tr("receipt"), self.tr("receipts"))
        self.head(self.title, f"{say.long_day(self._on)} · {receipts}")
        self.expected.set_value(say.signed(comparison.expected_cash_minor))
        self.counted.set_value(say.signed(comparison.counted_minor))
        self.other.set_value(say.signed(comparison.other_minor))
        self._total.set_value(say.signed(comparison.counted_minor))
        self.variance.setText(short_or_over(comparison.variance_minor))
        set_tone(self.variance, "overdue" if comparison.variance_minor else "paid")
        self._reason_box.setVisible(bool(comparison.variance_minor))
        self._judge()

    def _show_attendance(self) -> None:
        marks = [self._draft.attendance.get(member) for member in self._members]
        for mark, fact in self._marks.items():
            fact.set_value(str(marks.count(mark)))
        missing = sum(mark is None for mark in marks)
        self._missing.setText(
            self.tr("{members} not marked yet").format(
                members=counted(missing, self.tr("member"), self.tr("members"))
            )
        )
        self._missing.setVisible(missing > 0)
        self.present.setVisible(missing > 0)
        self._judge()

    def _mark_others(self) -> None:
        for member in self._members:
            self._draft.attendance.setdefault(member, "PRESENT")
        self.bench.notes.put("draft", self._key, packed(self._draft))
        self._show_attendance()

    def _judge(self) -> None:
        """Let the button act when nothing is missing; what is missing stands beside it in words."""
        differs = self._comparison is not None and self._comparison.variance_minor != 0
        explained = not differs or bool(self.reason.toPlainText().strip())
        marked = all(member in self._draft.attendance for member in self._members)
        self.button.setEnabled(marked and explained and not self._closing and self._comparison is not None)

    def _close(self) -> None:
        if self._closing or self._sheet is None:
            return
        self._closing = True
        self._judge()
        form = MeetingForm(
            meeting=self._sheet.meeting,
            union=self._sheet.union.union,
            held_on=self._sheet.on,
            attendance=tuple((member, self._draft.attendance[member]) for member in self._members),
            denominations=self.notes.denominations(),
            variance_reason=self.reason.toPlainText(),
            opened_at_ms=self._draft.opened_at_ms,
        )
        self.bench.write(self, lambda desk: close_meeting(desk, form), self._closed, self._refused)

    def _closed(self, closed: ClosedMeeting) -> None:
        self.bench.notes.tear("draft", self._key)
        self.notes.setEnabled(False)
        self.reason.setEnabled(False)
        self.button.setVisible(False)
        words = self.tr("{present} of {members} were there. Counted {amount}: {variance}.").format(
            present=closed.present,
            members=closed.members,
            amount=money(closed.counted_cash_minor),
            variance=short_or_over(closed.variance_minor),
        )
        self.tell(Told("done", self.tr("Meeting closed and saved on this tablet"), words))

    def _refused(self, fault: Exception) -> None:
        self._closing = False
        self._judge()
        self.fault(fault)
