"""A member joins a union, unverified, under a code that is final the moment it is written down."""

from collections.abc import Sequence

from shared.contract.bodies.people import MemberEnrolled
from shared.errors import RuleRefused
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import Member
from syncserver.people.caller import Caller
from syncserver.people.members.profile import check
from syncserver.people.queries import MEMBER_BY_CODE, MEMBERS, UNIONS
from syncserver.people.scope import require_union


def prefetch_enrolments(work: Work, bodies: Sequence[MemberEnrolled]) -> None:
    """Load what a batch of enrolments asks for in three queries."""
    work.prefetch(MEMBERS, (body.member for body in bodies))
    work.prefetch(MEMBER_BY_CODE, (body.code.encode() for body in bodies))
    work.prefetch(UNIONS, (body.union for body in bodies))


def enrol_member(work: Work, caller: Caller, body: MemberEnrolled) -> Ruling:
    """Add a member to a union in the caller's scope.

    Refused: an id or code that is taken, a union out of scope, a profile without names or born in the future.
    """
    require_union(work, caller, body.union)
    if work.get(MEMBERS, body.member) is not None:
        raise RuleRefused("member.exists", "Already enrolled", "This member is known here.")
    if work.get(MEMBER_BY_CODE, body.code.encode()) is not None:
        raise RuleRefused("member.code_taken", "Code in use", f"Another member has the code {body.code}.")
    check(body.profile, work.today)
    member = Member(
        body.member,
        body.union,
        body.code,
        body.profile,
        active=True,
        enrolled_by=caller.staff,
        enrolled_at_ms=work.now_ms,
    )
    work.put(MEMBERS, body.member, member)
    work.put(MEMBER_BY_CODE, body.code.encode(), body.member)
    work.publish("member", body.member)
    return APPLIED
