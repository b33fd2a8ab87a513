"""What segments and tabs have in common: one of a row holds, and arrow keys go from one to the next."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Status
from fieldapp.screens.widgets.choices.pressing import enter_presses

_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


@dataclass(frozen=True, slots=True)
class Part:
    """One choice: its word, a figure behind it, and the status whose colours it takes when chosen.

    A `calm` one takes the colour of its status for the word only.
    """

    key: str
    text: str
    figure: str = ""
    status: Status | None = None
    calm: bool = False

    @property
    def spoken(self) -> str:
        """Word and figure."""
        return f"{self.text} {self.figure}".strip()


class Linked(QAbstractButton):
    """A button among others of its kind: arrow keys go to the next one and choose it."""

    def __init__(self, look: Look, part: Part) -> None:
        super().__init__()
        self.look = look
        self.part = part
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(part.spoken)
        look.changed.connect(self.updateGeometry)
        look.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            step = -step
        if step:
            around = self.parentWidget()
            row = [each for each in around.findChildren(type(self)) if each.isEnabled()] if around else [self]
            other = row[(row.index(self) + step) % len(row)]
            other.setFocus(Qt.FocusReason.TabFocusReason)
            other.click()
        elif not enter_presses(self, event):
            super().keyPressEvent(event)
