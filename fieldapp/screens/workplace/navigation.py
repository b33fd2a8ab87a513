"""Where somebody can go: a rail at the side of a wide window, a bar at the bottom of a narrow one.

The rule kept here: the role decides what is offered, the window's width only where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QToolButton

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Width


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the navigation; `icon` has a filled form for when it is the one shown."""

    key: str
    text: str
    icon: str


class Navigation(QFrame):
    """The destinations and, last, the lock; `went` carries a key, `lock_wanted` when somebody locks."""

    went = Signal(str)
    lock_wanted = Signal()
    theme_wanted = Signal()

    def __init__(self, look: Look, destinations: tuple[Destination, ...]) -> None:
        super().__init__()
        self._look = look
        self._buttons: dict[str, tuple[QToolButton, str]] = {}
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setSpacing(Gap.XS)
        for place in destinations:
            button = self._button(place.text, place.icon)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=place.key: self.went.emit(key))
            self._buttons[place.key] = (button, place.icon)
            self._box.addWidget(button)
        self._box.addStretch()
        self._theme = self._button(self.tr("Theme"), "moon")
        self._theme.setAccessibleName(self.tr("Light or dark"))
        self._theme.clicked.connect(self.theme_wanted)
        self._lock = self._button(self.tr("Lock"), "lock-simple")
        self._lock.clicked.connect(self.lock_wanted)
        self._box.addWidget(self._theme)
        self._box.addWidget(self._lock)
        look.changed.connect(self._draw)
        self.set_wide(wide=True)
        self._draw()

    def set_wide(self, *, wide: bool) -> None:
        """Stand as a rail, or lie as a bar."""
        self.setObjectName("rail" if wide else "bottomBar")
        way = QBoxLayout.Direction.TopToBottom if wide else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(way)
        self._box.setContentsMargins(Gap.XS, Gap.S if wide else Gap.XS, Gap.XS, Gap.S if wide else Gap.XS)
        for place in range(self._box.count()):
            item = self._box.itemAt(place)
            spring = item is not None and item.widget() is None
            self._box.setStretch(place, int(spring == wide))
        self.setMinimumSize(Width.RAIL if wide else 0, 0 if wide else Height.BOTTOM_BAR)
        self.setMaximumSize(Width.RAIL if wide else Width.ANY, Width.ANY if wide else Height.BOTTOM_BAR)
        self.style().unpolish(self)
        self.style().polish(self)

    def mark(self, key: str) -> None:
        """Show which destination is open."""
        for each, (button, _) in self._buttons.items():
            button.setChecked(each == key)
        self._draw()

    def button(self, key: str) -> QToolButton:
        """The button of a destination."""
        return self._buttons[key][0]

    def _button(self, text: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("destination")
        button.setText(text)
        button.setAccessibleName(text)
        button.setProperty("icon", icon)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(IconSize.NAV, IconSize.NAV))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return button

    def _draw(self) -> None:
        colours = self._look.colours
        for button, icon in self._buttons.values():
            on = button.isChecked()
            name, colour = (f"{icon}-fill", colours.on_tint) if on else (icon, colours.muted)
            button.setIcon(self._look.icon(name, colour, IconSize.NAV))
        for button in (self._theme, self._lock):
            icon = ("sun" if self._look.dark else "moon") if button is self._theme else "lock-simple"
            button.setIcon(self._look.icon(icon, colours.muted, IconSize.NAV))
