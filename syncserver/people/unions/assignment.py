"""Whose union it is: exactly one active credit officer, every change kept with by whom, why and when."""

from dataclasses import replace

from shared.contract.bodies.people import UnionAssigned
from shared.errors import RuleRefused
from shared.permissions import Role
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import Assignment, Union
from syncserver.people.caller import Caller
from syncserver.people.queries import ASSIGNMENTS, STAFF, UNIONS, UNIONS_TO_CHANGE
from syncserver.people.tables import union_assignment


def assign_union(work: Work, caller: Caller, body: UnionAssigned) -> Ruling:
    """Give a union to another officer; from the next exchange on its records go to that officer's devices.

    Refused: an unknown union, a blank reason, the officer it has already, one who is none or not active.
    """
    known = work.get(UNIONS_TO_CHANGE, body.union)
    if known is None:
        raise RuleRefused("union.unknown", "No such union", "The union is not known here.")
    if body.officer == known.officer:
        raise RuleRefused("union.same_officer", "Nothing to change", "The union is this officer's already.")
    if not body.reason.strip():
        raise RuleRefused("reason_needed", "A reason is needed", "Say why the officer changes.")
    require_officer(work, body.officer)
    put_union(work, replace(known, officer=body.officer))
    record_assignment(work, caller, body.union, known.officer, body.officer, body.reason)
    return APPLIED


def put_union(work: Work, union: Union) -> None:
    """Change or add a union as every later act of the batch sees it, and publish it."""
    for shelf in (UNIONS, UNIONS_TO_CHANGE):
        work.put(shelf, union.id, union)
    work.publish("union", union.id)


def require_officer(work: Work, staff: bytes) -> None:
    """Raise `union.officer` unless this is a credit officer at work."""
    officer = work.get(STAFF, staff)
    if officer is None or officer.role is not Role.CREDIT_OFFICER or not officer.is_active:
        raise RuleRefused("union.officer", "Not a credit officer", "An active credit officer is needed.")


def record_assignment(
    work: Work, caller: Caller, union: bytes, old_officer: bytes | None, new_officer: bytes, reason: str
) -> None:
    """Add a line to a union's history of officers; the old one is None when the union begins."""
    history = work.get(ASSIGNMENTS, union) or ()
    work.put(ASSIGNMENTS, union, (*history, Assignment(new_officer, work.now_ms)))
    work.append(
        union_assignment,
        {
            "operation": caller.operation,
            "union_id": union,
            "old_officer": old_officer,
            "new_officer": new_officer,
            "by": caller.staff,
            "reason": reason,
            "at_ms": work.now_ms,
        },
    )
