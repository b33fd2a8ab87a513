"""The schedules hub: instalments of all loans in one list, filtered, sorted, summed, a page at a time.

The rules kept here: counts, totals and rows of a page are read in one transaction, so they agree; what no
letter and no other page changes is read with the whole hub and not again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from fieldapp.desk import queries as facts
from fieldapp.desk.accounts import load_accounts
from fieldapp.desk.facts import RepaymentFacts, UnionFacts
from fieldapp.desk.standing import read_standing
from fieldapp.everyone.hub import queries
from fieldapp.everyone.hub.queries import Column, Filter, ItemRow, LoanLine, Sums
from fieldapp.store.author import Desk
from fieldapp.store.search import ids_found
from fieldapp.store.transaction import Reading
from shared.fieldwork.meetings import meets_on
from shared.ids import LoanId, MemberId, StaffId, UnionId
from shared.lending.position import ItemStatus

__all__ = ["Column", "Wanted", "load_hub", "load_schedules"]

ALL = frozenset(ItemStatus)
_NOTHING = Sums(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. Amounts in minor units bound what an instalment asks for.

    Without `first` everything unpaid is shown however old, and of what is paid this week's; without `last`
    it goes to the end of this week, Sunday. `text` finds members and loans as the search does.
    """

    statuses: frozenset[ItemStatus] = ALL
    union: UnionId | None = None
    officer: StaffId | None = None
    text: str = ""
    first: date | None = None
    last: date | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    by: Column = "due_on"
    descending: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One instalment, `sequence` of `items`; amounts in minor units, penalty left out.

    `provisional_minor` is the part of `paid_minor` that the server has not posted yet.
    """

    loan: LoanId
    number: str
    member: MemberId
    member_name: str
    member_code: str
    union: UnionId
    union_name: str
    sequence: int
    items: int
    due_on: date
    status: ItemStatus
    days_late: int
    due_minor: int
    paid_minor: int
    provisional_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What is filtered, all pages together, in minor units."""

    items: int
    due_minor: int
    paid_minor: int
    left_minor: int


@dataclass(frozen=True, slots=True)
class Cards:
    """The figures over the list, in minor units; they follow the filters of union and officer alone.

    `today_minor` fell due today, paid or not, and `today_left_minor` is left of it. `week_minor` is unpaid
    and falls due from today in seven days. `oldest_days` is how late the oldest overdue instalment is.
    """

    today_items: int
    today_minor: int
    today_left_minor: int
    collected_receipts: int
    collected_minor: int
    collected_provisional_minor: int
    partial_items: int
    partial_paid_minor: int
    partial_left_minor: int
    overdue_items: int
    overdue_loans: int
    overdue_minor: int
    oldest_days: int
    week_items: int
    week_minor: int
    meetings_tomorrow: int


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """A page of the hub; `counts` has every status whatever statuses are asked for."""

    on: date
    first: date | None
    last: date
    rows: tuple[ScheduleRow, ...]
    totals: Totals
    counts: dict[ItemStatus, int]


@dataclass(frozen=True, slots=True)
class Hub:
    """A page of the hub with the figures over it, and the unions to choose from."""

    page: SchedulePage
    cards: Cards
    unions: tuple[UnionFacts, ...]


def load_hub(desk: Desk, wanted: Wanted, on: date | None = None) -> Hub:
    """Return the hub as of a day, today when none is named. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        today = on or read_standing(tx, desk).today
        unions = facts.unions(tx)
        return Hub(_page(tx, wanted, today), _cards(tx, wanted, today, unions), unions)


def load_schedules(desk: Desk, wanted: Wanted, on: date | None = None) -> SchedulePage:
    """Return a page as of a day, today when none is named. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        return _page(tx, wanted, on or read_standing(tx, desk).today)


def _page(tx: Reading, wanted: Wanted, today: date) -> SchedulePage:
    asked = _filter(tx, wanted, today)
    sums, rows = queries.page_of(
        tx,
        asked,
        wanted.statuses,
        wanted.by,
        descending=wanted.descending,
        offset=max(0, wanted.offset),
        limit=max(0, wanted.limit),
    )
    lines = queries.lines_of(tx, {row.loan for row in rows})
    provisional = _provisional(tx, rows, today)
    return SchedulePage(
        on=today,
        first=wanted.first,
        last=asked.last,
        rows=tuple(_row(row, lines[row.loan], today, provisional) for row in rows),
        totals=_totals([sums.get(status, _NOTHING) for status in wanted.statuses]),
        counts={status: sums.get(status, _NOTHING).items for status in ItemStatus},
    )


def _filter(tx: Reading, wanted: Wanted, today: date) -> Filter:
    week = today - timedelta(days=today.weekday())
    last = wanted.last or max(week + timedelta(days=6), wanted.first or date.min)
    asked = Filter(
        today=today,
        first=wanted.first or date.min,
        last=last,
        paid_from=wanted.first or min(week, last),
        union=wanted.union,
        officer=wanted.officer,
        least_minor=wanted.least_minor,
        most_minor=wanted.most_minor,
    )
    if not wanted.text.strip():
        return asked
    members, loans = ids_found(tx, wanted.text, "member"), ids_found(tx, wanted.text, "loan")
    return replace(asked, members=members, loans=loans)


def _provisional(tx: Reading, rows: tuple[ItemRow, ...], today: date) -> dict[tuple[LoanId, int], int]:
    """What receipts the server has not posted paid of each instalment, of the loans on the page that have
    any.
    """
    loans = {row.loan for row in rows if row.loan_provisional and row.left_minor < row.due_minor}
    found: dict[tuple[LoanId, int], int] = {}
    waiting = facts.payments(tx, loans) if loans else {}
    for account in load_accounts(tx, facts.loans_among(tx, loans)) if loans else ():
        loan = account.loan.loan
        unposted = {row.repayment.hex() for row in waiting.get(loan, []) if _unposted(row)}
        for part in account.position(today).allocations if unposted else ():
            if part.payment_id in unposted:
                key = loan, part.sequence
                found[key] = found.get(key, 0) + part.scheduled_minor
    return found


def _unposted(row: RepaymentFacts) -> bool:
    return row.provisional


def _row(
    row: ItemRow, line: LoanLine, today: date, provisional: dict[tuple[LoanId, int], int]
) -> ScheduleRow:
    late = (today - row.due_on).days if row.status is ItemStatus.OVERDUE else 0
    return ScheduleRow(
        loan=row.loan,
        number=line.number,
        member=line.member,
        member_name=line.member_name,
        member_code=line.member_code,
        union=row.union,
        union_name=line.union_name,
        sequence=row.sequence,
        items=line.items,
        due_on=row.due_on,
        status=row.status,
        days_late=late,
        due_minor=row.due_minor,
        paid_minor=row.due_minor - row.left_minor,
        provisional_minor=provisional.get((row.loan, row.sequence), 0),
        left_minor=row.left_minor,
    )


def _totals(sums: list[Sums]) -> Totals:
    due, left = sum(each.due_minor for each in sums), sum(each.left_minor for each in sums)
    return Totals(sum(each.items for each in sums), due, due - left, left)


def _cards(tx: Reading, wanted: Wanted, today: date, unions: tuple[UnionFacts, ...]) -> Cards:
    due = queries.due_sums(tx, today, wanted.union, wanted.officer)
    received = queries.received_on(tx, today, wanted.union, wanted.officer)
    return Cards(
        today_items=due.today_items,
        today_minor=due.today_minor,
        today_left_minor=due.today_left_minor,
        collected_receipts=received.receipts,
        collected_minor=received.minor,
        collected_provisional_minor=received.provisional_minor,
        partial_items=due.partial_items,
        partial_paid_minor=due.partial_paid_minor,
        partial_left_minor=due.partial_left_minor,
        overdue_items=due.overdue_items,
        overdue_loans=due.overdue_loans,
        overdue_minor=due.overdue_minor,
        oldest_days=(today - due.oldest_on).days if due.oldest_on else 0,
        week_items=due.week_items,
        week_minor=due.week_minor,
        meetings_tomorrow=_meetings(tx, wanted, today + timedelta(days=1), unions),
    )


def _meetings(tx: Reading, wanted: Wanted, on: date, unions: tuple[UnionFacts, ...]) -> int:
    held = facts.last_meetings(tx)
    return sum(
        meets_on(union.meeting_frequency, union.meeting_weekday, on, held.get(union.union))
        for union in unions
        if wanted.union in (None, union.union) and wanted.officer in (None, union.officer)
    )
