"""What stands before the pages for the moment between opening a page and seeing it.

The rule kept here: the page that is left gets nothing any more. What is typed is held for the page that
comes; a press, by finger, mouse or a key that acts, was meant for what could be seen, and does nothing. A
page that comes is painted once, with what it asked for, instead of empty first: each painting of a whole
page takes a tenth of the time there is for opening it.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.screens.frame import Page
from fieldapp.screens.theme.tokens import Wait


class Curtain(QWidget):
    """Stands before everything in `around` from `fall` until it rises; nothing is painted there meanwhile."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self._around = around
        self._held: list[tuple[int, Qt.KeyboardModifier, str]] = []
        self._awaited: Page | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.rise)
        self.hide()

    def fall(self) -> None:
        """Stand before what is left, and take its focus."""
        self._wait_for(None)
        self._around.setUpdatesEnabled(False)
        self.setGeometry(self._around.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def rise(self) -> None:
        """Be gone."""
        self._wait_for(None)
        self.hide()
        # Whatever has still to find its place finds it now: found after the painting, it is painted again.
        for _ in range(3):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._around.setUpdatesEnabled(True)

    def rise_for(self, page: Page) -> None:
        """Be gone when a page that has come has what it asked for, or cannot wait for it any longer."""
        self._hand_over()
        self._wait_for(page)

    def forget(self) -> None:
        """The page that what was typed was meant for does not come."""
        self._held.clear()

    def _wait_for(self, page: Page | None) -> None:
        if self._awaited is not None:
            self._awaited.answered.disconnect(self._look)
        self._awaited = page
        self._patience.stop()
        if page is not None:
            page.answered.connect(self._look)
            self._patience.start(Wait.CURTAIN)
            self._look()

    def _look(self) -> None:
        """What the answers moved has moved in the next turn, and is painted once."""
        if self._awaited is not None and not self._awaited.unanswered:
            self._patience.start(0)

    def _hand_over(self) -> None:
        """Let what has come have what was typed, wherever it has put the focus."""
        held, self._held = self._held, []
        for key, with_keys, text in held:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                to = QApplication.focusWidget()
                if to is not None:
                    QApplication.sendEvent(to, QKeyEvent(kind, key, with_keys, text))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab is a key like others here."""
        self._held.append((Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab, _NO_OTHERS, ""))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A key held down goes on by itself, and was begun on the page that is left.
        if not event.isAutoRepeat() and event.key() not in _ACTING:
            self._held.append((event.key(), event.modifiers(), event.text()))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Each key is let go of when it is handed on."""

    def event(self, event: QEvent) -> bool:
        if event.type() in _BY_HAND:
            event.accept()
            return True
        return super().event(event)


_ACTING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Back)
_NO_OTHERS = Qt.KeyboardModifier.NoModifier
_BY_HAND = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
)
