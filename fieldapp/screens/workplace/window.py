"""Everything behind the lock in one window: navigation, heading, badge, and the page that is open.

The rule kept here: the role decides which destinations there are; going somewhere never loses what was typed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QWidget

from fieldapp.screens.everyone.sync_centre import SyncCentrePage
from fieldapp.screens.frame import Page
from fieldapp.screens.rounds import Rounds
from fieldapp.screens.shell import Behind
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap, Height, Width
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column, row
from fieldapp.screens.widgets.text import ElidedLabel
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.destinations import destinations_of
from fieldapp.screens.workplace.navigation import Navigation
from fieldapp.screens.workplace.stack import PageStack
from fieldapp.screens.workplace.sync_badge import SyncBadge


class TopBar(QFrame):
    """Back, heading, and at the end always the badge."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.back = Button(look, "", "quiet", "arrow-left")
        self.back.setAccessibleName(self.tr("Back"))
        self.badge = SyncBadge(look)
        self._title = ElidedLabel("", "heading")
        self._second = ElidedLabel("", "label", "muted")
        words = column(Gap.NONE)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._second)
        words.addStretch()
        line = row(Gap.M)
        line.setContentsMargins(Gap.S, Gap.NONE, Gap.L, Gap.NONE)
        line.addWidget(self.back)
        line.addSpacing(Gap.XS)
        line.addLayout(words, 1)
        line.addWidget(self.badge)
        self.setLayout(line)

    def head(self, title: str, second: str) -> None:
        """Show a heading."""
        self._title.setText(title)
        self._second.setText(second)
        self._second.setVisible(bool(second))
        self.setAccessibleName(f"{title}. {second}")


class Workplace(Behind):
    """The pages of one person. It is the navigator its pages know; `close` ends their session."""

    def __init__(
        self, bench: Workbench, rounds: Rounds, role: str, close: Callable[[Callable[[], None]], None]
    ) -> None:
        super().__init__()
        self._close = close
        self.bench = bench
        self.rounds = rounds
        bench.go = self
        places = destinations_of(role)
        self.stack = PageStack(bench, places)
        self.top = TopBar(bench.look)
        self.navigation = Navigation(bench.look, places)
        self._lay_out()
        self._connect()
        self.go_to(places[0].key)
        bench.learn_formats()
        self.top.badge.keep(bench, rounds)
        rounds.want()

    def go_to(self, key: str) -> None:
        """Open a destination; what was pushed over the last one is left."""
        self.navigation.mark(key)
        self.stack.go_to(key)

    def push(self, page: QWidget) -> None:
        """Show a page over the present one."""
        if not isinstance(page, Page):
            raise TypeError("only pages are shown")
        self.stack.push(page)

    def back(self) -> None:
        """Leave the page shown for the one below it."""
        self.stack.back()

    def open_sync_centre(self) -> None:
        """Show the sync centre over whatever is open."""
        if not isinstance(self.page, SyncCentrePage):
            self.push(SyncCentrePage(self.bench, self.rounds))

    def close_down(self, closed: Callable[[], None]) -> None:
        """End rounds and session; what comes back from a lane afterwards finds nobody."""
        self.rounds.stop()
        self._close(closed)

    @property
    def page(self) -> Page | None:
        """The page shown."""
        return self.stack.page

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        right = column(Gap.NONE)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
        self._box.setSpacing(Gap.NONE)
        self._box.addWidget(self.navigation)
        self._box.addLayout(right, 1)

    def _connect(self) -> None:
        self.navigation.went.connect(self.go_to)
        self.navigation.lock_wanted.connect(self.lock_wanted)
        self.navigation.theme_wanted.connect(self._turn_theme)
        self.top.back.clicked.connect(self.back)
        self.top.badge.clicked.connect(self.open_sync_centre)
        self.stack.turned.connect(self._arrange)
        QShortcut(QKeySequence.StandardKey.Back, self, self.back)
        self.bench.wrote.connect(self.rounds.want)
        self.rounds.arrived.connect(self.bench.refresh)

    def _arrange(self) -> None:
        """Put everything where the window has room, under the heading of the page shown."""
        if self.page is not None:
            self.top.head(self.page.title, self.page.second)
        wide = self.width() >= Width.RAIL_FROM
        self.navigation.set_wide(wide=wide)
        self.navigation.setVisible(wide or not self.stack.pushed)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop
        self._box.setDirection(way)
        self.top.back.setVisible(self.stack.pushed)
        short = self.height() < Height.SHORT_WINDOW
        self.top.setFixedHeight(Height.TOP_BAR_SHORT if short else Height.TOP_BAR)

    def _turn_theme(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.bench.look.set_dark(not self.bench.look.dark, app)
