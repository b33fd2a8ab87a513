"""The look in force: which theme, what size of text, and what is drawn by hand in it.

The rule kept here: whoever paints asks here each time, so a change of theme changes everything at once.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from fieldapp.screens.theme.stylesheet import stylesheet
from fieldapp.screens.theme.tokens import DARK, FAMILIES, LIGHT, TYPE, Colours, IconSize, TextRole

_ICONS = Path(__file__).parent / "icons"


class Look(QObject):
    """Light or dark, and the scale of text; `changed` when either is set."""

    changed = Signal()

    def __init__(self, *, dark: bool = False, scale: float = 1.0) -> None:
        super().__init__()
        self._dark = dark
        self._scale = scale
        self._sources: dict[str, str] = {}
        self._icons: dict[tuple[str, str, int], QIcon] = {}

    @property
    def dark(self) -> bool:
        """Whether the dark theme is on."""
        return self._dark

    @property
    def colours(self) -> Colours:
        """The colours of the theme that is on."""
        return DARK if self._dark else LIGHT

    @property
    def scale(self) -> float:
        """The size of text, 1.0 being 100 %."""
        return self._scale

    def set_dark(self, dark: bool, app: QApplication) -> None:
        """Change the theme everywhere."""
        self._dark = dark
        self.apply(app)

    def set_scale(self, scale: float, app: QApplication) -> None:
        """Change the size of text everywhere."""
        self._scale = scale
        self.apply(app)

    def apply(self, app: QApplication) -> None:
        """Put fonts, palette and stylesheet on the application."""
        app.setFont(self.font("body"))
        app.setPalette(_palette(self.colours))
        app.setStyleSheet(stylesheet(self.colours, self._scale))
        self.changed.emit()

    def font(self, role: TextRole) -> QFont:
        """Return a font of the type scale, with figures of equal width."""
        style = TYPE[role]
        font = QFont()
        known = set(QFontDatabase.families())
        font.setFamilies([family for family in FAMILIES if family in known] or ["sans-serif"])
        font.setPixelSize(round(style.px * self._scale))
        font.setWeight(QFont.Weight(style.weight))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def paint_icon(self, painter: QPainter, name: str, colour: str, box: QRectF) -> None:
        """Draw an icon into a box."""
        self._renderer(name, colour).render(painter, box)

    def icon(self, name: str, colour: str, size: IconSize = IconSize.BUTTON) -> QIcon:
        """Return an icon in a colour; drawn once."""
        key = (name, colour, int(size))
        if key not in self._icons:
            pixmap = QPixmap(QSize(size * 2, size * 2))
            pixmap.setDevicePixelRatio(2)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self.paint_icon(painter, name, colour, QRectF(0, 0, size, size))
            painter.end()
            self._icons[key] = QIcon(pixmap)
        return self._icons[key]

    def _renderer(self, name: str, colour: str) -> QSvgRenderer:
        if name not in self._sources:
            self._sources[name] = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
        data = self._sources[name].replace("currentColor", colour)
        return QSvgRenderer(QByteArray(data.encode()))


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, colours.canvas),
        (QPalette.ColorRole.Base, colours.surface),
        (QPalette.ColorRole.AlternateBase, colours.sunken),
        (QPalette.ColorRole.Button, colours.surface),
        (QPalette.ColorRole.Text, colours.text),
        (QPalette.ColorRole.WindowText, colours.text),
        (QPalette.ColorRole.ButtonText, colours.text),
        (QPalette.ColorRole.PlaceholderText, colours.faint),
        (QPalette.ColorRole.Highlight, colours.tint),
        (QPalette.ColorRole.HighlightedText, colours.text),
        (QPalette.ColorRole.ToolTipBase, colours.surface),
        (QPalette.ColorRole.ToolTipText, colours.text),
    ):
        palette.setColor(role, QColor(colour))
    return palette
