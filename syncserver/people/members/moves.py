"""A member changes unions, and the history says from where, to where, by whom and why."""

from dataclasses import replace

from shared.contract.bodies.people import MemberMoved
from shared.errors import RuleRefused
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import Member, Move, Union
from syncserver.people.caller import Caller
from syncserver.people.members.changes import known_member
from syncserver.people.queries import MEMBERS, MOVES, UNIONS
from syncserver.people.scope import require_member_now, require_union
from syncserver.people.tables import member_move


def move_member(work: Work, caller: Caller, body: MemberMoved) -> Ruling:
    """Put a member into another union; the member's loans go along, which whoever knows them publishes.

    Refused: a member unknown or out of scope, a union unknown or out of scope, the union the member is in,
    a blank reason.
    """
    member = known_member(work, body.member)
    require_member_now(work, caller, member)
    require_union(work, caller, body.to_union)
    if body.to_union == member.union:
        raise RuleRefused("member.same_union", "Nothing to change", "The member is in this union already.")
    if not body.reason.strip():
        raise RuleRefused("reason_needed", "A reason is needed", "Say why the member moves.")
    _keep_history(work, caller, member, body)
    work.put(MEMBERS, member.id, replace(member, union=body.to_union))
    work.publish("member", member.id)
    return APPLIED


def _keep_history(work: Work, caller: Caller, member: Member, body: MemberMoved) -> None:
    moves = work.get(MOVES, member.id) or ()
    work.put(MOVES, member.id, (*moves, Move(member.union, body.to_union, work.now_ms)))
    work.append(
        member_move,
        {
            "operation": caller.operation,
            "member": member.id,
            "from_union_id": member.union,
            "to_union_id": body.to_union,
            "from_officer": _union(work, member.union).officer,
            "to_officer": _union(work, body.to_union).officer,
            "by": caller.staff,
            "reason": body.reason,
            "at_ms": work.now_ms,
        },
    )


def _union(work: Work, identifier: bytes) -> Union:
    union = work.get(UNIONS, identifier)
    if union is None:
        raise RuleRefused("union.unknown", "No such union", "The union is not known here.")
    return union
