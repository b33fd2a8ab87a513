"""A meeting sheet being filled in: who pays what, who came, and what was saved of it.

The rule kept here: whatever is typed is in the draft at once, so a lock takes nothing away; an amount that
cannot be read is marked where it stands and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.officer.collect_repayment import amount_typed
from fieldapp.officer.drafts.sheet_draft import Key, SheetDraft
from fieldapp.officer.meeting_sheet import SheetEntry, SheetRow
from shared.contract.bodies.cash import Attendance
from shared.errors import RuleRefused

MARKS: tuple[Attendance, ...] = ("PRESENT", "LATE", "ABSENT", "EXCUSED")
MARK_OF_LETTER: dict[str, Attendance] = {"P": "PRESENT", "L": "LATE", "A": "ABSENT", "E": "EXCUSED"}


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


class Filling:
    """The rows of a sheet with what was typed into them."""

    def __init__(self, draft: SheetDraft) -> None:
        self._draft = draft
        self._rows: tuple[SheetRow, ...] = ()
        self._reasons: dict[Key, str] = {}
        self._receipts: dict[Key, str] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def take_draft(self, draft: SheetDraft) -> None:
        """Go on with what is in the notebook."""
        self._draft = draft

    def take_rows(self, rows: tuple[SheetRow, ...]) -> bool:
        """Take the rows of a sheet loaded anew; True when they are the same members in the same order."""
        same = [_key(row) for row in rows] == [_key(row) for row in self._rows]
        self._rows = rows
        return same

    def line(self, number: int) -> Line:
        """Return one row as it stands."""
        row = self._rows[number]
        text = self._draft.amounts.get(_key(row), "")
        typed, fault = _read(text)
        attendance = self._draft.attendance.get(row.member)
        first = number == 0 or self._rows[number - 1].member != row.member
        return Line(row, number + 1, first, text, typed, fault, attendance, self._receipts.get(_key(row), ""))

    def lines(self) -> list[Line]:
        """Return every row as it stands."""
        return [self.line(number) for number in range(len(self._rows))]

    def set_amount(self, number: int, text: str) -> None:
        """Take what was typed; whoever pays and is not marked yet is there."""
        row = self._rows[number]
        self._reasons.pop(_key(row), None)
        self._draft.type(_key(row), text)
        if text.strip():
            self._draft.attendance.setdefault(row.member, "PRESENT")

    def mark(self, number: int, attendance: Attendance) -> None:
        """Note how the member of a row attended."""
        self._draft.attendance[self._rows[number].member] = attendance

    def mark_others_present(self) -> None:
        """Note everybody as present who is not marked yet."""
        for row in self._rows:
            self._draft.attendance.setdefault(row.member, "PRESENT")

    def entries(self) -> tuple[SheetEntry, ...]:
        """Return what is to be recorded, with the reasons given for repeats."""
        found = ((line, _key(line.row)) for line in self.lines() if line.typed_minor)
        return tuple(
            SheetEntry(line.row.repayment, *key, line.typed_minor, repeat_reason=self._reasons.get(key, ""))
            for line, key in found
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
        return next((at for at, row in enumerate(self._rows) if _key(row) == key), None)


def _key(row: SheetRow) -> Key:
    return row.member, row.loan


def _read(text: str) -> tuple[int, str]:
    try:
        return amount_typed(text), ""
    except RuleRefused as refused:
        return 0, refused.title
