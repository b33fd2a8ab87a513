"""The pictures of `make screens` are really written: every finish of a scene, in its size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from fieldapp.screens.theme.look import Look
from tests.screens.pictures import FINISHES, SMALL, draw
from tests.screens.scenes.registry import every_scene


def test_a_scene_is_drawn_in_every_finish(qapp: QApplication, look: Look, tmp_path: Path) -> None:
    (tmp_path / SMALL).mkdir()
    draw(qapp, every_scene()["enrol"], tmp_path)
    for finish in FINISHES:
        drawn = QImage(str(tmp_path / f"enrol_{finish.name}.png"))
        assert drawn.size() == QSize(finish.width, finish.height)
    assert len(list((tmp_path / SMALL).glob("*.png"))) == len(FINISHES)
