"""Members in one list: found as somebody types, filtered, sorted, a page at a time.

The rules kept here: counts and rows of a page are read in one transaction, so they agree; whoever is not in
the tablet's scope is not on it, so the list asks nobody's role.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import UnionFacts
from fieldapp.desk.standing import Standing as Acting
from fieldapp.desk.standing import read_standing
from fieldapp.everyone.members import queries
from fieldapp.everyone.members.queries import By, Filter, LoanFigures, MemberRow, Standing
from fieldapp.store.author import Desk
from fieldapp.store.search import members_found
from fieldapp.store.transaction import Reading
from shared.ids import MemberId, StaffId, UnionId

__all__ = ["By", "LoanFigures", "MemberRow", "Standing"]

_MOST_FOUND = 200
"""Whoever finds more types another letter."""
_PROFESSIONS = 40


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None and "" ask for all. `text` finds members as the search does, and by sound."""

    standing: Standing | None = None
    union: UnionId | None = None
    officer: StaffId | None = None
    gender: str = ""
    marital_status: str = ""
    profession: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""
    by: By = "member"
    descending: bool = False
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A row with what the member's loans come to."""

    row: MemberRow
    loans: LoanFigures


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page of the list; `counts` has every standing whatever is asked for, `total` is of what is.

    `cut`: a text found more than are looked at.
    """

    rows: tuple[ListedMember, ...]
    counts: dict[Standing, int]
    total: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """A page, and what may be chosen in the filters."""

    page: ListedPage
    unions: tuple[UnionFacts, ...]
    officers: tuple[tuple[StaffId, str], ...]
    professions: tuple[str, ...] = field(default=())


def load_members(desk: Desk, wanted: Wanted) -> Members:
    """Return the list with its filters. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        unions = facts.unions(tx)
        whose = {union.officer for union in unions}
        officers = tuple((one.staff, one.name) for one in facts.people(tx) if one.staff in whose)
        professions = queries.professions(tx, _PROFESSIONS)
        return Members(_page(tx, standing, wanted), unions, officers, professions)


def load_page(desk: Desk, wanted: Wanted) -> ListedPage:
    """Return a page of the list. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        return _page(tx, read_standing(tx, desk), wanted)


def _page(tx: Reading, standing: Acting, wanted: Wanted) -> ListedPage:
    asked = _filter(tx, standing, wanted)
    counts = queries.counts_of(tx, asked)
    ids = queries.page_of(
        tx,
        asked,
        wanted.standing,
        wanted.by,
        descending=wanted.descending,
        offset=max(0, wanted.offset),
        limit=max(0, wanted.limit),
    )
    rows, loans = queries.rows_of(tx, ids), queries.loans_of(tx, ids, standing.today)
    listed = tuple(_listed(rows[each], loans) for each in ids)
    total = sum(counts.values()) if wanted.standing is None else counts[wanted.standing]
    cut = asked.found is not None and len(asked.found) == _MOST_FOUND
    return ListedPage(listed, counts, total, cut)


def _listed(row: MemberRow, loans: dict[MemberId, LoanFigures]) -> ListedMember:
    return ListedMember(row, loans.get(row.member, LoanFigures()))


def _filter(tx: Reading, standing: Acting, wanted: Wanted) -> Filter:
    zone = standing.settings.time_zone
    text = wanted.text.strip()
    return Filter(
        wanted.union,
        wanted.officer,
        wanted.gender,
        wanted.marital_status,
        wanted.profession,
        _begins_ms(wanted.first, zone),
        _begins_ms(wanted.last + timedelta(days=1) if wanted.last else None, zone),
        members_found(tx, text, _MOST_FOUND) if text else None,
    )


def _begins_ms(day: date | None, zone: str) -> int | None:
    """When a day begins where the institution is."""
    if day is None:
        return None
    return int(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).timestamp() * 1000)
