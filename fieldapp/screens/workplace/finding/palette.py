"""Search everywhere: one field over the window for members, loans, unions, receipts, places and acts.

The rules kept here: what is typed is answered at once with what needs no store, and with records as soon as
the store's lane has them; an answer to what was typed before is thrown away; nothing blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldapp.everyone.finding import Group, find_everywhere
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap, Height, Wait, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import hairline, row
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.overlays.veil import Veil
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import explain
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.errands import Errand
from fieldapp.screens.workplace.finding.finding_list import FindingList
from fieldapp.screens.workplace.finding.findings import (
    Finding,
    errand_findings,
    icon_of,
    record_findings,
)
from fieldapp.screens.workplace.finding.recent import Recent, read_recent, with_recent, written_recent
from fieldapp.store.search import Hit

_OF_A_KIND = 6
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}


@dataclass(frozen=True, slots=True)
class Findable:
    """What the palette finds besides records, asked for each time it opens, and how it opens things."""

    places: Callable[[], tuple[Errand, ...]]
    acts: Callable[[], tuple[Errand, ...]]
    may_open: Callable[[Target], bool]
    open: Callable[[Target], None]


class _Field(FindField):
    """The field; the keys that move through the list go to the list."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            # Escape closes the whole panel.
            QLineEdit.keyPressEvent(self, event)
        else:
            self.moved.emit(step)


class Palette(Veil):
    """The field, what was found, and what to do where nothing was."""

    def __init__(self, bench: Workbench, around: QWidget, findable: Findable) -> None:
        super().__init__(bench.look, around, "top", Width.PALETTE)
        self.setAccessibleName(self.tr("Search everywhere"))
        self._bench = bench
        self._findable = findable
        self._places: tuple[Finding, ...] = ()
        self._acts: tuple[Finding, ...] = ()
        self._answered = True
        self._entered = False
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(Wait.SKELETON)
        self._late.timeout.connect(self._show_without_records)
        self.field = _Field(
            bench.look,
            self.tr("Member, loan, union, receipt, or what to do"),
            self.tr("Search everywhere"),
        )
        self.shut = Button(bench.look, "", "icon", "x")
        self.shut.setAccessibleName(self.tr("Close"))
        self.list = FindingList(bench.look)
        self.nothing = label("", "strong", wrap=True)
        self.hint = label("", "label", wrap=True)
        self._lay_out()
        self.field.textChanged.connect(self._find)
        self.field.moved.connect(self.list.step)
        self.field.returnPressed.connect(self._take_current)
        self.list.chosen.connect(self._take)
        self.shut.clicked.connect(self.close_panel)

    def search(self) -> None:
        """Open with an empty field, over where somebody was last."""
        self.field.clear()
        self._find("")
        self.open(self.field)

    def _lay_out(self) -> None:
        line = row(Gap.XS)
        line.addWidget(self.field, 1)
        line.addWidget(self.shut)
        self.body.addLayout(line)
        self.body.addSpacing(Gap.S)
        self.body.addWidget(hairline())
        self.body.addWidget(self.list, 100)
        self.list.setMinimumHeight(8 * Height.FINAL)
        for shown in (self.nothing, self.hint):
            shown.setContentsMargins(Gap.L, Gap.S, Gap.L, Gap.NONE)
            self.body.addWidget(shown)
        self.body.addStretch(1)

    def _find(self, text: str) -> None:
        """Ask the store for records; what needs no store is shown with them, or alone while they are late."""
        findable = self._findable
        self._places = errand_findings(text, findable.places(), self.tr("Go to"))
        self._acts = errand_findings(text, findable.acts(), self.tr("Do"))
        self._entered = False
        self._answered = not text.strip()
        if self._answered:
            self._late.stop()
            self._show((*self._recent(), *self._places, *self._acts), text)
            return
        self._late.start()
        self._bench.read(
            self,
            lambda desk: find_everywhere(desk, text, _OF_A_KIND),
            partial(self._found, text),
            partial(self._not_found, text),
        )

    def _found(self, text: str, groups: tuple[Group, ...]) -> None:
        if text != self.field.text() or self.isHidden():
            return
        self._late.stop()
        self._answered = True
        records = record_findings(groups, self._bench.formats, self._findable.may_open, self._go)
        self._show((*self._places, *records, *self._acts), text)
        if self._entered:
            self._take_current()

    def _not_found(self, text: str, fault: Exception) -> None:
        """The store could not be looked through: show the rest, and say why there are no records."""
        self._found(text, ())
        if text == self.field.text() and not self.isHidden():
            told = explain(fault, self._bench.formats)
            self.nothing.setText(told.title)
            self.hint.setText(told.detail)
            self.nothing.show()
            self.hint.setVisible(bool(told.detail))

    def _show_without_records(self) -> None:
        self.list.show_found((*self._places, *self._acts))

    def _show(self, found: tuple[Finding, ...], text: str) -> None:
        self.list.show_found(found)
        self.list.setVisible(bool(found))
        self.nothing.setText(self.tr("Nothing found for “{text}”").format(text=text.strip()))
        self.nothing.setVisible(not found)
        self.hint.setText(
            self.tr(
                "Type how a word begins: of a name, a code, a loan or receipt number, or of what to do."
                " A phone number is found whole or by its last four digits."
            )
        )
        self.hint.setVisible(not found)

    def _go(self, target: Target, hit: Hit, second: str) -> None:
        self._remember(Recent(target, hit.title, second, icon_of(hit.kind)))
        self._findable.open(target)

    def _take_current(self) -> None:
        """Take the current line; one that is still looked for as soon as it is there."""
        self._entered = not self._answered
        if self._entered:
            return
        current = self.list.current
        if current is not None:
            self._take(current)

    def _take(self, finding: object) -> None:
        if isinstance(finding, Finding):
            self.close_panel()
            finding.act()

    def _recent(self) -> tuple[Finding, ...]:
        found = []
        for each in read_recent(self._bench.notes.get("place", "recent")):
            if self._findable.may_open(each.target):
                act = partial(self._findable.open, each.target)
                found.append(Finding(self.tr("Found lately"), each.icon, each.title, each.second, act))
        return tuple(found)

    def _remember(self, recent: Recent) -> None:
        before = read_recent(self._bench.notes.get("place", "recent"))
        self._bench.notes.put("place", "recent", written_recent(with_recent(before, recent)))
