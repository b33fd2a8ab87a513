"""Buttons that follow the look, and the guard that lets one press write once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height

ButtonKind = Literal[
    "primary",
    "final",
    "plain",
    "plain_final",
    "tonal",
    "quiet",
    "icon",
    "refuse",
    "refuse_final",
    "menu_row",
    "chip",
    "person",
    "key",
    "key_more",
    "key_due",
    "pin_key",
    "pin_quiet",
]


class Button(QPushButton):
    """A push button; the icon takes the colour of the words."""

    def __init__(self, look: Look, text: str, kind: ButtonKind = "plain", icon: str = "") -> None:
        super().__init__()
        self._look = look
        self._kind = kind
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.set_words(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        look.changed.connect(self._draw_icon)
        self.toggled.connect(self._draw_icon)
        self._draw_icon()

    def set_words(self, text: str) -> None:
        """Change the words, for eye and ear alike."""
        self.setText(f"\N{EN SPACE}{text}" if text and self._icon_name else text)
        self.setAccessibleName(text)

    def set_kind(self, kind: ButtonKind) -> None:
        """Change what kind of button it is."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._draw_icon()

    def minimumSizeHint(self) -> QSize:
        """Words are never cut: a button is at least as wide as they are, and as a finger."""
        hint = self.sizeHint()
        return QSize(max(hint.width(), Height.TOUCH), hint.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if not self._icon_name:
            return
        colours = self._look.colours
        colour = {
            "primary": colours.on_primary,
            "final": colours.on_primary,
            "tonal": colours.on_tint,
            "quiet": colours.on_tint,
            "refuse": colours.overdue.fg,
            "refuse_final": colours.overdue.fg,
        }.get(self._kind, colours.on_primary if self.isChecked() else colours.text)
        size = self._look.icon_px()
        self.setIconSize(QSize(size, size))
        self.setIcon(self._look.icon(self._icon_name, colour if self.isEnabled() else colours.faint))


class Choice(QWidget):
    """A few choices side by side, of which one holds; arrow keys move."""

    chosen = Signal(str)

    def __init__(self, look: Look, name: str, options: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        line.setSpacing(Gap.S)
        for key, text in options:
            button = Button(look, text, "chip")
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {text}")
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            line.addWidget(button)
        line.addStretch()

    def choose(self, key: str) -> None:
        """Choose without saying so."""
        self._buttons[key].setChecked(True)

    @property
    def current(self) -> str:
        """The choice that holds; empty before the first."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def button(self, key: str) -> Button:
        """The button of a choice."""
        return self._buttons[key]
