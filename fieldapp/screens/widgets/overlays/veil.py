"""A panel over the whole window for a moment, with the rest of it darkened behind.

The rules kept here: Esc or a press beside the panel takes it away, and the focus goes back to where it was;
while it lies there the keyboard stays in it; nothing under it is changed.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import SCRIM, Gap, Height, Width
from fieldapp.screens.widgets.reading import step

Stand = Literal["corner", "top", "side", "below"]
_WAYS = {Qt.Key.Key_Down: True, Qt.Key.Key_Up: False}


class Lying(QWidget):
    """Lies over `around` and is as large; `inside` holds what the keyboard reaches meanwhile."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._before: QWidget | None = None
        self.inside: QWidget = self
        # Once more when what lies below has taken its new place too.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self.place)
        self.hide()
        around.installEventFilter(self)

    def lie(self, first: QWidget) -> None:
        """Lie over everything, with the focus on `first`."""
        self._before = QApplication.focusWidget()
        self.place()
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def go(self) -> None:
        """Go away; the focus goes back to where it was, if that is still there."""
        before, self._before = self._before, None
        try:
            if before is not None and before.isVisible():
                before.setFocus(Qt.FocusReason.PopupFocusReason)
        except RuntimeError:
            pass  # It was of a page that is gone by now.
        self.hide()

    def dismiss(self) -> bool:
        """Go away with nothing decided; False where that cannot be, as something is being done."""
        self.go()
        return True

    def place(self) -> None:
        """Be as large as the window; more is for those that lie there."""
        around = self.parentWidget()
        if around is not None:
            self.setGeometry(around.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self.place()
            self._settled.start()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes around inside."""
        return step(self.inside, forward=forward)


class Veil(Lying):
    """`panel` holds the content; `closed` when it was taken away.

    It stands in the lower corner by the rail, at the top in the middle, along the far side, or below the end
    of the top bar; on a narrow window from the bottom, or over all of it where `stand` is "top".
    """

    closed = Signal()

    def __init__(self, look: Look, around: QWidget, stand: Stand, width: int) -> None:
        super().__init__(around)
        self._look = look
        self._stand = stand
        self._width = width
        self.panel = self.inside = QFrame(self)
        self.panel.setObjectName("panel")
        self.body = QVBoxLayout(self.panel)
        self.body.setContentsMargins(Gap.S, Gap.S, Gap.S, Gap.S)
        self.body.setSpacing(Gap.NONE)
        look.changed.connect(self.place)

    def open(self, first: QWidget | None = None) -> None:
        """Lie over everything, with the focus on `first`."""
        self.lie(first or self.panel)

    def dismiss(self) -> bool:
        self.close_panel()
        return True

    def close_panel(self) -> None:
        """Go away."""
        if not self.isHidden():
            self.go()
            self.closed.emit()

    def event(self, event: QEvent) -> bool:
        # A panel that grew or lost a line is placed anew.
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Back):
            self.close_panel()
        elif Qt.Key(event.key()) in _WAYS:
            self.focusNextPrevChild(_WAYS[Qt.Key(event.key())])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_panel()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setOpacity(SCRIM)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.black))
        painter.end()

    def place(self) -> None:
        """Put the panel where there is room for it."""
        super().place()
        wide, room = self.width() >= Width.RAIL_FROM, self.rect()
        if not wide:
            high = room.height() if self._stand == "top" else min(self._high(room.width()), room.height())
            self.panel.setGeometry(QRect(0, room.height() - high, room.width(), high))
            return
        # At the sides there is room to grow with the words; what stands in the middle is wide already.
        grows = self._stand in ("side", "corner")
        usual = round(self._width * self._look.scale) if grows else self._width
        width = min(usual, room.width() - 2 * Gap.L)
        high = min(self._high(width), room.height() - 2 * Gap.L)
        if self._stand == "corner":
            left, top = Width.RAIL + Gap.S, room.height() - high - Gap.S
        elif self._stand == "top":
            left, top = (room.width() - width) // 2, min(Gap.XXL, (room.height() - high) // 2)
        elif self._stand == "below":
            left, top = room.width() - width - Gap.L, Height.TOP_BAR + Gap.XS
        else:
            left, top = room.width() - width - Gap.L, Gap.L
            high = room.height() - 2 * Gap.L
        self.panel.setGeometry(QRect(left, top, width, high))

    def _high(self, width: int) -> int:
        layout, edge = self.body, 2 * Width.BORDER
        if layout.hasHeightForWidth():
            return layout.heightForWidth(width - edge) + edge
        return layout.sizeHint().height() + edge
