"""A list of painted rows, with headings between them where there are any.

The rule kept here: one view for every list, whatever its length; a row is one target of at least a finger's
height, reached by keyboard too, and speaks its whole content.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QResizeEvent

from fieldapp.screens.theme.look import Look
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.cells.kinds import ButtonsCell, State
from fieldapp.screens.widgets.cells.pen import Pen, mirrored
from fieldapp.screens.widgets.cells.touching import button_boxes, targets
from fieldapp.screens.widgets.grid.grid import Grid
from fieldapp.screens.widgets.grid.touches import Spot
from fieldapp.screens.widgets.lists.measure import Shares, item_height, places_in, share_out
from fieldapp.screens.widgets.lists.row_painting import paint_heading, paint_row
from fieldapp.screens.widgets.lists.rows import Heading, Item, Row

__all__ = ["Heading", "Row", "RowList"]
_Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel):
    """Rows and headings as they are."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: Sequence[Item] = ()

    def put(self, items: Sequence[Item]) -> bool:
        """Show other items; whether their keys are others than before."""
        before = [_key(item) for item in self.items]
        if [_key(item) for item in items] != before:
            self.beginResetModel()
            self.items = items
            self.endResetModel()
            return True
        self.items = items
        if items:
            self.dataChanged.emit(self.index(0, 0), self.index(len(items) - 1, 0))
        return False

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.items[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken
        return None


class RowList(Grid):
    """The list itself; a `timeline` joins its rows by a line.

    `chosen`, `selected` and `pressed` carry the key of the row, as those of a table do.
    """

    def __init__(self, look: Look, name: str, *, timeline: bool = False) -> None:
        super().__init__(look, name)
        self._timeline = timeline
        self.plain = timeline
        self._shares = Shares()
        self._model = RowModel(self)
        self.setModel(self._model)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        look.changed.connect(self.lay_out)

    def set_rows(self, rows: Iterable[Item]) -> None:
        """Show other rows, keeping the place and the row that was chosen, if it is still there."""
        items = tuple(rows)

        def change() -> bool:
            changed = self._model.put(items)
            self.lay_out()
            return changed

        self.keeping_place(change)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows shown, without the headings between them."""
        return tuple(item for item in self._items if isinstance(item, Row))

    @property
    def _items(self) -> Sequence[Item]:
        return self._model.items

    def key_at(self, row: int) -> Hashable:
        return _key(self._items[row])

    def row_of(self, key: Hashable) -> int:
        keys = (place for place, item in enumerate(self._items) if isinstance(item, Row) and item.key == key)
        return next(keys, -1)

    def spots(self, row: int) -> Sequence[Spot]:
        item = self._items[row]
        if not isinstance(item, Row) or not item.buttons:
            return ()
        box = QRectF(self.visualRect(self._model.index(row, 0)))
        room = places_in(self.letters, item, box, self._shares).buttons
        boxes = button_boxes(self.letters, ButtonsCell(item.buttons), room, fill=not self._shares.below)
        around = (
            room.adjusted(-Gap.S, 0, Gap.S, 0) if self._shares.below else room.adjusted(-Gap.L, 0, Gap.L, 0)
        )
        found = targets(boxes, around)
        if self.isRightToLeft():
            found = [mirrored(target, box) for target in found]
        return [
            Spot(item.key, button, target.toRect())
            for button, target in zip(item.buttons, found, strict=True)
        ]

    def lay_out(self) -> None:
        """Give the rows their heights; most of a list have the same."""
        width = self.viewport().width()
        self._shares = share_out(self.letters, self._items, width, timeline=self._timeline)
        heights = [item_height(self.letters, item, self._shares) for item in self._items]
        self.set_heights(heights)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.lay_out()

    def paint_row(self, pen: Pen, row: int, box: QRectF, chosen: bool) -> None:
        item = self._items[row]
        if isinstance(item, Heading):
            paint_heading(pen, item, box)
            return
        keys = [button.key for button in item.buttons]
        focused = self.hasFocus() and row == self.currentIndex().row()
        state = self.touches.state(item.key, keys, State(chosen=chosen), has_focus=focused)
        above = row > 0 and isinstance(self._items[row - 1], Row)
        below = row + 1 < len(self._items) and isinstance(self._items[row + 1], Row)
        paint_row(pen, item, box, self._shares, state, (above, below))


def _key(item: Item) -> Hashable:
    """What tells an item from others: headings are never chosen, but told apart."""
    return item.key if isinstance(item, Row) else (Heading, item.title)
