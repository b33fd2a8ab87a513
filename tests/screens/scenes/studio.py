"""The real window without a person: brought into a state by its own buttons and models, then looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.background import Lanes, open_lanes
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.officer.sheet.page import MeetingSheetPage
from fieldapp.screens.shell import Shell
from fieldapp.screens.targets import DestinationKey, Target
from fieldapp.screens.theme.appearance import Appearance
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store.author import Desk
from fieldapp.store.settle import settle
from shared.ids import UnionId
from tests.screens.office import PIN, Tablet

USUAL = QSize(1280, 800)
_PATIENCE_S = 10
_MOST_TURNS = 20
_T = TypeVar("_T")
_W = TypeVar("_W", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Studio:
    """The window, its tablet and its lanes."""

    app: QApplication
    look: Look
    lanes: Lanes
    tablet: Tablet
    shell: Shell

    def until(self, seen: Callable[[], object]) -> None:
        """Let the program run until something is so."""
        end = time.monotonic() + _PATIENCE_S
        while not seen():
            if time.monotonic() > end:
                raise TimeoutError("a scene was not seen in time")
            self.app.processEvents()
            time.sleep(0.002)
        self.settle()

    def settle(self) -> None:
        """Let everything asked of the lanes come back."""
        for _ in range(4):
            self.lanes.network.call(lambda: None)
            self.lanes.store.call(lambda: None)
            self.app.processEvents()

    def unlock(self) -> Workplace:
        """Go behind the lock."""
        self.lock_page().pad.entered.emit(PIN)
        self.until(lambda: isinstance(self.shell.page, Workplace))
        self.place.over.tour.decline()
        return self.place

    def lock_page(self) -> UnlockPage:
        """The page that asks for the PIN."""
        page = self.shell.page
        assert isinstance(page, UnlockPage)
        return page

    @property
    def place(self) -> Workplace:
        """What is behind the lock."""
        page = self.shell.page
        assert isinstance(page, Workplace)
        return page

    def page(self, kind: type[_W]) -> _W:
        """The page that is open, of a kind."""
        self.until(lambda: isinstance(self.place.page, kind))
        page = self.place.page
        assert isinstance(page, kind)
        return page

    def ask(self, work: Callable[[Desk], _T]) -> _T:
        """Look into the store behind the screen, in its lane."""
        desk = self.place.bench.desk
        return self.lanes.store.call(lambda: work(desk))

    def go_to(self, key: DestinationKey) -> None:
        """Open a destination of the navigation."""
        self.place.go_to(key)
        self.settle()

    def sheet(self, union: UnionId) -> MeetingSheetPage:
        """Open a meeting sheet."""
        self.place.open(Target("sheet", union))
        page = self.page(MeetingSheetPage)
        self.until(lambda: page.model.rowCount() > 0)
        return page

    def resize(self, size: QSize) -> None:
        """Give the window a size, and let it lay itself out."""
        self.shell.resize(size)
        self.come_to_rest()

    def dress(self, *, dark: bool = False, scale: float = 1.0) -> None:
        """Change theme and size of text where they differ."""
        self.look.choose(Appearance("dark" if dark else "light", scale))
        self.come_to_rest()

    def come_to_rest(self) -> None:
        """Let everything find its place: what lies deep takes as many turns as there is around it."""
        before: list[QRect] = []
        for _ in range(_MOST_TURNS):
            self.settle()
            now = [widget.geometry() for widget in self.shell.findChildren(QWidget)]
            if now == before:
                return
            before = now
        raise TimeoutError("the window does not come to rest")


@contextmanager
def opened_studio(app: QApplication, tablet: Tablet) -> Iterator[Studio]:
    """A window on a tablet, as it is after a start of the program."""
    look, lanes = Look(), open_lanes()
    look.apply(app)
    shell = tablet.shell(look, lanes)
    shell.resize(USUAL)
    shell.show()
    shell.activateWindow()
    made = Studio(app, look, lanes, tablet, shell)
    made.until(lambda: app.activeWindow() is shell)
    try:
        yield made
    finally:
        shell.close()
        made.settle()
        lanes.close()
        shell.deleteLater()
        # Outside of an event loop nothing is deleted by itself, and a change of theme would dress it still.
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def hear(at: Studio) -> None:
    """Let the office answer with what it holds by now."""
    answer, now = at.tablet.office.signed(None, []), at.tablet.clock.at_ms

    def take(desk: Desk) -> None:
        settle(desk.store, answer, now_ms=now)

    at.ask(take)
    at.place.bench.refresh()
    at.settle()
