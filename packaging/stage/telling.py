"""How the story is told: numbered chapters, one line a step, and every figure checked as it is said.

The rule kept here: a figure is printed only after it was compared; the first that is wrong ends the story.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shared.writing import format_amount


class StoryWrong(Exception):
    """A figure of the story is not what it has to be."""


@dataclass(slots=True)
class Teller:
    """Says lines through `say`."""

    say: Callable[[str], None]
    checked: int = 0
    _chapter: int = 0

    def chapter(self, title: str) -> None:
        """Begin a chapter."""
        self._chapter += 1
        self.say(f"\n{self._chapter:>2}. {title}")

    def line(self, text: str) -> None:
        """Say what happens."""
        self.say(f"    {text}")

    def check(self, what: str, found: object, wanted: object) -> None:
        """Say a fact after comparing it; raises `StoryWrong` when it is not as it has to be."""
        self.checked += 1
        if found != wanted:
            self.say(f"  ✗ {what}: {found!r}, not {wanted!r}")
            raise StoryWrong(f"{what}: found {found!r}, wanted {wanted!r}")
        self.say(f"  ✓ {what}{_shown(found)}")


def _shown(found: object) -> str:
    """Nothing where the words say it all, the one value of a set that has one, else the value."""
    if found is None or found is True:
        return ""
    if found == ():
        return ": none"
    if isinstance(found, set) and len(found) == 1:
        (found,) = found
    return f": {found}"


def naira(amount_minor: int) -> str:
    """An amount of kobo as people read it."""
    return f"₦{format_amount(amount_minor)}"
