"""The unions somebody looks after: the list, one union, and whether it meets on a day.

The rule kept here: what a member owes is of the same replay as on the sheet, and the collection rate is the
current one of the glossary: paid of the demand of a period ÷ that demand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import LoanAccount, load_accounts
from fieldapp.desk.facts import LoanFacts, MemberFacts, UnionFacts
from fieldapp.desk.repayment_rules import first_open_day
from fieldapp.officer import queries
from fieldapp.officer.queries import HeldMeeting, OpenMeeting
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.errors import RuleRefused
from shared.fieldwork import meetings
from shared.ids import MemberId, UnionId
from shared.lending.arrears import collection_figures, collection_rates, days_past_due
from shared.lending.lifecycle import OWING_STATES
from shared.lending.position import LoanPosition

WEEKS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class UnionRow:
    """A union in the list, amounts in minor units as of the day asked.

    `next_meeting_on` is the first meeting expected from that day on and not held yet, None when nobody can
    tell.
    """

    union: UnionFacts
    members: int
    open_loans: int
    outstanding_minor: int
    due_minor: int
    overdue_minor: int
    late_loans: int
    meets_today: bool
    next_meeting_on: date | None
    last_held_on: date | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member and what they owe, in minor units, penalty included in `owed_minor` and `to_pay_minor`.

    `to_pay_minor` brings all their loans up to date.
    """

    member: MemberFacts
    open_loans: int
    owed_minor: int
    overdue_minor: int
    to_pay_minor: int
    days_late: int


@dataclass(frozen=True, slots=True)
class UnionLoan:
    """A loan of the union that owes, in minor units; `next_due_on` is the next day it asks for some."""

    loan: LoanFacts
    member_name: str
    outstanding_minor: int
    overdue_minor: int
    days_late: int
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class WeekRate:
    """One week's current collection rate: what was paid of the week's demand ÷ that demand.

    Amounts in minor units; `rate` is exact, None in a week that asked for nothing.
    """

    first: date
    last: date
    demand_minor: int
    collected_minor: int
    rate: Fraction | None


@dataclass(frozen=True, slots=True)
class UnionPage:
    """One union with its members, its loans that owe and its last meetings, newest first.

    `weeks` are the last eight, the present one last, and `rate` is of all of them together; loans whose
    payments are out of this tablet's sight are not in them. `not_closed` are its meetings that were begun and
    may still be closed, that day's among them, newest first.
    """

    row: UnionRow
    officer_name: str
    members: tuple[MemberFacts, ...]
    rows: tuple[MemberRow, ...]
    loans: tuple[UnionLoan, ...]
    meetings: tuple[HeldMeeting, ...]
    not_closed: tuple[OpenMeeting, ...]
    weeks: tuple[WeekRate, ...]
    rate: Fraction | None


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
    """Return one union as of a day. Refusals: `union.unknown`."""
    with desk.store.read() as tx:
        found = facts.union(tx, union)
        if found is None:
            raise unknown_union()
        officer = facts.person(tx, found.officer)
        figures = queries.union_figures(tx, on, union).get(union, queries.NOTHING)
        standing = _standing(tx, union, on)
        members = facts.members_of(tx, union)
        weeks = _weeks(standing, on)
        return UnionPage(
            row=_row(found, figures, on, facts.last_meetings(tx).get(union)),
            officer_name=officer.name if officer else "",
            members=members,
            rows=tuple(_member_row(member, standing, on) for member in members),
            loans=_loans(standing, {member.member: member.name for member in members}, on),
            meetings=queries.meetings_of(tx, union),
            not_closed=tuple(reversed(not_closed(tx, on, union))),
            weeks=weeks,
            rate=rate_of(weeks),
        )


def load_weeks(desk: Desk, union: UnionId, on: date) -> tuple[WeekRate, ...]:
    """Return the last weeks of a union, the one of a day last; what is not in sight asks for nothing."""
    with desk.store.read() as tx:
        return _weeks(_standing(tx, union, on), on)


def together(unions: Iterable[tuple[WeekRate, ...]]) -> tuple[WeekRate, ...]:
    """Return the same weeks of many unions as those of one."""
    return tuple(
        WeekRate(
            week[0].first,
            week[0].last,
            sum(each.demand_minor for each in week),
            sum(each.collected_minor for each in week),
            rate_of(week),
        )
        for week in zip(*unions, strict=True)
    )


def rate_of(weeks: Iterable[WeekRate]) -> Fraction | None:
    """Return the current collection rate of weeks together; None where they asked for nothing."""
    known = tuple(weeks)
    return collection_rates(
        demand_minor=sum(week.demand_minor for week in known),
        collected_of_demand_minor=sum(week.collected_minor for week in known),
        collected_minor=0,
    ).current


def meets_on(union: UnionFacts, on: date, last_held_on: date | None) -> bool:
    """Say whether a union is expected to meet on a day; a meeting already held that day counts."""
    return meetings.meets_on(union.meeting_frequency, union.meeting_weekday, on, last_held_on)


def not_closed(tx: Reading, on: date, union: UnionId | None = None) -> tuple[OpenMeeting, ...]:
    """Return the meetings that were begun by a day and may still be closed on it, oldest first; of one union
    where that is named.
    """
    settings = facts.settings(tx)
    return queries.open_meetings(tx, first_open_day(settings, on) if settings else on, on, union)


def unknown_union() -> RuleRefused:
    """The refusal for a union that is not on this tablet."""
    return RuleRefused(
        "union.unknown", "This union is not on this tablet", "It may have another officer now."
    )


def _row(union: UnionFacts, figures: queries.UnionFigures, on: date, last_held_on: date | None) -> UnionRow:
    rhythm = union.meeting_frequency, union.meeting_weekday
    return UnionRow(
        union=union,
        members=figures.members,
        open_loans=figures.open_loans,
        outstanding_minor=figures.outstanding_minor,
        due_minor=figures.due_minor,
        overdue_minor=figures.overdue_minor,
        late_loans=figures.late_loans,
        meets_today=meets_on(union, on, last_held_on),
        next_meeting_on=meetings.next_meeting(*rhythm, on, last_held_on),
        last_held_on=last_held_on,
    )


_Standing = list[tuple[LoanAccount, LoanPosition]]


def _standing(tx: Reading, union: UnionId, on: date) -> _Standing:
    """The loans of a union that ask for anything in the weeks that are shown, as they stand on a day."""
    loans = facts.loans_among(tx, queries.loans_with_schedule(tx, union, _first_week(on)))
    return [(account, account.position(on)) for account in load_accounts(tx, loans)]


def _first_week(on: date) -> date:
    return on - timedelta(days=on.weekday(), weeks=WEEKS_SHOWN - 1)


def _member_row(member: MemberFacts, standing: _Standing, on: date) -> MemberRow:
    own = [
        position
        for account, position in standing
        if account.loan.member == member.member and account.loan.state in OWING_STATES
    ]
    return MemberRow(
        member=member,
        open_loans=len(own),
        owed_minor=sum(position.outstanding_minor for position in own),
        overdue_minor=sum(position.overdue_minor(on) for position in own),
        to_pay_minor=sum(position.due_minor(on) for position in own),
        days_late=max((days_past_due(position, on) for position in own), default=0),
    )


def _loans(standing: _Standing, names: dict[MemberId, str], on: date) -> tuple[UnionLoan, ...]:
    owing = [(account.loan, position) for account, position in standing if account.loan.state in OWING_STATES]
    rows = (
        UnionLoan(
            loan=loan,
            member_name=names.get(loan.member, ""),
            outstanding_minor=position.outstanding_minor,
            overdue_minor=position.overdue_minor(on),
            days_late=days_past_due(position, on),
            next_due_on=next_due.due_on if (next_due := position.next_due(on)) else None,
        )
        for loan, position in owing
    )
    return tuple(sorted(rows, key=lambda row: (row.member_name, row.loan.number)))


def _weeks(standing: _Standing, on: date) -> tuple[WeekRate, ...]:
    positions = [position for account, position in standing if account.whole]
    weeks, first = [], _first_week(on)
    for number in range(WEEKS_SHOWN):
        begins = first + timedelta(weeks=number)
        ends = min(begins + timedelta(days=6), on)
        figures = collection_figures(positions, begins, ends)
        rates = collection_rates(**figures._asdict())
        demand, collected = figures.demand_minor, figures.collected_of_demand_minor
        weeks.append(WeekRate(begins, ends, demand, collected, rates.current))
    return tuple(weeks)
