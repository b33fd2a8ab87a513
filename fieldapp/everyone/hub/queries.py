"""The instalments of the schedules hub, filtered, sorted and summed where the rows are.

The rules kept here: a status follows from the day asked and is never stored; only what the query tables say
is summed, so penalty, which follows from the day, is not in these figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from fieldapp.store.transaction import Reading, SqlValue
from shared.ids import LoanId, MemberId, StaffId, UnionId
from shared.lending.lifecycle import OWING_STATES, LoanState
from shared.lending.position import ItemStatus

Column = Literal["member", "loan", "union", "item", "due_on", "status", "days_late", "due", "paid", "left"]

_HIDDEN = ", ".join(f"'{state}'" for state in sorted(set(LoanState) - OWING_STATES - {LoanState.COMPLETED}))
"""Loans in these states have no schedule to follow; they are few, so it is they that are looked up."""
_EVERY = frozenset(ItemStatus)
_DUE = "(i.principal_minor + i.interest_minor + i.fee_minor)"
_IS: dict[ItemStatus, str] = {
    ItemStatus.PAID: "i.owed_minor = 0",
    ItemStatus.OVERDUE: "i.owed_minor > 0 AND i.due_on < ?1",
    ItemStatus.PARTIAL: f"i.owed_minor > 0 AND i.due_on >= ?1 AND i.owed_minor < {_DUE}",
    ItemStatus.PENDING: f"i.owed_minor > 0 AND i.due_on >= ?1 AND i.owed_minor = {_DUE}",
}
_STATUS = (
    f"CASE WHEN {_IS[ItemStatus.PAID]} THEN 'PAID' WHEN {_IS[ItemStatus.OVERDUE]} THEN 'OVERDUE'"
    f" WHEN {_IS[ItemStatus.PARTIAL]} THEN 'PARTIAL' ELSE 'PENDING' END"
)
_RANK = (
    f"CASE WHEN {_IS[ItemStatus.OVERDUE]} THEN 0 WHEN {_IS[ItemStatus.PARTIAL]} THEN 1"
    f" WHEN {_IS[ItemStatus.PENDING]} THEN 2 ELSE 3 END"
)
_ORDER: dict[Column, tuple[str, ...]] = {
    "member": ("l.first_name COLLATE NOCASE", "l.last_name COLLATE NOCASE"),
    "loan": ("l.number",),
    "union": ("l.union_name COLLATE NOCASE",),
    "item": ("i.sequence",),
    "due_on": ("i.due_on",),
    "status": (_RANK,),
    "days_late": (f"CASE WHEN {_IS[ItemStatus.OVERDUE]} THEN julianday(?1) - julianday(i.due_on) END",),
    "due": (_DUE,),
    "paid": (f"{_DUE} - i.owed_minor",),
    "left": ("i.owed_minor",),
}
_LOANS = (
    "SELECT l.id, l.number, l.term_count, l.member_id, coalesce(m.first_name, '') AS first_name,"
    " coalesce(m.last_name, '') AS last_name, coalesce(m.code, ''), coalesce(u.name, '') AS union_name"
    " FROM p_loan l LEFT JOIN p_member m ON m.id = l.member_id LEFT JOIN p_union u ON u.id = l.union_id"
)
_BY_NAME = f"l AS MATERIALIZED ({_LOANS}),"
"""Only for an order by what is not in the instalments: a lookup for each of them would cost too much."""
_OF_ITEM = (
    "loan_id, union_id, sequence, due_on, principal_minor, interest_minor, fee_minor, owed_minor, provisional"
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which instalments are looked at, status apart.

    They fall due from `first` to `last`; what is paid counts from `paid_from` on. `members` and `loans` are
    what a text found, None when none was typed. The amounts bound what an instalment asks for.
    """

    today: date
    first: date
    last: date
    paid_from: date
    union: UnionId | None = None
    officer: StaffId | None = None
    members: tuple[bytes, ...] | None = None
    loans: tuple[bytes, ...] | None = None
    least_minor: int | None = None
    most_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """So many instalments, what they ask for and what is left of it, in minor units."""

    items: int
    due_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One instalment, amounts in minor units; `loan_provisional` says that an operation shaped its loan."""

    loan: LoanId
    union: UnionId
    sequence: int
    due_on: date
    status: ItemStatus
    due_minor: int
    left_minor: int
    loan_provisional: bool


@dataclass(frozen=True, slots=True)
class LoanLine:
    """What a row says of its loan."""

    number: str
    items: int
    member: MemberId
    member_name: str
    member_code: str
    union_name: str


@dataclass(frozen=True, slots=True)
class DueSums:
    """What the cards are made of, in minor units; `oldest_on` is None when nothing is overdue."""

    today_items: int
    today_minor: int
    today_left_minor: int
    partial_items: int
    partial_paid_minor: int
    partial_left_minor: int
    overdue_items: int
    overdue_loans: int
    overdue_minor: int
    oldest_on: date | None
    week_items: int
    week_minor: int


@dataclass(frozen=True, slots=True)
class Received:
    """Receipts of a day, in minor units; `provisional_minor` is the part the server has not posted."""

    receipts: int
    minor: int
    provisional_minor: int


def page_of(
    tx: Reading,
    wanted: Filter,
    statuses: Iterable[ItemStatus],
    by: Column,
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> tuple[dict[ItemStatus, Sums], tuple[ItemRow, ...]]:
    """Return the sums of what is wanted, by status, and a page of it in these statuses, in an order that no
    two rows share; the instalments are walked once for both.
    """
    where, values = _where(wanted)
    asked = frozenset(statuses)
    states = "1" if asked == _EVERY else " OR ".join(_IS[status] for status in sorted(asked)) or "0"
    way = " DESC" if descending else ""
    order = ", ".join([*(f"{term}{way}" for term in _ORDER[by]), "i.due_on", "i.loan_id", "i.sequence"])
    named = by in ("member", "loan", "union")
    sql = (
        f"WITH {_BY_NAME if named else ''} f AS MATERIALIZED"
        f" (SELECT {_OF_ITEM} FROM p_instalment i WHERE {where})"
        f" SELECT NULL, NULL, NULL, NULL, {_STATUS}, sum({_DUE}), sum(i.owed_minor), count(*) FROM f i"
        f" GROUP BY 5 UNION ALL SELECT * FROM (SELECT i.loan_id, i.union_id, i.sequence, i.due_on, {_STATUS},"
        f" {_DUE}, i.owed_minor, i.provisional FROM f i {'CROSS JOIN l ON l.id = i.loan_id' if named else ''}"
        f" WHERE {states} ORDER BY {order} LIMIT {limit:d} OFFSET {offset:d})"
    )
    sums: dict[ItemStatus, Sums] = {}
    rows: list[ItemRow] = []
    for loan, union, sequence, due_on, status, due, left, last in tx.rows(_sums_or_row, sql, values):
        if loan is None:
            sums[ItemStatus(status)] = Sums(last, due, left)
        else:
            rows.append(_item_row(loan, union, sequence, due_on, status, due, left, last))
    return sums, tuple(rows)


def lines_of(tx: Reading, loans: Iterable[LoanId]) -> dict[LoanId, LoanLine]:
    """Return what rows say of these loans."""
    return dict(tx.rows_among(_loan_line, f"{_LOANS} WHERE l.id IN ({{ids}})", loans))


def due_sums(tx: Reading, today: date, union: UnionId | None, officer: StaffId | None) -> DueSums:
    """Return what the cards show of a union or an officer, or of all."""
    week = Filter(today, date.min, today + timedelta(days=6), today, union, officer)
    where, values = _where(week)
    today_is, late_is = "i.due_on = ?1", _IS[ItemStatus.OVERDUE]
    partial_is = _IS[ItemStatus.PARTIAL]
    ahead_is = "i.owed_minor > 0 AND i.due_on >= ?1"
    sql = (
        f"SELECT {_count(today_is)}, {_sum(today_is, _DUE)}, {_sum(today_is, 'i.owed_minor')},"
        f" {_count(partial_is)}, {_sum(partial_is, f'{_DUE} - i.owed_minor')},"
        f" {_sum(partial_is, 'i.owed_minor')}, {_count(late_is)},"
        f" count(DISTINCT CASE WHEN {late_is} THEN i.loan_id END), {_sum(late_is, 'i.owed_minor')},"
        f" min(CASE WHEN {late_is} THEN i.due_on END), {_count(ahead_is)}, {_sum(ahead_is, 'i.owed_minor')}"
        f" FROM p_instalment i WHERE {where}"
    )
    return tx.one(_due_sums, sql, values)


def received_on(tx: Reading, on: date, union: UnionId | None, officer: StaffId | None) -> Received:
    """Return what was received on a day for a union or an officer's loans, or for all."""
    marks = _Marks(on.isoformat())
    terms = ["r.value_on = ?1", "r.state <> 'REVERSED'"]
    if union is not None:
        terms.append(f"m.union_id = {marks.take(union)}")
    if officer is not None:
        terms.append(f"coalesce(l.officer_id, r.received_by) = {marks.take(officer)}")
    of_whom = (
        " LEFT JOIN p_loan l ON l.id = r.loan_id"
        " LEFT JOIN p_member m ON m.id = coalesce(l.member_id, r.member_id)"
    )
    sql = (
        "SELECT count(*), coalesce(sum(r.amount_minor), 0),"
        " coalesce(sum(r.amount_minor * r.provisional), 0) FROM p_repayment r"
        f"{of_whom if len(terms) > 2 else ''} WHERE {' AND '.join(terms)}"
    )
    return tx.one(Received, sql, marks.values)


class _Marks:
    """Values by number, so that the day may stand in a statement more than once; ?1 is the day."""

    def __init__(self, today: str) -> None:
        self.values: list[SqlValue] = [today]

    def take(self, value: SqlValue) -> str:
        self.values.append(value)
        return f"?{len(self.values)}"

    def among(self, column: str, ids: tuple[bytes, ...]) -> str:
        return f"{column} IN ({', '.join(self.take(each) for each in ids)})"


def _where(wanted: Filter) -> tuple[str, list[SqlValue]]:
    marks = _Marks(wanted.today.isoformat())
    terms = [
        f"i.due_on BETWEEN {marks.take(wanted.first.isoformat())} AND {marks.take(wanted.last.isoformat())}",
        # The signs keep both ways of this from an index of their own: one walk over the days is quicker.
        f"(+i.owed_minor > 0 OR +i.due_on >= {marks.take(wanted.paid_from.isoformat())})",
        f"i.loan_id NOT IN (SELECT id FROM p_loan WHERE state IN ({_HIDDEN}))",
    ]
    if wanted.union is not None:
        terms.append(f"i.union_id = {marks.take(wanted.union)}")
    if wanted.officer is not None:
        mark = marks.take(wanted.officer)
        terms.append(f"+i.loan_id IN (SELECT id FROM p_loan WHERE officer_id = {mark})")
    if wanted.members is not None and wanted.loans is not None:
        found = f"{marks.among('member_id', wanted.members)} OR {marks.among('id', wanted.loans)}"
        terms.append(f"i.loan_id IN (SELECT id FROM p_loan WHERE {found})")
    if wanted.least_minor is not None:
        terms.append(f"{_DUE} >= {marks.take(wanted.least_minor)}")
    if wanted.most_minor is not None:
        terms.append(f"{_DUE} <= {marks.take(wanted.most_minor)}")
    return " AND ".join(terms), marks.values


def _count(condition: str) -> str:
    return f"count(CASE WHEN {condition} THEN 1 END)"


def _sum(condition: str, amount: str) -> str:
    return f"coalesce(sum(CASE WHEN {condition} THEN {amount} END), 0)"


def _sums_or_row(
    loan: bytes | None, union: bytes, sequence: int, due_on: str, status: str, due: int, left: int, last: int
) -> tuple[bytes | None, bytes, int, str, str, int, int, int]:
    """Sums are of no loan, and end with how many they are of."""
    return loan, union, sequence, due_on, status, due, left, last


def _item_row(
    loan: bytes, union: bytes, sequence: int, due_on: str, status: str, due: int, left: int, provisional: int
) -> ItemRow:
    day, stands = date.fromisoformat(due_on), ItemStatus(status)
    return ItemRow(LoanId(loan), UnionId(union), sequence, day, stands, due, left, bool(provisional))


def _loan_line(
    loan: bytes, number: str, items: int, member: bytes, first: str, last: str, code: str, union: str
) -> tuple[LoanId, LoanLine]:
    name = f"{first} {last}".strip()
    return LoanId(loan), LoanLine(number, items, MemberId(member), name, code, union)


def _due_sums(
    today_items: int,
    today: int,
    today_left: int,
    partial_items: int,
    partial_paid: int,
    partial_left: int,
    overdue_items: int,
    overdue_loans: int,
    overdue: int,
    oldest_on: str | None,
    week_items: int,
    week: int,
) -> DueSums:
    of_today = today_items, today, today_left
    partial = partial_items, partial_paid, partial_left
    oldest = date.fromisoformat(oldest_on) if oldest_on else None
    return DueSums(*of_today, *partial, overdue_items, overdue_loans, overdue, oldest, week_items, week)
