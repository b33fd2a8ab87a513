"""The pages of a workplace: one for each destination, and those pushed over them.

The rule kept here: going somewhere else leaves what was pushed; the pages of destinations stay as they are.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from fieldapp.screens.frame import Page
from fieldapp.screens.workbench import Workbench
from fieldapp.screens.workplace.destinations import Place


class PageStack(QStackedWidget):
    """`turned` whenever another page is shown or its heading changed."""

    turned = Signal()

    def __init__(self, bench: Workbench, places: tuple[Place, ...]) -> None:
        super().__init__()
        self._bench = bench
        self._places = {place.key: place for place in places}
        self._open: dict[str, Page] = {}
        self._pushed: list[Page] = []
        self._here = ""

    @property
    def page(self) -> Page | None:
        """The page shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def pushed(self) -> bool:
        """Whether the page shown was pushed over a destination."""
        return bool(self._pushed)

    def go_to(self, key: str) -> None:
        """Open a destination."""
        while self._pushed:
            self._drop()
        if key not in self._open:
            self._open[key] = self._places[key].make(self._bench)
            self._add(self._open[key])
        self._here = key
        self._show(self._open[key])

    def push(self, page: Page) -> None:
        """Show a page over the present one."""
        self._add(page)
        self._pushed.append(page)
        self._show(page)

    def back(self) -> None:
        """Leave the page shown for the one below it."""
        if self._pushed:
            self._drop()
            self._show(self._pushed[-1] if self._pushed else self._open[self._here])

    def _add(self, page: Page) -> None:
        self.addWidget(page)
        page.headed.connect(self.turned)

    def _drop(self) -> None:
        page = self._pushed.pop()
        self.removeWidget(page)
        page.deleteLater()

    def _show(self, page: Page) -> None:
        self.setCurrentWidget(page)
        self.turned.emit()
        page.setFocus()
