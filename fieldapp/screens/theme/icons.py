"""Icons, drawn once for each name and size and coloured once for each colour: the same are painted often.

The rule kept here: what is drawn is as sharp as the screen, and nothing is drawn for one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPaintEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_FOLDER = Path(__file__).parent / "icons"
_MOST_KEPT = 512
_SHAPE = "#000000"
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of an icon: usually, where it cannot be used, where it is chosen; "" is as usual."""

    usual: str
    faint: str = ""
    chosen: str = ""


class Icons:
    """The icon set in colours."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._shapes: dict[tuple[str, float, float, float], QPixmap] = {}
        self._drawn: dict[tuple[str, str, float, float, float], QPixmap] = {}
        self._icons: dict[tuple[str, Inks, int, float], QIcon] = {}

    def paint(self, painter: QPainter, name: str, colour: str, box: QRectF) -> None:
        """Draw an icon into a box: as pixels on the screen, as shapes on paper."""
        engine = painter.paintEngine()
        if engine is None or engine.type() is not QPaintEngine.Type.Raster:
            self._renderer(name, colour).render(painter, box)
            return
        density = painter.device().devicePixelRatioF()
        at = QPointF(round(box.x() * density) / density, round(box.y() * density) / density)
        painter.drawPixmap(at, self._pixmap(name, colour, box.width(), box.height(), density))

    def icon(self, name: str, inks: Inks, size: int) -> QIcon:
        """Return an icon for a button, as sharp as the sharpest screen there is."""
        density = _density()
        key = (name, inks, size, density)
        if key not in self._icons:
            icon = QIcon()
            for ink, mode, state in (
                (inks.usual, QIcon.Mode.Normal, QIcon.State.Off),
                (inks.faint, QIcon.Mode.Disabled, QIcon.State.Off),
                (inks.chosen, QIcon.Mode.Normal, QIcon.State.On),
                (inks.faint, QIcon.Mode.Disabled, QIcon.State.On),
            ):
                icon.addPixmap(self._pixmap(name, ink or inks.usual, size, size, density), mode, state)
            _keep(self._icons, key, icon)
        return self._icons[key]

    def _pixmap(self, name: str, colour: str, width: float, height: float, density: float) -> QPixmap:
        key = (name, colour, width, height, density)
        if key not in self._drawn:
            pixmap = QPixmap(self._shape(name, width, height, density))
            painter = QPainter(pixmap)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
            # Of a width that is no whole number of pixels the last of them has its colour too.
            painter.fillRect(pixmap.rect(), QColor(colour))
            painter.end()
            _keep(self._drawn, key, pixmap)
        return self._drawn[key]

    def _shape(self, name: str, width: float, height: float, density: float) -> QPixmap:
        """Draw an icon without its colour: that takes far longer than to colour what is drawn."""
        key = (name, width, height, density)
        if key not in self._shapes:
            pixmap = QPixmap(QSize(round(width * density), round(height * density)))
            pixmap.setDevicePixelRatio(density)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self._renderer(name, _SHAPE).render(painter, QRectF(0, 0, width, height))
            painter.end()
            _keep(self._shapes, key, pixmap)
        return self._shapes[key]

    def _renderer(self, name: str, colour: str) -> QSvgRenderer:
        if name not in self._sources:
            self._sources[name] = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
        data = self._sources[name].replace("currentColor", colour)
        return QSvgRenderer(QByteArray(data.encode()))


def _density() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """Keep one more; a full store of pictures is emptied, which sizes and themes tried out would grow."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = value
