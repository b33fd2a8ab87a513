"""The keys of the whole window, and what they do.

The rules kept here: a key does the same on every page, or that page says otherwise in the help sheet; nothing
typed into a field is ever taken for a key of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QWidget

from fieldapp.screens.frame import Key
from fieldapp.screens.targets import DestinationKey
from fieldapp.screens.words import tr
from fieldapp.screens.workplace.destinations import Destination

_MOST_NUMBERED = 9


@dataclass(frozen=True, slots=True)
class Acts:
    """What keys of the window can do."""

    go_to: Callable[[DestinationKey], None]
    back: Callable[[], None]
    forward: Callable[[], object]
    leave: Callable[[], None]
    search: Callable[[], None]
    find: Callable[[], None]
    sync: Callable[[], None]
    lock: Callable[[], None]
    help: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Sequences that do one thing, the first of them named in the help sheet."""

    sequences: tuple[str, ...]
    what: str
    act: Callable[[], object]

    @property
    def key(self) -> Key:
        """As the help sheet says it."""
        return Key(self.sequences[0], self.what)


def shortcuts(acts: Acts, places: tuple[Destination, ...]) -> tuple[Shortcut, ...]:
    """Return the keys of the window, in the order of the help sheet."""

    def going(key: DestinationKey) -> Callable[[], None]:
        return lambda: acts.go_to(key)

    found = [
        Shortcut(("Ctrl+K",), tr("Search everywhere"), acts.search),
        Shortcut(("Ctrl+F",), tr("Find on this page"), acts.find),
    ]
    for number, place in enumerate(places[:_MOST_NUMBERED], start=1):
        words = tr("Go to {place}").format(place=place.text)
        found.append(Shortcut((f"Ctrl+{number}",), words, going(place.key)))
    return (
        *found,
        Shortcut(("Alt+Left", "Back"), tr("Back"), acts.back),
        Shortcut(("Alt+Right", "Forward"), tr("Forward"), acts.forward),
        Shortcut(("F5", "Ctrl+R"), tr("Sync now"), acts.sync),
        Shortcut(("Ctrl+L",), tr("Lock"), acts.lock),
        Shortcut(("F1",), tr("Help: keys and words, also with ?"), acts.help),
    )


def told(found: Iterable[Shortcut]) -> tuple[Key, ...]:
    """Return keys as the help sheet says them."""
    return (*(each.key for each in found), Key("Esc", tr("Close what lies over the page, or go back")))


class Keys(QObject):
    """Listens for the keys of the window, and for the two buttons at the side of a mouse."""

    def __init__(self, place: QWidget, found: tuple[Shortcut, ...], acts: Acts) -> None:
        super().__init__(place)
        self._place = place
        self._acts = acts
        self._sides = {Qt.MouseButton.BackButton: acts.back, Qt.MouseButton.ForwardButton: acts.forward}
        for each in found:
            made = QShortcut(place)
            made.setKeys([QKeySequence(sequence) for sequence in each.sequences])
            made.activated.connect(each.act)
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys reach the window when nothing in it wanted them; the mouse is heard wherever it is pressed."""
        match event.type():
            case QEvent.Type.Show if watched is self._place:
                handle = self._place.window().windowHandle()
                if handle is not None:
                    handle.installEventFilter(self)
            case QEvent.Type.KeyPress if watched is self._place and isinstance(event, QKeyEvent):
                return self._pressed(event)
            case QEvent.Type.MouseButtonPress if isinstance(event, QMouseEvent):
                act = self._sides.get(event.button())
                if act is not None and watched is not self._place:
                    act()
                    return True
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._acts.leave()
        elif event.text() == "?":
            self._acts.help()
        else:
            return False
        return True
