"""A person as two letters in a round, and what stands there when a name has no letters."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Width

_SMALL_BELOW = 40
_ICON_PART = 0.5


def initials(name: str) -> str:
    """Return the first letters of the first and last word that begin with one, or nothing.

    A letter keeps its dots and accents; emoji, figures and signs are no letters.
    """
    words = unicodedata.normalize("NFC", name).split()
    letters = [found for word in words if (found := _first_letter(word))]
    return "".join(letters if len(letters) < 2 else (letters[0], letters[-1])).upper()


def paint_avatar(painter: QPainter, look: Look, name: str, box: QRectF) -> None:
    """Paint somebody's round; `box` is square."""
    colours = look.colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.neutral.bg))
    painter.drawEllipse(box)
    letters = initials(name)
    if letters:
        painter.setFont(look.font("label" if box.width() < _SMALL_BELOW * look.scale else "field"))
        painter.setPen(QColor(colours.neutral.fg))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letters)
    else:
        edge = box.width() * (1 - _ICON_PART) / 2
        look.paint_icon(painter, "user", colours.neutral.fg, box.adjusted(edge, edge, -edge, -edge))
    painter.restore()


class Avatar(QWidget):
    """The round of one person; it says nothing, as the name stands beside it."""

    def __init__(self, look: Look, name: str = "", size: int = Width.AVATAR) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def set_name(self, name: str) -> None:
        """Show another person."""
        self._name = name
        self.update()

    def set_size(self, size: int) -> None:
        """Be larger or smaller."""
        self._size = size
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = round(self._size * self._look.scale)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = min(self.width(), self.height())
        paint_avatar(painter, self._look, self._name, QRectF(0, 0, side, side))
        painter.end()


def _first_letter(word: str) -> str:
    """The first letter with the marks that belong to it; "" where the word begins otherwise."""
    bare = word.lstrip("(\"'‘“«¿¡")
    if not bare or not bare[0].isalpha():
        return ""
    marks = 1
    while marks < len(bare) and unicodedata.combining(bare[marks]):
        marks += 1
    return bare[:marks]
