"""Every scene there is, by name: those of the modules named here."""

from __future__ import annotations

from types import ModuleType

from tests.screens.scenes import (
    before_lock,
    branch_office,
    odd,
    officer_day,
    officer_loans,
    receipts,
    syncing,
)
from tests.screens.scenes.scene import Scene

_MODULES = (before_lock, officer_day, officer_loans, receipts, branch_office, syncing, odd)


def every_scene() -> dict[str, Scene]:
    """All scenes in order; two of one name are a mistake."""
    found: dict[str, Scene] = {}
    for module in _MODULES:
        for scene in _scenes_of(module):
            if scene.name in found:
                raise ValueError(f"two scenes are called {scene.name}")
            found[scene.name] = scene
    return found


def _scenes_of(module: ModuleType) -> list[Scene]:
    return [value for value in vars(module).values() if isinstance(value, Scene)]
