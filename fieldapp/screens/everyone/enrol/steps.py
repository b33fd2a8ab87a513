"""The way from a new tablet to one's own: what is asked for, in which order, and how far somebody is.

The rule kept here: what happens to the code and the PIN is said before they are typed.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, IconSize
from fieldapp.screens.widgets.card import Card, column, row
from fieldapp.screens.widgets.drawn.logo import Logo
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.settings import program_version

_DONE, _NOW, _NEXT = "check-circle-fill", "circle-half-fill", "circle-dashed"


class Step(QFrame):
    """One step with a shape and a word for how far it is."""

    def __init__(self, look: Look, title: str, detail: str) -> None:
        super().__init__()
        self._look = look
        self._title = title
        self._icon = _NEXT
        self._shape = QLabel()
        self._stands = label("", "label", "muted")
        words, head = column(Gap.NONE), row(Gap.S)
        head.addWidget(label(title, "strong", wrap=True), 1)
        head.addWidget(self._stands)
        words.addLayout(head)
        words.addWidget(label(detail, "label", "muted", wrap=True))
        line = row(Gap.M)
        line.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.setLayout(line)
        look.changed.connect(self._draw)
        self.show_state(_NEXT)

    @property
    def stands(self) -> str:
        """How far it is, in a word."""
        return self._stands.text()

    def show_state(self, icon: str) -> None:
        """Show how far it is."""
        self._icon = icon
        self._stands.setText({_DONE: tr("done"), _NOW: tr("now"), _NEXT: ""}[icon])
        self.setAccessibleName(", ".join(filter(None, (self._title, self._stands.text()))))
        self._draw()

    def _draw(self) -> None:
        colours = self._look.colours
        colour = {_DONE: colours.paid.fg, _NOW: colours.primary, _NEXT: colours.faint}[self._icon]
        icon = self._look.icon(self._icon, colour, IconSize.NAV)
        self._shape.setPixmap(icon.pixmap(self._look.icon_px(IconSize.NAV)))


class StepsPane(QFrame):
    """Beside the form: the steps; `first` where nobody has enrolled on this tablet yet."""

    def __init__(self, look: Look, *, with_pin: bool, first: bool) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self._look = look
        self.steps = tuple(Step(look, title, detail) for title, detail in _words(with_pin=with_pin))
        box = column(Gap.M, Gap.XL)
        box.addLayout(self._head(first=first))
        box.addStretch(1)
        box.addWidget(label(tr("Three steps, once for this tablet"), "label", "muted", wrap=True))
        card = Card()
        card.body.setSpacing(Gap.L)
        for step in self.steps:
            card.body.addWidget(step)
        box.addWidget(card)
        box.addStretch(2)
        version = tr("Version {version}").format(version=program_version())
        box.addWidget(label(version, "caption", "muted"))
        self.setLayout(box)

    def show_progress(self, done: int) -> None:
        """Show how many steps are done; the one after them is being done."""
        for number, step in enumerate(self.steps):
            step.show_state(_DONE if number < done else _NOW if number == done else _NEXT)

    def _head(self, *, first: bool) -> QHBoxLayout:
        words = column(Gap.NONE)
        words.addWidget(label("Fieldapp", "title"))
        whose = tr("This tablet belongs to nobody yet") if first else tr("Somebody else on this tablet")
        words.addWidget(label(whose, "label", "muted", wrap=True))
        line = row(Gap.M)
        line.addWidget(Logo(self._look))
        line.addLayout(words, 1)
        return line


def _words(*, with_pin: bool) -> Iterator[tuple[str, str]]:
    yield tr("The office"), tr("Its address and a one-time code. The code is good for one tablet, once.")
    secret = tr("It opens what is on this tablet. Nobody else knows it, not even the office.")
    yield tr("Your PIN") if with_pin else tr("Your passphrase"), secret
    work = tr("The tablet makes its lock, then brings your unions and members while you look around.")
    yield tr("Your work"), work
