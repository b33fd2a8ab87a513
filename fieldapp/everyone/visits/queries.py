"""Reading visits from the query tables."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.store.transaction import Reading
from shared.ids import MemberId, StaffId, VisitId


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """A visit; `doubts` are codes of what speaks against its place, known once the office has judged it."""

    visit: VisitId
    member: MemberId
    visited_by: StaffId
    purpose: str
    note: str
    arrived_at_ms: int
    left_at_ms: int
    has_place: bool
    doubts: tuple[str, ...]
    provisional: bool


_VISIT = (
    "SELECT id, member_id, visited_by, purpose, note, arrived_at_ms, left_at_ms, source IS NOT NULL, doubts,"
    " provisional FROM p_visit"
)


def visit_at(tx: Reading, visit: VisitId) -> VisitFacts | None:
    """Return one visit."""
    return tx.row(_facts, f"{_VISIT} WHERE id = ?", (visit,))


def visits_to(tx: Reading, member: MemberId) -> tuple[VisitFacts, ...]:
    """Return the visits to a member, newest first."""
    sql = f"{_VISIT} WHERE member_id = ? ORDER BY arrived_at_ms DESC, id DESC"
    return tuple(tx.rows(_facts, sql, (member,)))


def _facts(
    visit: bytes,
    member: bytes,
    visited_by: bytes,
    purpose: str,
    note: str,
    arrived_at_ms: int,
    left_at_ms: int,
    has_place: int,
    doubts: str,
    provisional: int,
) -> VisitFacts:
    return VisitFacts(
        VisitId(visit),
        MemberId(member),
        StaffId(visited_by),
        purpose,
        note,
        arrived_at_ms,
        left_at_ms,
        bool(has_place),
        tuple(doubts.split()),
        bool(provisional),
    )
