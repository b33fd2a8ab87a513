"""Everything behind the lock in one window: navigation, heading, badge, and the page that is open.

The rule kept here: the role decides which destinations there are; going somewhere never loses what was typed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QStackedWidget, QWidget

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
from fieldapp.screens.workplace.destinations import Place, destinations_of
from fieldapp.screens.workplace.navigation import Navigation
from fieldapp.screens.workplace.sync_badge import BadgeFacts, SyncBadge, load_badge

_MINUTE_MS = 60_000


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
        self._places: dict[str, Place] = {place.key: place for place in destinations_of(role)}
        self._open: dict[str, Page] = {}
        self._pushed: list[Page] = []
        self._stack = QStackedWidget()
        self.top = TopBar(bench.look)
        self.navigation = Navigation(bench.look, tuple(self._places.values()))
        self._lay_out()
        self._connect()
        self.go_to(next(iter(self._places)))
        bench.learn_formats()
        self._show_badge()
        rounds.want()

    def go_to(self, key: str) -> None:
        """Open a destination; what was pushed over the last one is left."""
        while self._pushed:
            self._drop()
        if key not in self._open:
            self._open[key] = self._places[key].make(self.bench)
            self._add(self._open[key])
        self.navigation.mark(key)
        self._show(self._open[key])

    def push(self, page: QWidget) -> None:
        """Show a page over the present one."""
        if not isinstance(page, Page):
            raise TypeError("only pages are shown")
        self._add(page)
        self._pushed.append(page)
        self._show(page)

    def back(self) -> None:
        """Leave the page shown for the one below it."""
        if self._pushed:
            self._drop()
            below = self._pushed[-1] if self._pushed else self._open[self._here()]
            self._show(below)

    def open_sync_centre(self) -> None:
        """Show the sync centre over whatever is open."""
        if not isinstance(self._stack.currentWidget(), SyncCentrePage):
            self.push(SyncCentrePage(self.bench, self.rounds))

    def close_down(self, closed: Callable[[], None]) -> None:
        """End rounds and session; what comes back from a lane afterwards finds nobody."""
        self.rounds.stop()
        self._close(closed)

    @property
    def page(self) -> QWidget | None:
        """The page shown."""
        return self._stack.currentWidget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _here(self) -> str:
        return next(key for key in self._places if self.navigation.button(key).isChecked())

    def _lay_out(self) -> None:
        right = column(Gap.NONE)
        right.addWidget(self.top)
        right.addWidget(self._stack, 1)
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
        QShortcut(QKeySequence.StandardKey.Back, self, self.back)
        self.bench.wrote.connect(self.rounds.want)
        self.bench.changed.connect(self._show_badge)
        self.rounds.changed.connect(self._show_badge)
        self.rounds.arrived.connect(self._arrived)
        minute = QTimer(self)
        minute.timeout.connect(self._show_badge)
        minute.start(_MINUTE_MS)

    def _add(self, page: Page) -> None:
        self._stack.addWidget(page)
        page.headed.connect(self._head)

    def _drop(self) -> None:
        page = self._pushed.pop()
        self._stack.removeWidget(page)
        page.deleteLater()

    def _show(self, page: Page) -> None:
        self._stack.setCurrentWidget(page)
        self._arrange()
        self._head()
        page.setFocus()

    def _head(self) -> None:
        page = self._stack.currentWidget()
        if isinstance(page, Page):
            self.top.head(page.title, page.second)

    def _arrange(self) -> None:
        wide = self.width() >= Width.RAIL_FROM
        self.navigation.set_wide(wide=wide)
        self.navigation.setVisible(wide or not self._pushed)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop
        self._box.setDirection(way)
        self.top.back.setVisible(bool(self._pushed))
        short = self.height() < Height.SHORT_WINDOW
        self.top.setFixedHeight(Height.TOP_BAR_SHORT if short else Height.TOP_BAR)

    def _turn_theme(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.bench.look.set_dark(not self.bench.look.dark, app)

    def _arrived(self) -> None:
        self.bench.learn_formats()
        self.bench.changed.emit()

    def _show_badge(self) -> None:
        self.bench.read(self, load_badge, self._draw_badge, lambda _: None)

    def _draw_badge(self, facts: BadgeFacts) -> None:
        self.top.badge.show_facts(facts, self.bench.formats, self.bench.now_ms(), running=self.rounds.running)
