"""Drives the window as a person does: clicks, keys, and waiting until something is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldapp.background import Lanes
from fieldapp.screens.frame import Page
from fieldapp.screens.shell import Shell
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store.author import Desk
from fieldapp.store.outbox import listing, operation_at
from fieldapp.store.settle import settle
from shared.contract.codec import Message
from shared.contract.operations import decode_body
from tests.screens import people
from tests.screens.office import PIN, Tablet

_W = TypeVar("_W", bound=QWidget)
_T = TypeVar("_T")


class Window:
    """The program's window in a test."""

    def __init__(self, qtbot: QtBot, shell: Shell, tablet: Tablet, lanes: Lanes) -> None:
        self.qtbot = qtbot
        self.shell = shell
        self.tablet = tablet
        self.lanes = lanes
        shell.resize(1280, 800)
        shell.show()
        shell.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is shell, "the window active")

    def close(self) -> None:
        """Close it and wait until the lanes are idle."""
        self.shell.close()
        self.settle()
        self.shell.deleteLater()
        QApplication.processEvents()

    def wait(self, seen: Callable[[], object], what: str = "") -> None:
        """Wait until something is so."""

        def check() -> None:
            assert seen(), what or "not seen in time"

        self.qtbot.waitUntil(check, timeout=5000)

    def settle(self) -> None:
        """Let everything asked of the lanes come back."""
        for _ in range(3):
            self.lanes.network.call(lambda: None)
            self.lanes.store.call(lambda: None)
            QApplication.processEvents()

    def unlock(self, pin: str = PIN, *, settled: bool = True, touring: bool = False) -> Workplace:
        """Type the PIN on the keyboard and wait for the workplace, and for what it asks of the lanes.

        Whoever is not `touring` says at once that they need not be shown around.
        """
        self.keys(pin)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: isinstance(self.shell.page, Workplace), "the workplace")
        if not touring:
            self.place.over.tour.decline()
        if settled:
            self.settle()
        return self.place

    @property
    def place(self) -> Workplace:
        """What is behind the lock."""
        page = self.shell.page
        assert isinstance(page, Workplace)
        return page

    def page(self, kind: type[_W]) -> _W:
        """The page that is open, of a kind."""
        self.wait(lambda: isinstance(self.place.page, kind), kind.__name__)
        self.settle()
        page = self.place.page
        assert isinstance(page, kind)
        return page

    def click(self, widget: QWidget) -> None:
        """Press and release on a widget that is there to be pressed, once it rests no more."""
        assert widget.isVisible(), "hidden"
        if isinstance(widget, Button):
            self.wait(lambda: not widget.paused, "a button that rests")
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def double_click(self, widget: QWidget) -> None:
        """Click twice as fast as a hand does, also where a button rests: two presses and two releases."""
        assert widget.isVisible(), "hidden"
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.qtbot.mouseDClick(widget, Qt.MouseButton.LeftButton)
        self.qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton)

    def choose(self, rows: RowList, title: str) -> None:
        """Tap the row with this title."""
        key = next(row.key for row in rows.rows if row.title == title)
        self.tap(rows, rows.row_of(key))

    def tap(self, rows: QAbstractItemView, number: int) -> None:
        """Tap a row by its place."""
        index = rows.model().index(number, 0)
        rows.scrollTo(index)
        at = rows.visualRect(index).center()
        self.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))

    def keys(self, text: str) -> None:
        """Type on the keyboard, wherever the focus is."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the focus"
        self.qtbot.keyClicks(focused, text)

    def press(self, key: Qt.Key) -> None:
        """Press one key, wherever the focus is."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the focus"
        self.qtbot.keyClick(focused, key)


def press_again(window: Window, key: Qt.Key) -> None:
    """Press a key once more, as a fast hand does: also while nothing has the focus."""
    window.qtbot.keyClick(QApplication.focusWidget() or window.shell, key)


def ask(window: Window, work: Callable[[Desk], _T]) -> _T:
    """Look into the store behind the screen, in its lane."""
    desk = window.place.bench.desk
    return window.lanes.store.call(lambda: work(desk))


def heard(window: Window) -> None:
    """The office answers: what it holds by now is on the tablet and on the screen."""
    answer, now = window.tablet.office.signed(None, []), window.tablet.clock.at_ms

    def take(desk: Desk) -> None:
        settle(desk.store, answer, now_ms=now)

    ask(window, take)
    window.place.bench.refresh()
    window.settle()


def stood_in(page: Page) -> str:
    """The title of what is told in place of a page; "" where the page itself is there."""
    told = page.content.told
    return told.title if told is not None and page.isVisible() else ""


def recorded(window: Window) -> list[Message]:
    """The bodies of everything recorded here, oldest first."""
    window.settle()

    def bodies(desk: Desk) -> list[Message]:
        with desk.store.read() as tx:
            found = [operation_at(tx, entry.seq) for entry in reversed(listing(tx))]
        return [decode_body(one.kind, one.kind_version, one.body) for one in found if one]

    return ask(window, bodies)


def choose_under_more(window: Window, errand: str) -> None:
    """Open More and take the line of an errand."""
    window.click(window.place.navigation.more)
    lines = window.place.over.more.findChildren(QPushButton)
    window.click(next(line for line in lines if line.isVisible() and line.property("errand") == errand))


@contextmanager
def out_of_reach(window: Window, table: str) -> Iterator[None]:
    """Have nothing found in a table of the store meanwhile, so that what looks for it there fails.

    A round that ends meanwhile would have every page look.
    """
    window.wait(lambda: not window.place.rounds.running, "the end of a round")

    def name_rows(named: str) -> None:
        def work(desk: Desk) -> None:
            with desk.store.transaction() as tx:
                tx.execute(f"UPDATE {table} SET id = {named}")

        ask(window, work)

    name_rows("CAST(id || x'00' AS BLOB)")
    yield
    name_rows("substr(id, 1, 16)")


@contextmanager
def looked_at_in_vain(window: Window, table: str) -> Iterator[None]:
    """Have what is typed looked at in vain meanwhile, in a table of the store.

    No page reads itself again, as it would where a round ends just then: it would find itself gone.
    """
    with QSignalBlocker(window.place.bench), out_of_reach(window, table):
        yield


def save_papers_in(window: Window, folder: Path) -> None:
    """Have papers saved in a folder, as somebody who chose it before."""
    window.place.bench.notes.put("preference", "paper/folder", str(folder).encode())


def end_lease(window: Window) -> None:
    """Let the time be over for which this tablet may work offline."""

    def work(desk: Desk) -> None:
        with desk.store.transaction() as tx:
            tx.execute("UPDATE sync_state SET lease_until_ms = 1")

    ask(window, work)


TabletOf = Callable[[people.Staff], Tablet]
"""Gives somebody of the small branch a tablet."""
OpenFor = Callable[[people.Staff], Window]
"""Opens the unlocked window of somebody of the small branch."""
