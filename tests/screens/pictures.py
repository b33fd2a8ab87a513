"""Draws every scene into build/screens: four sizes, light and dark, at 100 and 150 % text, and sheets of all.

Run with `make screens`; ARGS="unlock today" draws only the scenes whose names begin like that. The work is
shared out among processes, one for each core.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from stage.servers import ROOT

from tests.screens.contact_sheet import draw_contact_sheet, reduced
from tests.screens.demo import demo_tablets
from tests.screens.scenes.registry import every_scene
from tests.screens.scenes.scene import Scene
from tests.screens.scenes.studio import Studio

OUT = Path("build/screens")
SMALL = "small"
"""Where reduced pictures lie until they are on a sheet."""
_PACKING = 85


@dataclass(frozen=True, slots=True)
class Finish:
    """One way to draw a scene: size of the window, theme, size of text."""

    width: int
    height: int
    dark: bool = False
    scale: float = 1.0

    @property
    def name(self) -> str:
        """What is appended to the scene's name."""
        text = f"_text_{round(self.scale * 100)}" if self.scale != 1 else ""
        return f"{self.width}x{self.height}_{'dark' if self.dark else 'light'}{text}"


_SIZES = ((1280, 800), (800, 1280), (1440, 900), (1024, 600))
_LOOKS = ((False, 1.0), (True, 1.0), (True, 1.5), (False, 1.5))
FINISHES = tuple(Finish(*size, dark, scale) for dark, scale in _LOOKS for size in _SIZES)
"""Those of one theme and one size of text beside each other: changing those is what costs."""


def main(wanted: Sequence[str]) -> int:
    """Draw the scenes wanted, or all; 1 when one could not be drawn."""
    began = time.monotonic()
    names = [name for name in every_scene() if not wanted or any(name.startswith(start) for start in wanted)]
    if not names:
        print(f"No scene begins like that. There are: {', '.join(every_scene())}")
        return 1
    (OUT / SMALL).mkdir(parents=True, exist_ok=True)
    print(f"{len(names)} scenes in {len(FINISHES)} finishes")
    demo_tablets()
    print(f"demo institution: {time.monotonic() - began:.1f} s", flush=True)
    failed = _shared_out(names)
    _draw_contact_sheets(names)
    pictures = len(list((OUT / SMALL).glob("*.png")))
    shutil.rmtree(OUT / SMALL)
    print(f"{pictures} pictures and {len(FINISHES)} sheets in {OUT}, {time.monotonic() - began:.0f} s")
    return int(failed)


def _shared_out(names: Sequence[str]) -> bool:
    """Give every process its part, and wait for all of them; whether one failed."""
    parts = min(os.cpu_count() or 1, len(names), 8)
    command = [sys.executable, "-m", "tests.screens.pictures", "--part"]
    processes = [
        subprocess.Popen([*command, *names[part::parts]], cwd=ROOT, env=os.environ) for part in range(parts)
    ]
    codes = [process.wait() for process in processes]
    return any(codes)


def _draw_part(names: Sequence[str]) -> int:
    """Draw some scenes in this process; one that cannot be drawn does not keep the others from it."""
    app = QApplication([])
    app.setStyle("Fusion")
    scenes, failed = every_scene(), 0
    for name in names:
        began = time.monotonic()
        try:
            draw(app, scenes[name], OUT)
        except Exception as fault:  # noqa: BLE001 - it is told, and counted
            failed = 1
            print(f"{name}: NOT DRAWN: {type(fault).__name__}: {fault}", flush=True)
        else:
            print(f"{name}: {time.monotonic() - began:.1f} s", flush=True)
    return failed


def draw(app: QApplication, scene: Scene, out: Path) -> None:
    """Open a scene once and draw it in every finish."""
    with tempfile.TemporaryDirectory() as folder, scene.opened(app, Path(folder)) as at:
        for finish in FINISHES:
            at.dress(dark=finish.dark, scale=finish.scale)
            at.resize(QSize(finish.width, finish.height))
            _shoot(at, out, f"{scene.name}_{finish.name}.png")


def _shoot(at: Studio, out: Path, name: str) -> None:
    """Save a picture, and small for a sheet; without an alpha and packed less it is written sooner."""
    picture = at.shell.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    for shown, file in ((picture, out / name), (reduced(picture), out / SMALL / name)):
        if not shown.save(str(file), quality=_PACKING):
            raise OSError(f"{file} could not be written")


def _draw_contact_sheets(names: Sequence[str]) -> None:
    """One sheet for each finish, of what was drawn now."""
    app = QApplication.instance() or QApplication([])
    for finish in FINISHES:
        files = {name: OUT / SMALL / f"{name}_{finish.name}.png" for name in names}
        draw_contact_sheet(files, OUT / f"contact_{finish.name}.png")
    del app


def _program(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--part"]:
        return _draw_part(arguments[1:])
    return main(arguments)


if __name__ == "__main__":
    sys.exit(_program(sys.argv[1:]))
