"""What every page has: a heading, a place for notices, content, and an action bar at the bottom.

The rule kept here: totals at the start of the action bar, the act that commits at its end, under the thumb.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.notice import Notice
from fieldapp.screens.words import Told, explain
from fieldapp.screens.workbench import Workbench


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
        self.notice = Notice(bench.look)
        self.body = column(Gap.M)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._outer.setSpacing(Gap.NONE)
        inner = column(Gap.M, margin)
        inner.addWidget(self.notice)
        inner.addLayout(self.body, 1)
        self._outer.addLayout(inner, 1)
        bench.changed.connect(self._reload)

    def load(self) -> None:
        """Ask for what the page shows; overridden."""

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

    def _reload(self) -> None:
        if self.isVisible():
            self.load()


class ActionBar(QFrame):
    """The bar under a page: `totals` fills from the start, `acts` from the end."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("actionBar")
        self.setMinimumHeight(Height.ACTION_BAR)
        self.totals = row(Gap.XL)
        self.acts = row(Gap.S)
        line = row(Gap.XL)
        line.setContentsMargins(Gap.XL, Gap.S, Gap.L, Gap.S)
        line.addLayout(self.totals, 1)
        line.addLayout(self.acts)
        self.setLayout(line)


class SideBySide(QWidget):
    """Two panes beside each other where there is room, else one under the other; `side` has a fixed width."""

    def __init__(self, main: QWidget, side: QWidget, width: int = Width.SIDE_PANE) -> None:
        super().__init__()
        self._side = side
        self._width = width
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.M)
        self._box.addWidget(main, 1)
        self._box.addWidget(side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= Width.SIDE_BY_SIDE_FROM - Width.RAIL - 2 * Gap.L
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() is not way:
            self._box.setDirection(way)
        self._side.setMaximumWidth(self._width if beside else self.width())
        self._side.setMinimumWidth(self._width if beside else 0)
