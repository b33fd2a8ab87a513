"""A loan as its payments leave it: what was paid on each item, what is still owed, and how late.

Positions are results of a replay, never stored as truth. Every amount is in minor units and none is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Part(StrEnum):
    """What an item is made of."""

    INTEREST = "INTEREST"
    PRINCIPAL = "PRINCIPAL"
    FEE = "FEE"
    PENALTY = "PENALTY"


class ItemStatus(StrEnum):
    """How an item stands on a date; derived, never stored as truth."""

    PAID = "PAID"
    OVERDUE = "OVERDUE"
    PARTIAL = "PARTIAL"
    PENDING = "PENDING"


class Allocation(NamedTuple):
    """What one payment paid on one item, in minor units."""

    payment_id: str
    sequence: int
    interest_minor: int
    principal_minor: int
    fee_minor: int
    penalty_minor: int
    value_on: date

    @property
    def scheduled_minor(self) -> int:
        """What it paid of the schedule, without penalty."""
        return self.interest_minor + self.principal_minor + self.fee_minor

    @property
    def total_minor(self) -> int:
        """All parts together."""
        return self.interest_minor + self.principal_minor + self.fee_minor + self.penalty_minor


class ItemPosition(NamedTuple):
    """One item of the schedule and what became of it, in minor units.

    `paid_minor` and `waived_minor` are of what the schedule asks; penalty stands apart, because it never
    keeps an item from PAID. `paid_on` is the value date of the payment, or the day of the waiver, that left
    nothing of the schedule unpaid.
    """

    sequence: int
    due_on: date
    principal_minor: int
    interest_minor: int
    fee_minor: int
    paid_minor: int
    interest_paid_minor: int
    principal_paid_minor: int
    fee_paid_minor: int
    waived_minor: int
    penalty_charged_minor: int
    penalty_paid_minor: int
    penalty_waived_minor: int
    paid_on: date | None
    status: ItemStatus

    @property
    def total_minor(self) -> int:
        """What the schedule asks for."""
        return self.principal_minor + self.interest_minor + self.fee_minor

    @property
    def owed_minor(self) -> int:
        """What is still to pay of the schedule; penalty is not in it."""
        return self.total_minor - self.paid_minor - self.waived_minor

    @property
    def penalty_owed_minor(self) -> int:
        """What is still to pay of the penalty charged on this item."""
        return self.penalty_charged_minor - self.penalty_paid_minor - self.penalty_waived_minor


@dataclass(frozen=True, slots=True)
class LoanPosition:
    """A loan as its payments leave it at the end of `as_of`; every amount in minor units.

    `credit_minor` is what was paid beyond everything owed and not released; `over_released_minor` is what
    was released beyond that, which only a reversal after a release can bring about. Methods that take a
    date look at this position's payments.
    """

    as_of: date
    items: tuple[ItemPosition, ...]
    allocations: tuple[Allocation, ...]
    credit_minor: int
    over_released_minor: int
    interest_outstanding_minor: int
    principal_outstanding_minor: int
    fee_outstanding_minor: int
    penalty_outstanding_minor: int
    interest_paid_minor: int
    principal_paid_minor: int
    fee_paid_minor: int
    penalty_paid_minor: int
    penalty_charged_minor: int

    @property
    def outstanding_minor(self) -> int:
        """Everything still owed, due or not: interest, principal, fee and penalty."""
        interest_and_principal = self.interest_outstanding_minor + self.principal_outstanding_minor
        return interest_and_principal + self.fee_outstanding_minor + self.penalty_outstanding_minor

    @property
    def paid_minor(self) -> int:
        """Everything payments brought to the loan; credit is not in it."""
        scheduled = self.interest_paid_minor + self.principal_paid_minor + self.fee_paid_minor
        return scheduled + self.penalty_paid_minor

    @property
    def is_settled(self) -> bool:
        """Nothing is owed any more, penalty included."""
        return self.outstanding_minor == 0

    @property
    def oldest_unpaid(self) -> ItemPosition | None:
        """The first item the schedule of which is not paid, due or not."""
        return next((item for item in self.items if item.status is not ItemStatus.PAID), None)

    @property
    def oldest_unpaid_due_on(self) -> date | None:
        """The due date of the oldest unpaid item."""
        item = self.oldest_unpaid
        return item.due_on if item else None

    def overdue_minor(self, as_of: date) -> int:
        """What the schedule asked for before `as_of` and is not paid or waived; penalty is not in it."""
        return sum(item.owed_minor for item in self.items if item.due_on < as_of)

    def due_minor(self, on: date) -> int:
        """The exact amount that brings the loan up to date: items due on or before the date, and the
        penalty charged so far.
        """
        scheduled = sum(item.owed_minor for item in self.items if item.due_on <= on)
        return scheduled + self.penalty_outstanding_minor

    def next_due(self, on: date) -> ItemPosition | None:
        """The first item falling due on the date or later that is not paid."""
        return next(
            (item for item in self.items if item.due_on >= on and item.status is not ItemStatus.PAID), None
        )


def item_status(owed_minor: int, paid_minor: int, due_on: date, as_of: date) -> ItemStatus:
    """How an item stands: paid in full, else due before the date, else part paid, else pending. Penalty is
    not in the amounts.
    """
    if owed_minor == 0:
        return ItemStatus.PAID
    if due_on < as_of:
        return ItemStatus.OVERDUE
    return ItemStatus.PARTIAL if paid_minor else ItemStatus.PENDING
