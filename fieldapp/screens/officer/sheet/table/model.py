"""The meeting sheet as a table: its columns, and word of every change.

The rule kept here: the table changes the sheet only through its filling, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from fieldapp.officer.drafts.sheet_draft import SheetDraft, Way
from fieldapp.officer.meeting_sheet import MeetingSheet
from fieldapp.screens.officer.sheet.table.filling import Filling, Line
from fieldapp.screens.words import money, tr
from shared.contract.bodies.cash import Attendance

_Index = QModelIndex | QPersistentModelIndex
_T = TypeVar("_T")
LINE = int(Qt.ItemDataRole.UserRole)


class Column(IntEnum):
    """The columns of the sheet."""

    NUMBER = 0
    MEMBER = 1
    ATTENDANCE = 2
    DUE = 3
    ARREARS = 4
    TO_PAY = 5
    AMOUNT = 6


class SheetModel(QAbstractTableModel):
    """`edited` after every change of amounts or attendance."""

    edited = Signal()

    def __init__(self, parent: QObject, draft: SheetDraft) -> None:
        super().__init__(parent)
        self.filling = Filling(draft)
        self.locked = self.closed = False

    def set_sheet(self, sheet: MeetingSheet, *, locked: bool) -> None:
        """Show a sheet with what was typed; the same members in the same order keep the cursor in place.

        One that is `locked` is read only.
        """
        self.locked = self.filling.locked = locked
        self.closed = sheet.closed
        if self.filling.has_rows(sheet.rows):
            self.filling.rows = sheet.rows
        else:
            self.beginResetModel()
            self.filling.rows = sheet.rows
            self.endResetModel()
        self._tell()

    def line(self, number: int) -> Line:
        """Return one row as it stands."""
        return self.filling.line(number)

    def set_amount(self, number: int, text: str) -> None:
        """Take what was typed."""
        self.filling.set_amount(number, text)
        self._tell(number)

    def set_attendance(self, number: int, mark: Attendance) -> None:
        """Mark how a member attended."""
        self.filling.mark(number, mark)
        self._tell()

    def pay_by(self, number: int, way: Way) -> None:
        """Take how an amount is paid."""
        self.filling.pay_by(number, way)
        self._tell(number)

    def act(self, act: Callable[[], _T]) -> _T:
        """Let many rows be changed at once, and say so once."""
        result = act()
        self._tell()
        return result

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.filling)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index.row())
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return _cell(line, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.row.name}: {heading(Column(index.column()))} {_cell(line, Column(index.column()))}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == Column.AMOUNT and not self.locked:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heading(Column(section))
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation is Qt.Orientation.Horizontal:
            end = section >= Column.DUE
            side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _tell(self, number: int | None = None) -> None:
        """Say that a row changed, or all of them."""
        if len(self.filling):
            first, last = (0, len(self.filling) - 1) if number is None else (number, number)
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))
        self.edited.emit()


def heading(column: Column) -> str:
    """Return the header of a column; the currency stands in it once."""
    return {
        Column.NUMBER: "#",
        Column.MEMBER: tr("Member"),
        Column.ATTENDANCE: tr("Attendance"),
        Column.DUE: tr("Due"),
        Column.ARREARS: tr("Arrears"),
        Column.TO_PAY: tr("To pay"),
        Column.AMOUNT: tr("Amount"),
    }[column]


def mark_name(mark: Attendance) -> str:
    """Return how somebody attended, in words."""
    return {
        "PRESENT": tr("Present"),
        "LATE": tr("Late"),
        "ABSENT": tr("Absent"),
        "EXCUSED": tr("Excused"),
    }[mark]


def _cell(line: Line, column: Column) -> str:
    row = line.row
    return {
        Column.NUMBER: str(line.number),
        Column.MEMBER: row.name,
        Column.ATTENDANCE: mark_name(line.attendance) if line.attendance else "",
        Column.DUE: money(row.due_minor),
        Column.ARREARS: money(line.late_minor),
        Column.TO_PAY: money(row.to_pay_minor),
        Column.AMOUNT: line.text,
    }[column]
