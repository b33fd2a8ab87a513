"""Whose unions and people somebody may act on, from the server's own assignments.

The rules kept here: a fact counts as in scope if it is so now or was so at the newest server time the device
had seen when it acted, a decision only if it is so now; who is below whom is answered from the batch's own
view, changes in it included; what is somebody else's is refused in the words for what is not there at all.
"""

from shared.errors import RuleRefused
from shared.permissions import Role
from syncserver.database.work import Work
from syncserver.people.aggregates import Member
from syncserver.people.caller import Caller
from syncserver.people.queries import ASSIGNMENTS, MOVES, REPORTS, STAFF, UNIONS

_EVERYWHERE = frozenset({Role.OPERATIONS, Role.ADMIN})


def is_below(work: Work, staff: bytes, supervisor: bytes) -> bool:
    """Say whether a person is under a supervisor, at any depth; nobody is below themselves."""
    passed: set[bytes] = set()
    person = work.get(STAFF, staff)
    while person is not None and person.supervisor is not None and person.supervisor not in passed:
        if person.supervisor == supervisor:
            return True
        passed.add(person.supervisor)
        person = work.get(STAFF, person.supervisor)
    return False


def staff_below(work: Work, supervisor: bytes) -> frozenset[bytes]:
    """Return everybody under a supervisor, at any depth."""
    below: set[bytes] = set()
    waiting = [supervisor]
    while waiting:
        work.prefetch(REPORTS, waiting)
        reports = {person for one in waiting for person in work.get(REPORTS, one) or frozenset()}
        waiting = sorted(reports - below - {supervisor})
        below.update(waiting)
    return frozenset(below)


def supervisor_of(work: Work, staff: bytes) -> bytes | None:
    """Return a person's supervisor, or None if they have none or are not known."""
    person = work.get(STAFF, staff)
    return None if person is None else person.supervisor


def person_in_scope(work: Work, caller: Caller, staff: bytes) -> bool:
    """Say whether a caller may act about a person: a supervisor for those below, operations for everybody."""
    return caller.role in _EVERYWHERE or (
        caller.role is Role.SUPERVISOR and is_below(work, staff, caller.staff)
    )


def union_in_scope(work: Work, caller: Caller, union: bytes) -> bool:
    """Say whether a union is the caller's to act on: an officer's own, those of the people below, or any.

    An unknown union is in nobody's scope.
    """
    if _union_in_scope_now(work, caller, union):  # first, for it is known without another question
        return True
    return caller.role is Role.CREDIT_OFFICER and _officer_then(work, caller, union) == caller.staff


def require_union(work: Work, caller: Caller, union: bytes) -> None:
    """Raise `out_of_scope` unless the union is the caller's to act on."""
    if not union_in_scope(work, caller, union):
        raise RuleRefused(
            "out_of_scope", "This union is not yours", "The union is assigned to somebody else or not known."
        )


def member_in_scope(work: Work, caller: Caller, member: Member) -> bool:
    """Say whether a member is the caller's to act on: by the union they are in, or were in as last known."""
    return union_in_scope(work, caller, member.union) or union_in_scope(
        work, caller, _union_then(work, caller, member)
    )


def require_member(work: Work, caller: Caller, member: Member) -> None:
    """Raise `out_of_scope` unless the member is the caller's to tell facts of."""
    if not member_in_scope(work, caller, member):
        raise member_not_theirs()


def require_member_now(work: Work, caller: Caller, member: Member) -> None:
    """Raise `out_of_scope` unless the member is the caller's to decide about."""
    if not member_in_scope_now(work, caller, member):
        raise member_not_theirs()


def member_in_scope_now(work: Work, caller: Caller, member: Member) -> bool:
    """Say whether a member is the caller's to decide about: by the union they are in."""
    return _union_in_scope_now(work, caller, member.union)


def member_not_theirs() -> RuleRefused:
    """The one answer about a member of somebody else's and about one there is not."""
    detail = "The member is not known or belongs to a union of somebody else."
    return RuleRefused("out_of_scope", "This member is not yours", detail)


def _union_in_scope_now(work: Work, caller: Caller, union: bytes) -> bool:
    found = work.get(UNIONS, union)
    if found is None:
        return False
    if caller.role is Role.CREDIT_OFFICER:
        return found.officer == caller.staff
    return person_in_scope(work, caller, found.officer)


def _officer_then(work: Work, caller: Caller, union: bytes) -> bytes | None:
    officer = None
    for assignment in work.get(ASSIGNMENTS, union) or ():
        if assignment.at_ms <= caller.server_time_seen_ms:
            officer = assignment.officer
    return officer


def _union_then(work: Work, caller: Caller, member: Member) -> bytes:
    """The union a member was in at the server time last seen: the one left by the first later move."""
    for move in work.get(MOVES, member.id) or ():
        if move.at_ms > caller.server_time_seen_ms:
            return move.from_union
    return member.union
