"""Every scene can be brought about, and its window stays open with a page to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from fieldapp.screens.theme.look import Look
from tests.screens.scenes.registry import every_scene
from tests.screens.scenes.scene import Ground

SCENES = every_scene()


@pytest.mark.parametrize("name", SCENES)
def test_the_scene_is_set(
    qapp: QApplication, look: Look, demo_folder: Path, tmp_path: Path, name: str
) -> None:
    with SCENES[name].opened(qapp, Ground(demo_folder, tmp_path)) as at:
        page = at.shell.page
        assert page is not None
        assert page.isVisible()
