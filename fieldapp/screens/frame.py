"""What every page has: a heading, a place for notices, content, and an action bar at the bottom.

The rule kept here: totals at the start of the action bar, the act that commits at its end, under the thumb.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QScroller, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.words import Told, explain
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

_T = TypeVar("_T")


class Page(QWidget):
    """A page behind the lock; it loads itself when shown and when something changed while it is shown."""

    headed = Signal()

    def __init__(self, bench: Workbench, title: str, second: str = "", margin: int = Gap.L) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bench = bench
        self.title = title
        self.second = second
        self._unread = False
        self.notice = Notice(bench.look)
        self.body = column(Gap.M)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._outer.setSpacing(Gap.NONE)
        inner = column(Gap.M, margin)
        inner.addWidget(self.notice)
        inner.addLayout(self.body, 1)
        self._outer.addLayout(inner, 1)
        # A page asks for no room of its own: what is higher or wider than the window scrolls inside it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        bench.changed.connect(self._reload)

    def load(self) -> None:
        """Ask for what the page shows; overridden."""

    def read(self, work: Callable[[Desk], _T], show: Callable[[_T], None]) -> None:
        """Run a reading job and show what it found; a fault shown before goes when reading works again."""

        def shown(result: _T) -> None:
            if self._unread:
                self._unread = False
                self.notice.clear()
            show(result)

        self.bench.read(self, work, shown, self._not_read)

    def head(self, title: str, second: str = "") -> None:
        """Change the heading."""
        self.title, self.second = title, second
        self.headed.emit()

    def set_foot(self, bar: QWidget) -> None:
        """Put an action bar under the page."""
        self._outer.addWidget(bar)

    def tell(self, told: Told) -> None:
        """Show a notice over the content."""
        self.notice.tell(told)

    def fault(self, fault: Exception) -> None:
        """Show what went wrong."""
        self.tell(explain(fault))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.load()

    def _not_read(self, fault: Exception) -> None:
        self._unread = True
        self.fault(fault)

    def _reload(self) -> None:
        if self.isVisible():
            self.load()


class ActionBar(QFrame):
    """The bar under a page: `totals` from the start, `acts` from the end; two rows where it is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("actionBar")
        self.setMinimumHeight(Height.ACTION_BAR)
        self.totals = row(Gap.XL)
        self.acts = row(Gap.S)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Gap.XL, Gap.S, Gap.L, Gap.S)
        self._box.setSpacing(Gap.S)
        self._box.addLayout(self.totals, 1)
        self._box.addLayout(self.acts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= Width.RAIL_FROM
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._box.setDirection(way)


class SideBySide(QScrollArea):
    """Two panes beside each other where there is room, else one under the other; what is higher scrolls.

    `side` has a fixed width; with `side_first` it is the list that the main pane belongs to.
    """

    def __init__(
        self,
        main: QWidget,
        side: QWidget,
        width: int = Width.SIDE_PANE,
        *,
        side_first: bool = False,
        margin: int = Gap.NONE,
    ) -> None:
        super().__init__()
        self._side = side
        self._width = width
        inner = QWidget()
        inner.setObjectName("canvas")
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._box.setContentsMargins(margin, margin, margin, margin)
        self._box.setSpacing(Gap.M)
        panes = ((side, 0), (main, 1)) if side_first else ((main, 1), (side, 0))
        for pane, stretch in panes:
            self._box.addWidget(pane, stretch)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = self.width() >= Width.SIDE_BY_SIDE_FROM - Width.RAIL - 2 * Gap.L
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() is not way:
            self._box.setDirection(way)
        self._side.setMaximumWidth(self._width if beside else Width.ANY)
        self._side.setMinimumWidth(self._width if beside else 0)
        super().resizeEvent(event)
