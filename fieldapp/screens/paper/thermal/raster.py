"""A paper as the dots of a receipt printer.

The rules kept here: everything is drawn, so that no sign depends on a code page of the printer; each square
of a code is a whole number of dots, so that it can be scanned.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from fieldapp.screens.paper.blocks import Block, Code, Fact, Heading, Letterhead, Remark
from fieldapp.screens.paper.drawing.band import height_of, paint_bands
from fieldapp.screens.paper.drawing.setting import QUIET_MODULES, set_blocks
from fieldapp.screens.paper.legible import PaperLook

_DOTS_PER_UNIT = 1.6
"""At 203 dots an inch words are then as large as on a receipt of A5."""
_MOST_DOTS_OF_SQUARE = 6


def picture_of(paper: Sequence[Block], width: int) -> bytes:
    """Return a paper drawn on so many dots across, black and white, as a PNG."""
    parts = [_drawn(part, width) for part in _parted(paper)]
    whole = _white(width, sum(part.height() for part in parts))
    painter, down = QPainter(whole), 0
    for part in parts:
        painter.drawImage(0, down, part)
        down += part.height()
    painter.end()
    # Grey would be printed as a pattern of dots: what is darker than half is black.
    mono = whole.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(mono)
    buffer.close()
    return bytes(data.data())


def _parted(paper: Sequence[Block]) -> list[Code | list[Block]]:
    """Codes stand apart; their letters and what to do with them are words like others.

    A roll is too narrow for whose paper it is beside which paper it is.
    """
    parts: list[Code | list[Block]] = []
    words: list[Block] = []
    for block in paper:
        if isinstance(block, Code):
            parts += [words, block]
            words = [Remark(block.letters), Remark(block.hint)]
        elif isinstance(block, Letterhead):
            words += [Heading(block.name), Fact(block.word, block.number)]
        else:
            words.append(block)
    return [part for part in (*parts, words) if part]


def _drawn(part: Code | list[Block], width: int) -> QImage:
    return _code(part, width) if isinstance(part, Code) else _words(part, width)


def _words(part: list[Block], width: int) -> QImage:
    look = PaperLook()
    bands = set_blocks(look, part, width / _DOTS_PER_UNIT)
    image = _white(width, round(height_of(bands) * _DOTS_PER_UNIT))
    painter = QPainter(image)
    painter.scale(_DOTS_PER_UNIT, _DOTS_PER_UNIT)
    paint_bands(painter, look, bands)
    painter.end()
    return image


def _code(code: Code, width: int) -> QImage:
    squares = len(code.modules) + 2 * QUIET_MODULES
    dots = min(width // squares, _MOST_DOTS_OF_SQUARE)
    image = _white(width, squares * dots)
    left = (width - squares * dots) // 2
    painter = QPainter(image)
    for line, modules in enumerate(code.modules, start=QUIET_MODULES):
        for place, dark in enumerate(modules, start=QUIET_MODULES):
            if dark:
                square = QRectF(left + place * dots, line * dots, dots, dots)
                painter.fillRect(square, Qt.GlobalColor.black)
    painter.end()
    return image


def _white(width: int, height: int) -> QImage:
    image = QImage(width, max(1, height), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    return image
