"""The bar under the sheet: what is collected of what was expected, who is there, and what comes next.

The rules kept here: one act stands there at a time, the next one: saving while anything is typed, closing the
meeting when nothing is. What is paid beyond what is owed is said before it is saved, and so is that more cash
will be in hand than may be, which keeps nobody from taking it. Where there is no room for all, cash and
transfer go first, then the bar gets a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from fieldapp.officer.meeting_sheet import MeetingSheet
from fieldapp.screens.officer.sheet.part import Part
from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.theme.tokens import Gap, Height, Status, Width
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.buttons import Button, CommitButton, Guard
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.text import ElidedLabel, Figure, label, set_tone
from fieldapp.screens.words import Formats, counted, money, tr
from fieldapp.screens.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of a sheet come to, in minor units; `came` of `members` are there."""

    typed_minor: int
    collected_minor: int
    left_minor: int
    cash_minor: int
    other_minor: int
    came: int
    members: int
    wrong: int
    marked: int


def sums_of(sheet: MeetingSheet, lines: list[Line]) -> Sums:
    """Add up a sheet with what is typed into it."""
    typed = sum(line.typed_minor for line in lines)
    in_cash = sum(line.typed_minor for line in lines if line.way.method == "CASH")
    collected = sheet.collected_minor + typed
    here = {line.row.member for line in lines if line.attendance in ("PRESENT", "LATE")}
    return Sums(
        typed_minor=typed,
        collected_minor=collected,
        left_minor=sum(max(line.row.to_pay_minor - line.typed_minor, 0) for line in lines),
        cash_minor=sheet.cash_minor + in_cash,
        other_minor=sheet.other_minor + typed - in_cash,
        came=len(here),
        members=len({line.row.member for line in lines}),
        wrong=sum(bool(line.fault) for line in lines),
        marked=len({line.row.member for line in lines if line.attendance}),
    )


class SheetTotals(QFrame):
    """`save` and `close_meeting` are the two acts, of which one is seen; `guard` holds all that save.

    Of the two only those are seen that are of the `part` of whoever works here. Who came is known to whoever
    marks it, and to all once the meeting is closed.
    """

    def __init__(self, bench: Workbench, part: Part) -> None:
        super().__init__()
        self._mine = part
        self.setObjectName("actionBar")
        self._bench = bench
        self.collected = Figure(self.tr("Collected"), "heading")
        self.left = Figure(self.tr("Still to collect"), "heading")
        self.cash, self.other, self.present = (
            Figure(word, "title", beside=self.collected)
            for word in (self.tr("Cash"), self.tr("Not cash"), self.tr("Present"))
        )
        self._bar = Bar(bench.look, Height.BAR_MAIN)
        self._part, self._expected = ElidedLabel("", "label"), label("", "label", "muted")
        self._words = ElidedLabel("", "label", "muted")
        self.beyond = label("", "strong", wrap=True)
        set_tone(self.beyond, "pending")
        self.beyond.hide()
        self.close_meeting = Button(bench.look, self.tr("Close meeting"), "plain_final", "lock-simple")
        self.guard = Guard(self)
        self.save = CommitButton(bench.look, self.tr("Save"), "check", guard=self.guard)
        self.save.hide()
        self._lay_out()

    def show_sheet(self, sheet: MeetingSheet, lines: list[Line], *, saving: bool) -> None:
        """Show the totals of the sheet with what is typed; the button names what it will save."""
        sums, sign = sums_of(sheet, lines), self._bench.formats.sign
        for figure, word, amount in (
            (self.collected, self.tr("Collected"), sums.collected_minor),
            (self.left, self.tr("Still to collect"), sums.left_minor),
            (self.cash, self.tr("Cash"), sums.cash_minor),
            (self.other, self.tr("Not cash"), sums.other_minor),
        ):
            figure.set_word(f"{word} {sign}")
            figure.set_value(money(amount))
        came = self.tr("{came} of {all}").format(came=sums.came, all=sums.members)
        self.present.set_value(came if self._knows_who_came(sheet) else "–")
        self._say(sheet, sums)
        said = (_beyond_words(lines, self._bench.formats), _cap_words(sheet, lines, self._bench.formats))
        self.beyond.setText("\n".join(filter(None, said)))
        self.beyond.setVisible(bool(self.beyond.text()))
        self._offer(sheet, sums, saving=saving)
        self._fit()

    @property
    def in_words(self) -> str:
        """How far the meeting is, in one line."""
        return self._words.text()

    def take_focus(self) -> None:
        """Put the focus on the next act."""
        (self.close_meeting if self.save.isHidden() else self.save).setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        words = row(Gap.S)
        words.addWidget(self._part, 1)
        words.addWidget(self._expected)
        self._beside, self._under = QWidget(), QWidget()
        self._middle = column(Gap.S)
        self._middle.addStretch()
        self._middle.addLayout(words)
        self._middle.addStretch()
        self._beside.setLayout(self._middle)
        self._below = column(Gap.S)
        self._below.addWidget(self._words)
        self._under.setLayout(self._below)
        self._upright = QFrame()
        self._upright.setObjectName("hairline")
        self._upright.setFixedWidth(Width.BORDER)
        self._line = row(Gap.L)
        self._line.addWidget(self.collected)
        self._line.addStretch()
        self._line.addWidget(self._beside, 1)
        for shown in (self.left, self._upright, self.cash, self.other, self.present):
            self._line.addWidget(shown)
        self._line.addStretch()
        acts = row(Gap.S)
        acts.addWidget(self.close_meeting)
        acts.addWidget(self.save)
        self._acts = QWidget()
        self._acts.setLayout(acts)
        self._line.addWidget(self._acts)
        self._box = column(Gap.S)
        self._box.setContentsMargins(Gap.XL, Gap.M, Gap.L, Gap.M)
        self._box.addWidget(self.beyond)
        self._box.addLayout(self._line)
        self._box.addWidget(self._under)
        self.setLayout(self._box)

    def _fit(self) -> None:
        """Show as much as there is room for beside each other."""
        stacked = self.width() < Width.RAIL_FROM
        act = self.close_meeting if self.save.isHidden() else self.save
        least = [self.collected, self.left, act, *([] if stacked else [self.present])]
        room = self.width() - Gap.XL - Gap.L - sum(each.sizeHint().width() + Gap.L for each in least)
        ways = self.cash.sizeHint().width() + self.other.sizeHint().width() + 3 * Gap.L
        words = max(self._part.sizeHint().width() + self._expected.sizeHint().width() + Gap.XL, Width.FIELD)
        self._show_bar(beside=room >= words and not stacked)
        for shown in (self._upright, self.cash, self.other):
            shown.setVisible(room - ways >= words and not stacked)
        self.present.setVisible(not stacked)
        self._words.setVisible(stacked)
        self._put_acts(below=room < 0)

    def _show_bar(self, *, beside: bool) -> None:
        if beside and self._middle.indexOf(self._bar) < 0:
            self._middle.insertWidget(2, self._bar)
        elif not beside and self._below.indexOf(self._bar) < 0:
            self._below.insertWidget(0, self._bar)
        self._beside.setVisible(beside)
        self._under.setVisible(not beside)

    def _put_acts(self, *, below: bool) -> None:
        """Give the act a line of its own where the figures need theirs."""
        home = self._box if below else self._line
        if home.indexOf(self._acts) < 0:
            home.addWidget(self._acts)

    def _say(self, sheet: MeetingSheet, sums: Sums) -> None:
        expected = sheet.expected_minor
        percent = max(expected - sums.left_minor, 0) * 100 // expected if expected else 0
        typed = money(sums.typed_minor)
        part = self.tr("{part} % of expected").format(part=percent)
        if sheet.outside_minor:
            part = " · ".join((part, _outside(sheet)))
        if sums.typed_minor:
            part = " · ".join((part, self.tr("{amount} not saved yet").format(amount=typed)))
        self._part.setText(part)
        sign = self._bench.formats.sign
        self._expected.setText(self.tr("Expected {sign} {amount}").format(sign=sign, amount=money(expected)))
        self._words.setText(_in_one_line(sheet, percent, sums, attended=self._knows_who_came(sheet)))
        parts: tuple[tuple[int, Status], ...] = (
            (sheet.cash_minor, "paid"),
            (sheet.other_minor, "partial"),
            (sheet.outside_minor, "neutral"),
            (sums.typed_minor, "pending"),
        )
        words = self.tr(
            "Paid of what was expected: in cash, otherwise, outside the meeting, and not saved yet"
        )
        covered = _as_far_as(parts, expected - sums.left_minor) if expected else parts
        self._bar.set_parts(covered, expected, f"{words}. {self._words.text()}")

    def _knows_who_came(self, sheet: MeetingSheet) -> bool:
        return sheet.closed or self._mine.records

    def _offer(self, sheet: MeetingSheet, sums: Sums, *, saving: bool) -> None:
        """Offer the next act."""
        to_save = bool(sums.typed_minor or sums.wrong or saving)
        words = self.tr("Save {amount}").format(amount=self._bench.formats.signed(sums.typed_minor))
        if sums.wrong:
            # Nothing is saved while one cannot be read: the press goes to it.
            amounts = counted(sums.wrong, self.tr("amount"), self.tr("amounts"))
            words = self.tr("Check {amounts}").format(amounts=amounts)
        self.save.label_as(words)
        self.save.allow(to_save)
        if not self.save.isHidden() and not to_save:
            # It comes to stand under the finger that saved.
            self.close_meeting.pause()
        self.save.setVisible(to_save and self._mine.records and not sheet.closed)
        self.close_meeting.setVisible(not to_save and self._mine.closes and not sheet.closed)
        self.close_meeting.setEnabled(sums.members > 0)
        ready = sums.collected_minor > 0 or sums.marked > 0
        self.close_meeting.set_kind("final" if ready else "plain_final")


def _as_far_as(parts: tuple[tuple[int, Status], ...], covered_minor: int) -> tuple[tuple[int, Status], ...]:
    """Return the parts no longer than what is covered: what one pays too much fills no other's place."""
    paid = sum(amount for amount, _ in parts)
    if paid <= max(covered_minor, 0):
        return parts
    return tuple((amount * max(covered_minor, 0) // paid, status) for amount, status in parts)


def _outside(sheet: MeetingSheet) -> str:
    return tr("{amount} paid outside the meeting").format(amount=money(sheet.outside_minor))


def _in_one_line(sheet: MeetingSheet, percent: int, sums: Sums, *, attended: bool) -> str:
    parts = [
        tr("{part} % of {amount} expected").format(part=percent, amount=money(sheet.expected_minor)),
        tr("cash {amount}").format(amount=money(sums.cash_minor)),
    ]
    if sums.other_minor:
        parts.append(tr("not cash {amount}").format(amount=money(sums.other_minor)))
    if sheet.outside_minor:
        parts.append(_outside(sheet))
    if attended:
        parts.append(tr("{came} of {all} present").format(came=sums.came, all=sums.members))
    return " · ".join(parts)


def _beyond_words(lines: list[Line], say: Formats) -> str:
    """Say what is paid beyond what is owed and where it will stand; "" where nobody pays that.

    More than a loan owes is kept as credit, and what no loan takes stands in suspense, as for a repayment by
    itself.
    """
    over = [line for line in lines if line.excess_minor]
    loose = [line for line in lines if line.suspense_minor]
    said = []
    if over:
        words = (
            tr("1 member pays {amount} more than is owed: kept as credit")
            if (members := _members(over)) == 1
            else tr("{members} members pay {amount} more than is owed: kept as credit")
        )
        amount = say.signed(sum(line.excess_minor for line in over))
        said.append(words.format(members=members, amount=amount))
    if loose:
        words = (
            tr("1 member pays {amount} that no loan takes: it stands in suspense")
            if (members := _members(loose)) == 1
            else tr("{members} members pay {amount} that no loan takes: it stands in suspense")
        )
        amount = say.signed(sum(line.suspense_minor for line in loose))
        said.append(words.format(members=members, amount=amount))
    return " · ".join(said)


def _cap_words(sheet: MeetingSheet, lines: list[Line], say: Formats) -> str:
    """Say that the cash typed brings more into one hand, or more than the office knows of, than the caps
    allow; "" where nothing typed does.
    """
    cap, typed = sheet.cash_cap_minor, sum(line.typed_minor for line in lines if line.way.method == "CASH")
    after, alone = sheet.in_hand_minor + typed, sheet.alone.with_more(typed)
    said = []
    if cap is not None and typed and after > cap:
        words = tr("You will hold {amount} in cash, over the cap of {cap}: hand over cash soon")
        said.append(words.format(amount=say.signed(after), cap=say.signed(cap)))
    if typed and alone.stands == "over":
        words = tr("{amount} of today will be on this tablet alone, over the cap of {cap}: connect first")
        said.append(words.format(amount=say.signed(alone.minor), cap=say.signed(alone.cap_minor or 0)))
    return "\n".join(said)


def _members(lines: list[Line]) -> int:
    return len({line.row.member for line in lines})
