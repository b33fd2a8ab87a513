"""Painted buttons as somebody presses them, by finger or by key.

The rule kept here: a button is pressed where the finger lets go inside its target; a second press of a double
click is no press; a row whose writing button was pressed is held until it is released.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QRect

from fieldapp.screens.widgets.cells.kinds import RowButton, State


@dataclass(frozen=True, slots=True)
class Spot:
    """A painted button: the row's key, and where it is pressed."""

    row: Hashable
    button: RowButton
    target: QRect


class Touches:
    """Which button is under a finger, which has the focus, and which rows are held."""

    def __init__(self, spots: Callable[[int], Sequence[Spot]]) -> None:
        self._spots = spots
        self._armed: Spot | None = None
        self._focused = ""
        self._held: set[Hashable] = set()

    def arm(self, row: int, at: QPoint) -> bool:
        """Put a finger down; whether there is a button, dead or alive."""
        spot = self._at(row, at)
        self._armed = spot if spot is not None and self._alive(spot) else None
        return spot is not None

    def let_go(self, row: int, at: QPoint) -> Spot | None:
        """Lift the finger; the button it was on, if it was lifted there."""
        armed, self._armed = self._armed, None
        spot = self._at(row, at)
        if armed is None or spot is None or not self._alive(spot):
            return None
        return spot if (spot.row, spot.button.key) == (armed.row, armed.button.key) else None

    def slip(self) -> None:
        """The finger moved away: nothing is pressed."""
        self._armed = None

    def step(self, row: int, by: int) -> Spot | None:
        """Move the focus along the buttons of a row; before the first it is on the row itself."""
        alive = [spot for spot in self._spots(row) if self._alive(spot)]
        places = [spot.button.key for spot in alive]
        at = places.index(self._focused) if self._focused in places else -1
        to = min(max(at + by, -1), len(alive) - 1)
        self._focused = places[to] if to >= 0 else ""
        return alive[to] if to >= 0 else None

    def focused(self, row: int) -> Spot | None:
        """The button of a row that has the focus; it moves along when the row does."""
        return next((spot for spot in self._spots(row) if spot.button.key == self._focused), None)

    def leave(self) -> None:
        """Put the focus back on the row."""
        self._focused = ""

    def press(self, spot: Spot) -> bool:
        """Press a button; False when it is dead or its row is held. One that writes holds its row."""
        if not self._alive(spot):
            return False
        if spot.button.writes:
            self._held.add(spot.row)
        return True

    def release(self, row: Hashable) -> None:
        """Let the buttons of a row be pressed again."""
        self._held.discard(row)

    def state_of(self, row: Hashable, *, has_focus: bool) -> tuple[str, str, bool]:
        """Return the buttons of a row in focus and under a finger, and whether the row is held."""
        armed = self._armed.button.key if self._armed is not None and self._armed.row == row else ""
        return (self._focused if has_focus else ""), armed, row in self._held

    def state(self, row: Hashable, keys: Sequence[str], usual: State, *, has_focus: bool) -> State:
        """Return how a cell with these buttons is now; `has_focus` says whether its row has the focus."""
        focused, armed, held = self.state_of(row, has_focus=has_focus)
        if not (focused or armed or held):
            return usual
        return replace(
            usual,
            focused=keys.index(focused) if focused in keys else -1,
            pressed=keys.index(armed) if armed in keys else -1,
            held=held,
        )

    def _at(self, row: int, at: QPoint) -> Spot | None:
        return next((spot for spot in self._spots(row) if spot.target.contains(at)), None)

    def _alive(self, spot: Spot) -> bool:
        return spot.button.enabled and spot.row not in self._held
