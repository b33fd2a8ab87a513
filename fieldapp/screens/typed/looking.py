"""Looks ahead at what a form would do, a moment after somebody stopped typing.

The rules kept here: what is shown is of the form as it is typed now, an answer about an older one is dropped;
what is pressed for is the form as it stood at the press, looked at, and never what was typed after it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.words import explain, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

_Form = TypeVar("_Form")
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class _Press(Generic[_Form, _Found]):
    """What stood in the form when somebody pressed, and what follows."""

    form: _Form | None
    go_on: Callable[[_Form, _Found], None]
    dropped: Callable[[], None]


class Looking(QObject, Generic[_Form, _Found]):
    """`looked` when `found` is of the form asked about last; `failed` when that could not be read, with what
    to tell: its act looks again, by `hurry`; `mended` when that helped.

    `work` is the job that looks. `fresh`: what is typed was looked at. `lost`: it could not be.
    """

    looked = Signal()
    failed = Signal(object)
    mended = Signal()

    def __init__(self, bench: Workbench, parent: QObject, work: Callable[[Desk, _Form], _Found]) -> None:
        super().__init__(parent)
        self.form: _Form | None = None
        self.found: _Found | None = None
        self.fresh = False
        self.lost = False
        self._bench = bench
        self._work = work
        self._number = 0
        self._under_way = False
        self._press: _Press[_Form, _Found] | None = None
        self._soon = QTimer(self, singleShot=True, interval=Wait.PREVIEW // 2)
        self._soon.timeout.connect(self._look)

    @property
    def at_work(self) -> bool:
        """Whether it is looked at now, or will be in a moment."""
        return self._under_way or self._soon.isActive()

    def ask(self, form: _Form | None) -> None:
        """Look at a form, None where it cannot be read yet."""
        if form != self.form:
            self.form, self.found = form, None
        self.fresh = False
        self._soon.start()
        if self._press is not None and self._press.form != form:
            self._drop()

    def hurry(self) -> None:
        """Look now, unless that is done or under way: somebody waits for it."""
        if self._soon.isActive() or not (self.fresh or self._under_way):
            self._soon.stop()
            self._look()

    def press(self, go_on: Callable[[_Form, _Found], None], dropped: Callable[[], None]) -> None:
        """Go on with the form as it stands now, as soon as it was looked at.

        `dropped` is called instead where it cannot be looked at, or another form takes its place meanwhile.
        """
        self._press = _Press(self.form, go_on, dropped)
        if self.fresh:
            self._go_on()
        else:
            self.hurry()

    def _look(self) -> None:
        self._number += 1
        form, number, work = self.form, self._number, self._work
        self._under_way = form is not None
        if form is None:
            self._take(number, None)
        else:
            found, failed = partial(self._take, number), partial(self._fail, number)
            self._bench.read(self, lambda desk: work(desk, form), found, failed)

    def _take(self, number: int, found: _Found | None) -> None:
        if self._is_wanted(number):
            if self.lost:
                self.lost = False
                self.mended.emit()
            self.found, self.fresh = found, True
            self.looked.emit()
            self._go_on()

    def _fail(self, number: int, fault: Exception) -> None:
        if self._is_wanted(number):
            self.found, self.lost = None, True
            self._drop()
            self.failed.emit(replace(explain(fault, self._bench.formats), action=tr("Try again")))

    def _is_wanted(self, number: int) -> bool:
        """Whether an answer is about the form as it is typed now."""
        if number == self._number:
            self._under_way = False
        return number == self._number and not self._soon.isActive()

    def _go_on(self) -> None:
        press, form, found = self._press, self.form, self.found
        if press is not None and form is not None and found is not None and self.fresh:
            self._press = None
            press.go_on(form, found)
        elif self.fresh:
            self._drop()

    def _drop(self) -> None:
        press, self._press = self._press, None
        if press is not None:
            press.dropped()
