"""Icons, drawn once for each name, colour and size: delegates paint the same ones often."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPaintEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_FOLDER = Path(__file__).parent / "icons"
_MOST_KEPT = 512
_DENSITIES = (1.0, 2.0)
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Icons:
    """The icon set in colours."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._drawn: dict[tuple[str, str, float, float, float], QPixmap] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}

    def paint(self, painter: QPainter, name: str, colour: str, box: QRectF) -> None:
        """Draw an icon into a box: as pixels on the screen, as shapes on paper."""
        engine = painter.paintEngine()
        if engine is None or engine.type() is not QPaintEngine.Type.Raster:
            self._renderer(name, colour).render(painter, box)
            return
        density = painter.device().devicePixelRatioF()
        at = QPointF(round(box.x() * density) / density, round(box.y() * density) / density)
        painter.drawPixmap(at, self._pixmap(name, colour, box.width(), box.height(), density))

    def icon(self, name: str, colour: str, size: int) -> QIcon:
        """Return an icon for a button, sharp on usual and on dense screens."""
        key = (name, colour, size)
        if key not in self._icons:
            icon = QIcon()
            for density in _DENSITIES:
                icon.addPixmap(self._pixmap(name, colour, size, size, density))
            _keep(self._icons, key, icon)
        return self._icons[key]

    def _pixmap(self, name: str, colour: str, width: float, height: float, density: float) -> QPixmap:
        key = (name, colour, width, height, density)
        if key not in self._drawn:
            pixmap = QPixmap(QSize(round(width * density), round(height * density)))
            pixmap.setDevicePixelRatio(density)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self._renderer(name, colour).render(painter, QRectF(0, 0, width, height))
            painter.end()
            _keep(self._drawn, key, pixmap)
        return self._drawn[key]

    def _renderer(self, name: str, colour: str) -> QSvgRenderer:
        if name not in self._sources:
            self._sources[name] = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
        data = self._sources[name].replace("currentColor", colour)
        return QSvgRenderer(QByteArray(data.encode()))


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Keep one more; a full store of pictures is emptied, which sizes and themes tried out would grow."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
