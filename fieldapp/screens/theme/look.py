"""The look in force: which theme, what size of text, and what is drawn by hand in it.

The rule kept here: whoever paints asks here each time, so a change of theme changes everything at once.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.fonts import load_fonts, make_font
from fieldapp.screens.theme.icons import Icons, Inks
from fieldapp.screens.theme.stylesheet import stylesheet
from fieldapp.screens.theme.tokens import DARK, LIGHT, Colours, IconSize, TextRole, tall


class Look(QObject):
    """Theme and size of text; `changed` when either is, `chosen` with the `Appearance` somebody chose.

    `sheet` carries the stylesheet to the windows that are dressed in it.
    """

    changed = Signal()
    sheet = Signal(str)
    chosen = Signal(object)

    def __init__(self, appearance: Appearance | None = None, *, system_dark: bool = False) -> None:
        super().__init__()
        self.appearance = appearance or Appearance()
        self._system_dark = system_dark
        self._fonts: dict[TextRole, QFont] = {}
        self._metrics: dict[TextRole, QFontMetricsF] = {}
        self._icons = Icons()
        self.paint_icon = self._icons.paint

    @property
    def dark(self) -> bool:
        """Whether the dark theme is on."""
        if self.appearance.theme == "system":
            return self._system_dark
        return self.appearance.theme == "dark"

    @property
    def colours(self) -> Colours:
        """The colours of the theme that is on."""
        return DARK if self.dark else LIGHT

    @property
    def scale(self) -> float:
        """The size of text, 1.0 being 100 %."""
        return self.appearance.text_size

    def choose(self, appearance: Appearance) -> None:
        """Look as somebody chose, everywhere and at once."""
        if appearance != self.appearance:
            self._wear(appearance, self._system_dark)
            self.chosen.emit(appearance)

    def follow_system(self, dark: bool) -> None:
        """The system became dark or light: so does the program, unless somebody chose otherwise."""
        self._wear(self.appearance, dark)

    def apply(self, app: QApplication) -> None:
        """Put fonts and palette on the application, and the stylesheet on every window dressed in it."""
        load_fonts()
        # Qt dresses widgets anew in a fifth of the time it takes to change what they wear.
        self.sheet.emit("")
        app.setFont(self.font("body"))
        app.setPalette(_palette(self.colours))
        self.sheet.emit(stylesheet(self.colours, self.scale))
        self.changed.emit()

    def font(self, role: TextRole) -> QFont:
        """Return a font of the type scale at the size of text in force."""
        if role not in self._fonts:
            self._fonts[role] = make_font(role, self.scale)
        return QFont(self._fonts[role])

    def metrics(self, role: TextRole) -> QFontMetricsF:
        """Return the measures of that font."""
        if role not in self._metrics:
            self._metrics[role] = QFontMetricsF(self.font(role))
        return self._metrics[role]

    def tall(self, height: int, *lines: TextRole) -> int:
        """Return how high something is that holds lines of words one over the other, as they grow."""
        return tall(height, self.scale, *lines)

    def icon_px(self, size: IconSize = IconSize.BUTTON) -> int:
        """Return how large an icon is beside text of this size."""
        return round(size * self.scale)

    def icon(
        self, name: str, colour: str, size: IconSize = IconSize.BUTTON, *, faint: str = "", chosen: str = ""
    ) -> QIcon:
        """Return an icon in a colour, in others where it cannot be used or is chosen; drawn once."""
        return self._icons.icon(name, Inks(colour, faint, chosen), self.icon_px(size))

    def _wear(self, appearance: Appearance, system_dark: bool) -> None:
        before = (self.dark, self.scale)
        self.appearance, self._system_dark = appearance, system_dark
        if (self.dark, self.scale) == before:
            return
        self._fonts.clear()
        self._metrics.clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.apply(app)


def dress(window: QWidget | QApplication, look: Look) -> None:
    """Let a window wear a look from now on.

    The stylesheet is the window's: were it the application's, everything that is put together before it has
    its place in a window would be dressed anew each time it is put into something larger.
    """
    window.setStyleSheet(stylesheet(look.colours, look.scale))
    look.sheet.connect(window.setStyleSheet)


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
        (QPalette.ColorRole.Link, colours.on_tint),
        (QPalette.ColorRole.ToolTipBase, colours.surface),
        (QPalette.ColorRole.ToolTipText, colours.text),
    ):
        palette.setColor(role, QColor(colour))
    return palette
