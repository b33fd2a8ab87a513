"""The members on this tablet, filtered, sorted and counted where the rows are.

The rules kept here: a list is read from one narrow index, and whole profiles only of the rows that are shown;
loans are summed as the query tables hold them, without penalty, which follows from the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from fieldapp.store.transaction import Reading, SqlValue
from shared.contract.bodies.people import MemberProfile
from shared.contract.codec import decode
from shared.ids import MemberId, StaffId, UnionId
from shared.lending.lifecycle import OWING_STATES, LoanState

Standing = Literal["verified", "unverified", "left"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
By = Literal["member", "code", "union", "state", "registered"]

_NAME = "m.first_name COLLATE NOCASE, m.last_name COLLATE NOCASE"
_IS: dict[Standing, str] = {
    "verified": "m.active = 1 AND m.verified = 1",
    "unverified": "m.active = 1 AND m.verified = 0",
    "left": "m.active = 0",
}
_ORDER: dict[By, tuple[str, ...]] = {
    "member": ("m.first_name COLLATE NOCASE", "m.last_name COLLATE NOCASE"),
    "code": ("m.code",),
    "union": ("(SELECT name FROM p_union u WHERE u.id = m.union_id) COLLATE NOCASE",),
    "state": ("m.active DESC", "m.verified"),
    "registered": ("m.enrolled_at_ms",),
}
_OWING = ", ".join(f"'{state}'" for state in sorted(OWING_STATES))
_PAID_OUT = ", ".join(
    f"'{state}'" for state in sorted({*OWING_STATES, LoanState.COMPLETED, LoanState.WRITTEN_OFF})
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which members are looked at, standing apart; None and "" ask for all.

    `found` are those that a text found. Registered from `first_ms` on and before `until_ms`.
    """

    union: UnionId | None = None
    officer: StaffId | None = None
    gender: str = ""
    marital_status: str = ""
    profession: str = ""
    first_ms: int | None = None
    until_ms: int | None = None
    found: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as listed, with the whole profile; `enrolled_at_ms` is 0 where nobody knows."""

    member: MemberId
    union: UnionId
    union_name: str
    officer_name: str
    code: str
    standing: Standing
    profile: MemberProfile
    enrolled_at_ms: int
    provisional: bool

    @property
    def name(self) -> str:
        """First and last name as one."""
        return f"{self.profile.first_name} {self.profile.last_name}".strip()


@dataclass(frozen=True, slots=True)
class LoanFigures:
    """A member's loans, in minor units: paid out, what was lent, open ones and what they and others owe."""

    loans: int = 0
    borrowed_minor: int = 0
    open_loans: int = 0
    outstanding_minor: int = 0
    repaid_minor: int = 0
    overdue_minor: int = 0


def counts_of(tx: Reading, wanted: Filter) -> dict[Standing, int]:
    """Return how many of what is wanted stand where."""
    where, values = _where(wanted)
    sums = ", ".join(f"coalesce(sum({_IS[standing]}), 0)" for standing in STANDINGS)
    found = tx.one(_three, f"SELECT {sums} FROM p_member m WHERE {where}", values)
    return dict(zip(STANDINGS, found, strict=True))


def page_of(
    tx: Reading,
    wanted: Filter,
    standing: Standing | None,
    by: By,
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> tuple[MemberId, ...]:
    """Return the ids of a page of members, in an order that no two rows share."""
    where, values = _where(wanted)
    if standing is not None:
        where = f"{where} AND {_IS[standing]}"
    way = {True: {"": " DESC", " DESC": ""}, False: {"": "", " DESC": " DESC"}}[descending]
    terms = [f"{term.removesuffix(' DESC')}{way[' DESC' * term.endswith(' DESC')]}" for term in _ORDER[by]]
    order = ", ".join([*terms, *(() if by == "member" else (_NAME,)), "m.id"])
    sql = f"SELECT m.id FROM p_member m WHERE {where} ORDER BY {order} LIMIT {limit:d} OFFSET {offset:d}"
    return tuple(tx.rows(MemberId, sql, values))


def rows_of(tx: Reading, members: Iterable[MemberId]) -> dict[MemberId, MemberRow]:
    """Return these members as listed."""
    sql = (
        "SELECT m.id, m.union_id, coalesce(u.name, ''), coalesce(s.name, ''), m.code, m.active, m.verified,"
        " m.profile, m.enrolled_at_ms, m.provisional FROM p_member m LEFT JOIN p_union u ON u.id = m.union_id"
        " LEFT JOIN p_staff s ON s.id = u.officer_id WHERE m.id IN ({ids})"
    )
    return {row.member: row for row in tx.rows_among(_member_row, sql, members)}


def loans_of(tx: Reading, members: Iterable[MemberId], today: date) -> dict[MemberId, LoanFigures]:
    """Return what the loans of these members come to; those without a loan that was paid out are left out."""
    sql = (
        "SELECT l.member_id, count(*), sum(l.principal_minor),"
        f" sum(l.state IN ({_OWING})),"
        f" sum(CASE WHEN l.state IN ({_OWING}) THEN l.outstanding_minor ELSE 0 END),"
        " sum(l.paid_minor + l.penalty_paid_minor), sum(CASE WHEN"
        f" l.state IN ({_OWING}) THEN (SELECT coalesce(sum(i.owed_minor), 0) FROM p_instalment i"
        " WHERE i.loan_id = l.id AND i.due_on < ?) ELSE 0 END)"
        f" FROM p_loan l WHERE l.state IN ({_PAID_OUT}) AND l.member_id IN ({{ids}}) GROUP BY l.member_id"
    )
    return dict(tx.rows_among(_figures, sql, members, (today.isoformat(),)))


def professions(tx: Reading, limit: int) -> tuple[str, ...]:
    """Return the professions that most members have, by name."""
    sql = (
        "SELECT profession FROM p_member WHERE profession <> '' GROUP BY profession"
        " ORDER BY count(*) DESC, profession LIMIT ?"
    )
    return tuple(sorted(tx.rows(str, sql, (limit,)), key=str.casefold))


def _where(wanted: Filter) -> tuple[str, list[SqlValue]]:
    terms, values = ["1"], list[SqlValue]()

    def ask(term: str, *given: SqlValue) -> None:
        terms.append(term)
        values.extend(given)

    if wanted.union is not None:
        ask("m.union_id = ?", wanted.union)
    if wanted.officer is not None:
        ask("m.union_id IN (SELECT id FROM p_union WHERE officer_id = ?)", wanted.officer)
    for column, text in (("gender", wanted.gender), ("marital_status", wanted.marital_status)):
        if text:
            ask(f"m.{column} = ? COLLATE NOCASE", text)
    if wanted.profession:
        ask("m.profession = ?", wanted.profession)
    if wanted.first_ms is not None:
        ask("m.enrolled_at_ms >= ?", wanted.first_ms)
    if wanted.until_ms is not None:
        ask("m.enrolled_at_ms < ?", wanted.until_ms)
    if wanted.found is not None:
        ask(f"m.id IN ({', '.join('?' * len(wanted.found))})", *wanted.found)
    return " AND ".join(terms), values


def _three(first: int, second: int, third: int) -> tuple[int, int, int]:
    return first, second, third


def _member_row(
    member: bytes,
    union: bytes,
    union_name: str,
    officer_name: str,
    code: str,
    active: int,
    verified: int,
    profile: bytes,
    enrolled_at_ms: int,
    provisional: int,
) -> MemberRow:
    standing: Standing = "left" if not active else "verified" if verified else "unverified"
    whose = union_name, officer_name
    return MemberRow(
        MemberId(member),
        UnionId(union),
        *whose,
        code,
        standing,
        decode(MemberProfile, profile),
        enrolled_at_ms,
        bool(provisional),
    )


def _figures(
    member: bytes, loans: int, borrowed: int, still_open: int, outstanding: int, repaid: int, overdue: int
) -> tuple[MemberId, LoanFigures]:
    return MemberId(member), LoanFigures(loans, borrowed, still_open, outstanding, repaid, overdue)
