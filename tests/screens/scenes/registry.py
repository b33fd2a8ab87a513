"""Every scene there is, by name: those of the modules beside this one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tests.screens import scenes
from tests.screens.scenes.scene import Scene


def every_scene() -> dict[str, Scene]:
    """All scenes, module by module; two of one name are a mistake."""
    found: dict[str, Scene] = {}
    for module in _modules():
        for scene in _scenes_of(module):
            if scene.name in found:
                raise ValueError(f"two scenes are called {scene.name}")
            found[scene.name] = scene
    return found


def _modules() -> Iterator[ModuleType]:
    for found in iter_modules(scenes.__path__):
        yield import_module(f"{scenes.__name__}.{found.name}")


def _scenes_of(module: ModuleType) -> Iterator[Scene]:
    """Those a module names, and those of the lists it names."""
    for value in vars(module).values():
        listed = value if isinstance(value, list) else [value]
        yield from (each for each in listed if isinstance(each, Scene))
