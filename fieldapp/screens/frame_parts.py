"""What forms and lists are made of on both sides of the lock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.text import label


class EmptyState(QWidget):
    """What to say where there is nothing: a shape, a sentence, the next thing."""

    def __init__(self, look: Look, icon: str, sentence: str, next_thing: str = "") -> None:
        super().__init__()
        self._look = look
        self._icon = icon
        self._picture = label()
        self._sentence = label(sentence, "strong")
        self._next = label(next_thing, "label", wrap=True)
        box = column(Gap.S, Gap.XL)
        box.addStretch()
        for shown in (self._picture, self._sentence, self._next):
            shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(shown)
        box.addStretch()
        self.setLayout(box)
        look.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        icon = self._look.icon(self._icon, self._look.colours.faint, IconSize.EMPTY)
        self._picture.setPixmap(icon.pixmap(IconSize.EMPTY))


def field_label(text: str, field: QWidget, hint: str = "") -> QVBoxLayout:
    """Return a field with its label above it and a hint below."""
    box = column(Gap.XS)
    above = label(text, "label")
    above.setBuddy(field)
    field.setAccessibleName(text)
    field.setMinimumHeight(max(field.minimumHeight(), Height.FIELD))
    # Fields are as high as they are: what is left of the page stays empty below them.
    field.setSizePolicy(field.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)
    box.addWidget(above)
    box.addWidget(field)
    if hint:
        box.addWidget(label(hint, "caption", "muted"))
    return box


def commit_button(look: Look, text: str, icon: str = "") -> Button:
    """Return the one filled button of a page."""
    return Button(look, text, "final", icon)
