"""The cash somebody should hold, and how much of today's the office has not heard of.

The rules kept here: it is counted from what this person received and gave, in the outbox and in the records
of own receipts, never from the loans that happen to be visible: a member who moved away leaves the cash
behind. Both have limits that warn and never refuse: the money was received.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from fieldapp.desk import queries
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.fieldwork.cash import expected_minor
from shared.ids import StaffId


@dataclass(frozen=True, slots=True)
class CashStanding:
    """Cash in hand in minor units; `oldest_on` is the day of the first receipt since the last handover."""

    float_minor: int
    received_minor: int
    handed_minor: int
    in_hand_minor: int
    oldest_on: date | None


@dataclass(frozen=True, slots=True)
class CashAlone:
    """Cash taken today that this tablet alone knows of, and the most there should be of it (minor units)."""

    minor: int = 0
    cap_minor: int | None = None

    def with_more(self, minor: int) -> CashAlone:
        """Return how it stands once more cash is taken."""
        return CashAlone(self.minor + max(minor, 0), self.cap_minor)

    @property
    def stands(self) -> Literal["", "near", "over"]:
        """Over the cap, near it from four fifths of it on, or neither."""
        if self.cap_minor is None or not self.minor:
            return ""
        if self.minor > self.cap_minor:
            return "over"
        return "near" if self.minor * 5 >= self.cap_minor * 4 else ""


def cash_alone(tx: Reading, desk: Desk) -> CashAlone:
    """Return how much cash of today's the office has not heard of; nothing is counted without a cap."""
    settings = queries.settings(tx)
    if settings is None or settings.day_cap_minor is None:
        return CashAlone()
    today = desk.author.clock.today(settings.time_zone)
    began_ms = int(datetime.combine(today, time(), ZoneInfo(settings.time_zone)).timestamp() * 1000)
    return CashAlone(queries.cash_unheard_of(tx, desk.author.staff, began_ms), settings.day_cap_minor)


def cash_standing(tx: Reading, staff: StaffId) -> CashStanding:
    """Return what a person should hold by everything known on this tablet, waiting operations included."""
    movements = queries.own_movements(tx, staff)
    floats = sum(row.amount_minor for row in movements if row.to_staff == staff and row.kind == "FLOAT")
    handed = [row for row in movements if row.from_staff == staff and row.kind == "HANDOVER"]
    handed_minor = sum(row.amount_minor for row in handed)
    last_handover = max((row.on for row in handed), default=date.min)
    received_minor, oldest_on = queries.own_cash_received(tx, staff, last_handover)
    in_hand = expected_minor(float_minor=floats, received_minor=received_minor, handed_minor=handed_minor)
    return CashStanding(floats, received_minor, handed_minor, in_hand, oldest_on if in_hand > 0 else None)
