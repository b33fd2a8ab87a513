"""The officer's day as it ends: what came in, what was given away, what should be left, what is missing.

The rule kept here: what should be in hand now is what was in hand before the day, with the float and the cash
of the day and without what was handed over; the same figure as on the cash page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries as facts
from fieldapp.desk.cash import cash_standing
from fieldapp.desk.facts import MovementFacts, UnionFacts
from fieldapp.desk.standing import read_standing
from fieldapp.officer.ending import queries
from fieldapp.officer.ending.queries import MeetingCount, Taken
from fieldapp.officer.unions import not_closed
from fieldapp.store.author import Desk
from fieldapp.store.outbox import counts
from shared.ids import StaffId


@dataclass(frozen=True, slots=True)
class Handed:
    """Cash given to somebody; `counted_minor` is None until they counted it."""

    to_name: str
    minor: int
    counted_minor: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps the day from being over; amounts in minor units, waiting ones by count and sum."""

    meetings: tuple[tuple[UnionFacts, date], ...]
    in_hand_minor: int
    waiting: tuple[int, int]
    attention: int
    unconfirmed: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The day in minor units; `before_minor` was in hand when it began."""

    on: date
    institution: str
    staff_name: str
    before_minor: int
    float_minor: int
    taken: tuple[Taken, ...]
    handed: tuple[Handed, ...]
    in_hand_minor: int
    meetings: tuple[MeetingCount, ...]
    missing: Missing

    @property
    def cash_minor(self) -> int:
        """What was received in cash."""
        return sum(row.minor for row in self.taken if row.method == "CASH")

    @property
    def handed_minor(self) -> int:
        """What was handed over."""
        return sum(row.minor for row in self.handed)


def load_day_end(desk: Desk) -> DayEnd:
    """Return how today ends as this tablet knows it. Refusals: `desk.not_ready`."""
    with desk.store.read() as tx:
        standing, me = read_standing(tx, desk), desk.author.staff
        today = standing.today
        cash, taken = cash_standing(tx, me), queries.taken_on(tx, me, today)
        moved = [row for row in facts.own_movements(tx, me) if row.on == today]
        names = {person.staff: person.name for person in facts.people(tx)}
        floats = sum(row.amount_minor for row in moved if row.to_staff == me and row.kind == "FLOAT")
        handed = _handed(moved, me, names)
        received = sum(row.minor for row in taken if row.method == "CASH")
        given = sum(row.minor for row in handed)
        waiting = counts(tx)
        unions = {union.union: union for union in facts.unions(tx)}
        open_ones = [each for each in not_closed(tx, today) if each.union in unions]
        return DayEnd(
            on=today,
            institution=standing.settings.name,
            staff_name=standing.me.name,
            before_minor=cash.in_hand_minor - floats - received + given,
            float_minor=floats,
            taken=taken,
            handed=handed,
            in_hand_minor=cash.in_hand_minor,
            meetings=queries.closed_on(tx, me, today),
            missing=Missing(
                tuple((unions[each.union], each.on) for each in open_ones),
                cash.in_hand_minor,
                (waiting.waiting, waiting.waiting_value_minor),
                waiting.attention,
                queries.unconfirmed(tx, me),
            ),
        )


def _handed(moved: list[MovementFacts], me: StaffId, names: dict[StaffId, str]) -> tuple[Handed, ...]:
    given = (row for row in moved if row.from_staff == me and row.kind == "HANDOVER")
    return tuple(
        Handed(names.get(row.to_staff, "") if row.to_staff else "", row.amount_minor, row.counted_minor)
        for row in given
    )
