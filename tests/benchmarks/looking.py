"""Opens every screen of the real program with a full store, types and scrolls, and says how long it took.

Run as a process of its own, for its memory is one of the figures:
`python -m tests.benchmarks.looking DATA_FOLDER KEYRING_FOLDER PIN pages|everything`. Each line it prints is a
name and a number: seconds, and for memory MiB; the last says that all was seen.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from fieldapp.__main__ import main as run_program
from fieldapp.screens.everyone.unlock import UnlockPage
from fieldapp.screens.schedules.page import SchedulesPage
from fieldapp.screens.shell import Shell
from fieldapp.screens.targets import Target
from fieldapp.screens.widgets.grid.grid import Grid
from fieldapp.screens.workplace.pages import may_open
from fieldapp.screens.workplace.window import Workplace
from fieldapp.store.author import Desk
from tests.benchmarks.whereto import long_table, targets

_LOOK_EVERY_MS = 2
_SETTLED_MS = 500
_PATIENCE_MS = 30_000
_TYPED = "ade"
_ROWS, _FRAMES = 10_000, 200
_WITH_FINDER = ("unions", "schedules", "loans", "union", "sheet", "members")
_T = TypeVar("_T")


class _Visitor:
    """Unlocks, waits until all is quiet, and looks at everything."""

    def __init__(self, app: QApplication, pin: str, what: str) -> None:
        self._app, self._pin, self._what = app, pin, what
        self._typed = False
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK_EVERY_MS)

    def _look(self) -> None:
        shell = next((w for w in self._app.topLevelWidgets() if isinstance(w, Shell)), None)
        page = shell.page if shell is not None else None
        if isinstance(page, UnlockPage):
            if not self._typed:
                self._typed = True
                page.pad.entered.emit(self._pin)
        elif page is not None:
            self._timer.stop()
            QTimer.singleShot(_SETTLED_MS, partial(self._visit, page))

    def _visit(self, place: QWidget) -> None:
        assert isinstance(place, Workplace)
        try:
            _open_everything(place)
            if self._what == "everything":
                _type(place)
                _tell("resident", _resident_mib())
                _scroll(place)
            _tell("seen", 1)
        finally:
            self._app.closeAllWindows()


def _open_everything(place: Workplace) -> None:
    """Each kind of page that this person has, for the first time and empty of anything kept."""
    for target in _asked(place, targets):
        if may_open(place.role, target):
            _tell(f"open:{target.kind}", _timed(place, partial(place.open, target)))
    plain = QLabel("ready")
    plain.resize(place.size())
    _tell("floor:open", _seconds(partial(_show, plain)))
    plain.close()


def _type(place: Workplace) -> None:
    """Find something by its name, letter by letter, wherever there is a field for it, and everywhere."""
    finding = {target.kind: target for target in _asked(place, targets) if target.kind in _WITH_FINDER}
    for target in (*finding.values(), Target("application")):
        if may_open(place.role, target):
            _timed(place, partial(place.open, target))
            field = next(field for field in place.findChildren(QLineEdit) if _finds(field))
            _type_in(place, target.kind, field)
    _timed(place, place.over.show_search)
    _type_in(place, "everywhere", place.over.palette.field)
    place.over.show_search()
    bare = QLineEdit()
    bare.show()
    _tell("floor:key", _seconds(partial(_press, bare)))
    bare.close()


def _finds(field: QLineEdit) -> bool:
    return field.isVisible() and "find" in field.accessibleName().casefold()


def _type_in(place: Workplace, name: str, field: QLineEdit) -> None:
    for letter in _TYPED:
        _tell(f"key:{name}", _timed(place, partial(QTest.keyClicks, field, letter)))
    field.clear()
    _answered(place)


def _scroll(place: Workplace) -> None:
    """Paint frame after frame of the longest list of schedules, and of a table of ten thousand rows."""
    _timed(place, partial(place.open, Target("schedules")))
    schedules = place.page
    assert isinstance(schedules, SchedulesPage)
    schedules.filters.due.chip.choose("all")
    _timed(place, partial(schedules.table.turned.emit, 0, 0))
    _frames("schedules", schedules.table.view)
    table = long_table(place.bench.look, _ROWS)
    table.resize(place.size())
    table.show()
    QApplication.processEvents()
    _frames("ten thousand", table.view)
    bare = QWidget()
    bare.resize(table.view.viewport().size())
    bare.show()
    _tell("floor:frame", _seconds(bare.repaint))
    table.close()


def _frames(name: str, view: Grid) -> None:
    bar, viewport = view.verticalScrollBar(), view.viewport()
    frames = []
    for frame in range(_FRAMES):
        bar.setValue(frame * bar.maximum() // _FRAMES)
        frames.append(_seconds(viewport.repaint))
    for frame_s in frames:
        _tell(f"frame:{name.replace(' ', '_')}", frame_s)


def _timed(place: Workplace, act: Callable[[], object]) -> float:
    """The time until what an act asked of the store, and what its answers asked, is shown."""
    QApplication.processEvents()

    def acted() -> None:
        act()
        # An answer may ask for more.
        _answered(place)
        _answered(place)

    return _seconds(acted)


def _answered(place: Workplace) -> None:
    """What was asked of the store before this is answered and shown before this returns."""
    _asked(place, lambda _: None)
    QApplication.processEvents()


def _asked(place: Workplace, work: Callable[[Desk], _T]) -> _T:
    """What the store answers; waited for as the program itself waits, without taking turns from the lane."""
    found: list[_T] = []
    faults: list[Exception] = []
    loop = QEventLoop()

    def took(result: _T) -> None:
        found.append(result)
        loop.quit()

    def failed(fault: Exception) -> None:
        faults.append(fault)
        loop.quit()

    place.bench.read(place, work, took, failed)
    patience = QTimer(singleShot=True, interval=_PATIENCE_MS)
    patience.timeout.connect(loop.quit)
    patience.start()
    loop.exec()
    if not found:
        raise TimeoutError(str(faults))
    return found[0]


def _show(widget: QWidget) -> None:
    widget.show()
    widget.repaint()


def _press(field: QLineEdit) -> None:
    QTest.keyClicks(field, "a")
    field.repaint()


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _resident_mib() -> float:
    """What this process holds in memory now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not say how much memory a process holds")


def _tell(name: str, number: float) -> None:
    print(f"{name} {number:.6f}", flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run the program, with somebody in it who looks at everything."""
    data_folder, keyring_folder, pin, what = arguments
    app = QApplication([])
    visitor = _Visitor(app, pin, what)
    code = run_program(["--data-folder", data_folder, "--keyring", f"demo-file:{keyring_folder}"])
    del visitor
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
