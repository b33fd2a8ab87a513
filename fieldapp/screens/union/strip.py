"""A union's figures in one strip, with when and where it meets and who looks after it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.officer.unions import UnionPage
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.union.words import meeting_words, next_mark, next_words, rate_words
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import ElidedLabel, Figure
from fieldapp.screens.words import money
from fieldapp.screens.workbench import Workbench


class UnionStrip(Card):
    """What is owed leads, then what is late and due; the next meeting stands below as a badge."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.outstanding = Figure(self.tr("Outstanding"), "display")
        self.arrears = Figure(self.tr("Arrears"), "figure", beside=self.outstanding)
        self.due = Figure(self.tr("Due today"), "figure", beside=self.outstanding)
        self.members = Figure(self.tr("Members"), "figure", beside=self.outstanding)
        self.rate = Figure(self.tr("Collected in 8 weeks"), "figure", beside=self.outstanding)
        self.mark = Badge(bench.look, Mark("pending", ""))
        self.meets, self.place = ElidedLabel("", "strong"), ElidedLabel("", "label", "muted")
        figures = Flow(gap=Gap.XL)
        for figure in (self.outstanding, self.arrears, self.due, self.members, self.rate):
            figures.addWidget(figure)
        line = row(Gap.M)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.meets, 1)
        self.body.addLayout(figures)
        self.body.addLayout(line)
        self.body.addWidget(self.place)

    def show_union(self, page: UnionPage) -> None:
        """Show where the union stands."""
        say, found, union = self._bench.formats, page.row, page.row.union
        self.outstanding.set_value(say.signed(found.outstanding_minor))
        late = found.overdue_minor
        self.arrears.set_value(money(late) if late else "–", "overdue" if late else "faint")
        due = found.due_minor
        self.due.set_value(money(due) if due else "–", "" if due else "faint")
        self.members.set_value(f"{found.members:,}")
        self.rate.set_value(rate_words(page.rate))
        mark = next_mark(found, self._bench.today())
        self.mark.setVisible(mark is not None)
        if mark is not None:
            self.mark.set_mark(mark)
        following = self.tr("next on {day}").format(day=next_words(found)) if found.next_meeting_on else ""
        shown = (meeting_words(union), following if mark is None or mark.kind == "paid" else "")
        self.meets.setText(" · ".join(part for part in shown if part))
        keeper = self.tr("Looked after by {name}").format(name=page.officer_name) if page.officer_name else ""
        place = union.meeting_place or union.location
        self.place.setText(" · ".join(part for part in (keeper, place) if part))
