"""The records of people as devices get them, and the buckets they live in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from shared.contract.records import (
    INSTITUTION_BUCKET,
    InstitutionRecord,
    MemberRecord,
    StaffRecord,
    TaskRecord,
    UnionRecord,
    desk_bucket,
    team_bucket,
    union_bucket,
)
from syncserver.database.records import Published, Publisher
from syncserver.database.work import Shelf, Work
from syncserver.people.aggregates import Member, StaffMember, Task, Union
from syncserver.people.queries import INSTITUTION, MEMBERS, STAFF, TASKS, UNIONS
from syncserver.people.scope import supervisor_of

_V = TypeVar("_V")
_EVERYBODY = frozenset({INSTITUTION_BUCKET})


def publish_institutions(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build the settings record; everybody works under it."""
    return {
        identifier: Published(InstitutionRecord(institution.settings), _EVERYBODY)
        for identifier, institution in loaded(work, INSTITUTION, ids)
    }


def publish_staff(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build staff records; everybody knows their colleagues."""
    return {
        identifier: Published(_staff_record(person), _EVERYBODY)
        for identifier, person in loaded(work, STAFF, ids)
    }


def publish_unions(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build union records; each lives in its own bucket."""
    return {
        identifier: Published(_union_record(union), frozenset({union_bucket(identifier)}))
        for identifier, union in loaded(work, UNIONS, ids)
    }


def publish_members(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build member records; each lives with its present union."""
    return {
        identifier: Published(_member_record(member), frozenset({union_bucket(member.union)}))
        for identifier, member in loaded(work, MEMBERS, ids)
    }


def publish_tasks(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build task records; they live on the person's desk and with the team of the person's supervisor."""
    tasks = list(loaded(work, TASKS, ids))
    work.prefetch(STAFF, (task.staff for _, task in tasks))
    return {
        identifier: Published(_task_record(task), desk_and_team(work, task.staff))
        for identifier, task in tasks
    }


def desk_and_team(work: Work, staff: bytes) -> frozenset[str]:
    """Return where what concerns a person lives: their desk, and the team of their supervisor if any."""
    supervisor = supervisor_of(work, staff)
    desk = frozenset({desk_bucket(staff)})
    return desk if supervisor is None else desk | {team_bucket(supervisor)}


def loaded(work: Work, shelf: Shelf[_V], ids: Sequence[bytes]) -> Iterable[tuple[bytes, _V]]:
    """Load many aggregates at once and give those that exist, in the order asked."""
    work.prefetch(shelf, ids)
    for identifier in ids:
        value = work.get(shelf, identifier)
        if value is not None:
            yield identifier, value


def _staff_record(person: StaffMember) -> StaffRecord:
    return StaffRecord(
        person.name, person.role.value, person.status, person.supervisor, person.approval_limit_minor
    )


def _union_record(union: Union) -> UnionRecord:
    return UnionRecord(union.officer, union.profile)


def _member_record(member: Member) -> MemberRecord:
    return MemberRecord(
        member.union,
        member.code,
        member.profile,
        member.active,
        member.enrolled_by,
        member.verified_by,
        member.conflicts,
        member.enrolled_at_ms,
        member.verified_at_ms or 0,
    )


def _task_record(task: Task) -> TaskRecord:
    return TaskRecord(
        task.kind,
        task.title,
        task.detail,
        task.about_kind,
        task.about,
        task.staff,
        task.opened_on,
        task.is_open,
    )


PUBLISHERS: Mapping[str, Publisher] = {
    "institution": publish_institutions,
    "staff": publish_staff,
    "union": publish_unions,
    "member": publish_members,
    "task": publish_tasks,
}
