"""Everything behind the lock in one window: navigation, top bar, and the page that is open.

The rules kept here: the role decides which places there are; going somewhere, or turning the window, never
loses what was typed, for pages are moved and never built anew.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout

from fieldapp.screens.frame import Page
from fieldapp.screens.rounds import Rounds
from fieldapp.screens.shell import Behind
from fieldapp.screens.targets import DestinationKey, Target
from fieldapp.screens.theme.tokens import Gap, Width
from fieldapp.screens.widgets.card import column
from fieldapp.screens.words import Told
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.bars.navigation import Navigation
from fieldapp.screens.workplace.bars.top_bar import TopBar
from fieldapp.screens.workplace.destinations import destinations_of
from fieldapp.screens.workplace.errands import Ways
from fieldapp.screens.workplace.overlays import Overlays, Person
from fieldapp.screens.workplace.pages import Parts, ground_of, make_page, may_open
from fieldapp.screens.workplace.stack import PageStack


class Workplace(Behind):
    """The pages of one person. It is the navigator its pages know; `close` ends their session."""

    def __init__(
        self, bench: Workbench, rounds: Rounds, role: str, close: Callable[[Callable[[], None]], None]
    ) -> None:
        super().__init__()
        self._close = close
        self.bench = bench
        self.rounds = rounds
        self.role = role
        bench.go = self
        self.places = destinations_of(role)
        parts = Parts(bench, rounds)
        self.stack = PageStack(lambda target: make_page(parts, target), ground_of)
        self.top = TopBar(bench.look)
        self.navigation = Navigation(bench.look, self.places)
        self._lay_out()
        ways = Ways(self.open, rounds.want, self.lock_wanted.emit)
        self.over = Overlays(bench.look, self, self.navigation, Person(role, ways))
        self._connect()
        self.stack.open(Target(self.places[0].key))
        bench.learn_formats()
        self.top.badge.keep(bench, rounds)
        rounds.want()

    def open(self, target: Target) -> None:
        """Open what a target names; what the role does not have is said in words."""
        if may_open(self.role, target):
            self.stack.open(target)
        elif self.page is not None:
            words = self.tr("Somebody with another role looks after it. Your supervisor knows who.")
            self.page.tell(Told("note", self.tr("This is not part of your work"), words))

    def go_to(self, key: DestinationKey) -> None:
        """Open a destination."""
        self.open(Target(key))

    def back(self) -> None:
        """Leave what is shown for what was there before it."""
        if self.page is not None and not self.page.step_back():
            self.stack.back()

    def forward(self) -> None:
        """Go forward to where somebody went back from."""
        self.stack.forward()

    def close_down(self, closed: Callable[[], None]) -> None:
        """End rounds and session; what comes back from a lane afterwards finds nobody."""
        self.waiting = self.top.badge.waiting
        self.rounds.stop()
        self._close(closed)

    @property
    def page(self) -> Page | None:
        """The page shown."""
        return self.stack.page

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the two buttons at the side of a mouse, wherever in the window they are pressed."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            turn = {Qt.MouseButton.BackButton: self.back, Qt.MouseButton.ForwardButton: self.forward}
            if (act := turn.get(event.button())) is not None:
                act()
                return True
        return super().eventFilter(watched, event)

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
        self.navigation.more_wanted.connect(self.over.show_more)
        self.top.back.clicked.connect(self.back)
        self.top.badge.clicked.connect(lambda: self.open(Target("sync")))
        self.stack.turned.connect(self._arrange)
        self.bench.wrote.connect(self.rounds.want)
        self.rounds.arrived.connect(self.bench.refresh)

    def _arrange(self) -> None:
        """Put everything where the window has room, under the heading of the page shown."""
        page = self.page
        wide = self.width() >= Width.RAIL_FROM
        self.navigation.set_wide(wide=wide)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop
        self._box.setDirection(way)
        if page is not None:
            self.navigation.mark(ground_of(self.stack.place[0]))
            self.navigation.setVisible(wide or not (page.deep or page.whole))
            self.top.show_page(page, pushed=self.stack.pushed or page.deep)
