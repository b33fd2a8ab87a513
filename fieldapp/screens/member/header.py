"""Who a member is and how they stand, at one glance."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout

from fieldapp.everyone.member_view import MemberView
from fieldapp.screens.member.words import next_words, standing_mark, verified_mark, who_words
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.avatar import Avatar
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.text import Figure, label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class MemberHeader(Card):
    """Face, name and badges at the start; what is owed at the end, or below where it is narrow."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self._bench = bench
        self.avatar = Avatar(bench.look, size=Width.AVATAR_LARGE)
        self.name = label("", "heading", wrap=True)
        self.who = label("", "body", "muted", wrap=True)
        self.verified = Badge(bench.look, Mark("verified", ""))
        self.left = Badge(bench.look, Mark("refused", self.tr("Left the union")))
        self.credit = Badge(bench.look, Mark("credit", ""))
        self.owes = Figure(self.tr("Owes"), "display")
        self.standing = Badge(bench.look, Mark("paid", ""))
        self.next = label("", "label", "muted")
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(Gap.L)
        self._box.addLayout(self._person(), 1)
        self._box.addLayout(self._figures())
        self.body.addLayout(self._box)

    def set_narrow(self, narrow: bool) -> None:
        """Put what is owed below the person."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(down if narrow else across)
        self.avatar.set_size(Width.AVATAR if narrow else Width.AVATAR_LARGE)

    @property
    def least_width(self) -> int:
        """How wide it has to be for what is owed to stand beside the person."""
        figures = max(shown.sizeHint().width() for shown in (self.owes, self.standing, self.next))
        name = self.name.minimumSizeHint().width()
        return self.avatar.sizeHint().width() + name + figures + 2 * Gap.L + 2 * self.body.spacing()

    def show_member(self, view: MemberView) -> None:
        """Show a member."""
        say = self._bench.formats
        self.avatar.set_name(view.member.name)
        self.name.setText(view.member.name)
        self.who.setText(who_words(view, say))
        self.verified.set_mark(verified_mark(view))
        self.left.setVisible(not view.member.active)
        credit = self.tr("Credit {amount}").format(amount=say.signed(view.credit_minor))
        self.credit.set_mark(Mark("credit", credit))
        self.credit.setVisible(view.credit_minor > 0)
        self.owes.set_value(say.signed(view.owed_minor))
        mark = standing_mark(view)
        self.standing.setVisible(mark is not None)
        if mark is not None:
            late = tr("{amount} · {age}").format(amount=say.signed(view.overdue_minor), age=mark.text)
            self.standing.set_mark(Mark(mark.kind, late) if view.overdue_minor else mark)
        self.next.setText(next_words(view, say))
        self.next.setVisible(bool(self.next.text()))

    def _person(self) -> QBoxLayout:
        badges = Flow()
        for badge in (self.verified, self.left, self.credit):
            badges.addWidget(badge)
        words = column(Gap.XS)
        words.addWidget(self.name)
        words.addWidget(self.who)
        words.addLayout(badges)
        words.addStretch()
        line = row(Gap.L)
        line.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return line

    def _figures(self) -> QBoxLayout:
        box = column(Gap.XS)
        box.addWidget(self.owes)
        box.addWidget(self.standing)
        box.addWidget(self.next)
        box.addStretch()
        return box
