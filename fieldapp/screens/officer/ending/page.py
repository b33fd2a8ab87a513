"""The end of the day: what is missing with the way to each, beside the report of the day, saved as a PDF.

The rule kept here: it asks nothing and closes nothing; it says what is left to do, and when nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from fieldapp.officer.drafts.left_money import FoundMoney, LeftMoney, left_money, load_left
from fieldapp.officer.ending.day import DayEnd, load_day_end
from fieldapp.screens.frame import Page
from fieldapp.screens.officer.ending.words import missing_rows, report_blocks
from fieldapp.screens.paper import pdf
from fieldapp.screens.paper.paper import Paper
from fieldapp.screens.paper.saving import PaperSaver
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, Panes, Scrolled, centred, column
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

_DRAFTS = "draft"


@dataclass(frozen=True, slots=True)
class _Shown:
    day: DayEnd
    left: tuple[FoundMoney, ...]


class DayEndPage(Page):
    """What is missing at one side, the report at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("End of day"))
        self._shown: _Shown | None = None
        self.paper = Paper(bench.look, self.tr("Day report"))
        self.list = RowList(bench.look, self.tr("What is missing"))
        self.list.show_whole()
        self.nothing = EmptyState(
            bench.look,
            "check-circle",
            self.tr("Nothing is missing"),
            self.tr("Meetings are closed, cash is handed over, and the office has everything."),
        )
        self.save = Button(bench.look, self.tr("Save as PDF"), "plain", "file-pdf")
        self.save.setEnabled(False)
        self._saver = PaperSaver(bench, self)
        self.add_act(self.save)
        self._lay_out()
        self.list.chosen.connect(self._open)
        self.save.clicked.connect(self._save)

    def load(self) -> None:
        left = self._left()
        self.read(lambda desk: _load(desk, left), self._show)

    def _lay_out(self) -> None:
        missing = Card(self.tr("What is missing"), edge=Gap.NONE)
        missing.body.addWidget(self.list)
        missing.body.addWidget(self.nothing)
        self.nothing.hide()
        main, side = QWidget(), QWidget()
        for pane, shown in ((main, self.paper), (side, missing)):
            box = column(Gap.M)
            if shown is self.paper:
                box.addLayout(centred(self.paper))
            else:
                box.addWidget(shown)
            box.addStretch(1)
            pane.setLayout(box)
        scrolled = Scrolled(Gap.NONE)
        scrolled.body.addWidget(Panes(self.bench.look, main, side, side_first=True))
        scrolled.body.addStretch(1)
        self.body.addWidget(scrolled, 1)

    def _left(self) -> tuple[LeftMoney, ...]:
        """The money in drafts, today's too: at the end of the day nothing is under way any more."""
        notes, today = self.bench.notes, self.bench.today()
        found = (left_money(key, notes.get(_DRAFTS, key), today) for key in notes.keys(_DRAFTS))
        return tuple(left for left in found if left is not None)

    def _show(self, shown: _Shown) -> None:
        self._shown = shown
        say = self.bench.formats
        rows = missing_rows(shown.day, shown.left, say)
        words = self.tr("nothing is missing")
        if rows:
            words = counted(len(rows), self.tr("thing is missing"), self.tr("things are missing"))
        self.head(self.title, f"{say.long_day(shown.day.on)} · {words}")
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.paper.set_blocks(report_blocks(shown.day, say))
        self.save.setEnabled(True)

    def _open(self, key: object) -> None:
        if isinstance(key, Target):
            self.bench.go.open(key)

    def _save(self) -> None:
        if self._shown is None:
            return
        day = self._shown.day
        title = self.tr("Day report {day}").format(day=day.on.isoformat())
        blocks = self.paper.blocks
        self._saver.save(title, partial(pdf.pdf_of, blocks, title, pdf.STATEMENT, pdf.numbered()))


def _load(desk: Desk, left: tuple[LeftMoney, ...]) -> _Shown:
    return _Shown(load_day_end(desk), load_left(desk, left))
