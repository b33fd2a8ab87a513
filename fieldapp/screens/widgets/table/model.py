"""The model of every table: rows as they are, cells made when a row is first seen.

The rule kept here: only rows that are painted or spoken are asked for their cells, once; the view is reset
only when other rows are shown, so a reload leaves people where they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from fieldapp.screens.widgets.cells.kinds import Cell, CheckCell
from fieldapp.screens.widgets.table.columns import Column
from fieldapp.screens.widgets.table.folding import Cells, MadeCells
from fieldapp.screens.widgets.table.listing import Among, Listing

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex


class CellModel(QAbstractTableModel, Generic[R]):
    """Rows of a listing; `cells` says what a row shows, by the keys of the columns."""

    def __init__(
        self,
        parent: QObject,
        listing: Listing[R],
        columns: Sequence[Column[R]],
        cells: Callable[[R], Cells],
    ) -> None:
        super().__init__(parent)
        self.listing = listing
        self.columns = tuple(columns)
        self.made: MadeCells[R] = MadeCells(lambda place: cells(listing.row(place)))
        self._sorted: tuple[str, bool] | None = None

    def put(self, rows: Sequence[R], among: Among | None = None) -> bool:
        """Show these rows; whether others are shown than before, or in another order."""
        before = self.listing.keys
        self.listing.put(rows, among)
        if self.listing.keys != before:
            self.reset()
            return True
        self.made.forget()
        if before:
            self.dataChanged.emit(self.index(0, 0), self.index(len(before) - 1, len(self.columns) - 1))
        return False

    def reset(self) -> None:
        """Tell the view that other rows are shown."""
        self.beginResetModel()
        self.made.forget()
        self.endResetModel()

    def mark_sorted(self, column: str, *, ascending: bool) -> None:
        """Say which column the rows are in order of."""
        self._sorted = (column, ascending)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def cell(self, index: Index) -> Cell | None:
        """Return one cell; None where a row has nothing in that column."""
        return self.made.shown(index.row()).get(self.columns[index.column()].key)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.listing.shown)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if role == Qt.ItemDataRole.CheckStateRole:
                cell = self.cell(index)
                if isinstance(cell, CheckCell):
                    return Qt.CheckState.Checked if cell.on else Qt.CheckState.Unchecked
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return self._spoken_row(index.row())
        cell = self.cell(index)
        return cell.spoken if cell is not None else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}, {self.order_words(column.key)}".rstrip(", ")
        return None

    def order_words(self, column: str) -> str:
        """Say how the rows are in order of a column; nothing when they are not."""
        if self._sorted is None or self._sorted[0] != column:
            return ""
        return self.tr("ascending") if self._sorted[1] else self.tr("descending")

    def _spoken_row(self, place: int) -> str:
        """The whole row, each figure after the title of its column."""
        parts = []
        made = self.made.raw(place)
        for number, column in enumerate(self.columns):
            cell = made.get(column.key)
            if cell is not None and cell.spoken:
                named = number and column.title and column.end
                parts.append(f"{column.title} {cell.spoken}" if named else cell.spoken)
        return ", ".join(parts)
