"""The gallery's window: rooms as tabs, theme and size of text to be changed at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtWidgets import QStackedWidget, QWidget

from fieldapp.screens.gallery import basics, charts, choices, forms, overlays, tables, waiting
from fieldapp.screens.gallery.board import Board, Room
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import TEXT_SIZES, Gap, Theme
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.choices.flow import Flow
from fieldapp.screens.widgets.choices.linked import Part
from fieldapp.screens.widgets.choices.tabs import Tabs
from fieldapp.screens.widgets.reading import step

ROOMS = (
    Room("basics", "Basics", basics.hang),
    Room("forms", "Forms", forms.hang),
    Room("choices", "Choices", choices.hang),
    Room("tables", "Tables", tables.hang),
    Room("charts", "Charts", charts.hang),
    Room("waiting", "States", waiting.hang),
    Room("overlays", "Overlays", overlays.hang),
)
_THEMES: dict[str, Theme] = {"system": "system", "light": "light", "dark": "dark"}


class Gallery(QWidget):
    """All rooms, opened at the first or a named one; each is built when it is entered."""

    def __init__(self, look: Look, first: str = "", rooms: Iterable[Room] = ROOMS) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWindowTitle("Fieldapp – gallery")
        self._look = look
        self._rooms = {room.key: room for room in rooms}
        self._boards: dict[str, Board] = {}
        self._stack = QStackedWidget()
        self.tabs = Tabs(look, "Rooms", (Part(room.key, room.name) for room in self._rooms.values()))
        self.theme = Choice(look, "Theme", ((key, key.capitalize()) for key in _THEMES), low=True)
        self.size_of_text = Choice(
            look, "Text size", ((str(size), f"{round(size * 100)} %") for size in TEXT_SIZES), low=True
        )
        self._build()
        self.tabs.chosen.connect(self.enter)
        self.theme.chosen.connect(lambda key: look.choose(replace(look.appearance, theme=_THEMES[key])))
        self.size_of_text.chosen.connect(
            lambda key: look.choose(replace(look.appearance, text_size=float(key)))
        )
        look.changed.connect(self._show_choice)
        self._show_choice()
        self.enter(first or next(iter(self._rooms)))

    def enter(self, key: str) -> None:
        """Show a room."""
        if key not in self._boards:
            self._boards[key] = Board(self._rooms[key].hang(self._look))
            self._stack.addWidget(self._boards[key])
        self._stack.setCurrentWidget(self._boards[key])
        self.tabs.choose(key)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as one reads."""
        return step(self, forward=forward)

    def _build(self) -> None:
        head = Flow(gap=Gap.XL)
        head.addWidget(self.theme)
        head.addWidget(self.size_of_text)
        top = column(Gap.S, Gap.L)
        top.setContentsMargins(Gap.L, Gap.S, Gap.L, Gap.NONE)
        top.addLayout(head)
        top.addWidget(self.tabs)
        box = column(Gap.NONE)
        box.addLayout(top)
        box.addWidget(self._stack, 1)
        self.setLayout(box)

    def _show_choice(self) -> None:
        self.theme.choose(self._look.appearance.theme)
        self.size_of_text.choose(str(self._look.scale))
