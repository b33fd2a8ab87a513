"""Makes the words of a PDF the words that were written, for who copies, searches or listens.

A font may draw figures of equal width with shapes of their own, which Qt then names by codes that mean
nothing outside of the font. The rule kept here: every shape that stands for a letter or a figure is named by
it; the drawing itself is not touched.
"""

from __future__ import annotations

import re
import string

from PySide6.QtGui import QFont, QRawFont, QTextLayout

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import TextRole

_NAMES = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_RANGE = re.compile(rb"\[[^\]]*\]")
_CODE = re.compile(rb"<([0-9A-F]{4})>")
_PRIVATE = range(0xE000, 0xF900)
_SIGNS = string.digits + string.ascii_letters + string.punctuation + "₦–·"
_OTHER_SPACES = {0x0009: 0x0020, 0x00A0: 0x0020}


class PaperLook(Look):
    """Light, at 100 %, and with one shape for each sign whatever stands beside it."""

    def font(self, role: TextRole) -> QFont:
        """Return a font of the type scale for paper."""
        font = super().font(role)
        font.setFeature(QFont.Tag("calt"), 0)
        return font


def legible(data: bytes, look: Look) -> bytes:
    """Return a PDF that Qt wrote with every shape of the look's fonts named by what it says."""
    names = {**_OTHER_SPACES, **_private_names(look.font("body")), **_private_names(look.font("strong"))}

    def name(code: re.Match[bytes]) -> bytes:
        return b"<%04X>" % names.get(int(code[1], 16), int(code[1], 16))

    return _NAMES.sub(lambda table: _RANGE.sub(lambda row: _CODE.sub(name, row[0]), table[0]), data)


def _private_names(font: QFont) -> dict[int, int]:
    """What the private codes of a font stand for, as far as signs are drawn with their shapes."""
    drawn: dict[int, int] = {}
    for sign in _SIGNS:
        layout = QTextLayout(sign, font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        for run in layout.glyphRuns():
            drawn.update(dict.fromkeys(run.glyphIndexes(), ord(sign)))
    codes = "".join(map(chr, _PRIVATE))
    shapes = QRawFont.fromFont(font).glyphIndexesForString(codes)
    return {
        code: drawn[shape] for code, shape in zip(_PRIVATE, shapes, strict=True) if shape and shape in drawn
    }
