"""What can lie over the pages of one workplace, and how it is opened.

The rule kept here: one lies there at a time; where somebody goes, nothing stays lying over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.widgets.overlays.veil import Veil
from fieldapp.screens.workplace.bars.navigation import Navigation
from fieldapp.screens.workplace.errands import Errand, Ways, errands_of
from fieldapp.screens.workplace.over.more import MoreSheet


@dataclass(frozen=True, slots=True)
class Person:
    """Who is behind the lock, and the ways they may take."""

    role: str
    ways: Ways


class Overlays:
    """More, search, help and tour over `around`."""

    def __init__(self, look: Look, around: QWidget, navigation: Navigation, person: Person) -> None:
        self._look = look
        self._navigation = navigation
        self._person = person
        self.more = MoreSheet(look, around)

    def show_more(self) -> None:
        """Offer the places that have no room, and everything else there is."""
        self.close()
        errands = errands_of(self._person.role, self._look, self._person.ways)
        places = [self._place(place.key, place.text, place.icon) for place in self._navigation.folded]
        here = [each for each in errands if each.key != "lock"]
        self.more.offer((places, here, [each for each in errands if each.key == "lock"]))

    def close(self) -> bool:
        """Take away what lies there; False where nothing does."""
        shown = [each for each in self._all() if each.isVisible()]
        for each in shown:
            each.close_panel()
        return bool(shown)

    def _all(self) -> tuple[Veil, ...]:
        return (self.more,)

    def _place(self, key: str, text: str, icon: str) -> Errand:
        went: Callable[[str], None] = self._navigation.went.emit
        return Errand(key, text, icon, lambda: went(key))
