"""What stands on the rail and the bottom bar: painted items.

The rule kept here: which one is open is said by a pill, a filled icon and a darker word together; a count is
a number, read out with the name.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import NAV_TEXT_MOST, TYPE, Gap, Height, IconSize, Radius, Width
from fieldapp.screens.widgets.choices.pressing import enter_presses

_MOST_COUNTED = 99


class NavItem(QAbstractButton):
    """One place to go to: an icon in a pill over a word, and how many things wait there."""

    def __init__(self, look: Look, text: str, icon: str) -> None:
        super().__init__()
        self._look = look
        self._icon = icon
        self._count = 0
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._take_font)
        self._take_font()

    @property
    def count(self) -> int:
        """How many things wait there."""
        return self._count

    def set_count(self, count: int) -> None:
        """Say how many things wait there; nothing is said of none."""
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count:,}" if count else self.text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Width.RAIL, Height.RAIL_ITEM)

    def minimumSizeHint(self) -> QSize:
        return QSize(Height.TOUCH, Height.RAIL_ITEM)

    def nextCheckState(self) -> None:
        """Pressing marks nothing: which one is open is said by who opens it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, on = self._look.colours, self.isChecked()
        pill = QRectF((self.width() - Width.RAIL_PILL) / 2, Gap.XS, Width.RAIL_PILL, Height.RAIL_PILL)
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self.isDown():
            painter.setBrush(QColor(colours.tint if on else colours.sunken))
            painter.drawRoundedRect(pill, Radius.PILL, Radius.PILL)
        icon = QRectF(0, 0, IconSize.NAV, IconSize.NAV)
        icon.moveCenter(pill.center())
        ink = colours.on_tint if on else colours.muted
        self._look.paint_icon(painter, f"{self._icon}-fill" if on else self._icon, ink, icon)
        painter.setFont(self._words_font(on=on))
        painter.setPen(QColor(ink))
        words = QRectF(0, pill.bottom(), self.width(), self.height() - pill.bottom())
        shown = QFontMetricsF(painter.font()).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, shown)
        if self._count:
            self._paint_count(painter, icon.topRight())
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), Width.FOCUS))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = Width.FOCUS
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), Radius.CONTROL, Radius.CONTROL
            )
        painter.end()

    def _take_font(self) -> None:
        self.setFont(self._words_font(on=True))
        self.update()

    def _words_font(self, *, on: bool) -> QFont:
        """The font of the word: it grows with the text until it would not fit under its icon any more."""
        font = self._look.font("badge" if on else "caption")
        font.setPixelSize(min(font.pixelSize(), round(TYPE["caption"].px * NAV_TEXT_MOST)))
        return font

    def _paint_count(self, painter: QPainter, corner: QPointF) -> None:
        paint_count(painter, self._look, self._count, corner + QPointF(Gap.XS, Gap.XS / 2))


def paint_count(painter: QPainter, look: Look, count: int, centre: QPointF) -> None:
    """Paint a number on a small pill around a point; more than 99 is 99+."""
    text = f"{count}" if count <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
    font = look.font("badge")
    font.setPixelSize(round(TYPE["badge"].px))
    metrics = QFontMetricsF(font)
    height = metrics.height() + Gap.XS / 2
    width = max(metrics.horizontalAdvance(text) + Gap.M, height)
    box = QRectF(0, 0, width, height)
    box.moveCenter(centre)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.colours.primary))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(QColor(look.colours.on_primary))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
