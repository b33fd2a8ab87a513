"""Close the meeting: count the cash, say why it differs if it does, sign, and lock the sheet.

The rule kept here: what is expected comes from the receipts and cannot be typed; the difference stands in
words before the button that locks, and what is missing stands beside it.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.officer.close_meeting import (
    ClosedMeeting,
    Closing,
    Comparison,
    MeetingForm,
    close_meeting,
    compare,
    load_closing,
)
from fieldapp.officer.drafts.close_draft import SignedFor
from fieldapp.screens.frame import Page
from fieldapp.screens.frame_parts import ActionBar
from fieldapp.screens.money.counting import CountCard
from fieldapp.screens.money.differing import WhyCard
from fieldapp.screens.officer.sheet.closing.attending import (
    AttendanceCard,
    attendance_words,
    marked_words,
    unmarked,
)
from fieldapp.screens.officer.sheet.closing.comparing import CompareCard
from fieldapp.screens.officer.sheet.closing.keeping import CloseKeeping
from fieldapp.screens.officer.sheet.closing.leaving import LeftNotice
from fieldapp.screens.officer.sheet.closing.signing import SigningCard
from fieldapp.screens.officer.sheet.closing.summary import Summary
from fieldapp.screens.officer.sheet.table.filling import left_of
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.card import Panes, Scrolled, column
from fieldapp.screens.widgets.notice import Margined
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from shared.contract.bodies.cash import Attendance
from shared.ids import MemberId, UnionId


class CloseMeetingPage(Page):
    """The last page of a meeting."""

    whole = True

    def __init__(self, bench: Workbench, union: UnionId, on: date) -> None:
        super().__init__(bench, tr("Close meeting"), bench.formats.long_day(on), margin=Gap.NONE)
        self._union, self._on = union, on
        self._closing: Closing | None = None
        self._comparison: Comparison | None = None
        self._members: dict[MemberId, str] = {}
        self._shown = False
        self.keeping = CloseKeeping(self, bench, union, on)
        self.count = CountCard(bench)
        self.compare = CompareCard(bench)
        self.why = WhyCard(bench)
        self.attendance = AttendanceCard(bench)
        self.signing = SigningCard(bench)
        self.summary = Summary(bench)
        self.left = LeftNotice(bench)
        self.waits = EmptyState(bench.look, "lock-simple", "")
        self.toasts = Toasts(bench.look, self)
        self.button = CommitButton(bench.look, self.tr("Lock meeting"), "lock-simple")
        self.back = Button(bench.look, self.tr("Back to sheet"), "plain_final")
        self.done = Button(bench.look, self.tr("Go on to the unions"), "final")
        self._note = label(
            self.tr("Once it is locked, the sheet cannot be changed on this tablet."), "label", wrap=True
        )
        self._foot = ActionBar()
        self._lay_out()
        self.count.changed.connect(self._changed)
        self.why.changed.connect(self._changed)
        self.signing.changed.connect(self._changed)
        self.signing.leader_name.returnPressed.connect(lambda: _lead_to(self.button))
        self.attendance.present.clicked.connect(lambda: self._mark_others("PRESENT"))
        self.attendance.absent.clicked.connect(lambda: self._mark_others("ABSENT"))
        self.button.committed.connect(self._commit)
        day = "" if on == bench.today() else on.isoformat()
        self.back.clicked.connect(lambda: bench.go.open(Target("sheet", union, day)))
        self.done.clicked.connect(lambda: bench.go.open(Target("unions")))
        self.left.acted.connect(self.back.click)

    def load(self) -> None:
        self.keeping.read_again()
        union, on, saving = self._union, self._on, dict(self.keeping.sheet.saving)
        self.read(lambda desk: load_closing(desk, union, on, saving), self._show)

    def _lay_out(self) -> None:
        right = QWidget()
        cards = column(Gap.M)
        for card in (self.compare, self.why, self.attendance):
            cards.addWidget(card)
        cards.addWidget(self.signing, 1)
        right.setLayout(cards)
        panes = Panes(
            self.bench.look, right, self.count,
            wide_from=Width.SIGN_BESIDE_FROM, side_width=Width.COUNT_PANE, side_first=True,
        )  # fmt: skip
        self._count_and_sign = Scrolled(Gap.L)
        self._count_and_sign.body.addWidget(panes, 1)
        # What was given before comes first: nobody types into it until it is there.
        self._count_and_sign.hide()
        self.body.addWidget(Margined(self.left))
        self.body.addWidget(self._count_and_sign, 1)
        self.body.addWidget(self.summary, 1)
        self.body.addWidget(self.waits, 1)
        self.summary.hide()
        self.waits.hide()
        self._foot.totals.addWidget(self._note, 1)
        self._foot.totals.addWidget(self.button.why, 1)
        for act in (self.back, self.button, self.done):
            self._foot.acts.addWidget(act)
        self.done.hide()
        self.button.allow(False)
        self.set_foot(self._foot)

    def _show(self, closing: Closing) -> None:
        """Show the meeting as it stands; what was typed is put back once, and is then on the screen."""
        sheet = closing.sheet
        self._closing = closing
        self.keeping.read_again()
        self.keeping.sheet.drop(sheet.recorded)
        self._members = {row.member: row.name for row in sheet.rows}
        if closing.closed is not None:
            self._show_closed(closing.closed)
            return
        if not self.bench.may_sign("meeting.closed"):
            self._show_open(closing)
            return
        self.left.tell_of(self.keeping.sheet, sheet.rows)
        if not self._shown:
            self._put_back(closing.officer_name)
        if self.hasFocus():
            # Whoever came here by key, for the first time or again, begins to count at once.
            self.count.notes.begin()
        # Somebody may have come into the union: the button waits for them, not for the count to be read.
        self._judge()
        meeting, notes = sheet.meeting, self.count.notes.denominations()
        self.read(lambda desk: compare(desk, meeting, notes), self._show_comparison)

    def _show_open(self, closing: Closing) -> None:
        """Whoever may not close it waits for its minutes."""
        self._note.hide()
        self.button.hide()
        union, day = closing.sheet.union.name, self.bench.formats.long_day(self._on)
        self.head(self.tr("Minutes"), f"{union} · {day}")
        who = closing.sheet.officer_name or self.tr("The union's credit officer")
        words = self.tr("{name} counts the cash and closes it; its minutes appear here then.").format(
            name=who
        )
        self.waits.say(self.tr("This meeting is not closed yet"), words)
        self.waits.show()

    def _put_back(self, officer_name: str) -> None:
        draft = self.keeping.draft
        self.count.notes.set_denominations(tuple(draft.pieces.items()))
        self.why.reasons.choose(draft.why)
        self.why.words.setText(draft.words)
        self.signing.put_back(officer_name, draft)
        self._shown = True
        self._count_and_sign.show()

    def _show_comparison(self, comparison: Comparison) -> None:
        self._comparison = comparison
        say = self.bench.formats
        receipts = counted(comparison.receipts, self.tr("receipt"), self.tr("receipts"))
        if self._closing is not None:
            union = self._closing.sheet.union.name
            self.head(self.tr("Close meeting"), f"{union} · {say.long_day(self._on)} · {receipts}")
        self._judge()

    def _changed(self) -> None:
        """Note what was given, and compare again."""
        if not self._shown:
            return
        draft = self.keeping.draft
        draft.pieces = dict(self.count.notes.denominations())
        draft.why, draft.words = self.why.reasons.current, self.why.words.text()
        draft.leader = self.signing.leader_name.text().strip()
        self._judge()
        draft.signatures = {each.signer: each for each in self.signing.given()}
        draft.signed_for = self.signing.signed_for
        self.keeping.keep()

    def _mark_others(self, attendance: Attendance) -> None:
        marked = self.keeping.mark_others(self._members, attendance)

        def undo() -> None:
            self.keeping.unmark(marked, attendance)
            self._judge()

        self._judge()
        self.toasts.say(marked_words(len(marked), attendance), self.tr("Undo"), undo)

    def _judge(self) -> bool:
        """Let the button act when nothing is missing; what is missing stands beside it in words."""
        if self._comparison is None or self._closing is None:
            self.button.allow(False)
            return False
        self._comparison = self._comparison.recounted(self.count.notes.total_minor)
        missing = unmarked(self.keeping.sheet, self._members)
        # Where there should be no cash, none is to be counted.
        begun = self.count.notes.begun or not self._comparison.expected_cash_minor
        self.compare.show_count(self._closing.sheet, self._comparison, begun=begun)
        self.compare.show_attendance(attendance_words(self.keeping.sheet, self._members))
        self.why.show_variance(self._comparison.variance_minor if begun else 0)
        self.signing.stand_for(_to_sign(self.count, self.why, self._comparison))
        self.attendance.show_missing(missing)
        unready = self.tr("Not everybody is marked yet") if missing else ""
        if len(self.keeping.sheet.unsaved) > len(left_of(self.keeping.sheet, self._closing.sheet.rows)):
            unready = self.tr("Amounts on the sheet are not saved yet")
        uncounted = "" if begun else self.tr("Count the cash")
        why = unready or uncounted or self.why.missing or self.signing.missing
        self.button.allow(not why, why)
        return not why

    def _commit(self) -> None:
        """Lock what was judged and signed; where something is missing after all, it is said."""
        if not self._judge() or self._closing is None or self._comparison is None:
            self.button.guard.release()
            return
        # What is locked is taken back by nobody any more.
        self.toasts.withdraw()
        sheet, marks, why = self._closing.sheet, self.keeping.sheet, self.why
        form = MeetingForm(
            meeting=sheet.meeting,
            union=sheet.union.union,
            held_on=sheet.on,
            attendance=tuple((member, marks.attendance[member]) for member in self._members),
            denominations=self.count.notes.denominations(),
            variance_reason="" if why.isHidden() else why.reason,
            variance_code="" if why.isHidden() else why.code,
            opened_at_ms=marks.opened_at_ms,
            signatures=self.signing.given(),
            expected_cash_minor=self._comparison.expected_cash_minor,
        )

        def refused(fault: Exception) -> None:
            self.fault(fault)
            # What it was refused for may not be on the screen yet.
            self.load()

        told = self.button.guard.told
        self.bench.write(self, lambda desk: close_meeting(desk, form), told(self._closed), told(refused))

    def _closed(self, closed: ClosedMeeting) -> None:
        self.notice.clear()
        self._show_closed(closed)
        self.done.setFocus(Qt.FocusReason.OtherFocusReason)
        time = self.bench.formats.clock_s(self.bench.now_ms())
        self.say_kept(self.tr("Saved on this tablet {time}").format(time=time))

    def _show_closed(self, closed: ClosedMeeting) -> None:
        self.waits.hide()
        self.keeping.finish()
        self.left.tell_of(self.keeping.sheet, ())
        day = self.bench.formats.long_day(self._on)
        union = (self._closing.sheet.union.name,) if self._closing is not None else ()
        self.head(self.tr("Minutes"), " · ".join((*union, day)))
        sheet = self._closing.sheet if self._closing is not None else None
        self.summary.show_closed(closed, sheet.other_minor if sheet is not None else 0)
        self.summary.show()
        for gone in (self._count_and_sign, self._note, self.button, self.button.why):
            gone.hide()
        self.done.pause()
        self.done.show()


def _lead_to(button: CommitButton) -> None:
    """From the last thing to type Enter leads to the button, once nothing is missing."""
    if button.isEnabled():
        button.setFocus(Qt.FocusReason.TabFocusReason)


def _to_sign(count: CountCard, why: WhyCard, beside: Comparison) -> SignedFor:
    """What stands there to be signed."""
    pieces, reason = count.notes.denominations(), "" if why.isHidden() else why.reason
    return SignedFor(pieces, beside.expected_cash_minor, beside.other_minor, beside.receipts, reason)
