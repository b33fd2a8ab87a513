"""A meeting sheet being filled in: who pays what, who came, and what was saved of it.

The rule kept here: whatever is typed is in the draft at once, so a lock takes nothing away; an amount that
cannot be read is marked where it stands and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.officer.collect_repayment import amount_typed
from fieldapp.officer.drafts.sheet_draft import IN_CASH, Key, SheetDraft, Way
from fieldapp.officer.meeting_sheet import SheetEntry, SheetRow
from fieldapp.screens.words import money
from shared.contract.bodies.cash import Attendance
from shared.errors import RuleRefused
from shared.ids import MemberId

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
    def key(self) -> Key:
        """What tells the row from all others."""
        return _key(self.row)


@dataclass(frozen=True, slots=True)
class Filled:
    """What an act on all rows wrote and whom it marked, so that it can be undone."""

    amounts: dict[Key, str]
    marked: frozenset[MemberId]


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

    def has_rows(self, rows: tuple[SheetRow, ...]) -> bool:
        """Whether these are the rows there are: the same members in the same order, as they stood or not."""
        return [_key(row) for row in rows] == [_key(row) for row in self._rows]

    def take_rows(self, rows: tuple[SheetRow, ...]) -> None:
        """Take the rows of a sheet loaded anew; what was typed stays with whom it was typed for."""
        self._rows = rows

    def line(self, number: int) -> Line:
        """Return one row as it stands."""
        row = self._rows[number]
        text = self._draft.amounts.get(_key(row), "")
        typed, fault = _read(text)
        attendance = self._draft.attendance.get(row.member)
        first = number == 0 or self._rows[number - 1].member != row.member
        key = _key(row)
        receipt, way = self._receipts.get(key, ""), self._draft.ways.get(key, IN_CASH)
        return Line(row, number + 1, first, text, typed, fault, attendance, receipt, way)

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

    def pay_by(self, number: int, way: Way) -> None:
        """Note how the amount of a row is paid."""
        self._draft.pay_by(_key(self._rows[number]), way)

    def mark_others_present(self) -> Filled:
        """Note everybody as present who is not marked yet."""
        others = frozenset(row.member for row in self._rows) - self._draft.attendance.keys()
        self._draft.attendance.update(dict.fromkeys(others, "PRESENT"))
        return Filled({}, others)

    def offer_due(self) -> Filled:
        """Write the exact amount to pay on every row where nothing was typed; who pays is present."""
        unmarked = frozenset(row.member for row in self._rows) - self._draft.attendance.keys()
        amounts: dict[Key, str] = {}
        for line in self.lines():
            if line.row.to_pay_minor > 0 and not line.text:
                amounts[line.key] = money(line.row.to_pay_minor)
                self._draft.type(line.key, amounts[line.key])
                self._draft.attendance.setdefault(line.row.member, "PRESENT")
        paying = frozenset(member for member, _ in amounts)
        return Filled(amounts, paying & unmarked)

    def undo(self, filled: Filled) -> None:
        """Take back what an act on all rows wrote; what somebody changed since stays."""
        for row in self._rows:
            if filled.amounts.get(_key(row)) == self._draft.amounts.get(_key(row), ""):
                self._draft.type(_key(row), "")
        for member in filled.marked:
            if self._draft.attendance.get(member) == "PRESENT":
                del self._draft.attendance[member]

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
        # A zero is what somebody writes who means that nothing was paid.
        return 0, "" if refused.code == "amount.zero" else refused.title
