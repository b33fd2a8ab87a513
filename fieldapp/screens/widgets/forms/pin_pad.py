"""The PIN pad: large keys for fingers, the keyboard for who has one, dots for how many digits are in.

The rule kept here: what is typed is never shown, and is let go of as soon as it was handed on.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Radius, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column

MOST_DIGITS = 12
_USUAL_DIGITS = 6


class PinDots(QWidget):
    """One filled dot a digit; rings for the digits a PIN has at least."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def set_count(self, count: int) -> None:
        """Show how many digits are in."""
        self._count = count
        self.setAccessibleName(self.tr("{count} digits entered").format(count=count))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Width.PIN_DOT * 2 * MOST_DIGITS, Width.PIN_DOT + Width.FOCUS * 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = max(_USUAL_DIGITS, self._count)
        step, radius = Width.PIN_DOT * 2, Width.PIN_DOT / 2
        start = self.width() / 2 - (shown - 1) * step / 2
        for number in range(shown):
            full = number < self._count
            colours = self._look.colours
            painter.setPen(QPen(QColor(colours.primary if full else colours.line_strong), Width.FOCUS))
            painter.setBrush(QColor(colours.primary) if full else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(start + number * step, self.height() / 2), radius - 1, radius - 1)
        painter.end()


class PinPad(QWidget):
    """Ten digits, delete and a key that hands the PIN on; `entered` carries it."""

    entered = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._typed = ""
        self._ringed = False
        self._dots = PinDots(look)
        self._go = Button(look, self.tr("Unlock"), "final")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("PIN pad"))
        body = column(Gap.XL)
        body.addWidget(self._dots)
        body.addLayout(self._keys(look))
        body.addWidget(self._go)
        self.setLayout(body)
        self._go.clicked.connect(self._hand_on)
        self._show()

    def clear(self) -> None:
        """Forget what was typed."""
        self._typed = ""
        self._show()

    def set_waiting(self, waiting: bool) -> None:
        """Take no digits while a PIN is tried or a delay runs."""
        self.setEnabled(not waiting)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if len(text) == 1 and text.isdecimal():
            self._add(str(unicodedata.decimal(text)))
        elif event.key() == Qt.Key.Key_Backspace:
            self._remove()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._hand_on()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who came by Tab sees where they are; at the start there is nothing else to be at."""
        self._ringed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ringed and self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._look.colours.focus), Width.FOCUS))
            box = self.rect().adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, Radius.PIN_KEY, Radius.PIN_KEY)
            painter.end()

    def _keys(self, look: Look) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(Gap.M)
        grid.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        for place, digit in enumerate("123456789"):
            grid.addWidget(self._key(look, digit), place // 3, place % 3)
        grid.addWidget(self._key(look, "0"), 3, 1)
        delete = Button(look, "", "pin_quiet", "backspace")
        delete.setAccessibleName(self.tr("Delete the last digit"))
        delete.clicked.connect(self._remove)
        self._shape(delete)
        grid.addWidget(delete, 3, 2)
        return grid

    def _key(self, look: Look, digit: str) -> Button:
        key = Button(look, digit, "pin_key")
        key.setObjectName(f"digit{digit}")
        key.clicked.connect(lambda _=False: self._add(digit))
        self._shape(key)
        return key

    def _shape(self, key: Button) -> None:
        """Keys shrink on a short window, never below what a finger needs."""
        key.setMinimumSize(Height.TOUCH, Height.TOUCH)
        key.setMaximumSize(Width.PIN_KEY, self._look.tall(Height.PIN_KEY, "keypad"))
        key.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        key.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _add(self, digit: str) -> None:
        if len(self._typed) < MOST_DIGITS:
            self._typed += digit
            self._show()

    def _remove(self) -> None:
        self._typed = self._typed[:-1]
        self._show()

    def _hand_on(self) -> None:
        if self._typed and self.isEnabled():
            typed, self._typed = self._typed, ""
            self._show()
            self.entered.emit(typed)

    def _show(self) -> None:
        self._dots.set_count(len(self._typed))
        self._go.setEnabled(self.isEnabled() and bool(self._typed))
