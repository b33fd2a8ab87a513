"""The repayments of the history, filtered, sorted and summed where the rows are.

The rule kept here: what was taken back is listed like everything else and counted in no sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fieldapp.store.transaction import Reading, SqlValue
from shared.contract.bodies.lending import PaymentMethod
from shared.ids import RepaymentId, StaffId, UnionId

By = Literal["received", "receipt", "loan", "member", "union", "amount", "method", "by", "state"]
Standing = Literal["waiting", "posted", "unconfirmed", "suspense", "corrected"]
STANDINGS: tuple[Standing, ...] = ("waiting", "unconfirmed", "suspense", "posted", "corrected")

_STANDS = (
    "CASE WHEN r.state = 'REVERSED' THEN 'corrected' WHEN r.state = 'SUSPENDED' THEN 'suspense'"
    " WHEN r.provisional = 1 THEN 'waiting' WHEN r.method <> 'CASH' THEN 'unconfirmed' ELSE 'posted' END"
)
_LOAN = " LEFT JOIN p_loan l ON l.id = r.loan_id"
_MEMBER = f"{_LOAN} LEFT JOIN p_member m ON m.id = coalesce(l.member_id, r.member_id)"
_UNION = f"{_MEMBER} LEFT JOIN p_union u ON u.id = coalesce(l.union_id, m.union_id)"
_RECEIVER = " LEFT JOIN p_staff s ON s.id = r.received_by"
_ORDER: dict[By, tuple[str, str]] = {
    "received": ("r.value_on", ""),
    "receipt": ("r.receipt_number", ""),
    "loan": ("l.number", _LOAN),
    "member": ("m.first_name COLLATE NOCASE {way}, m.last_name COLLATE NOCASE", _MEMBER),
    "union": ("u.name COLLATE NOCASE", _UNION),
    "amount": ("r.amount_minor", ""),
    "method": ("r.method", ""),
    "by": ("s.name COLLATE NOCASE", _RECEIVER),
    "state": (_STANDS, ""),
}
"""Each order with what has to be joined for it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What words found: members, loans, unions and receipts of which one is enough."""

    members: tuple[bytes, ...]
    loans: tuple[bytes, ...]
    unions: tuple[bytes, ...]
    receipts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which repayments are looked at, their standing apart; None and empty ask for all."""

    first: date | None = None
    last: date | None = None
    union: UnionId | None = None
    method: PaymentMethod | None = None
    by: StaffId | None = None
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """So many repayments of one standing and method, in minor units."""

    standing: Standing
    method: PaymentMethod
    count: int
    minor: int


@dataclass(slots=True)
class _Marks:
    values: list[SqlValue] = field(default_factory=list)

    def take(self, value: SqlValue) -> str:
        self.values.append(value)
        return f"?{len(self.values)}"

    def among(self, column: str, ids: Iterable[bytes]) -> str:
        return f"{column} IN ({', '.join(self.take(each) for each in ids)})"


def sums(tx: Reading, wanted: Filter) -> tuple[Sum, ...]:
    """Return what is wanted, by standing and method."""
    where, values = _where(wanted)
    sql = (
        f"SELECT {_STANDS}, r.method, count(*), sum(r.amount_minor) FROM p_repayment r WHERE {where}"
        " GROUP BY 1, 2"
    )
    return tuple(tx.rows(Sum, sql, values))


def page_of(
    tx: Reading,
    wanted: Filter,
    standing: Standing | None,
    by: By,
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> tuple[RepaymentId, ...]:
    """Return a page of what is wanted in an order that no two share, the newest first among equals."""
    where, values = _where(wanted)
    term, joined = _ORDER[by]
    way = " DESC" if descending else ""
    order = f"{term.format(way=way)}{way}, r.value_on DESC, r.id DESC"
    if by == "received":
        order = f"r.value_on{way}, r.id{way}"
    stands = f" AND {_STANDS} = '{standing}'" if standing is not None else ""
    sql = (
        f"SELECT r.id FROM p_repayment r{joined} WHERE {where}{stands} ORDER BY {order}"
        f" LIMIT {limit:d} OFFSET {offset:d}"
    )
    return tuple(tx.rows(RepaymentId, sql, values))


def posted_on(tx: Reading, wanted: Iterable[RepaymentId]) -> dict[RepaymentId, date]:
    """Return the days on which the server posted these, of those it did."""
    sql = "SELECT id, posted_on FROM p_repayment WHERE posted_on IS NOT NULL AND id IN ({ids})"
    return dict(tx.rows_among(_posted, sql, wanted))


def receivers(tx: Reading) -> tuple[tuple[StaffId, str], ...]:
    """Return everybody who received something, by name."""
    sql = (
        "SELECT r.received_by, coalesce(s.name, '') FROM (SELECT DISTINCT received_by FROM p_repayment) r"
        " LEFT JOIN p_staff s ON s.id = r.received_by ORDER BY s.name COLLATE NOCASE, r.received_by"
    )
    return tuple(tx.rows(_receiver, sql))


def _where(wanted: Filter) -> tuple[str, list[SqlValue]]:
    marks = _Marks()
    terms = ["1"]
    if wanted.first is not None:
        terms.append(f"r.value_on >= {marks.take(wanted.first.isoformat())}")
    if wanted.last is not None:
        terms.append(f"r.value_on <= {marks.take(wanted.last.isoformat())}")
    if wanted.union is not None:
        terms.append(_of_unions(marks, (wanted.union,)))
    if wanted.method is not None:
        terms.append(f"r.method = {marks.take(wanted.method)}")
    if wanted.by is not None:
        terms.append(f"r.received_by = {marks.take(wanted.by)}")
    if wanted.found is not None:
        found = wanted.found
        of_loans = f"{marks.among('member_id', found.members)} OR {marks.among('id', found.loans)}"
        either = (
            f"r.loan_id IN (SELECT id FROM p_loan WHERE {of_loans})",
            marks.among("r.member_id", found.members),
            marks.among("r.id", found.receipts),
            _of_unions(marks, found.unions),
        )
        terms.append(f"({' OR '.join(either)})")
    return " AND ".join(terms), marks.values


def _of_unions(marks: _Marks, unions: tuple[bytes, ...]) -> str:
    among = marks.among("union_id", unions)
    return (
        f"(r.loan_id IN (SELECT id FROM p_loan WHERE {among})"
        f" OR r.loan_id IS NULL AND r.member_id IN (SELECT id FROM p_member WHERE {among}))"
    )


def _posted(repayment: bytes, on: str) -> tuple[RepaymentId, date]:
    return RepaymentId(repayment), date.fromisoformat(on)


def _receiver(staff: bytes, name: str) -> tuple[StaffId, str]:
    return StaffId(staff), name
