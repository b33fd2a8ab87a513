"""Many pictures on one, each with its name under it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageReader, QPainter

_ACROSS = 2400
_GAP = 16
_LINE = 28
_GROUND, _INK = "#808080", "#FFFFFF"


def draw_contact_sheet(files: Mapping[str, Path], out: Path) -> None:
    """Draw the pictures, by name and in order, into one file; those that are not there are left out."""
    there = {name: file for name, file in files.items() if file.exists()}
    if not there:
        return
    first = QImageReader(str(next(iter(there.values())))).size()
    columns = 6 if first.width() > first.height() else 9
    width = (_ACROSS - (columns + 1) * _GAP) // columns
    cell = QSize(width, width * first.height() // first.width())
    rows = -(-len(there) // columns)
    sheet = QImage(_ACROSS, rows * (cell.height() + _LINE + _GAP) + _GAP, QImage.Format.Format_RGB32)
    sheet.fill(QColor(_GROUND))
    painter = QPainter(sheet)
    font = QFont("Inter")
    font.setPixelSize(15)
    painter.setFont(font)
    painter.setPen(QColor(_INK))
    for number, (name, file) in enumerate(there.items()):
        left = _GAP + number % columns * (cell.width() + _GAP)
        top = _GAP + number // columns * (cell.height() + _LINE + _GAP)
        painter.drawImage(QPoint(left, top), _reduced(file, cell))
        under = QRect(left, top + cell.height(), cell.width(), _LINE)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, name)
    painter.end()
    if not sheet.save(str(out)):
        raise OSError(f"{out} could not be written")


def _reduced(file: Path, cell: QSize) -> QImage:
    return QImage(str(file)).scaled(
        cell, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
