"""What was painted once and is shown again: rows that scroll, and the badges and buttons in them.

The rule kept here: a picture is named by everything it depends on, or thrown away with all others as soon as
something about the rows, the columns or the look is different.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter


class Pictures:
    """Pictures by name, the last `most` of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, QImage] = {}

    def get(self, name: Hashable, size: QSize, density: float, paint: Callable[[QPainter], object]) -> QImage:
        """Return a picture, painted when it is not there."""
        key = (name, size.width(), size.height(), density)
        if key not in self._kept:
            if len(self._kept) >= self._most:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = _painted(size, density, paint)
        return self._kept[key]

    def forget(self) -> None:
        """Paint everything anew."""
        self._kept.clear()


def _painted(size: QSize, density: float, paint: Callable[[QPainter], object]) -> QImage:
    picture = QImage(size * density, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(density)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
    return picture
