"""The day in figures: collected against what falls due, and the two counts that matter beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from fieldapp.officer.today import Today
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.bar import Bar
from fieldapp.screens.widgets.card import Card, Yielding, row
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import Formats, counted, tr


class CollectedCard(Card):
    """What came in today, posted and provisional apart, of what falls due."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.collected = Figure(self.tr("Collected today"), "display")
        self._target = Figure(self.tr("Falls due today"), "figure", right=True)
        self._bar = Bar(look, Height.BAR_MAIN)
        self._share, self.split = label("", "label"), label("", "label", "muted")
        top, foot = row(Gap.L), row(Gap.M)
        top.addWidget(self.collected)
        top.addStretch()
        top.addWidget(self._target)
        foot.addWidget(self._share)
        foot.addStretch()
        foot.addWidget(self.split)
        self.body.addLayout(top)
        self.body.addWidget(self._bar)
        self.body.addLayout(foot)

    def show_day(self, today: Today, say: Formats) -> None:
        """Show the day's figures."""
        self.collected.set_value(say.signed(today.collected_minor))
        self._target.set_value(say.signed(today.target_minor))
        usual = today.usual_share
        self._bar.set_parts(
            ((today.posted_minor, "paid"), (today.provisional_minor, "pending")),
            today.target_minor,
            tr("Collected of what falls due"),
            None if usual is None else round(usual * today.target_minor),
        )
        share = today.collected_minor * 100 // today.target_minor if today.target_minor else 0
        words = tr("{share} %").format(share=share)
        if usual is not None:
            words += " · " + tr("usual by now is {share} %").format(share=round(usual * 100))
        self._share.setText(words)
        split = tr("posted {posted} · provisional {here}")
        self.split.setText(
            split.format(posted=say.signed(today.posted_minor), here=say.signed(today.provisional_minor))
        )


class Tiles(QHBoxLayout):
    """Due today and overdue, each with how many loans."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setSpacing(Gap.M)
        self.due, self.overdue = Figure(tr("Due today"), "figure"), Figure(tr("Overdue"), "figure")
        self._due_mark = Badge(look, Mark("pending", "–"))
        self._overdue_mark = Badge(look, Mark("overdue", "–"))
        for figure, mark in ((self.due, self._due_mark), (self.overdue, self._overdue_mark)):
            card = Card()
            card.body.addWidget(Yielding(figure, mark))
            self.addWidget(card, 1)

    def show_day(self, today: Today, say: Formats) -> None:
        """Show how much is due and overdue."""
        self.due.set_value(say.signed(today.due_minor))
        self.overdue.set_value(say.signed(today.overdue_minor), "overdue" if today.overdue_minor else "")
        due = counted(today.due_count, tr("loan"), tr("loans"))
        late = counted(today.overdue_count, tr("loan"), tr("loans"))
        self._due_mark.set_mark(Mark("pending" if today.due_count else "paid", due))
        self._overdue_mark.set_mark(Mark("overdue" if today.overdue_count else "paid", late))
