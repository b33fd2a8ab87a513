"""What forms and pages are made of on both sides of the lock."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldapp.screens.frame import ActionBar, Page
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column


def listing(*parts: QWidget) -> QWidget:
    """Return a list pane of these parts, from top to bottom."""
    pane = QWidget()
    box = column(Gap.NONE)
    for part in parts:
        box.addWidget(part)
    pane.setLayout(box)
    return pane


def behind_lock(page: Page) -> QWidget:
    """Return what a sheet of a page may lie over: all that goes away when the tablet is locked, no more."""
    around: QWidget = page
    while (parent := around.parentWidget()) is not None and parent is not page.window():
        around = parent
    return around


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
