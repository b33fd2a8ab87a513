"""Looks ahead at what a form would do, a moment after somebody stopped typing.

The rule kept here: what is shown is of the form as it is typed now; an answer about an older one is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.workbench import Workbench
from fieldapp.store.author import Desk

_Form = TypeVar("_Form")
_Found = TypeVar("_Found")


class Looking(QObject, Generic[_Form, _Found]):
    """`looked` when `found` is of the form asked about last; `failed` when that could not be read.

    `work` is the job that looks.
    """

    looked = Signal()
    failed = Signal(object)

    def __init__(self, bench: Workbench, parent: QObject, work: Callable[[Desk, _Form], _Found]) -> None:
        super().__init__(parent)
        self.form: _Form | None = None
        self.found: _Found | None = None
        self.fresh = False
        self._bench = bench
        self._work = work
        self._number = 0
        self._soon = QTimer(self, singleShot=True, interval=Wait.PREVIEW // 2)
        self._soon.timeout.connect(self._look)

    def ask(self, form: _Form | None) -> None:
        """Look at a form, None where it cannot be read yet."""
        self.form, self.fresh = form, False
        self._soon.start()

    def hurry(self) -> None:
        """Look now: somebody waits for it."""
        if self._soon.isActive():
            self._soon.stop()
            self._look()

    def _look(self) -> None:
        self._number += 1
        form, number, work = self.form, self._number, self._work
        if form is None:
            self._take(number, None)
        else:
            found = partial(self._take, number)
            self._bench.read(self, lambda desk: work(desk, form), found, self.failed.emit)

    def _take(self, number: int, found: _Found | None) -> None:
        if number == self._number and not self._soon.isActive():
            self.found, self.fresh = found, True
            self.looked.emit()
