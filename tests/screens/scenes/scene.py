"""What a scene is: a tablet to begin with, and what is done on it until there is something to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.screens import people
from tests.screens.demo import demo_tablet
from tests.screens.office import Tablet, open_tablet
from tests.screens.scenes.studio import Studio, opened_studio

Play = Callable[[Studio], None]


Stage = Callable[[Path], Tablet]
"""Lays a tablet before somebody, in a folder of its own that is still empty."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A state of the window. Before `play` the tablet is unlocked, unless the state is one of the lock."""

    name: str
    stage: Stage
    play: Play
    unlocked: bool = True

    @contextmanager
    def opened(self, app: QApplication, folder: Path) -> Iterator[Studio]:
        """The window in this state, until the block is left."""
        with opened_studio(app, self.stage(folder)) as at:
            if self.unlocked:
                at.unlock()
            self.play(at)
            at.settle()
            yield at


def scene(stage: Stage, *, unlocked: bool = True) -> Callable[[Play], Scene]:
    """Make a scene of a function, with its name."""
    return lambda play: Scene(play.__name__, stage, play, unlocked)


def demo(who: str) -> Stage:
    """The tablet of one of the demo institution's people, out of reach since this morning."""
    return lambda folder: demo_tablet(who, folder / "tablet")


def small(person: people.Staff = people.OFFICER, *, filled: bool = True) -> Stage:
    """A tablet of the small branch, whose office answers as a scene wishes; without `filled`, still empty."""
    return lambda folder: open_tablet(folder / "tablet", person, filled=filled, morning=filled)


def nobody(folder: Path) -> Tablet:
    """A tablet on which nobody has enrolled."""
    tablet = open_tablet(folder / "tablet", filled=False)
    tablet.folder = folder / "nobody"
    return tablet
