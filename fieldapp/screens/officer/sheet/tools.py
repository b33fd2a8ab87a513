"""What stands over the sheet: finding a member, showing some of them, and filling in many at once.

The rule kept here: finding hides rows and nothing else; a closed meeting is found in, and not filled in.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import row
from fieldapp.screens.widgets.choices.chip import Option
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.workbench import Workbench


class SheetTools(QWidget):
    """Find a member, show some, mark all present, offer what is due; `changed` when other rows are wanted."""

    changed = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        look = bench.look
        self.finder = FindField(look, self.tr("Find member"), brief=self.tr("Find"))
        self.which = Choice(
            look,
            self.tr("Show"),
            (
                Option("all", self.tr("All"), count=0),
                Option("left", self.tr("To collect"), count=0),
                Option("late", self.tr("Arrears"), "warning-fill", "overdue", 0),
                Option("absent", self.tr("Absent"), "x", "overdue", 0),
            ),
            low=True,
        )
        self.which.choose("all")
        self.present = Button(look, self.tr("All present"), "plain", "user-plus")
        self.pay_all = Button(look, self.tr("Pay due for all"), "tonal", "checks")
        for act in (self.present, self.pay_all):
            act.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._upper, self._lower = row(Gap.S), row(Gap.S)
        self._upper.addWidget(self.finder, 1)
        self._upper.addWidget(self.which)
        self._upper.addWidget(self.present)
        self._upper.addWidget(self.pay_all)
        box = QVBoxLayout(self)
        box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        box.setSpacing(Gap.S)
        box.addLayout(self._upper)
        box.addLayout(self._lower)
        self.finder.textChanged.connect(self.changed)
        self.which.chosen.connect(self.changed)
        look.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_counts(self, lines: list[Line]) -> None:
        """Say on each choice how many it shows."""
        for key in ("all", "left", "late", "absent"):
            self.which.set_count(key, sum(_belongs(line, key) for line in lines))

    def set_locked(self, *, locked: bool) -> None:
        """A closed meeting is filled in no more."""
        self.present.setVisible(not locked)
        self.pay_all.setVisible(not locked)

    def wants(self, line: Line) -> bool:
        """Whether a row is to be shown."""
        text = f"{line.row.name} {line.row.code} {line.row.number}".casefold()
        found = all(part in text for part in self.finder.text().casefold().split())
        return found and _belongs(line, self.which.current)

    def show_all(self) -> None:
        """Show every row again."""
        self.which.choose("all")
        self.finder.clear()
        self.changed.emit()

    def _fit(self) -> None:
        """Put everything in one line where there is room, with fewer words where that is enough."""
        self.present.set_words(self.tr("All present"))
        words = self.present.sizeHint().width()
        fixed = self.which.sizeHint().width() + self.pay_all.sizeHint().width() + 3 * Gap.S
        room = self.width() - fixed - Width.FINDER_LEAST
        one_line = room >= self.present.iconSize().width() + 2 * Gap.L
        upper_room = self.width() - self.pay_all.sizeHint().width() - 2 * Gap.S - Width.FINDER_LEAST
        if words > (room if one_line else upper_room):
            self.present.setText("")
        if one_line and self._upper.indexOf(self.which) < 0:
            self._upper.insertWidget(1, self.which)
        elif not one_line and self._lower.indexOf(self.which) < 0:
            self._lower.addWidget(self.which)
        self.finder.setMaximumWidth(Width.FIELD if one_line else Width.ANY)


def _belongs(line: Line, which: str) -> bool:
    if which == "left":
        return line.row.to_pay_minor > 0 and not line.typed_minor
    if which == "absent":
        return line.attendance == "ABSENT"
    return which != "late" or line.row.arrears_minor > 0
