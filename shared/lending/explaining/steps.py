"""Why each part of a payment went where it went.

The rule kept here: nothing is allocated a second time. The steps are read off the allocations that the replay
made, so they always add up to the payment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.lending.allocation import Payment, allocation_order
from shared.lending.position import Allocation, LoanPosition, Part


class Rule(StrEnum):
    """What moved a part of a payment.

    DUE: an item due by the value date takes before later ones, the oldest first. PENALTY: what is charged for
    lateness belongs to the oldest unpaid item. ADVANCE: what is left pays items ahead, in order. CREDIT: what
    no item takes is the member's. SUSPENSE: no loan takes it.
    """

    DUE = "DUE"
    PENALTY = "PENALTY"
    ADVANCE = "ADVANCE"
    CREDIT = "CREDIT"
    SUSPENSE = "SUSPENSE"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a payment, in minor units, and the rule that moved it.

    `part` and `due_on` are of the item with that `sequence`; None, and 0, where no item took it.
    """

    rule: Rule
    paid_minor: int
    sequence: int = 0
    due_on: date | None = None
    part: Part | None = None


def explain(
    payment: Payment, position: LoanPosition, order: Sequence[str], *, suspended: bool = False
) -> tuple[Step, ...]:
    """Return the steps of a payment in the order in which its parts were taken.

    `position` is a replay that counts the payment; `suspended` says that what no item took is kept in
    suspense and not as credit.
    """
    due_on = {item.sequence: item.due_on for item in position.items}
    parts = allocation_order(order)
    steps = [
        step
        for row in position.allocations
        if row.payment_id == payment.id
        for step in _of_item(row, due_on[row.sequence], parts)
    ]
    rest = payment.amount_minor - sum(step.paid_minor for step in steps)
    if rest:
        steps.append(Step(Rule.SUSPENSE if suspended else Rule.CREDIT, rest))
    return tuple(steps)


def _of_item(row: Allocation, due_on: date, order: Sequence[Part]) -> list[Step]:
    paid = {
        Part.INTEREST: row.interest_minor,
        Part.PRINCIPAL: row.principal_minor,
        Part.FEE: row.fee_minor,
        Part.PENALTY: row.penalty_minor,
    }
    ahead = Rule.ADVANCE if due_on > row.value_on else Rule.DUE
    return [
        Step(Rule.PENALTY if part is Part.PENALTY else ahead, paid[part], row.sequence, due_on, part)
        for part in order
        if paid[part]
    ]
