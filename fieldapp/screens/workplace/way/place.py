"""Where somebody was when they locked, or when the power went: they come back to it with the next unlock.

The rule kept here: a thing that is gone by then, or that this person may not open any more, is left out
quietly with everything that was opened over it. The closing of a meeting of another day is gone once that
meeting is closed.
"""

from __future__ import annotations

from datetime import date

from fieldapp.desk import queries
from fieldapp.officer.queries import meeting_on
from fieldapp.screens.targets import Target
from fieldapp.screens.workbench import read_formats
from fieldapp.store.author import Desk
from fieldapp.store.transaction import Reading
from shared.ids import ApprovalId, LoanId, MemberId, RepaymentId, UnionId

ROOM, KEY = "place", "stack"


def still_there(desk: Desk, place: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return the part of a place that can be opened again, on the store's lane."""
    found: list[Target] = []
    with desk.store.read() as tx:
        today = desk.author.clock.today(read_formats(tx).time_zone)
        for target in place:
            if not _is_there(tx, target) or _is_over(tx, target, today):
                break
            found.append(target)
    return tuple(found)


def _is_there(tx: Reading, target: Target) -> bool:
    key = target.id
    match target.kind:
        case "union" | "sheet" | "close":
            return queries.union(tx, UnionId(key)) is not None
        case "member" | "edit_member" | "check_member":
            return queries.member(tx, MemberId(key)) is not None
        case "enrol_member":
            return not key or queries.union(tx, UnionId(key)) is not None
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


def _is_over(tx: Reading, target: Target, today: date) -> bool:
    """Whether it is the closing of a meeting of another day that was closed since."""
    if target.kind != "close" or target.extra == today.isoformat():
        return False
    _, closed = meeting_on(tx, UnionId(target.id), date.fromisoformat(target.extra))
    return closed
