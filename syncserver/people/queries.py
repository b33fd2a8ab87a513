"""The people shelves: how the institution, staff, unions, members and tasks are loaded and saved in bulk.

The rules kept here, on locks (PostgreSQL; on SQLite a batch has the whole database to itself):

- A member's row is locked by whoever loads it, in the order of ids, until the batch commits. A repayment, a
  draft and a move of the same member therefore come one after the other, and what a batch publishes goes to
  the bucket of the union the member is in when it commits. Members belong to one officer, so hardly anybody
  ever waits; a weaker lock would have to be raised by whoever changes the member, and two raising it at once
  is a deadlock. The lock leaves the key alone: rows that refer to the member can still be written.
- The institution, staff and unions are read by every batch and hardly ever changed, so reading them locks
  nothing. Whoever changes one takes it from its `…_TO_CHANGE` shelf, which locks the row and reads it anew,
  and puts it on both.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import msgspec
from sqlalchemy import Connection, Row, Select, Table, select

from shared.contract.bodies.people import InstitutionSettings, MemberProfile, UnionProfile
from shared.contract.codec import decode, encode
from shared.contract.records import FieldConflict
from shared.ids import INSTITUTION_ID
from shared.permissions import Role
from shared.writing import Writing
from syncserver.database.base import among, among_words, this
from syncserver.database.bulk import upsert_rows
from syncserver.database.work import Shelf, Work
from syncserver.people import tables
from syncserver.people.aggregates import Assignment, Institution, Member, Move, StaffMember, Task, Union

_UNION_FIELDS = UnionProfile.__struct_fields__
_MEMBER_FIELDS = MemberProfile.__struct_fields__


@cache
def _wanted(table: Table, *, locked: bool) -> Select[tuple[object, ...]]:
    found = select(table).where(among(table.c.id))
    return found.order_by(table.c.id).with_for_update(key_share=True) if locked else found


_CONFLICTS = tuple[FieldConflict, ...]


def _saved_elsewhere(_: Connection, __: Sequence[tuple[bytes, object]]) -> None:
    """What this shelf holds is written by another shelf or appended as rows."""


# ---------------------------------------------------------------- institution


def _institutions(connection: Connection, ids: Sequence[bytes], locked: bool) -> dict[bytes, Institution]:
    rows = connection.execute(_wanted(tables.institution, locked=locked), {"ids": ids})
    return {row.id: Institution(decode(InstitutionSettings, row.settings)) for row in rows}


def _save_institutions(connection: Connection, values: Sequence[tuple[bytes, Institution]]) -> None:
    upsert_rows(
        connection,
        tables.institution,
        [{"id": i, "name": v.settings.name, "settings": encode(v.settings)} for i, v in values],
    )


# ---------------------------------------------------------------- staff


def _staff(connection: Connection, ids: Sequence[bytes], locked: bool) -> dict[bytes, StaffMember]:
    rows = connection.execute(_wanted(tables.staff, locked=locked), {"ids": ids})
    return {row.id: _person(row) for row in rows}


def _person(row: Row[tuple[object, ...]]) -> StaffMember:
    return StaffMember(
        row.id,
        row.name,
        Role(row.role),
        row.email,
        row.supervisor,
        row.phone,
        row.status,
        row.approval_limit_minor,
    )


def _save_staff(connection: Connection, values: Sequence[tuple[bytes, StaffMember]]) -> None:
    rows = [
        {
            "id": person.id,
            "name": person.name,
            "role": person.role.value,
            "email": person.email,
            "supervisor": person.supervisor,
            "phone": person.phone,
            "status": person.status,
            "approval_limit_minor": person.approval_limit_minor,
        }
        for _, person in values
    ]
    upsert_rows(connection, tables.staff, rows)


def _staff_by_email(connection: Connection, emails: Sequence[bytes]) -> dict[bytes, bytes]:
    column = tables.staff.c.email
    wanted = select(column, tables.staff.c.id).where(column.in_([email.decode() for email in emails]))
    return {row.email.encode(): row.id for row in connection.execute(wanted)}


_REPORTS = select(tables.staff.c.supervisor, tables.staff.c.id).where(among(tables.staff.c.supervisor))


def _reports(connection: Connection, supervisors: Sequence[bytes]) -> dict[bytes, frozenset[bytes]]:
    found: dict[bytes, set[bytes]] = {}
    for supervisor, person in connection.execute(_REPORTS, {"ids": supervisors}):
        found.setdefault(supervisor, set()).add(person)
    return {supervisor: frozenset(people) for supervisor, people in found.items()}


def _staff_below() -> Select[bytes]:
    below = select(tables.staff.c.id).where(this(tables.staff.c.supervisor)).cte("below", recursive=True)
    # UNION, not UNION ALL: it ends even if the chain should ever bite its tail.
    below = below.union(select(tables.staff.c.id).where(tables.staff.c.supervisor == below.c.id))
    return select(below.c.id)


_STAFF_BELOW = _staff_below()


def staff_below(connection: Connection, supervisor: bytes) -> frozenset[bytes]:
    """Return everybody under a supervisor, at any depth, as committed."""
    return frozenset(connection.scalars(_STAFF_BELOW, {"which": supervisor}))


# ---------------------------------------------------------------- unions


def _unions(connection: Connection, ids: Sequence[bytes], locked: bool) -> dict[bytes, Union]:
    rows = connection.execute(_wanted(tables.union, locked=locked), {"ids": ids})
    return {row.id: Union(row.id, row.officer, _union_profile(row)) for row in rows}


def _union_profile(row: Row[tuple[object, ...]]) -> UnionProfile:
    return UnionProfile(*(row._mapping[name] for name in _UNION_FIELDS))


def _save_unions(connection: Connection, values: Sequence[tuple[bytes, Union]]) -> None:
    rows = [
        {
            "id": union.id,
            "officer": union.officer,
            **{name: getattr(union.profile, name) for name in _UNION_FIELDS},
        }
        for _, union in values
    ]
    upsert_rows(connection, tables.union, rows)


_A = tables.union_assignment.c
_ASSIGNMENTS = (
    select(_A.union_id, _A.new_officer, _A.at_ms)
    .where(among(_A.union_id))
    .order_by(_A.union_id, _A.at_ms, _A.operation)
)


def _assignments(connection: Connection, unions: Sequence[bytes]) -> dict[bytes, tuple[Assignment, ...]]:
    found: dict[bytes, tuple[Assignment, ...]] = {}
    for union, officer, at_ms in connection.execute(_ASSIGNMENTS, {"ids": unions}):
        found[union] = (*found.get(union, ()), Assignment(officer, at_ms))
    return found


_UNIONS_OF_OFFICER = select(tables.union.c.id).where(this(tables.union.c.officer)).order_by(tables.union.c.id)
_UNIONS_OF_MANY = select(tables.union.c.id).where(among(tables.union.c.officer)).order_by(tables.union.c.id)


def unions_of_officer(connection: Connection, officer: bytes) -> tuple[bytes, ...]:
    """Return the unions an officer has, as committed, in the order of ids."""
    return tuple(connection.scalars(_UNIONS_OF_OFFICER, {"which": officer}))


def unions_below(connection: Connection, supervisor: bytes) -> tuple[bytes, ...]:
    """Return the unions of everybody under a supervisor, as committed, in the order of ids."""
    officers = staff_below(connection, supervisor)
    return tuple(connection.scalars(_UNIONS_OF_MANY, {"ids": sorted(officers)}))


# ---------------------------------------------------------------- members


def _members(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Member]:
    rows = connection.execute(_wanted(tables.member, locked=True), {"ids": ids})
    return {row.id: _member(row) for row in rows}


def _member(row: Row[tuple[object, ...]]) -> Member:
    known = row._mapping
    return Member(
        row.id,
        row.union_id,
        row.code,
        MemberProfile(*(known[name] for name in _MEMBER_FIELDS)),
        row.active,
        row.enrolled_by,
        row.enrolled_at_ms,
        row.verified_by,
        row.verified_at_ms,
        () if row.conflicts is None else msgspec.msgpack.decode(row.conflicts, type=_CONFLICTS),
    )


def _save_members(connection: Connection, values: Sequence[tuple[bytes, Member]]) -> None:
    rows = [
        {
            "id": member.id,
            "union_id": member.union,
            "code": member.code,
            "active": member.active,
            "enrolled_by": member.enrolled_by,
            "enrolled_at_ms": member.enrolled_at_ms,
            "verified_by": member.verified_by,
            "verified_at_ms": member.verified_at_ms,
            "conflicts": msgspec.msgpack.encode(member.conflicts) if member.conflicts else None,
            **{name: getattr(member.profile, name) for name in _MEMBER_FIELDS},
        }
        for _, member in values
    ]
    upsert_rows(connection, tables.member, rows)


_MEMBERS_BY_CODE = select(tables.member.c.code, tables.member.c.id).where(among_words(tables.member.c.code))


def _members_by_code(connection: Connection, codes: Sequence[bytes]) -> dict[bytes, bytes]:
    wanted = {"words": [code.decode() for code in codes]}
    return {row.code.encode(): row.id for row in connection.execute(_MEMBERS_BY_CODE, wanted)}


def _moves(connection: Connection, members: Sequence[bytes]) -> dict[bytes, tuple[Move, ...]]:
    table = tables.member_move
    wanted = (
        select(table.c.member, table.c.from_union_id, table.c.to_union_id, table.c.at_ms)
        .where(table.c.member.in_(members))
        .order_by(table.c.member, table.c.at_ms, table.c.operation)
    )
    found: dict[bytes, tuple[Move, ...]] = {}
    for member, from_union, to_union, at_ms in connection.execute(wanted):
        found[member] = (*found.get(member, ()), Move(from_union, to_union, at_ms))
    return found


_F = tables.member_change.c
_FIELD_TIMES = select(_F.member, _F.field, _F.made_at_ms).where(among(_F.member))


def _field_times(connection: Connection, members: Sequence[bytes]) -> dict[bytes, Mapping[str, int]]:
    found: dict[bytes, dict[str, int]] = {}
    for member, field, made_at_ms in connection.execute(_FIELD_TIMES, {"ids": members}):
        times = found.setdefault(member, {})
        times[field] = max(made_at_ms, times.get(field, 0))
    return dict(found)


def last_typist(connection: Connection, member: bytes, field: str) -> bytes | None:
    """Return who typed a field of a member last; None where it is as it was enrolled."""
    c = tables.member_change.c
    of_field = select(c.by).where(c.member == member, c.field == field)
    newest = of_field.order_by(c.made_at_ms.desc(), c.at_ms.desc())
    found: bytes | None = connection.scalars(newest.limit(1)).one_or_none()
    return found


# ---------------------------------------------------------------- tasks


def _tasks(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, Task]:
    rows = connection.execute(_wanted(tables.task, locked=False), {"ids": ids})
    return {row.id: _task(row) for row in rows}


def _task(row: Row[tuple[object, ...]]) -> Task:
    return Task(
        row.id,
        row.kind,
        row.title,
        row.detail,
        row.about_kind,
        row.about,
        row.staff,
        row.opened_on,
        row.is_open,
    )


def _save_tasks(connection: Connection, values: Sequence[tuple[bytes, Task]]) -> None:
    names = [column.name for column in tables.task.columns]
    upsert_rows(
        connection, tables.task, [{name: getattr(task, name) for name in names} for _, task in values]
    )


def open_tasks_of(connection: Connection, staff: bytes) -> tuple[bytes, ...]:
    """Return the open tasks because of a person's doing, as committed."""
    table = tables.task
    wanted = select(table.c.id).where(table.c.staff == staff, table.c.is_open).order_by(table.c.id)
    return tuple(connection.scalars(wanted))


# ---------------------------------------------------------------- shelves

INSTITUTION: Shelf[Institution] = Shelf(
    "institution", lambda connection, ids: _institutions(connection, ids, False), _save_institutions
)
INSTITUTION_TO_CHANGE: Shelf[Institution] = Shelf(
    "institution to change",
    lambda connection, ids: _institutions(connection, ids, True),
    _saved_elsewhere,
)
STAFF: Shelf[StaffMember] = Shelf(
    "staff", lambda connection, ids: _staff(connection, ids, False), _save_staff
)
STAFF_TO_CHANGE: Shelf[StaffMember] = Shelf(
    "staff to change", lambda connection, ids: _staff(connection, ids, True), _saved_elsewhere
)
UNIONS: Shelf[Union] = Shelf("unions", lambda connection, ids: _unions(connection, ids, False), _save_unions)
UNIONS_TO_CHANGE: Shelf[Union] = Shelf(
    "unions to change", lambda connection, ids: _unions(connection, ids, True), _saved_elsewhere
)
MEMBERS: Shelf[Member] = Shelf("members", _members, _save_members)
TASKS: Shelf[Task] = Shelf("tasks", _tasks, _save_tasks)

# What follows is looked up by something else than its own id and kept true through a batch by whoever puts.
STAFF_BY_EMAIL: Shelf[bytes] = Shelf("staff by e-mail", _staff_by_email, _saved_elsewhere)
REPORTS: Shelf[frozenset[bytes]] = Shelf("who reports to a supervisor", _reports, _saved_elsewhere)
ASSIGNMENTS: Shelf[tuple[Assignment, ...]] = Shelf(
    "officers a union had, oldest first", _assignments, _saved_elsewhere
)
MEMBER_BY_CODE: Shelf[bytes] = Shelf("member by code", _members_by_code, _saved_elsewhere)
MOVES: Shelf[tuple[Move, ...]] = Shelf("moves of a member, oldest first", _moves, _saved_elsewhere)
FIELD_TIMES: Shelf[Mapping[str, int]] = Shelf(
    "when each field of a member was last typed", _field_times, _saved_elsewhere
)


def writing_of(work: Work) -> Writing:
    """Return how the institution writes amounts and days; the usual way before it was created."""
    institution = work.get(INSTITUTION, INSTITUTION_ID)
    if institution is None:
        return Writing()
    return Writing(institution.settings.currency, institution.settings.date_format)
