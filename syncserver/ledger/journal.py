"""Posting to the ledger: the one door through which an entry gets in.

The rule kept here: every entry balances, to the minor unit, before it is handed to the database; a correction
is another entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from syncserver.database.work import Shelf, Work
from syncserver.ledger.accounts import NORMAL_SIDE
from syncserver.ledger.tables import journal_entry, journal_line


class BadEntry(Exception):
    """An entry that must never reach the ledger; whoever made it has a fault, so the batch is given up."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry in minor units; `staff` whose cash it is, `loan` whose principal or payment."""

    account: str
    debit_minor: int = 0
    credit_minor: int = 0
    staff: bytes | None = None
    loan: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in money: `value_on` when it happened, `about` the record that says why."""

    kind: str
    value_on: date
    about_kind: str
    about: bytes
    operation: bytes
    lines: tuple[Line, ...]


def debit(account: str, amount_minor: int, *, staff: bytes | None = None, loan: bytes | None = None) -> Line:
    """Return a debit of an amount of minor units; a negative amount is a credit."""
    if amount_minor < 0:
        return Line(account, 0, -amount_minor, staff, loan)
    return Line(account, amount_minor, 0, staff, loan)


def credit(account: str, amount_minor: int, *, staff: bytes | None = None, loan: bytes | None = None) -> Line:
    """Return a credit of an amount of minor units; a negative amount is a debit."""
    return debit(account, -amount_minor, staff=staff, loan=loan)


def mirror(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines that undo these: every debit a credit and the other way round."""
    return tuple(
        Line(line.account, line.credit_minor, line.debit_minor, line.staff, line.loan) for line in lines
    )


def post(work: Work, entry: Entry) -> None:
    """Append an entry, posted today, whatever day it tells of.

    Lines of zero are left out, and an entry of nothing else is not posted. Raises `BadEntry` if debits and
    credits differ, a line has two sides or a negative amount, or an account is not in the chart.
    """
    lines = [line for line in entry.lines if line.debit_minor or line.credit_minor]
    if not lines:
        return
    _check(entry, lines)
    number = work.get(_ENTRIES_POSTED, entry.operation) or 0
    work.put(_ENTRIES_POSTED, entry.operation, number + 1)
    work.append(
        journal_entry,
        {
            "operation": entry.operation,
            "number": number,
            "kind": entry.kind,
            "value_on": entry.value_on,
            "posted_on": work.today,
            "posted_at_ms": work.now_ms,
            "about_kind": entry.about_kind,
            "about": entry.about,
        },
    )
    for place, line in enumerate(lines):
        work.append(
            journal_line,
            {
                "operation": entry.operation,
                "number": number,
                "line": place,
                "account": line.account,
                "debit_minor": line.debit_minor,
                "credit_minor": line.credit_minor,
                "staff": line.staff,
                "loan": line.loan,
            },
        )


def _check(entry: Entry, lines: Sequence[Line]) -> None:
    debits = credits = 0
    for line in lines:
        if line.account not in NORMAL_SIDE:
            raise BadEntry(f"{entry.kind}: no account {line.account}")
        if line.debit_minor < 0 or line.credit_minor < 0 or (line.debit_minor and line.credit_minor):
            raise BadEntry(f"{entry.kind}: a line on {line.account} is not one side of more than nothing")
        debits += line.debit_minor
        credits += line.credit_minor
    if debits != credits:
        raise BadEntry(f"{entry.kind}: debits and credits differ")


def _none_yet(_: Connection, __: Sequence[bytes]) -> Mapping[bytes, int]:
    """An operation is handled once, so nothing it posted can be in the database already."""
    return {}


def _keep_nothing(_: Connection, __: Sequence[tuple[bytes, int]]) -> None:
    """The entries themselves are appended; how many there are is only for numbering them."""


_ENTRIES_POSTED: Shelf[int] = Shelf("entries posted by an operation", _none_yet, _keep_nothing)
