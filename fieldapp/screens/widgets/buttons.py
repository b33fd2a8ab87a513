"""Buttons that follow the look, and the guard that lets one press write once.

The rule kept here: from the press until somebody says what came of it, no button under the same guard can be
pressed, by finger, mouse or key, however fast; nor does the second press of a fast hand fall on what comes
after it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal, TypeVar

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Height, Radius, Width
from fieldapp.screens.widgets.choices.pressing import enter_presses
from fieldapp.screens.widgets.reading import go_beside

_T = TypeVar("_T")
ButtonKind = Literal[
    "primary",
    "final",
    "plain",
    "plain_final",
    "tonal",
    "quiet",
    "icon",
    "step",
    "refuse",
    "refuse_final",
    "menu_row",
    "chip",
    "person",
    "key",
    "key_more",
    "key_small",
    "key_due",
    "pin_key",
    "pin_quiet",
]

_RESTS = 2
"""For how many intervals of a double click a button rests."""
_PRESSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Button(QPushButton):
    """A push button; its icon takes the colour of the words. Without words it needs a `name` to be spoken."""

    def __init__(
        self, look: Look, text: str, kind: ButtonKind = "plain", icon: str = "", name: str = ""
    ) -> None:
        super().__init__()
        self._look = look
        self._kind = kind
        self._icon_name = icon
        self._pauses_until_s = 0.0
        self.setProperty("kind", kind)
        self.set_words(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        look.changed.connect(self._draw_icon)
        if icon:
            self._draw_icon()
        if name:
            self.setAccessibleName(name)
            self.setToolTip("" if text else name)

    def set_words(self, text: str) -> None:
        """Change the words, for eye and ear alike."""
        self.setText(f"\N{EN SPACE}{text}" if text and self._icon_name else text)
        self.setAccessibleName(text)

    def set_icon(self, name: str) -> None:
        """Change the icon; "" takes it away."""
        if name != self._icon_name:
            words = self.text().removeprefix("\N{EN SPACE}")
            self._icon_name = name
            self.setText(f"\N{EN SPACE}{words}" if words and name else words)
            self._draw_icon()

    def set_kind(self, kind: ButtonKind) -> None:
        """Change what kind of button it is."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._draw_icon()

    def minimumSizeHint(self) -> QSize:
        """Words are never cut: a button is at least as wide as they are, and as a finger."""
        hint = self.sizeHint()
        return QSize(max(hint.width(), Height.TOUCH), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._kind in ("primary", "final") and self.hasFocus() and self.isEnabled():
            self._set_off_ring()

    def _set_off_ring(self) -> None:
        """On a filled button the ring alone would drown: a light line inside sets it off."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._look.colours.on_primary), Width.BORDER))
            inside = Width.FOCUS + Width.BORDER / 2
            box = QRectF(self.rect()).adjusted(inside, inside, -inside, -inside)
            round_by = Radius.CONTROL - Width.FOCUS
            painter.drawRoundedRect(box, round_by, round_by)

    def pause(self) -> None:
        """Take no press for a moment: it stands where another stood that may be pressed twice."""
        self._pauses_until_s = time.monotonic() + pause_ms() / 1000

    @property
    def paused(self) -> bool:
        """Whether a press is not meant for it yet."""
        return time.monotonic() < self._pauses_until_s

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.paused:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.paused and event.key() in _PRESSING:
            return
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def _draw_icon(self) -> None:
        if not self._icon_name:
            self.setIcon(QIcon())
            return
        colours = self._look.colours
        colour = {
            "primary": colours.on_primary,
            "final": colours.on_primary,
            "tonal": colours.on_tint,
            "quiet": colours.on_tint,
            "refuse": colours.overdue.fg,
            "refuse_final": colours.overdue.fg,
        }.get(self._kind)
        size = self._look.icon_px()
        self.setIconSize(QSize(size, size))
        chosen = "" if colour else colours.on_primary
        usual = colour or colours.text
        self.setIcon(self._look.icon(self._icon_name, usual, faint=colours.faint, chosen=chosen))


def pause_ms() -> int:
    """Return how long a press after another may still be meant for what stood there before."""
    return _RESTS * QApplication.doubleClickInterval()


class Guard(QObject):
    """Holds the buttons of one page that write: while one of them is at work, none can be pressed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._at_work: QObject | None = None

    @property
    def busy(self) -> bool:
        """Whether somebody pressed and has not been told yet."""
        return self._at_work is not None

    def is_at_work(self, button: QObject) -> bool:
        """Whether this is the one that was pressed."""
        return self._at_work is button

    def take(self, button: QObject) -> bool:
        """Begin; False when a press is being worked on already."""
        if self._at_work is not None:
            return False
        self._at_work = button
        self.changed.emit()
        return True

    def release(self) -> None:
        """Somebody was told what came of it: the next press counts again."""
        if self._at_work is not None:
            self._at_work = None
            self.changed.emit()

    def told(self, call: Callable[[_T], None]) -> Callable[[_T], None]:
        """Wrap what is done with the outcome, so that it releases first."""

        def released(result: _T) -> None:
            self.release()
            call(result)

        return released


class Why(QLabel):
    """Why a button cannot be pressed; not there while there is nothing to say, or no place to say it in."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "label")
        self.setProperty("tone", "pending")
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._stand()

    def say(self, text: str) -> None:
        """Say it, or nothing."""
        self.setText(text)
        self._stand()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._stand()
        return super().event(event)

    def _stand(self) -> None:
        # Shown without a place it would be a window of its own.
        self.setVisible(bool(self.text()) and self.parentWidget() is not None)


class CommitButton(Button):
    """A button that writes. Connect `committed`; then `guard.told(...)` or `guard.release()` ends the press.

    While it cannot be pressed, `why` says the reason; put that label beside the button. A `name` is spoken in
    place of words that many buttons have.
    """

    committed = Signal()

    def __init__(
        self,
        look: Look,
        text: str,
        icon: str = "",
        *,
        kind: ButtonKind = "final",
        guard: Guard | None = None,
        busy: str = "",
        name: str = "",
    ) -> None:
        super().__init__(look, text, kind, icon, name)
        self._name = name
        self.guard = guard or Guard(self)
        self.why = Why()
        self._words, self._mark = text, icon
        self._busy_words = busy or self.tr("Saving…")
        self._allowed = True
        self._had_focus = False
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.timeout.connect(self._follow)
        self._pass_on = QTimer(self)
        self._pass_on.setSingleShot(True)
        self._pass_on.timeout.connect(self._let_go)
        self.clicked.connect(self._press)
        self.guard.changed.connect(self._follow)

    def allow(self, allowed: bool, why: str = "") -> None:
        """Let it be pressed or not; `why` is shown beside it and read out with it."""
        self._allowed = allowed
        self.why.say("" if allowed else why)
        self.setAccessibleDescription(self.why.text())
        self._follow()

    def label_as(self, text: str) -> None:
        """Change the words it has at rest, as when the amount in them changes."""
        self._words = text
        self._follow()

    def rest(self) -> None:
        """End a press after which the button stands for the next thing: what is pressed too fast after it is
        not meant for that, and the focus stays where somebody was sent.
        """
        self.pause()
        self.guard.release()

    def pause(self) -> None:
        """Stand for another thing from now on: rest, while a press that is at work goes on to its end."""
        super().pause()
        had_focus, self._had_focus = self._had_focus, False
        self._resting.start(pause_ms())
        if had_focus:
            self._pass_on.start(pause_ms())
        self._follow()

    @property
    def paused(self) -> bool:
        return super().paused or self._resting.isActive()

    def say(self, text: str) -> None:
        """While at work: say how far it is."""
        if self.guard.is_at_work(self):
            self.set_words(text)

    def _press(self) -> None:
        if self._allowed and self.guard.take(self):
            self.committed.emit()

    def _follow(self) -> None:
        at_work = self.guard.is_at_work(self)
        if at_work and self.hasFocus():
            # Left here it would go, with the next press of Enter, to whatever comes after a disabled button.
            self._had_focus = True
            self.clearFocus()
        self.set_icon("circle-dashed" if at_work else self._mark)
        self.set_words(self._busy_words if at_work else self._words)
        if self._name and not at_work:
            self.setAccessibleName(self._name)
        self.setEnabled(self._allowed and not self.guard.busy and not self._resting.isActive())
        if self._had_focus and not self.guard.busy:
            self._had_focus = False
            if self.isEnabled() and self.window().focusWidget() is None:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                # Later than a press that is too fast: that one is not meant for what comes next.
                self._pass_on.start(pause_ms())

    def _let_go(self) -> None:
        """Its act is over: the focus goes on beside it, if it went nowhere, and to nothing that writes."""
        if self.window().focusWidget() is None:
            go_beside(self, CommitButton)
