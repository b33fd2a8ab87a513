"""What stands around the sheet: finding and filling, the totals, and the question why something is
repeated."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.officer.meeting_sheet import MeetingSheet
from fieldapp.screens.frame import ActionBar
from fieldapp.screens.frame_parts import commit_button
from fieldapp.screens.officer.sheet.filling import Line
from fieldapp.screens.officer.sheet.model import SheetModel
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.buttons import Button, Choice
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.workbench import Workbench


class SheetTools(QWidget):
    """Find a member, show some, mark all present, offer what is due; `changed` when other rows are wanted."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        look = bench.look
        self.finder = QLineEdit()
        self.finder.setPlaceholderText(self.tr("Find member"))
        self.finder.setAccessibleName(self.tr("Find member"))
        self.finder.setClearButtonEnabled(True)
        self.finder.setMinimumWidth(Width.FIGURE)
        self.finder.setMaximumWidth(Width.FIELD)
        options = (("all", self.tr("All")), ("left", self.tr("To collect")), ("late", self.tr("Arrears")))
        self.which = Choice(look, self.tr("Show"), options)
        self.which.choose("all")
        self.present = Button(look, self.tr("All present"), "plain", "user-plus")
        self.pay_all = Button(look, self.tr("Pay due for all"), "tonal", "checks")
        acts = row(Gap.S)
        acts.addWidget(self.finder, 1)
        acts.addStretch()
        acts.addWidget(self.present)
        acts.addWidget(self.pay_all)
        self._box = QBoxLayout(QBoxLayout.Direction.RightToLeft, self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.S)
        self._box.addLayout(acts, 1)
        self._box.addWidget(self.which)
        self.finder.textChanged.connect(self.changed)
        self.which.chosen.connect(self.changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= Width.RAIL_FROM
        way = QBoxLayout.Direction.RightToLeft if beside else QBoxLayout.Direction.BottomToTop
        self._box.setDirection(way)

    def show_counts(self, lines: list[Line]) -> None:
        """Say on each choice how many it shows."""
        names = {"all": self.tr("All"), "left": self.tr("To collect"), "late": self.tr("Arrears")}
        for key, name in names.items():
            count = sum(_belongs(line, key) for line in lines)
            self.which.button(key).set_words(f"{name}  {count}")

    def set_locked(self, *, locked: bool) -> None:
        """A closed meeting is filled in no more."""
        self.present.setEnabled(not locked)
        self.pay_all.setEnabled(not locked)

    def wants(self, line: Line) -> bool:
        """Whether a row is to be shown."""
        text = f"{line.row.name} {line.row.code} {line.row.number}".casefold()
        found = all(part in text for part in self.finder.text().casefold().split())
        return found and _belongs(line, self.which.current)


class SheetTotals(ActionBar):
    """What is collected of what was expected, who is there, and the two acts that commit."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.collected = Figure(self.tr("Collected"), "heading")
        self.left = Figure(self.tr("Still to collect"), "heading")
        self.present = Figure(self.tr("Present"), "title")
        self._bar = Bar(bench.look)
        self._part, self._expected = label("", "label"), label("", "label")
        self.close_meeting = Button(bench.look, self.tr("Close meeting"), "plain", "lock-simple")
        self.close_meeting.setMinimumHeight(Height.FINAL)
        self.save = commit_button(bench.look, self.tr("Save"), "check")
        words = row(Gap.S)
        words.addWidget(self._part)
        words.addStretch()
        words.addWidget(self._expected)
        self._middle = QWidget()
        middle = column(Gap.XS)
        middle.addStretch()
        middle.addLayout(words)
        middle.addWidget(self._bar)
        middle.addStretch()
        self._middle.setLayout(middle)
        self.totals.addWidget(self.collected)
        self.totals.addWidget(self._middle, 1)
        self.totals.addWidget(self.left)
        self.totals.addWidget(self.present)
        self.acts.addWidget(self.close_meeting)
        self.acts.addWidget(self.save)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = Width.RAIL_FROM <= self.width() < Width.TOTALS_WITH_BAR_FROM
        self._middle.setVisible(not narrow)

    def show_sheet(self, sheet: MeetingSheet, lines: list[Line], *, saving: bool) -> None:
        """Show the totals of the sheet with what is typed; the button names what it will save."""
        say = self._bench.formats
        typed = sum(line.typed_minor for line in lines)
        expected = sheet.expected_minor
        so_far = sheet.collected_minor + typed
        members = {line.row.member for line in lines}
        came = {line.row.member for line in lines if line.attendance in ("PRESENT", "LATE")}
        self.collected.set_value(say.signed(so_far), "pending" if typed else "")
        self.left.set_value(say.signed(max(expected - so_far, 0)))
        self.present.set_value(self.tr("{came} of {all}").format(came=len(came), all=len(members)))
        self._part.setText(
            self.tr("{part} % of expected").format(part=so_far * 100 // expected if expected else 0)
        )
        self._expected.setText(self.tr("Expected {amount}").format(amount=say.signed(expected)))
        words = self.tr("Collected of what was expected")
        self._bar.set_parts(((sheet.collected_minor, "paid"), (typed, "pending")), expected, words)
        words = self.tr("Saving…") if saving else self.tr("Save {amount}").format(amount=say.signed(typed))
        self.save.set_words(words if typed or saving else self.tr("Nothing to save"))
        self.save.setEnabled(bool(typed) and not saving)
        wrong = any(line.fault for line in lines)
        if wrong and not saving:
            self.save.setEnabled(True)
        self.close_meeting.setEnabled(not typed and not saving and not wrong and not sheet.closed)
        self.save.setVisible(not sheet.closed)
        self.close_meeting.setVisible(not sheet.closed)


class ReasonPanel(Card):
    """Asks why the same amount is recorded twice; `given` when there is a reason."""

    given = Signal()

    def __init__(self, bench: Workbench, model: SheetModel) -> None:
        super().__init__()
        self._model = model
        self._about: Key | None = None
        self._title, self._detail = label("", "strong", wrap=True), label("", "body", "muted", wrap=True)
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("Why the same amount again"))
        self.text.setPlaceholderText(self.tr("Why, in a few words"))
        self.take_out = Button(bench.look, self.tr("Take it out"), "plain")
        self.keep = Button(bench.look, self.tr("Save with this reason"), "tonal")
        line = row(Gap.S)
        line.addWidget(self.text, 1)
        line.addWidget(self.take_out)
        line.addWidget(self.keep)
        self.body.addWidget(self._title)
        self.body.addWidget(self._detail)
        self.body.addLayout(line)
        self.keep.clicked.connect(self._give)
        self.text.returnPressed.connect(self._give)
        self.take_out.clicked.connect(self._remove)
        self.hide()

    def ask(self, about: Key, title: str, detail: str) -> None:
        """Ask about one row."""
        self._about = about
        self._title.setText(title)
        self._detail.setText(detail)
        self.text.clear()
        self.show()
        self.text.setFocus()

    def _give(self) -> None:
        words = self.text.text().strip()
        if words and self._about is not None:
            self._model.filling.give_reason(self._about, words)
            self.given.emit()

    def _remove(self) -> None:
        number = self._model.filling.number_of(self._about) if self._about is not None else None
        if number is not None:
            self._model.set_amount(number, "")
        self.hide()


def _belongs(line: Line, which: str) -> bool:
    if which == "left":
        return line.row.to_pay_minor > 0 and not line.typed_minor
    return which != "late" or line.row.arrears_minor > 0
