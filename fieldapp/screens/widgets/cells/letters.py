"""How wide and high words are, measured once for everybody who paints in one look.

The rule kept here: what was measured is forgotten as soon as the theme or the size of text changes, and
never grows without bound.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, TextRole
from fieldapp.screens.widgets.badge import Mark, badge_width
from fieldapp.screens.widgets.cells.pictures import Pictures

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_MOST_KEPT = 8192
_STAMPS_KEPT = 400


class Letters(QObject):
    """Measures of words in the fonts of a look; ask `Letters.of(look)`, as there is one for each look."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.look = look
        self.stamps = Pictures(_STAMPS_KEPT)
        """Badges and buttons painted in this look."""
        self._fonts: dict[TextRole, QFont] = {}
        self._drops: dict[TextRole, float] = {}
        self._colours: dict[str, QColor] = {}
        self._badges: dict[tuple[Mark, int], float] = {}
        self._widths: dict[tuple[str, TextRole], float] = {}
        self._shortened: dict[tuple[str, TextRole, int], str] = {}
        look.changed.connect(self._forget)

    @staticmethod
    def of(look: Look) -> Letters:
        """Return the measures of a look."""
        found = look.findChild(Letters, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return found if isinstance(found, Letters) else Letters(look)

    def font(self, role: TextRole) -> QFont:
        """Return a font of the look, to paint with and not to change."""
        if role not in self._fonts:
            self._fonts[role] = self.look.font(role)
        return self._fonts[role]

    def metrics(self, role: TextRole) -> QFontMetricsF:
        """Return the metrics of a step of the type scale."""
        return self.look.metrics(role)

    def drop(self, role: TextRole) -> float:
        """Return how far below the middle of a line its letters stand."""
        if role not in self._drops:
            metrics = self.metrics(role)
            self._drops[role] = (metrics.ascent() - metrics.descent()) / 2
        return self._drops[role]

    def colour(self, name: str) -> QColor:
        """Return a colour of the theme, to paint with and not to change."""
        if name not in self._colours:
            self._colours[name] = QColor(name)
        return self._colours[name]

    def height(self, role: TextRole) -> float:
        """Return the height of a line."""
        return self.metrics(role).height()

    def width(self, text: str, role: TextRole) -> float:
        """Return how wide a line is."""
        key = (text, role)
        if key not in self._widths:
            _keep_small(self._widths)
            self._widths[key] = self.metrics(role).horizontalAdvance(text)
        return self._widths[key]

    def badge_width(self, mark: Mark, height: int = Height.BADGE) -> float:
        """Return how wide a badge is."""
        key = (mark, height)
        if key not in self._badges:
            _keep_small(self._badges)
            self._badges[key] = badge_width(self.look, mark, height)
        return self._badges[key]

    def shortened(self, text: str, role: TextRole, room: float) -> str:
        """Return the line as it fits into a room, ending in … where it does not."""
        if self.width(text, role) <= room + 0.5:
            return text
        key = (text, role, int(room))
        if key not in self._shortened:
            _keep_small(self._shortened)
            self._shortened[key] = self.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, room)
        return self._shortened[key]

    def wrapped(self, text: str, role: TextRole, room: float, most: int) -> tuple[str, ...]:
        """Return words in lines that fit a room, `most` of them, the last ending in … if it is cut."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, role) <= room:
                lines[-1] = longer
            elif len(lines) == most:
                lines[-1] = self.shortened(f"{longer} …", role, room)
                break
            else:
                lines.append(word)
        return tuple(self.shortened(line, role, room) for line in lines)

    def _forget(self) -> None:
        self.stamps.forget()
        self._fonts.clear()
        self._drops.clear()
        self._colours.clear()
        self._badges.clear()
        self._widths.clear()
        self._shortened.clear()


def _keep_small(kept: dict[_Key, _Value]) -> None:
    if len(kept) >= _MOST_KEPT:
        kept.clear()
