"""Where somebody was when they locked, or when the power went: they come back to it with the next unlock.

The rule kept here: a thing that is gone by then, or that this person may not open any more, is left out
quietly with everything that was opened over it.
"""

from __future__ import annotations

from datetime import date

from fieldapp.desk import queries
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.ids import ApprovalId, LoanId, MemberId, RepaymentId, UnionId

ROOM, KEY = "place", "stack"


def still_there(desk: Desk, place: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return the part of a place that can be opened again, on the store's lane."""
    found: list[Target] = []
    with desk.store.read() as tx:
        for target in place:
            if not _is_there(tx, target):
                break
            found.append(target)
    return tuple(found)


def of_today(place: tuple[Target, ...], today: date) -> tuple[Target, ...]:
    """Leave out what belonged to another day."""
    for number, target in enumerate(place):
        if target.kind == "close" and target.extra != today.isoformat():
            return place[:number]
    return place


def _is_there(tx: Reading, target: Target) -> bool:
    key = target.id
    match target.kind:
        case "union" | "sheet" | "close":
            return queries.union(tx, UnionId(key)) is not None
        case "member":
            return queries.member(tx, MemberId(key)) is not None
        case "application":
            known = queries.loan(tx, LoanId(key)) or queries.member(tx, MemberId(key))
            return not key or known is not None
        case "loan" | "repay" | "payout":
            return queries.loan(tx, LoanId(key)) is not None
        case "receipt":
            return queries.repayment(tx, RepaymentId(key)) is not None
        case "approval":
            return queries.approval(tx, ApprovalId(key)) is not None
        case _:
            return True
