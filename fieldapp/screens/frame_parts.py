"""What forms and pages are made of on both sides of the lock.

The rule kept here: totals at the start of the action bar, the act that commits at its end, under the thumb.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QWidget

from fieldapp.screens.frame import Page
from fieldapp.screens.theme.tokens import TYPE, Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row


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


class ActionBar(QFrame):
    """The bar under a page: `totals` from the start, `acts` from the end, also where there are no totals.

    Two rows where one has no room, in which acts are as wide as the bar, under either thumb.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("actionBar")
        # What scrolls above it gives way, never the bar.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(Height.ACTION_BAR)
        self.totals = row(Gap.XL)
        self.acts = row(Gap.S)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Gap.XL, Gap.S, Gap.L, Gap.S)
        self._box.setSpacing(Gap.S)
        self._box.addLayout(self.totals, 1)
        self._box.addLayout(self.acts)
        self._sprung = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        # What stands in it came, went or grew.
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        if self.totals.isEmpty() and not self._sprung:
            self._sprung = True
            self.totals.addStretch()
        both = self.totals.sizeHint().width() + self.acts.sizeHint().width()
        # Words that may be shortened count for nothing in that, so they are left a part of the bar.
        least = Width.ACTS_BESIDE_FROM * self.font().pixelSize() / TYPE["body"].px
        beside = self.width() >= max(least, both + 2 * Gap.XL)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() is not way:
            self._box.setDirection(way)


class MainAct(QObject):
    """The one filled act of a page that is read: in the top bar of a wide window and of a low one, whose
    height is the list's; under the thumb on others.

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
        window, scale = page.window(), page.bench.look.scale
        low = window.height() < Height.SHORT_WINDOW and window.width() >= Width.RAIL_FROM * scale
        above = low or window.width() >= Width.SIDE_BY_SIDE_FROM * scale
        self.foot.setVisible(self._offered and not above)
        page.offer_act(self.above, offered=self._offered and above)
