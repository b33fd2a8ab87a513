"""A meeting sheet being filled in: who pays what, who came, and what was saved of it.

The rules kept here: whatever is typed is in the draft at once, so a lock takes nothing away; an amount that
cannot be read is marked where it stands and never guessed; one that has no place on the sheet any more is
still there, apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fieldapp.officer.drafts.sheet_draft import IN_CASH, Key, SheetDraft, Way, read_amount
from fieldapp.officer.meeting_sheet import SheetEntry, SheetRow
from shared.contract.bodies.cash import Attendance
from shared.ids import MemberId, RepaymentId

MARKS: tuple[Attendance, ...] = ("PRESENT", "LATE", "ABSENT", "EXCUSED")
MARK_OF_LETTER: dict[str, Attendance] = {"P": "PRESENT", "L": "LATE", "A": "ABSENT", "E": "EXCUSED"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands: `fault` says why the amount cannot be read; `receipt` its number once saved.

    `first` is True on the member's first row, which carries the attendance. `way` is how it is paid.
    """

    row: SheetRow
    number: int
    first: bool
    text: str
    typed_minor: int
    fault: str
    attendance: Attendance | None
    receipt: str
    way: Way = IN_CASH

    @property
    def late_minor(self) -> int:
        """What fell due before the day, with the penalty charged for it."""
        return self.row.arrears_minor + self.row.penalty_minor

    @property
    def excess_minor(self) -> int:
        """What of the amount is more than the loan owes, and is kept as the member's credit."""
        return max(self.typed_minor - self.row.owed_minor, 0) if self.row.owed_minor else 0

    @property
    def suspense_minor(self) -> int:
        """What no loan takes, because there is none or it owes nothing: it stands in suspense."""
        return 0 if self.row.owed_minor else self.typed_minor

    @property
    def key(self) -> Key:
        """What tells the row from all others."""
        return _key(self.row)


@dataclass(frozen=True, slots=True)
class Left:
    """An amount that was typed and has no place on this sheet any more; `name` is "" where nobody knows."""

    key: Key
    name: str
    text: str


class Filling:
    """The `rows` of a sheet with what was typed into them, its `draft`; `locked` where it is only read.

    When the rows were loaded anew, what was typed stays with whom it was typed for.
    """

    def __init__(self, draft: SheetDraft) -> None:
        self.draft = draft
        self.rows: tuple[SheetRow, ...] = ()
        self.locked = False
        self._reasons: dict[Key, str] = {}
        self._receipts: dict[Key, str] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def has_rows(self, rows: tuple[SheetRow, ...]) -> bool:
        """Whether these are the rows there are: the same members in the same order, as they stood or not."""
        return [_key(row) for row in rows] == [_key(row) for row in self.rows]

    def line(self, number: int) -> Line:
        """Return one row as it stands."""
        row = self.rows[number]
        text = "" if self.locked else self.draft.amounts.get(_key(row), "")
        typed, fault = read_amount(text)
        attendance = self.draft.attendance.get(row.member)
        first = number == 0 or self.rows[number - 1].member != row.member
        key = _key(row)
        receipt, way = self._receipts.get(key, ""), self.draft.ways.get(key, IN_CASH)
        return Line(row, number + 1, first, text, typed, fault, attendance, receipt, way)

    def lines(self) -> list[Line]:
        """Return every row as it stands."""
        return [self.line(number) for number in range(len(self.rows))]

    def left(self) -> tuple[Left, ...]:
        """Return what was typed for rows that are not there any more, or before the meeting was closed."""
        return left_of(self.draft, () if self.locked else self.rows)

    def set_amount(self, number: int, text: str) -> None:
        """Take what was typed; whoever pays and is not marked yet is there, for as long as they pay."""
        row = self.rows[number]
        self._reasons.pop(_key(row), None)
        self.draft.type(_key(row), text)
        if any(
            read_amount(self.draft.amounts.get(_key(each), ""))[0] > 0 for each in self._rows_of(row.member)
        ):
            self.draft.assume(row.member)
        else:
            self.draft.take_assumed_back(row.member)

    def mark(self, number: int, attendance: Attendance) -> None:
        """Note how the member of a row attended."""
        self.draft.mark(self.rows[number].member, attendance)

    def pay_by(self, number: int, way: Way) -> None:
        """Note how the amount of a row is paid."""
        self.draft.pay_by(_key(self.rows[number]), way)

    def entries(self) -> tuple[SheetEntry, ...]:
        """Return what is to be recorded, with the reasons given for repeats."""
        found = ((line, _key(line.row)) for line in self.lines() if line.typed_minor)
        return tuple(
            SheetEntry(
                line.row.repayment,
                *key,
                line.typed_minor,
                method=line.way.method,
                reference=line.way.reference,
                repeat_reason=self._reasons.get(key, ""),
            )
            for line, key in found
        )

    def take_saved(self, receipts: dict[Key, str], fresh: dict[Key, RepaymentId]) -> None:
        """Note the receipt numbers of what was saved, and the ids for what the same rows pay next."""
        self._receipts.update(receipts)
        self._reasons.clear()
        self.rows = tuple(replace(row, repayment=fresh.get(_key(row), row.repayment)) for row in self.rows)

    def give_reason(self, key: Key, reason: str) -> None:
        """Keep why the same amount was paid twice."""
        self._reasons[key] = reason

    def _rows_of(self, member: MemberId) -> list[SheetRow]:
        return [row for row in self.rows if row.member == member]

    def number_of(self, key: Key) -> int | None:
        """Return the place of a row, None when the sheet was loaded again without it."""
        return next((at for at, row in enumerate(self.rows) if _key(row) == key), None)


def left_of(draft: SheetDraft, rows: Iterable[SheetRow]) -> tuple[Left, ...]:
    """Return what was typed and is not saved for rows other than these."""
    there = {_key(row) for row in rows}
    found = ((key, text) for key, text in draft.unsaved.items() if key not in there)
    return tuple(Left(key, draft.names.get(key[0], ""), text) for key, text in found)


def _key(row: SheetRow) -> Key:
    return row.member, row.loan
