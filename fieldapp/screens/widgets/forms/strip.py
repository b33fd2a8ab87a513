"""A strip that says what is unusual, with one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.text import label


class Strip(QFrame):
    """Hidden until it has something to say, in the colour of a warning or a refusal; `acted` when pressed."""

    acted = Signal()

    def __init__(self, look: Look, *, refused: bool = False) -> None:
        super().__init__()
        self._look = look
        self._refused = refused
        self.setProperty("notice", "error" if refused else "note")
        self._shape = label()
        self._title, self._detail = label("", "strong", wrap=True), label("", "label", wrap=True)
        self.button = Button(look, "", "plain")
        self.button.clicked.connect(self.acted)
        words = column(Gap.NONE)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        line = row(Gap.M, Gap.M)
        line.addWidget(self._shape)
        line.addLayout(words, 1)
        line.addWidget(self.button)
        self.setLayout(line)
        self._look.changed.connect(self._draw)
        self._draw()
        self.hide()

    def say(self, title: str, detail: str, action: str = "") -> None:
        """Show it, or hide it where there is nothing to say."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.button.set_words(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(f"{title}. {detail}" if detail else title)
        self.setVisible(bool(title))

    @property
    def words(self) -> str:
        """What it says."""
        return "" if self.isHidden() else self.accessibleName()

    def _draw(self) -> None:
        status = self._look.colours.overdue if self._refused else self._look.colours.pending
        icon = self._look.icon("warning-circle-fill", status.fg, IconSize.BUTTON)
        self._shape.setPixmap(icon.pixmap(self._look.icon_px()))
