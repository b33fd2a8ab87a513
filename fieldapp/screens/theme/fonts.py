"""The font that comes with the program, and fonts made of it.

The rule kept here: text looks the same on every tablet; what the font lacks, the system's fonts lend letter
by letter, and where it cannot be loaded at all the system's own font takes its place.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from fieldapp.screens.theme.tokens import FAMILY, TYPE, TextRole, text_px

_FOLDER = Path(__file__).parent / "fonts"
_log = logging.getLogger(__name__)


def load_fonts() -> None:
    """Make the shipped font known to the application; done once, however often it is asked for."""
    if FAMILY in QFontDatabase.families():
        return
    for file in sorted(_FOLDER.glob("*.otf")):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            _log.warning("font_not_loaded file=%s", file.name)


def make_font(role: TextRole, scale: float) -> QFont:
    """Return a font of the type scale, with figures of equal width."""
    font = QFont()
    if FAMILY in QFontDatabase.families():
        font.setFamilies([FAMILY])
    font.setPixelSize(text_px(role, scale))
    font.setWeight(QFont.Weight(TYPE[role].weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
