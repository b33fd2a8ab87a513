"""The cash somebody should hold.

The rule kept here: it is counted from what this person received and gave, in the outbox and in the records of
own receipts, never from the loans that happen to be visible: a member who moved away leaves the cash behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldapp.desk import queries
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
