"""The unions somebody looks after: the list, one union, and whether it meets on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.facts import MemberFacts, UnionFacts
from fieldapp.officer import queries
from fieldapp.officer.queries import HeldMeeting
from fieldapp.store.author import Desk
from shared.errors import RuleRefused
from shared.fieldwork import meetings
from shared.ids import UnionId


@dataclass(frozen=True, slots=True)
class UnionRow:
    """A union in the list, amounts in minor units as of the day asked."""

    union: UnionFacts
    members: int
    open_loans: int
    outstanding_minor: int
    due_minor: int
    overdue_minor: int
    late_loans: int
    meets_today: bool


@dataclass(frozen=True, slots=True)
class UnionPage:
    """One union with its members and its last meetings, newest first."""

    row: UnionRow
    officer_name: str
    members: tuple[MemberFacts, ...]
    meetings: tuple[HeldMeeting, ...]


def load_unions(desk: Desk, on: date) -> tuple[UnionRow, ...]:
    """Return every union on this tablet by name, with its figures as of a day."""
    with desk.store.read() as tx:
        held = facts.last_meetings(tx)
        figures = queries.union_figures(tx, on)
        return tuple(
            _row(union, figures.get(union.union, queries.NOTHING), on, held.get(union.union))
            for union in facts.unions(tx)
        )


def load_union(desk: Desk, union: UnionId, on: date) -> UnionPage:
    """Return one union. Refusals: `union.unknown`."""
    with desk.store.read() as tx:
        found = facts.union(tx, union)
        if found is None:
            raise unknown_union()
        officer = facts.person(tx, found.officer)
        figures = queries.union_figures(tx, on).get(union, queries.NOTHING)
        return UnionPage(
            row=_row(found, figures, on, facts.last_meetings(tx).get(union)),
            officer_name=officer.name if officer else "",
            members=facts.members_of(tx, union),
            meetings=queries.meetings_of(tx, union),
        )


def meets_on(union: UnionFacts, on: date, last_held_on: date | None) -> bool:
    """Say whether a union is expected to meet on a day; a meeting already held that day counts."""
    return meetings.meets_on(union.meeting_frequency, union.meeting_weekday, on, last_held_on)


def unknown_union() -> RuleRefused:
    """The refusal for a union that is not on this tablet."""
    return RuleRefused(
        "union.unknown", "This union is not on this tablet", "It may have another officer now."
    )


def _row(union: UnionFacts, figures: queries.UnionFigures, on: date, last_held_on: date | None) -> UnionRow:
    return UnionRow(
        union=union,
        members=figures.members,
        open_loans=figures.open_loans,
        outstanding_minor=figures.outstanding_minor,
        due_minor=figures.due_minor,
        overdue_minor=figures.overdue_minor,
        late_loans=figures.late_loans,
        meets_today=meets_on(union, on, last_held_on),
    )
