"""What forms and pages are made of on both sides of the lock."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.screens.frame import ActionBar, Page
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.text import label


def field_label(text: str, field: QWidget, hint: str = "") -> QVBoxLayout:
    """Return a field with its label above it and a hint below."""
    box = column(Gap.XS)
    above = label(text, "label")
    above.setBuddy(field)
    field.setAccessibleName(text)
    field.setMinimumHeight(max(field.minimumHeight(), Height.FIELD))
    # Fields are as high as they are: what is left of the page stays empty below them.
    field.setSizePolicy(field.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)
    box.addWidget(above)
    box.addWidget(field)
    if hint:
        box.addWidget(label(hint, "caption", "muted", wrap=True))
    return box


def behind_lock(page: Page) -> QWidget:
    """Return what a sheet of a page may lie over: all that goes away when the tablet is locked, no more."""
    around: QWidget = page
    while (parent := around.parentWidget()) is not None and parent is not page.window():
        around = parent
    return around


class TwoPanes(QWidget):
    """A wide pane and a narrow one beside each other where there is room, else one under the other.

    They are moved and never built anew; what is higher than the window is for the page to scroll.
    """

    def __init__(self, look: Look, main: QWidget, side: QWidget) -> None:
        super().__init__()
        self._look, self._side = look, side
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.M)
        self._box.addWidget(main, 1)
        self._box.addWidget(side)
        look.changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        least = (Width.SIDE_BY_SIDE_FROM - Width.RAIL - 2 * Gap.L) * self._look.scale
        wide = self.width() >= least
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(across if wide else down)
        self._side.setMinimumWidth(Width.SIDE_PANE if wide else 0)
        self._side.setMaximumWidth(Width.SIDE_PANE if wide else Width.ANY)


class MainAct(QObject):
    """The one filled act of a page that is read: in the top bar of a wide window, under the thumb on others.

    `wanted` when it is pressed. The page calls `arrange` when it was resized.
    """

    wanted = Signal()

    def __init__(self, page: Page, text: str, icon: str) -> None:
        super().__init__(page)
        self._page = page
        self._offered = False
        look = page.bench.look
        self.above, self.below = Button(look, text, "primary", icon), Button(look, text, "final", icon)
        self.above.setParent(page)
        self.above.hide()
        self.foot = ActionBar()
        self.foot.acts.addWidget(self.below, 1)
        self.foot.hide()
        page.set_foot(self.foot)
        for button in (self.above, self.below):
            button.clicked.connect(self.wanted)

    def offer(self, *, offered: bool) -> None:
        """Offer the act, or take it away."""
        self._offered = offered
        self.arrange()

    def arrange(self) -> None:
        """Put it where the window has it in reach; it is never in both places."""
        page = self._page
        narrow = page.window().width() < Width.SIDE_BY_SIDE_FROM * page.bench.look.scale
        self.foot.setVisible(self._offered and narrow)
        page.offer_act(self.above, offered=self._offered and not narrow)
