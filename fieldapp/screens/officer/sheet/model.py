"""The meeting sheet while it is being filled in: members, what falls due, what was typed, who came.

The rule kept here: whatever is typed is kept in the draft at once, so a lock takes nothing away; an amount
that cannot be read is marked where it stands and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from fieldapp.officer.collect_repayment import amount_typed
from fieldapp.officer.meeting_sheet import MeetingSheet, SheetEntry, SheetRow
from fieldapp.screens.drafts import SheetDraft
from fieldapp.screens.words import money, tr
from shared.contract.bodies.cash import Attendance
from shared.errors import RuleRefused
from shared.ids import LoanId, MemberId

_Index = QModelIndex | QPersistentModelIndex
Key = tuple[MemberId, LoanId | None]
"""What tells a row from all others, also after the sheet was loaded again with fresh ids."""
LINE = int(Qt.ItemDataRole.UserRole)
MARKS: tuple[Attendance, ...] = ("PRESENT", "LATE", "ABSENT", "EXCUSED")
MARK_OF_LETTER: dict[str, Attendance] = {"P": "PRESENT", "L": "LATE", "A": "ABSENT", "E": "EXCUSED"}


class Column(IntEnum):
    """The columns of the sheet."""

    NUMBER = 0
    MEMBER = 1
    ATTENDANCE = 2
    DUE = 3
    ARREARS = 4
    TO_PAY = 5
    AMOUNT = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands: `fault` says why the amount cannot be read; `receipt` its number once saved.

    `first` is True on the member's first row, which carries the attendance.
    """

    row: SheetRow
    number: int
    first: bool
    text: str
    typed_minor: int
    fault: str
    attendance: Attendance | None
    receipt: str

    @property
    def key(self) -> Key:
        """What tells this row from all others, also after the sheet was loaded again."""
        return self.row.member, self.row.loan


class SheetModel(QAbstractTableModel):
    """`edited` after every change of amounts or attendance."""

    edited = Signal()

    def __init__(self, parent: QObject, draft: SheetDraft) -> None:
        super().__init__(parent)
        self._draft = draft
        self._rows: tuple[SheetRow, ...] = ()
        self._reasons: dict[Key, str] = {}
        self._receipts: dict[Key, str] = {}
        self.locked = False

    def set_sheet(self, sheet: MeetingSheet) -> None:
        """Show a sheet with what was typed; the same members in the same order keep the cursor in place."""
        keys = [(row.member, row.loan) for row in sheet.rows]
        same = keys == [(row.member, row.loan) for row in self._rows]
        self.locked = sheet.closed
        if same:
            self._rows = sheet.rows
            self._tell_all()
        else:
            self.beginResetModel()
            self._rows = sheet.rows
            self.endResetModel()
        self.edited.emit()

    def line(self, number: int) -> Line:
        """Return one row as it stands."""
        row = self._rows[number]
        key = (row.member, row.loan)
        text = self._draft.amounts.get(key, "")
        typed, fault = _read(text)
        mark = self._draft.attendance.get(row.member)
        attendance = next((each for each in MARKS if each == mark), None)
        first = number == 0 or self._rows[number - 1].member != row.member
        return Line(row, number + 1, first, text, typed, fault, attendance, self._receipts.get(key, ""))

    def lines(self) -> list[Line]:
        """Return every row as it stands."""
        return [self.line(number) for number in range(len(self._rows))]

    def set_amount(self, number: int, text: str) -> None:
        """Take what was typed; whoever pays and is not marked yet is there."""
        row = self._rows[number]
        key = (row.member, row.loan)
        self._reasons.pop(key, None)
        if text.strip():
            self._draft.amounts[key] = text
            self._draft.attendance.setdefault(row.member, "PRESENT")
        else:
            self._draft.amounts.pop(key, None)
        self._tell(number)
        self.edited.emit()

    def set_attendance(self, number: int, mark: Attendance) -> None:
        """Mark how a member attended."""
        self._draft.attendance[self._rows[number].member] = mark
        self._tell_all()
        self.edited.emit()

    def fill_present(self) -> None:
        """Mark everybody present who is not marked yet."""
        for row in self._rows:
            self._draft.attendance.setdefault(row.member, "PRESENT")
        self._tell_all()
        self.edited.emit()

    def fill_due(self) -> None:
        """Offer the exact amount to pay on every row where nothing was typed."""
        for number, row in enumerate(self._rows):
            if row.to_pay_minor > 0 and not self._draft.amounts.get((row.member, row.loan)):
                self.set_amount(number, money(row.to_pay_minor))

    def entries(self) -> tuple[SheetEntry, ...]:
        """Return what is to be recorded, with the reasons given for repeats."""
        return tuple(
            SheetEntry(
                line.row.repayment,
                line.row.member,
                line.row.loan,
                line.typed_minor,
                repeat_reason=self._reasons.get(line.key, ""),
            )
            for line in self.lines()
            if line.typed_minor
        )

    def take_saved(self, receipts: dict[Key, str]) -> None:
        """Note the receipt numbers of what was saved."""
        self._receipts.update(receipts)
        self._reasons.clear()

    def give_reason(self, key: Key, reason: str) -> None:
        """Keep why the same amount was paid twice."""
        self._reasons[key] = reason

    def number_of(self, key: Key) -> int | None:
        """Return the place of a row, None when the sheet was loaded again without it."""
        return next((at for at, row in enumerate(self._rows) if (row.member, row.loan) == key), None)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

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

    def _tell(self, number: int) -> None:
        self.dataChanged.emit(self.index(number, 0), self.index(number, len(Column) - 1))

    def _tell_all(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


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


def _read(text: str) -> tuple[int, str]:
    try:
        return amount_typed(text), ""
    except RuleRefused as refused:
        return 0, refused.title


def _cell(line: Line, column: Column) -> str:
    row = line.row
    return {
        Column.NUMBER: str(line.number),
        Column.MEMBER: row.name,
        Column.ATTENDANCE: mark_name(line.attendance) if line.attendance else "",
        Column.DUE: money(row.due_minor),
        Column.ARREARS: money(row.arrears_minor + row.penalty_minor),
        Column.TO_PAY: money(row.to_pay_minor),
        Column.AMOUNT: line.text,
    }[column]
