"""The way somebody took through the pages, with a place on it: what back and forward mean.

The rule kept here: going back never forgets the way forward, going anywhere else does; a page opened over
another stands one deeper, a destination stands at the ground.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.screens.targets import Target

MOST_STEPS = 24


@dataclass(eq=False, slots=True)
class Step:
    """A place on the way; `depth` counts the pages it stands over."""

    target: Target
    depth: int = 0


class Trail:
    """Steps in their order; at most `MOST_STEPS`, the oldest are forgotten first."""

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._at = -1

    @property
    def here(self) -> Step | None:
        """Where somebody is."""
        return self._steps[self._at] if self._steps else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The whole way."""
        return tuple(self._steps)

    @property
    def place(self) -> tuple[Step, ...]:
        """The step here with those it stands over, from the ground up."""
        found: list[Step] = []
        wanted = self.here.depth if self.here else -1
        for step in reversed(self._steps[: self._at + 1]):
            if step.depth == wanted:
                found.append(step)
                wanted -= 1
        return tuple(reversed(found))

    def go(self, target: Target, *, over: bool) -> Step:
        """Take a step: over the page here, or to the ground."""
        depth = self.here.depth + 1 if over and self.here else 0
        step = Step(target, depth)
        del self._steps[self._at + 1 :]
        self._steps.append(step)
        del self._steps[:-MOST_STEPS]
        self._at = len(self._steps) - 1
        return step

    def back(self) -> Step | None:
        """Go back one step; None at the beginning."""
        return self._move(-1)

    def forward(self) -> Step | None:
        """Go forward again; None at the end."""
        return self._move(1)

    def _move(self, by: int) -> Step | None:
        if not 0 <= self._at + by < len(self._steps):
            return None
        self._at += by
        return self.here
