"""Many pictures on one, each with its name under it.

The rule kept here: pictures are reduced as they are drawn, for to read thousands of them again takes minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

_ACROSS = 2400
_GAP = 16
_LINE = 28
_GROUND, _INK = "#808080", "#FFFFFF"


def reduced(picture: QImage) -> QImage:
    """Return a picture as small as it stands on a sheet."""
    width = _cell_width(picture.size())
    return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)


def draw_contact_sheet(files: Mapping[str, Path], out: Path) -> None:
    """Draw reduced pictures, by name and in order, into one file; those that are not there are left out."""
    there = {name: QImage(str(file)) for name, file in files.items() if file.exists()}
    if not there:
        return
    cell = next(iter(there.values())).size()
    columns = _columns(cell)
    rows = -(-len(there) // columns)
    sheet = QImage(_ACROSS, rows * (cell.height() + _LINE + _GAP) + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(_GROUND))
    painter = QPainter(sheet)
    font = QFont("Inter")
    font.setPixelSize(15)
    painter.setFont(font)
    painter.setPen(QColor(_INK))
    for number, (name, picture) in enumerate(there.items()):
        left = _GAP + number % columns * (cell.width() + _GAP)
        top = _GAP + number // columns * (cell.height() + _LINE + _GAP)
        painter.drawImage(QPoint(left, top), picture)
        under = QRect(left, top + cell.height(), cell.width(), _LINE)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, name)
    painter.end()
    if not sheet.save(str(out)):
        raise OSError(f"{out} could not be written")


def _columns(picture: QSize) -> int:
    return 6 if picture.width() > picture.height() else 9


def _cell_width(picture: QSize) -> int:
    columns = _columns(picture)
    return (_ACROSS - (columns + 1) * _GAP) // columns
