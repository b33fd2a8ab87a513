"""Changing a member: profile fields, merged one by one, and the verification of who they are."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from shared.contract.bodies.people import IDENTITY_FIELDS, MemberChanged, MemberMoved, MemberVerified
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from shared.permissions import Role
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import Member
from syncserver.people.caller import Caller
from syncserver.people.members.conflicts import with_conflicts
from syncserver.people.members.profile import Merged, check, merge
from syncserver.people.queries import FIELD_TIMES, INSTITUTION, MEMBERS
from syncserver.people.scope import member_not_theirs, require_member, require_member_now
from syncserver.people.tables import member_change, member_verification


def prefetch_members(work: Work, bodies: Sequence[MemberChanged | MemberVerified | MemberMoved]) -> None:
    """Load and lock the members of a batch in one query."""
    work.prefetch(MEMBERS, (body.member for body in bodies))


def prefetch_changes(work: Work, bodies: Sequence[MemberChanged]) -> None:
    """Load the members of a batch and when their fields were last typed, in two queries."""
    prefetch_members(work, bodies)
    work.prefetch(FIELD_TIMES, (body.member for body in bodies))


def change_member(work: Work, caller: Caller, body: MemberChanged) -> Ruling:
    """Change profile fields; `applied_changed` when somebody else changed one of them meanwhile.

    A verified member whose name or date of birth changes is to be verified anew.

    Refused: a member unknown or out of scope, a field that does not exist or twice, values that do not fit.
    """
    member = known_member(work, body.member)
    require_member(work, caller, member)
    # A tablet whose clock is ahead must not win against everybody until its time has come.
    made_at_ms = min(caller.at_ms, work.now_ms)
    known_times = work.get(FIELD_TIMES, member.id)
    times = {**known_times} if known_times is not None else {}
    merged = merge(member.profile, body.changes, times, made_at_ms)
    check(merged.profile, work.today)
    conflicts = with_conflicts(work, caller, member, merged, times, made_at_ms)
    if merged.edits or merged.clashes:
        work.put(MEMBERS, member.id, replace(_changed(member, merged), conflicts=conflicts))
        times.update({edit.field: max(made_at_ms, times.get(edit.field, 0)) for edit in merged.edits})
        work.put(FIELD_TIMES, member.id, times)
        _keep_history(work, caller, member.id, merged, made_at_ms)
        work.publish("member", member.id)
    if not merged.differences:
        return APPLIED
    return Ruling(
        "applied_changed",
        "member.merged",
        "Merged with somebody else's change",
        " ".join(merged.remarks),
        merged.differences,
    )


def verify_member(work: Work, caller: Caller, body: MemberVerified) -> Ruling:
    """Say that somebody other than whoever enrolled the member checked who they are.

    Refused: a member unknown or out of scope, the maker, an officer where the institution does not let them.
    A second verification is `superseded`.
    """
    member = known_member(work, body.member)
    require_member_now(work, caller, member)
    if caller.role is Role.CREDIT_OFFICER and not _officers_may_verify(work):
        raise RuleRefused(
            "member.officers_do_not_verify",
            "Not for officers",
            "A supervisor or administrator verifies here.",
        )
    if caller.staff == member.enrolled_by:
        raise RuleRefused(
            "maker_is_checker", "Not your own", "Somebody other than whoever enrolled the member verifies."
        )
    if member.verified_by is not None:
        return Ruling(
            "superseded", "member.verified", "Already verified", "Somebody verified this member before."
        )
    work.put(MEMBERS, member.id, replace(member, verified_by=caller.staff, verified_at_ms=work.now_ms))
    work.append(
        member_verification,
        {
            "operation": caller.operation,
            "member": member.id,
            "enrolled_by": member.enrolled_by,
            "verified_by": caller.staff,
            "checklist": msgspec.msgpack.encode(body.checklist),
            "note": body.note,
            "at_ms": work.now_ms,
        },
    )
    work.publish("member", member.id)
    return APPLIED


def known_member(work: Work, identifier: bytes) -> Member:
    """Return a member; raises `out_of_scope` if there is none."""
    member = work.get(MEMBERS, identifier)
    if member is None:
        raise member_not_theirs()
    return member


def _changed(member: Member, merged: Merged) -> Member:
    """The member with the new profile, to be verified anew when it is not who was verified any more."""
    changed = replace(member, profile=merged.profile)
    if any(edit.field in IDENTITY_FIELDS for edit in merged.edits):
        return replace(changed, verified_by=None, verified_at_ms=None)
    return changed


def _officers_may_verify(work: Work) -> bool:
    institution = work.get(INSTITUTION, INSTITUTION_ID)
    return institution is not None and institution.settings.officers_may_verify


def _keep_history(work: Work, caller: Caller, member: bytes, merged: Merged, made_at_ms: int) -> None:
    for edit in merged.edits:
        work.append(
            member_change,
            {
                "operation": caller.operation,
                "field": edit.field,
                "member": member,
                "earlier": edit.earlier,
                "value": edit.value,
                "by": caller.staff,
                "made_at_ms": made_at_ms,
                "at_ms": work.now_ms,
            },
        )
