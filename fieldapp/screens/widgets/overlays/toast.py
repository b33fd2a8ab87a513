"""A line that says what was done, with at most one act, and goes away by itself.

The rule kept here: one at a time, each for its time; never over the action bar, nor over what somebody types
into; it stays while somebody's finger, pointer or focus is on it, and is read out where somebody listens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QWidget

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, IconSize, Wait, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import row
from fieldapp.screens.widgets.text import ElidedLabel, label

_BARS = ("actionBar", "bottomBar")


@dataclass(frozen=True, slots=True)
class Said:
    """One message; `run` is what its act does."""

    text: str
    action: str = ""
    run: Callable[[], None] | None = None
    icon: str = "check-circle-fill"


class Toasts(QFrame):
    """The messages of one window, one after the other."""

    def __init__(self, look: Look, around: QWidget) -> None:
        super().__init__(around)
        self.setObjectName("toast")
        self._look = look
        self._waiting: deque[Said] = deque()
        self.said: Said | None = None
        self._shape = label()
        self._text = ElidedLabel("", "label")
        self.button = Button(look, "", "quiet")
        self.button.clicked.connect(self._act)
        line = row(Gap.M)
        line.setContentsMargins(Gap.L, Gap.NONE, Gap.S, Gap.NONE)
        line.addWidget(self._shape)
        line.addWidget(self._text, 1)
        line.addWidget(self.button)
        self.setLayout(line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._over)
        around.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        look.changed.connect(self._draw)
        self.hide()

    def say(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """Say something when those before it had their time; the same again is said once."""
        said = Said(text, action, run)
        last = self._waiting[-1] if self._waiting else self.said
        if last is not None and last.text == text and last.action == action:
            return
        self._waiting.append(said)
        if self.said is None:
            self._next()

    def withdraw(self) -> None:
        """Take back what is said and what waits to be: it does not hold any more."""
        self._timer.stop()
        self._waiting.clear()
        self._next()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start(Wait.TOAST)

    def _next(self) -> None:
        self.said = self._waiting.popleft() if self._waiting else None
        self.setVisible(self.said is not None)
        if self.said is None:
            return
        self._text.setText(self.said.text)
        self._text.setToolTip(self.said.text)
        self.setAccessibleName(self.said.text)
        self.button.set_words(self.said.action)
        self.button.setVisible(bool(self.said.action))
        self._draw()
        self._place()
        self.raise_()
        self._timer.start(Wait.TOAST)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.said.text))

    def _over(self) -> None:
        """Its time is over; with the focus on its act it has time until the focus goes."""
        if self.button.hasFocus():
            self._timer.start(Wait.TOAST)
        else:
            self._next()

    def _act(self) -> None:
        said = self.said
        self._timer.stop()
        self._next()
        if said is not None and said.run is not None:
            said.run()

    def _draw(self) -> None:
        if self.said is not None:
            icon = self._look.icon(self.said.icon, self._look.colours.surface, IconSize.BUTTON)
            self._shape.setPixmap(icon.pixmap(self._look.icon_px(IconSize.BUTTON)))

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        """Give way to where the focus went, once that has come into sight."""
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        """Above the bars at the bottom, in the middle; at the top where somebody works there."""
        around = self.parentWidget()
        if around is None:
            return
        bottom = around.height()
        for bar in around.findChildren(QFrame):
            if bar.objectName() in _BARS and bar.isVisible():
                bottom = min(bottom, bar.mapTo(around, bar.rect().topLeft()).y())
        width = min(round(Width.TOAST * self._look.scale), around.width() - 2 * Gap.L)
        high = self._look.tall(Height.FIELD, "strong")
        box = QRect((around.width() - width) // 2, bottom - high - Gap.M, width, high)
        if box.intersects(_at_work(around)):
            box.moveTop(Gap.M)
        self.setGeometry(box)


def _at_work(around: QWidget) -> QRect:
    """Where the focus is, in coordinates of what is around; of a list, its current line."""
    focus = QApplication.focusWidget()
    if focus is None or not around.isAncestorOf(focus):
        return QRect()
    if isinstance(focus, QAbstractItemView):
        line = focus.visualRect(focus.currentIndex())
        return QRect(focus.viewport().mapTo(around, line.topLeft()), line.size())
    return QRect(focus.mapTo(around, QPoint(0, 0)), focus.size())
