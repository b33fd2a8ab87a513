"""Who and what a page is about, at its top: a round with initials, lines of words, and a badge."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.avatar import Avatar
from fieldapp.screens.widgets.badge import Badge, Mark
from fieldapp.screens.widgets.card import Card, Yielding, column, empty, row
from fieldapp.screens.widgets.text import label


class Subject(Card):
    """The card; the badge stands at its end, or below the words where they would be squeezed."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._name = ""
        self._avatar = column(Gap.NONE)
        self.title = label("", "title", wrap=True)
        self.second = label("", "label", "muted", wrap=True)
        self.note = label("", "label", "pending", wrap=True)
        self.mark = Badge(look, Mark("pending", ""))
        words, lines = QWidget(), column(Gap.XS)
        lines.addStretch()
        for shown in (self.title, self.second, self.note):
            lines.addWidget(shown)
        lines.addStretch()
        words.setLayout(lines)
        said = Yielding(
            words, self.mark, lambda: Width.SUBJECT_LEAST * look.scale, at=Qt.AlignmentFlag.AlignTop
        )
        line = row(Gap.M)
        line.addLayout(self._avatar)
        line.addWidget(said, 1)
        self.body.addLayout(line)

    def show_subject(self, name: str, title: str, second: str, mark: Mark | None, note: str = "") -> None:
        """Show whom it is about, what, how it stands, and what one has to know before acting on it."""
        if name != self._name:
            self._name = name
            empty(self._avatar)
            self._avatar.addWidget(Avatar(self._look, name))
        self.title.setText(title)
        self.second.setText(second)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.mark.setVisible(mark is not None)
        if mark is not None:
            self.mark.set_mark(mark)
