"""The officer's day at a glance: who meets, what is due, what came in, what is in hand.

The rule kept here: what the server has posted and what this tablet alone knows are never added up unseen; the
two stand beside each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from fieldapp.desk import queries as facts
from fieldapp.desk.cash import CashAlone, CashStanding, cash_alone, cash_standing
from fieldapp.desk.facts import UnionFacts
from fieldapp.desk.standing import Standing, lease_left_ms, read_standing
from fieldapp.officer import queries
from fieldapp.officer.queries import ToCollect
from fieldapp.officer.unions import meets_on, not_closed
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading
from shared.fieldwork.cash import OLDEST_CASH_DAYS

LEASE_LOW_DAYS = 2
_DAY_MS = 24 * 60 * 60 * 1000
_AT_THE_END = "24:00"
_USUAL_DAYS = 8
_LEAST_USUAL_DAYS = 3


@dataclass(frozen=True, slots=True)
class UnionToday:
    """A union that meets today, in minor units; `paid_members` have nothing left to pay today.

    `payers` is how many members paid something today: the meeting is under way once there are any.
    """

    union: UnionFacts
    members: int
    due_minor: int
    overdue_minor: int
    collected_minor: int
    paid_members: int
    payers: int
    closed: bool


@dataclass(frozen=True, slots=True)
class NotClosed:
    """A meeting of an earlier day that was begun and may still be closed."""

    union: UnionFacts
    on: date


HandOver = Literal["", "over_cap", "too_old"]


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first screen shows, amounts in minor units; the unions in the order they meet.

    `not_closed` are the meetings of earlier days to be closed, oldest first.
    `target_minor` is what fell due on this day, paid or not. `posted_minor` and `provisional_minor` are
    today's own receipts by whether the server has posted them. `usual_share` is which part of a day's target
    was usually in by this hour, None while too few days are known. `hand_over` says why cash should be
    handed over, empty when it need not be. `alone` is the cash of today that the office has not heard of.
    """

    on: date
    staff_name: str
    currency: str
    unions: tuple[UnionToday, ...]
    not_closed: tuple[NotClosed, ...]
    to_collect: tuple[ToCollect, ...]
    due_count: int
    due_minor: int
    overdue_count: int
    overdue_minor: int
    target_minor: int
    posted_minor: int
    provisional_minor: int
    waiting: int
    waiting_minor: int
    attention: int
    last_contact_ms: int
    lease_days_left: int
    lease_low: bool
    cash: CashStanding
    cash_cap_minor: int | None
    cash_age_days: int
    hand_over: HandOver
    usual_share: Fraction | None
    alone: CashAlone

    @property
    def collected_minor(self) -> int:
        """Today's own receipts, posted and provisional."""
        return self.posted_minor + self.provisional_minor


def load_today(desk: Desk, on: date | None = None) -> Today:
    """Return the day's picture; without a day, today in the institution's time zone. Refusals:
    `desk.not_ready`.
    """
    with desk.store.read() as tx:
        standing = read_standing(tx, desk)
        day = on or standing.today
        rows = queries.to_collect(tx, day)
        waiting, state = counts(tx), read_state(tx)
        posted, provisional = queries.collected_on(tx, desk.author.staff, day)
        cash = cash_standing(tx, desk.author.staff)
        cap, age_days = standing.settings.cash_cap_minor, _age_days(cash, day)
        left_ms = lease_left_ms(state, desk.author.clock)
        return Today(
            on=day,
            staff_name=standing.me.name,
            currency=standing.settings.currency,
            unions=_unions_today(tx, day, rows),
            not_closed=_not_closed(tx, day),
            to_collect=rows,
            due_count=sum(row.due_minor > 0 for row in rows),
            due_minor=sum(row.due_minor for row in rows),
            overdue_count=sum(row.overdue_minor > 0 for row in rows),
            overdue_minor=sum(row.overdue_minor for row in rows),
            target_minor=queries.fell_due_on(tx, day),
            posted_minor=posted,
            provisional_minor=provisional,
            waiting=waiting.waiting,
            waiting_minor=waiting.waiting_value_minor,
            attention=waiting.attention,
            last_contact_ms=state.last_contact_ms,
            lease_days_left=left_ms // _DAY_MS,
            lease_low=0 < left_ms <= LEASE_LOW_DAYS * _DAY_MS,
            cash=cash,
            cash_cap_minor=cap,
            cash_age_days=age_days,
            hand_over=_hand_over(cash, cap, age_days),
            usual_share=_usual_share(tx, desk, standing, day),
            alone=cash_alone(tx, desk),
        )


def _unions_today(tx: Reading, on: date, rows: tuple[ToCollect, ...]) -> tuple[UnionToday, ...]:
    held = facts.last_meetings(tx)
    figures = queries.union_figures(tx, on)
    collected = queries.collected_by_union(tx, on)
    meeting = (union for union in facts.unions(tx) if meets_on(union, on, held.get(union.union)))
    return tuple(
        UnionToday(
            union=union,
            members=figures.get(union.union, queries.NOTHING).members,
            due_minor=figures.get(union.union, queries.NOTHING).due_minor,
            overdue_minor=figures.get(union.union, queries.NOTHING).overdue_minor,
            collected_minor=collected.get(union.union, queries.NOTHING_CAME).minor,
            paid_members=figures.get(union.union, queries.NOTHING).members
            - len({row.member for row in rows if row.union == union.union}),
            payers=collected.get(union.union, queries.NOTHING_CAME).payers,
            closed=held.get(union.union) == on,
        )
        for union in sorted(meeting, key=lambda union: union.meeting_time or _AT_THE_END)
    )


def _not_closed(tx: Reading, on: date) -> tuple[NotClosed, ...]:
    earlier = [each for each in not_closed(tx, on) if each.on != on]
    unions = {union.union: union for union in facts.unions(tx)} if earlier else {}
    return tuple(NotClosed(unions[each.union], each.on) for each in earlier if each.union in unions)


def _age_days(cash: CashStanding, on: date) -> int:
    return (on - cash.oldest_on).days if cash.oldest_on else 0


def _hand_over(cash: CashStanding, cap_minor: int | None, age_days: int) -> HandOver:
    if cap_minor is not None and cash.in_hand_minor > cap_minor:
        return "over_cap"
    return "too_old" if age_days > OLDEST_CASH_DAYS else ""


def _usual_share(tx: Reading, desk: Desk, standing: Standing, on: date) -> Fraction | None:
    """What came in by this time of day ÷ what fell due, over the last days on which money came in here."""
    zone = ZoneInfo(standing.settings.time_zone)
    now = datetime.fromtimestamp(desk.author.clock.now_ms() / 1000, tz=UTC).astimezone(zone).time()
    by_now: dict[date, int] = {}
    for at_ms, amount in queries.own_receipts_lately(tx):
        moment = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(zone)
        if moment.date() < on:
            in_time = amount if moment.time() <= now else 0
            by_now[moment.date()] = by_now.get(moment.date(), 0) + in_time
    days = sorted(by_now, reverse=True)[:_USUAL_DAYS]
    target = sum(queries.fell_due_on(tx, day) for day in days)
    enough = len(days) >= _LEAST_USUAL_DAYS and target > 0
    return Fraction(sum(by_now[day] for day in days), target) if enough else None
