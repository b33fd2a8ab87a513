"""One chip: a rounded box with a word, painted, as its icon and its count have colours of their own."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Radius, Status, Width
from fieldapp.screens.widgets.cells.letters import Letters
from fieldapp.screens.widgets.choices.pressing import enter_presses

_PADDING = Gap.M + Gap.XS // 2
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_BETWEEN = Gap.XS + Gap.XS // 2


@dataclass(frozen=True, slots=True)
class Option:
    """What a chip shows: `key` is handed back, `icon` may have the colour of a status, `count` comes last."""

    key: str
    text: str
    icon: str = ""
    status: Status | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the chip from the start of the line: a word or, with `icon`, a shape."""

    text: str
    colour: str
    width: float
    icon: bool = False


class Chip(QAbstractButton):
    """Drawn 36 high when `low`, touched at 44; a `tail` icon says that it opens something or takes away."""

    def __init__(self, look: Look, option: Option, *, low: bool = True, tail: str = "") -> None:
        super().__init__()
        self._look, self._letters = look, Letters.of(look)
        self._low = low
        self._tail = tail
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)
        self.set_option(option)

    def set_option(self, option: Option) -> None:
        """Show another word or count."""
        self.option = option
        self.setAccessibleName(option.text if option.count is None else f"{option.text}, {option.count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        pieces = self._pieces()
        width = sum(piece.width for piece in pieces) + _BETWEEN * (len(pieces) - 1) + 2 * _PADDING
        return QSize(max(ceil(width) + 1, Height.TOUCH), self._look.tall(Height.TOUCH, "chip"))

    def minimumSizeHint(self) -> QSize:
        """A word without end gives way where there is no room for it."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), round(Width.BADGE_MOST * self._look.scale)), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            # A row of chips decides where they lead.
            event.ignore()
        elif not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_pieces(painter, self._paint_box(painter).adjusted(_PADDING, 0, -_PADDING, 0))
        painter.end()

    def _paint_box(self, painter: QPainter) -> QRectF:
        colours, chosen, focused = self._look.colours, self.isChecked(), self.hasFocus()
        high = self._look.tall(Height.CHIP, "chip") if self._low else self.height()
        box = QRectF(0, (self.height() - high) / 2, self.width(), high)
        ground = colours.primary if chosen else colours.sunken if self.isDown() else colours.surface
        edge = colours.focus if focused else colours.primary if chosen else colours.line_strong
        if not self.isEnabled():
            ground, edge = colours.sunken, colours.line
        line = Width.FOCUS if focused else Width.BORDER
        inner = box.adjusted(line / 2, line / 2, -line / 2, -line / 2)
        radius = inner.height() / 2 if self._low else Radius.CHIP
        painter.setPen(QPen(QColor(edge), line))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(inner, radius, radius)
        if focused and chosen:
            painter.setPen(QPen(QColor(colours.on_primary), Width.BORDER))
            painter.drawRoundedRect(inner.adjusted(line, line, -line, -line), radius - line, radius - line)
        return box

    def _paint_pieces(self, painter: QPainter, box: QRectF) -> None:
        pieces = self._pieces()
        too_much = sum(piece.width for piece in pieces) + _BETWEEN * (len(pieces) - 1) - box.width()
        flip = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        painter.setFont(self._letters.font("chip"))
        at = max(-too_much / 2, 0.0)
        for piece in pieces:
            # The word gives way where there is no room for all.
            width = piece.width - max(too_much, 0) if piece.text == self.option.text else piece.width
            left = box.right() - at - width if flip else box.x() + at
            at += width + _BETWEEN
            place = QRectF(left, box.y(), width, box.height())
            if piece.icon:
                top = box.center().y() - width / 2
                self._look.paint_icon(painter, piece.text, piece.colour, QRectF(left, top, width, width))
                continue
            painter.setPen(self._letters.colour(piece.colour))
            shown = self._letters.shortened(piece.text, "chip", width + 1)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _pieces(self) -> list[_Piece]:
        colours, option = self._look.colours, self.option
        ink = quiet = colours.on_primary if self.isChecked() else colours.text
        if not self.isChecked():
            quiet = colours.muted
        if not self.isEnabled():
            ink = quiet = colours.faint
        sign = ink if option.status is None or self.isChecked() else colours.status(option.status).fg
        letters, size = self._letters, self._look.icon_px(IconSize.SMALL)
        pieces = [_Piece(option.text, ink, letters.width(option.text, "chip"))]
        if option.icon:
            pieces.insert(0, _Piece(option.icon, sign, size, icon=True))
        if option.count is not None:
            count = str(option.count)
            pieces.append(_Piece(count, quiet, letters.width(count, "chip")))
        if self._tail:
            pieces.append(_Piece(self._tail, quiet, size, icon=True))
        return pieces
