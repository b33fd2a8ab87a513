"""The card that holds the rows, and what it says where there are none to show.

The rules kept here: an empty sheet says why it is empty and what to do about it; while something is asked of
one row, what finds others gives way where the window has no room for both; no row goes from under whoever
types because something arrived.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.officer.sheet.table.model import SheetModel
from fieldapp.screens.officer.sheet.table.view import SheetView
from fieldapp.screens.officer.sheet.tools import SheetTools
from fieldapp.screens.theme.tokens import Gap, Height
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.workbench import Workbench

_LEAST_ROWS = 4
"""The height of so many rows stays in sight, headings included: of who is asked about, and of neighbours."""


class SheetBoard(Card):
    """The rows that the tools want."""

    def __init__(self, bench: Workbench, model: SheetModel, tools: SheetTools) -> None:
        super().__init__(edge=Gap.NONE)
        self.view = SheetView(bench.look, model)
        self._look = bench.look
        self._model = model
        self._tools = tools
        self._questions: tuple[QWidget, ...] = ()
        self._found: set[Key] = set()
        self.nobody = EmptyState(
            bench.look,
            "users-three",
            self.tr("Nobody is in this union yet"),
            self.tr("Members appear here once the office has enrolled them and this tablet had contact."),
        )
        self.not_found = EmptyState(
            bench.look,
            "magnifying-glass",
            self.tr("No member matches"),
            action=self.tr("Show all members"),
        )
        for shown in (self.view, self.nobody, self.not_found):
            self.body.addWidget(shown)
        # What gives way is shown or hidden once all is laid out: in between its room would not be given anew.
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._give_way)
        self.not_found.acted.connect(tools.show_all)
        tools.changed.connect(self.find_anew)
        tools.finder.left.connect(self.go_to_found)
        tools.finder.returnPressed.connect(self.go_to_found)

    def give_way_to(self, *questions: QWidget) -> None:
        """Name what is asked below the rows."""
        self._questions = questions

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._laid_out.start()

    def _give_way(self) -> None:
        asked = any(not question.isHidden() for question in self._questions)
        spare = self.height() - _LEAST_ROWS * Height.TOUCH * self._look.scale
        if self._tools.isHidden():
            spare -= self._tools.sizeHint().height() + Gap.M
        self._tools.setVisible(self._model.rowCount() > 0 and (spare >= 0 or not asked))

    def find_anew(self) -> None:
        """Somebody asked for other rows: show those, and no others."""
        self._show(self._tools.wants)

    def show_rows(self) -> None:
        """Show the rows that are wanted now with those that were found before, or say why there are none."""
        row = self.view.currentIndex().row()
        current = 0 if self.view.isRowHidden(row) else row + 1

        def stays(line: Line) -> bool:
            held = line.key in self._found or bool(line.text) or line.number == current
            return held or self._tools.wants(line)

        self._show(stays)

    def forget_found(self) -> None:
        """What was saved is not found any more where it is not wanted."""
        self._found.clear()

    def _show(self, wanted: Callable[[Line], bool]) -> None:
        shown = self.view.show_only(wanted)
        lines = self._model.filling.lines()
        self._found = {line.key for line in lines if not self.view.isRowHidden(line.number - 1)}
        members = self._model.rowCount()
        self.view.setVisible(bool(shown))
        self.nobody.setVisible(not members)
        self.not_found.setVisible(bool(members) and not shown)

    def go_to_found(self) -> None:
        """Go to the amount of the first member that was found."""
        if (number := self.view.first_shown()) is not None:
            self.view.go_to(number)

    def take_up(self) -> None:
        """Go to the amount somebody was at; at first to the first member who has none yet."""
        if self._model.locked or not self._model.rowCount():
            return
        number = self.view.currentIndex().row()
        if number < 0:
            lines = self._model.filling.lines()
            empty = [at for at, line in enumerate(lines) if not line.text]
            unpaid = [at for at in empty if not lines[at].row.paid_today_minor]
            number = next(iter(unpaid or empty), -1)
        if number >= 0:
            self.view.go_to(number)
        else:
            self.view.left_below.emit()

    def go_on(self, number: int) -> None:
        """Go to the amount of a row; below 0 there is none."""
        if number >= 0:
            self.view.go_to(number)

    def go_back(self, number: int) -> None:
        """Go back to the amount that something was asked about; what is typed next takes its place."""
        if number >= 0:
            self.view.go_to(number, anew=True)
