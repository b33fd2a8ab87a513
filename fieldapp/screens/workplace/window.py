"""Everything behind the lock in one window: navigation, top bar, and the page that is open.

The rules kept here: the role decides which places there are; going somewhere, or turning the window, never
loses what was typed, for pages are moved and never built anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from fieldapp.screens.frame import Page
from fieldapp.screens.rounds import Rounds
from fieldapp.screens.shell import Behind
from fieldapp.screens.targets import DestinationKey, Target, written
from fieldapp.screens.theme.tokens import Gap, Wait, Width
from fieldapp.screens.widgets.card import column
from fieldapp.screens.words import Told, explain
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.bars.counts import Counts
from fieldapp.screens.workplace.bars.navigation import Navigation
from fieldapp.screens.workplace.bars.stopped import StoppedStrip
from fieldapp.screens.workplace.bars.top_bar import TopBar
from fieldapp.screens.workplace.destinations import destinations_of
from fieldapp.screens.workplace.errands import Ways
from fieldapp.screens.workplace.keys import Acts, Keys, shortcuts
from fieldapp.screens.workplace.overlays import Around, Overlays
from fieldapp.screens.workplace.pages import Parts, ground_of, make_page, may_open
from fieldapp.screens.workplace.way.place import KEY, ROOM
from fieldapp.screens.workplace.way.stack import PageStack

Close = Callable[[Callable[[], None]], None]
"""Ends a session, and calls what it is given when it is done."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is behind the lock, and where they were last."""

    role: str
    place: tuple[Target, ...] = ()


class Workplace(Behind):
    """The pages of one person. It is the navigator its pages know; `close` ends their session."""

    def __init__(self, bench: Workbench, rounds: Rounds, person: Person, close: Close) -> None:
        super().__init__()
        self._close = close
        self.bench = bench
        self.rounds = rounds
        role = self.role = person.role
        bench.go = self
        self.places = destinations_of(role)
        parts = Parts(bench, rounds)
        self.stack = PageStack(lambda target: make_page(parts, target), ground_of)
        self.top = TopBar(bench.look)
        self.navigation = Navigation(bench.look, self.places)
        self.stopped = StoppedStrip(bench)
        self._box = _laid_out(self)
        ways = Ways(self.open, rounds.ask, self.lock_wanted.emit)
        around = Around(role, self.places, ways, lambda: self.page, self.top, self.navigation)
        self.over = Overlays(bench, self, around)
        self._listen(ways)
        self._connect()
        self._begin_at = person.place
        self.top.badge.keep(bench, rounds)

    def furnish(self) -> None:
        """Stand where this person was last, or where their role begins."""
        mine = self._begin_at
        if mine and all(self.may_open(target) for target in mine):
            self.stack.restore(mine)
        else:
            self.stack.open(Target(self.places[0].key))
        self.stopped.look()
        # Told when the first page has what it asked for: a round would take lane and cores from it.
        self.bench.read(self, lambda _: None, lambda _: self.rounds.want(), lambda _: self.rounds.want())

    def open(self, target: Target) -> None:
        """Open what a target names; what the role does not have is said in words."""
        if not self.over.clear():
            return
        if self.may_open(target):
            self.stack.open(target)
        elif self.page is not None:
            words = self.tr("Somebody with another role looks after it. Your supervisor knows who.")
            self.page.tell(Told("note", self.tr("This is not part of your work"), words))

    def may_open(self, target: Target) -> bool:
        """Whether this role has a page for what a target names."""
        return may_open(self.role, target)

    def go_to(self, key: DestinationKey) -> None:
        """Open a destination."""
        self.open(Target(key))

    def back(self) -> None:
        """Take away what lies over the page, or leave what is shown for what was there before it."""
        if not self.over.close() and self.page is not None and not self.page.step_back():
            self.stack.back()

    def leave(self, page: QObject, to: Target | None = None, told: Told | None = None) -> bool:
        """Leave a page that has done its work, for another where one is named, and be told there what came of
        it. Whoever has gone elsewhere by then is not moved: False.
        """
        front = self.page is page
        if front:
            self.stack.back()
            if to is not None:
                self.open(to)
            if told is not None and self.page is not None:
                self.page.tell(told)
        return front

    def close_down(self, closed: Callable[[], None]) -> None:
        """End rounds and session; what comes back from a lane afterwards finds nobody."""
        self.waiting = self.top.badge.waiting
        self.rounds.stop()
        self.stack.turned.disconnect(self._arrange)
        self._counts.stop()
        self.stopped.stop()
        self.minute.stop()
        self._close(closed)

    @property
    def page(self) -> Page | None:
        """The page shown."""
        return self.stack.page

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _listen(self, ways: Ways) -> None:
        def find() -> None:
            if self.page is None or not self.page.go_find():
                self.over.show_search()

        def leave() -> None:
            if not self.over.close() and self.page is not None and (self.stack.pushed or self.page.deep):
                self.back()

        def forward() -> None:
            if self.over.clear():
                self.stack.forward()

        acts = Acts(
            go_to=lambda key: self.open(Target(key)),
            back=self.back,
            forward=forward,
            leave=leave,
            search=self.over.show_search,
            find=find,
            sync=ways.sync,
            lock=ways.lock,
            help=self.over.show_help,
        )
        self.over.keys = shortcuts(acts, self.places)
        Keys(self, self.over.keys, acts)

    def _connect(self) -> None:
        def say_unheard(fault: Exception) -> None:
            if self.page is not None:
                told = explain(fault, self.bench.formats)
                title = self.tr("Not saved on the page you left: {fault}").format(fault=told.title)
                self.page.tell(replace(told, title=title))

        self.navigation.went.connect(self.go_to)
        self.navigation.more_wanted.connect(self.over.show_more)
        self.navigation.search_wanted.connect(self.over.show_search)
        self.top.more.clicked.connect(self.over.show_acts)
        self.top.search.clicked.connect(self.over.show_search)
        self.top.bell.clicked.connect(lambda: self.open(Target("notifications")))
        self.top.with_news = may_open(self.role, Target("notifications"))
        counts = self._counts = Counts(self, self.bench, tuple(place.key for place in self.places))
        counts.counted.connect(self.navigation.set_count)
        counts.news_counted.connect(self.top.bell.set_count)
        self.minute = QTimer(self)
        self.minute.timeout.connect(self.bench.look_at_day)
        self.minute.timeout.connect(self.stopped.look)
        self.minute.start(Wait.MINUTE)
        self.top.back.clicked.connect(self.back)
        self.top.badge.clicked.connect(lambda: self.open(Target("sync")))
        self.stack.turned.connect(self._arrange)
        self.bench.wrote.connect(self.rounds.want)
        self.bench.unheard.connect(say_unheard)
        self.rounds.arrived.connect(self.bench.refresh)

    def _arrange(self) -> None:
        """Put everything where the window has room, under the heading of the page shown."""
        page = self.page
        wide = self.width() >= Width.RAIL_FROM
        self.navigation.set_wide(wide=wide)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop
        self._box.setDirection(way)
        place = self.stack.place
        # A page that is only now being shown may change its heading before it has a place.
        if page is not None and place:
            self.navigation.mark(ground_of(place[0]))
            self.navigation.setVisible(wide or not (page.deep or page.whole))
            self.top.show_page(page, pushed=self.stack.pushed or page.deep)
            self.bench.notes.put(ROOM, KEY, written(place))


def _laid_out(window: Workplace) -> QBoxLayout:
    """Put the navigation beside, or under, the page with its heading."""
    right = column(Gap.NONE)
    right.addWidget(window.top)
    right.addWidget(window.stopped)
    right.addWidget(window.stack, 1)
    box = QBoxLayout(QBoxLayout.Direction.LeftToRight, window)
    box.setContentsMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
    box.setSpacing(Gap.NONE)
    box.addWidget(window.navigation)
    box.addLayout(right, 1)
    return box
