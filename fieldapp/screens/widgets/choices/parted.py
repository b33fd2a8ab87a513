"""Parts of a page behind tabs.

The rule kept here: a part is made when it is first looked at; who opens a page does not wait for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.tabs import Tabs


class Parted(Card):
    """A card with a tab for each part and `make` for what is behind it.

    `made` with the key of a part that has just been made, `opened` with that of the one shown, `turned` when
    it was somebody who turned to it.
    """

    made = Signal(str)
    opened = Signal(str)
    turned = Signal(str)

    def __init__(self, look: Look, name: str, parts: Mapping[str, tuple[str, Callable[[], QWidget]]]) -> None:
        super().__init__(edge=Gap.NONE)
        self.tabs = Tabs(look, name, (Part(key, word) for key, (word, _) in parts.items()))
        self._make = {key: make for key, (_, make) in parts.items()}
        self._made: dict[str, QWidget] = {}
        self._stack = QStackedWidget()
        self._stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.tabs.chosen.connect(self._turn)

    def part(self, key: str) -> QWidget:
        """What is behind a tab; made now, if it was not looked at yet."""
        if key not in self._made:
            self._made[key] = self._make[key]()
            self._stack.addWidget(self._made[key])
            self.made.emit(key)
            self.fill(key)
        return self._made[key]

    def open(self, key: str) -> None:
        """Show a part, the first where there is none of that name."""
        key = key if key in self._make else next(iter(self._make))
        self.tabs.choose(key)
        self._stack.setCurrentWidget(self.part(key))
        self.opened.emit(key)

    def fill(self, key: str) -> None:
        """Show in a part what is known; overridden, and asked when the part is made."""

    def fill_made(self) -> None:
        """Show what is known in every part that was looked at."""
        for key in self._made:
            self.fill(key)

    def _turn(self, key: str) -> None:
        self.open(key)
        self.turned.emit(key)
