"""Two values for one field: both are kept with who gave them, until a person chooses.

The rules kept here: one field has one conflict at most, the newest; whoever types the field anew, having seen
what stands, has chosen too; a choice is of one of the two values that were seen, and of nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.contract.bodies.people import IDENTITY_FIELDS, MemberSettled
from shared.contract.records import FieldConflict
from shared.errors import RuleRefused
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.aggregates import Member
from syncserver.people.caller import Caller
from syncserver.people.members.profile import Clash, Merged, check, chosen
from syncserver.people.queries import FIELD_TIMES, MEMBERS, UNIONS, last_typist
from syncserver.people.scope import member_not_theirs, require_member_now
from syncserver.people.tables import member_change
from syncserver.people.tasks import close_task, open_task

_TASK = "member_conflict"


def prefetch_settled(work: Work, bodies: Sequence[MemberSettled]) -> None:
    """Load and lock the members of a batch, and when their fields were last typed, in two queries."""
    work.prefetch(MEMBERS, (body.member for body in bodies))
    work.prefetch(FIELD_TIMES, (body.member for body in bodies))


def with_conflicts(
    work: Work, caller: Caller, member: Member, merged: Merged, times: Mapping[str, int], made_at_ms: int
) -> tuple[FieldConflict, ...]:
    """Return the conflicts of a member after a merge, `times` being those before it; tells of new ones."""
    found = {conflict.field: conflict for conflict in member.conflicts}
    for edit in merged.edits:
        found.pop(edit.field, None)
    for clash in merged.clashes:
        found[clash.field] = _conflict(work, caller, member, clash, times, made_at_ms)
    if merged.clashes:
        _tell(work, member)
    elif member.conflicts and not found:
        _close(work, member)
    return tuple(found.values())


def settle_member(work: Work, caller: Caller, body: MemberSettled) -> Ruling:
    """Take the value that somebody chose for a field of which two were given.

    Refused: a member unknown or out of scope, a value that is neither of the two. `superseded` where somebody
    chose before, or another value came in after what was seen.
    """
    member = work.get(MEMBERS, body.member)
    if member is None:
        raise member_not_theirs()
    require_member_now(work, caller, member)
    known = next((one for one in member.conflicts if one.field == body.field), None)
    if known is None or (known.stands, known.other) != (body.stands, body.other):
        detail = "Look at the member again: it is not what you saw."
        return Ruling("superseded", "member.settled", "Chosen or changed before", detail)
    if body.value not in (known.stands, known.other):
        detail = "Change the field to give it another value."
        raise RuleRefused("member.neither_value", "Neither of the two", detail)
    left = tuple(one for one in member.conflicts if one.field != body.field)
    settled = replace(member, conflicts=left)
    if body.value != known.stands:
        settled = _changed(work, caller, settled, known, body.value)
    work.put(MEMBERS, member.id, settled)
    work.publish("member", member.id)
    if not left:
        _close(work, member)
    return APPLIED


def _changed(work: Work, caller: Caller, member: Member, known: FieldConflict, value: str) -> Member:
    """The member with the other value, to be verified anew where that changes who they are."""
    profile = chosen(member.profile, known.field, value)
    check(profile, work.today)
    made_at_ms = min(caller.at_ms, work.now_ms)
    known_times = work.get(FIELD_TIMES, member.id)
    times = {**known_times} if known_times is not None else {}
    work.put(FIELD_TIMES, member.id, {**times, known.field: max(made_at_ms, times.get(known.field, 0))})
    work.append(
        member_change,
        {
            "operation": caller.operation,
            "field": known.field,
            "member": member.id,
            "earlier": known.stands,
            "value": value,
            "by": caller.staff,
            "made_at_ms": made_at_ms,
            "at_ms": work.now_ms,
        },
    )
    if known.field in IDENTITY_FIELDS:
        return replace(member, profile=profile, verified_by=None, verified_at_ms=None)
    return replace(member, profile=profile)


def _conflict(
    work: Work, caller: Caller, member: Member, clash: Clash, times: Mapping[str, int], made_at_ms: int
) -> FieldConflict:
    before_by = last_typist(work.connection, member.id, clash.field) or member.enrolled_by
    before = (before_by, times.get(clash.field, member.enrolled_at_ms))
    now = (caller.staff, made_at_ms)
    stands, other = (now, before) if clash.newer else (before, now)
    return FieldConflict(clash.field, clash.stands, *stands, clash.other, *other)


def _tell(work: Work, member: Member) -> None:
    name = f"{member.profile.first_name} {member.profile.last_name}"
    open_task(
        work,
        kind=_TASK,
        title=f"Two values for one field: {name}"[:300],
        detail="Two people changed the same field. Look at both and choose which is right.",
        about_kind="conflict",
        about=member.id,
        staff=_officer_of(work, member),
    )


def _close(work: Work, member: Member) -> None:
    """Whoever it was told to: the union may have another officer by now, who mostly is one of the two."""
    typed = {by for one in member.conflicts for by in (one.stands_by, one.other_by)}
    for staff in sorted({_officer_of(work, member), member.enrolled_by, *typed}):
        close_task(work, kind=_TASK, about_kind="conflict", about=member.id, staff=staff)


def _officer_of(work: Work, member: Member) -> bytes:
    union = work.get(UNIONS, member.union)
    return member.enrolled_by if union is None else union.officer
