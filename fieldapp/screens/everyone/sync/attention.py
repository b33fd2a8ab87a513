"""What the office said that somebody must look at: the reason in words, and the one thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.screens.everyone.sync.said import place_of, reason_of, title_of
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button, CommitButton
from fieldapp.screens.widgets.card import Card, column, empty, hairline, row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import counted
from fieldapp.screens.workbench import Workbench
from fieldapp.syncing.centre import CentreRow

_MOST = 4


class AttentionCard(Card):
    """Hidden while nothing needs a look; `seen` carries the sequence number that was taken as seen, and what
    holds its button until that is known.
    """

    seen = Signal(object, object)
    all_wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(self.tr("Needs attention"))
        self._bench = bench
        self._lines = column(Gap.M)
        self._shown: tuple[Sequence[CentreRow], int] = ((), 0)
        self.more = Button(bench.look, "", "quiet")
        self.more.clicked.connect(self.all_wanted)
        self.body.addLayout(self._lines)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_rows(self, rows: Sequence[CentreRow], total: int) -> None:
        """Show the first of them, newest first."""
        if (rows, total) == self._shown:
            # What is there already stays under the finger that is about to press it.
            return
        self._shown = (rows, total)
        empty(self._lines)
        for place, found in enumerate(rows[:_MOST]):
            if place:
                self._lines.addWidget(hairline())
            self._lines.addWidget(self._line(found))
        left = total - min(len(rows), _MOST)
        self.more.set_words(self.tr("Show {answers} more").format(answers=counted(left, "", "").strip()))
        self.more.setVisible(left > 0)
        self.setVisible(bool(rows))

    def _line(self, found: CentreRow) -> QWidget:
        entry, say = found.entry, self._bench.formats
        line = row(Gap.M)
        words = column(Gap.XS)
        value = f"  ·  {say.signed(entry.value_minor)}" if entry.value_minor else ""
        words.addWidget(label(title_of(found) + value, "strong", wrap=True))
        when = say.moment(entry.at_ms, self._bench.now_ms())
        words.addWidget(label(" · ".join(part for part in (found.about.number, when) if part), "label"))
        words.addWidget(label(reason_of(found, say), "label", "overdue", wrap=True))
        line.addLayout(words, 1)
        place = place_of(found)
        if place is not None:
            look_at = Button(self._bench.look, self.tr("Look at it"), "plain")
            look_at.setAccessibleName(self.tr("Look at {what}").format(what=title_of(found)))
            look_at.clicked.connect(lambda: self._bench.go.open(place))
            line.addWidget(look_at, 0, Qt.AlignmentFlag.AlignVCenter)
        name = self.tr("Understood: {what}").format(what=title_of(found))
        done = CommitButton(self._bench.look, self.tr("Understood"), "check", kind="tonal", name=name)
        done.committed.connect(lambda: self.seen.emit(entry.seq, done.guard))
        line.addWidget(done, 0, Qt.AlignmentFlag.AlignVCenter)
        shown = QWidget()
        shown.setLayout(line)
        return shown
