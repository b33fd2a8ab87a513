"""Looks ahead at what a form would do, a moment after somebody stopped typing.

The rule kept here: what is shown is of the form as it is typed now; an answer about an older one is dropped.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.officer.collect_repayment import Preview, RepaymentForm, preview
from fieldapp.screens.theme.tokens import Wait
from fieldapp.screens.workbench import Workbench


class Looking(QObject):
    """`looked` when `found` is of the form asked about last; `failed` when that could not be read."""

    looked = Signal()
    failed = Signal(object)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self.form: RepaymentForm | None = None
        self.found: Preview | None = None
        self.fresh = False
        self._bench = bench
        self._number = 0
        self._soon = QTimer(self, singleShot=True, interval=Wait.PREVIEW // 2)
        self._soon.timeout.connect(self._look)

    def ask(self, form: RepaymentForm | None) -> None:
        """Look at a form, None where no amount can be read yet."""
        self.form, self.fresh = form, False
        self._soon.start()

    def hurry(self) -> None:
        """Look now: somebody waits for it."""
        if self._soon.isActive():
            self._soon.stop()
            self._look()

    def _look(self) -> None:
        self._number += 1
        form, number = self.form, self._number
        if form is None:
            self._take(number, None)
        else:
            found = partial(self._take, number)
            self._bench.read(self, lambda desk: preview(desk, form), found, self.failed.emit)

    def _take(self, number: int, found: Preview | None) -> None:
        if number == self._number and not self._soon.isActive():
            self.found, self.fresh = found, True
            self.looked.emit()
