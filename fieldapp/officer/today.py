"""The officer's day at a glance: who meets, what is due, what came in, what is in hand.

The rule kept here: what the server has posted and what this tablet alone knows are never added up unseen; the
two stand beside each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.cash import CashStanding, cash_standing
from fieldapp.desk.facts import UnionFacts
from fieldapp.desk.standing import lease_left_ms, read_standing
from fieldapp.officer import queries
from fieldapp.officer.queries import ToCollect
from fieldapp.officer.unions import meets_on
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from fieldapp.store.sync_state import read_state
from shared.ids import UnionId

_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class UnionToday:
    """A union that meets today, in minor units; `paid_members` have nothing left to pay today."""

    union: UnionFacts
    members: int
    due_minor: int
    overdue_minor: int
    collected_minor: int
    paid_members: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the first screen shows, amounts in minor units.

    `target_minor` is what fell due on this day, paid or not. `posted_minor` and `provisional_minor` are
    today's own receipts by whether the server has posted them.
    """

    on: date
    staff_name: str
    currency: str
    unions: tuple[UnionToday, ...]
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
    cash: CashStanding
    cash_cap_minor: int | None

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
        held = facts.last_meetings(tx)
        figures = queries.union_figures(tx, day)
        collected = queries.collected_by_union(tx, day)
        return Today(
            on=day,
            staff_name=standing.me.name,
            currency=standing.settings.currency,
            unions=tuple(
                _union_today(union, figures.get(union.union, queries.NOTHING), collected, held, rows, day)
                for union in facts.unions(tx)
                if meets_on(union, day, held.get(union.union))
            ),
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
            lease_days_left=lease_left_ms(state, desk.author.clock) // _DAY_MS,
            cash=cash_standing(tx, desk.author.staff),
            cash_cap_minor=standing.settings.cash_cap_minor,
        )


def _union_today(
    union: UnionFacts,
    figures: queries.UnionFigures,
    collected: dict[UnionId, int],
    held: dict[UnionId, date],
    rows: tuple[ToCollect, ...],
    on: date,
) -> UnionToday:
    owing = {row.member for row in rows if row.union == union.union}
    return UnionToday(
        union=union,
        members=figures.members,
        due_minor=figures.due_minor,
        overdue_minor=figures.overdue_minor,
        collected_minor=collected.get(union.union, 0),
        paid_members=figures.members - len(owing),
        closed=held.get(union.union) == on,
    )
