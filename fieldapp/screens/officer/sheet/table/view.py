"""The sheet as a table: columns by width, and the way from amount to amount.

The rules kept here: whatever changes around a row somebody types in, the cursor stays in that row; whoever
goes to an amount to correct it replaces it, and never adds digits to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QScroller, QTableView

from fieldapp.officer.drafts.sheet_draft import Key
from fieldapp.screens.officer.sheet.table.cells import AmountEditor, SheetDelegate
from fieldapp.screens.officer.sheet.table.columns import LEFT_OUT, arranged
from fieldapp.screens.officer.sheet.table.filling import Line
from fieldapp.screens.officer.sheet.table.header import SheetHeader
from fieldapp.screens.officer.sheet.table.model import LINE, Column, SheetModel
from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.words import tr

_SURE_TO_FIT = 7
"""As many characters every amount field holds."""


@dataclass(frozen=True, slots=True)
class _Held:
    """Where somebody was typing: whose row, behind which digit, or in an amount that is all `selected`."""

    key: Key
    cursor: int
    selected: bool


class SheetView(QTableView):
    """`left_below` and `left_above` when somebody goes on past the last amount or before the first."""

    left_below = Signal()
    left_above = Signal()

    def __init__(self, look: Look, model: SheetModel) -> None:
        super().__init__()
        self._look = look
        self._sheet = model
        self._held: _Held | None = None
        self._fitted: tuple[QSize, list[Line]] | None = None
        self.delegate = SheetDelegate(look, self)
        self.header = SheetHeader(look, self)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setHorizontalHeader(self.header)
        _set_ways(self)
        self.delegate.moved.connect(self.step)
        self.clicked.connect(lambda index: self.go_to(index.row()))
        model.modelAboutToBeReset.connect(self._hold)
        model.modelReset.connect(self._take_up)
        model.dataChanged.connect(self._fit_again)
        look.changed.connect(self._fit_again)

    def go_to(self, number: int, *, anew: bool = False) -> None:
        """Open the amount of a row; `anew` selects what was typed, so that typing takes its place."""
        index = self.model().index(number, Column.AMOUNT)
        if index == self.currentIndex():
            self.edit(index)
        else:
            self.setCurrentIndex(index)
        self.scrollTo(index)
        if anew and (editor := _editor_of(self)) is not None:
            editor.selectAll()

    def step(self, by: int) -> None:
        """Go to the next amount that is shown, in either direction."""
        number = self.currentIndex().row() + by
        while 0 <= number < self.model().rowCount() and self.isRowHidden(number):
            number += by
        if 0 <= number < self.model().rowCount():
            self.go_to(number, anew=True)
        elif by > 0:
            self.left_below.emit()
        else:
            self.left_above.emit()

    def show_only(self, wanted: Callable[[Line], bool]) -> int:
        """Hide the rows that are not wanted and return how many are shown."""
        shown = 0
        for number, line in enumerate(self._sheet.filling.lines()):
            hidden = not wanted(line)
            shown += not hidden
            if self.isRowHidden(number) is not hidden:
                self.setRowHidden(number, hidden)
        return shown

    def first_shown(self) -> int | None:
        """The first row that is not hidden."""
        rows = range(self.model().rowCount())
        return next((number for number in rows if not self.isRowHidden(number)), None)

    def touch_targets(self) -> Iterable[tuple[str, QRect]]:
        """What is painted to be touched, by name, in the viewport's coordinates."""
        for number, line in enumerate(self._sheet.filling.lines()):
            if not self.isRowHidden(number) and not self._sheet.locked:
                cells = {column: self._sheet.index(number, column) for column in Column}
                boxes = {column: QRectF(self.visualRect(index)) for column, index in cells.items()}
                yield from self.delegate.targets(line, boxes, selected=number == self.currentIndex().row())

    def fit(self, *, anew: bool = False) -> None:
        """Give the columns what they need; the member takes the rest. `anew` in another look."""
        room = self.viewport().size()
        room.setHeight(self.window().height())
        self.viewport().update()
        lines = self._sheet.filling.lines()
        if (asked := (room, lines)) == self._fitted and not anew:
            return
        self._fitted = asked
        columns = arranged(self._look, room, lines)
        self.delegate.painting.narrow, self.delegate.painting.letters = columns.narrow, columns.letters
        for column in LEFT_OUT:
            self.setColumnHidden(column, columns.narrow)
        for column, width in columns.widths.items():
            self.setColumnWidth(column, width)
        self.verticalHeader().setDefaultSectionSize(columns.row_height)
        self.header.spells = columns.narrow
        self.header.fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A tap that comes to another row selects its amount; one within the row does what it does there."""
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        if self.currentIndex().row() != before and (editor := _editor_of(self)) is not None:
            editor.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A long press or the other button of the mouse asks how the row is paid."""
        index = self.indexAt(event.pos())
        if index.isValid() and not self._sheet.locked:
            self.setCurrentIndex(index)
            self.delegate.way_wanted.emit(index.row())

    def _hold(self) -> None:
        """Remember who was being typed in, before the rows change."""
        number = self.currentIndex().row()
        self._held = None
        if 0 <= number < len(self._sheet.filling) and (editor := _editor_of(self)) is not None:
            key = self._sheet.line(number).key
            self._held = _Held(key, editor.cursorPosition(), editor.all_selected)

    def _take_up(self) -> None:
        """Go on where somebody was, at the same place of the same amount."""
        self.fit()
        held = self._held
        number = self._sheet.filling.number_of(held.key) if held else None
        if held is None or number is None:
            return
        self.go_to(number, anew=held.selected)
        if not held.selected and (editor := _editor_of(self)) is not None:
            editor.setCursorPosition(held.cursor)

    def _fit_again(self, first: QModelIndex | None = None, _: QModelIndex | None = None) -> None:
        """The text has another size, or an amount outgrew its column."""
        line: Line | None = first.data(LINE) if first is not None else None
        if first is None or (line is not None and len(line.text) > _SURE_TO_FIT):
            self.fit(anew=first is None)


def _editor_of(view: SheetView) -> AmountEditor | None:
    """The amount being typed in; one left before lingers for a moment, so only the focus counts."""
    editors = view.viewport().findChildren(AmountEditor)
    return next((each for each in editors if each.hasFocus()), None)


def _set_ways(view: SheetView) -> None:
    view.setShowGrid(False)
    view.verticalHeader().hide()
    view.setAccessibleName(tr("Members of the union, what they owe and what they pay"))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTabKeyNavigation(False)
    view.viewport().setAutoFillBackground(False)
    # The card around is rounded; the table leaves its corners alone.
    view.setViewportMargins(Gap.NONE, Gap.NONE, Gap.NONE, Gap.NONE)
    QScroller.grabGesture(view.viewport(), QScroller.ScrollerGestureType.TouchGesture)
