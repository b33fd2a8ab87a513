"""A pen that the keyboard moves: for who signs without a finger, a pen or a mouse.

The rule kept here: a signature is drawn by the hand of who signs, so keys draw it too: Space sets the pen
down and lifts it, the arrows move it. Where the pen stands is seen for as long as keys are used.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Width

_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_BEGIN = (0.2, 0.5)
"""Where the pen stands at first, as parts of the pad."""


class KeyedPad(QFrame):
    """A pad in the order of Tab. `penned` where the pen draws, True where a stroke begins; `lifted` after it;
    `wiped` to take back all, or the last stroke alone.
    """

    penned = Signal(QPointF, bool)
    lifted = Signal()
    wiped = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._pen: QPointF | None = None
        self._down = False
        self.locked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(
            self.tr(
                "Sign with a finger or a mouse. With keys: Space sets the pen down and lifts it, the arrows"
                " move it, in small steps with Shift; Backspace takes back the last stroke, Delete all."
            )
        )

    @property
    def keyed(self) -> bool:
        """Whether somebody came here with keys, and so sees the pen."""
        return self._pen is not None and self.hasFocus() and not self.locked

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self.locked:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self._turn()
        elif key in _WAYS:
            small = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(*_WAYS[key], Gap.XS if small else Gap.S)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._lift()
            self.wiped.emit(key == Qt.Key.Key_Delete)
        elif key == Qt.Key.Key_Escape and self._down:
            self._lift()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Whoever draws otherwise needs no pen to be shown."""
        self._lift()
        self._pen = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self._pen = self._at()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._lift()
        self.update()

    def paint_pen(self, painter: QPainter) -> None:
        """Show where the pen stands: a ring, filled while it is down."""
        if not self.keyed:
            return
        colour = QColor(self._look.colours.focus)
        painter.setPen(QPen(colour, Width.FOCUS))
        painter.setBrush(colour if self._down else Qt.BrushStyle.NoBrush)
        at = self._at()
        painter.drawEllipse(QRectF(at.x() - Gap.XS, at.y() - Gap.XS, 2 * Gap.XS, 2 * Gap.XS))

    def _at(self) -> QPointF:
        """Where the pen stands, within the pad as it is now."""
        pen = self._pen or QPointF(self.width() * _BEGIN[0], self.height() * _BEGIN[1])
        return QPointF(min(max(pen.x(), 0), self.width()), min(max(pen.y(), 0), self.height()))

    def _move(self, across: int, down: int, step: int) -> None:
        self._pen = self._at() + QPointF(across * step, down * step)
        self._pen = self._at()
        if self._down:
            self.penned.emit(self._pen, False)
        self.update()

    def _turn(self) -> None:
        if self._down:
            self._lift()
            return
        self._down, self._pen = True, self._at()
        self.penned.emit(self._pen, True)
        self.update()

    def _lift(self) -> None:
        if self._down:
            self._down = False
            self.lifted.emit()
            self.update()
