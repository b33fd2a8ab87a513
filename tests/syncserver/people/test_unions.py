"""Unions, whose they are, and what follows for who may act on them."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from shared.contract.bodies.people import (
    StaffChanged,
    UnionAssigned,
    UnionChanged,
    UnionCreated,
    UnionProfile,
)
from shared.errors import RuleRefused
from shared.permissions import Role
from syncserver.database.engine import writing
from syncserver.people.queries import UNIONS, unions_below, unions_of_officer
from syncserver.people.scope import require_union, union_in_scope
from syncserver.people.staff import change_staff
from syncserver.people.tables import union_assignment
from syncserver.people.unions.assignment import assign_union
from syncserver.people.unions.creation import change_union, create_union
from tests.syncserver.builders import (
    ADMIN,
    COLLEAGUE,
    COLLECTOR,
    FAR_OFFICER,
    FAR_UNION,
    NEXT_UNION,
    NOBODY,
    NOW_MS,
    OFFICER,
    OPERATIONS,
    OTHER_SUPERVISOR,
    ROLES,
    SUPERVISOR,
    UNION,
    Branch,
    a_caller,
    an_id,
)

NEW = an_id(80)
PROFILE = UnionProfile("Ojota", "Ojota", "1 Main", 3, "09:30", "FORTNIGHTLY", "Hall", 65_000_000, -33_000_000)


def in_scope(branch: Branch, staff: bytes, union: bytes, *, seen_ms: int | None = None) -> bool:
    with branch.batch() as work:
        seen = branch.now_ms if seen_ms is None else seen_ms
        return union_in_scope(work, a_caller(staff, server_time_seen_ms=seen), union)


def test_a_supervisor_begins_a_union_for_an_officer_below(branch: Branch) -> None:
    assert branch.act(create_union, SUPERVISOR, UnionCreated(NEW, OFFICER, PROFILE)).outcome == "applied"
    assert branch.published == (("union", NEW),)
    union = branch.get(UNIONS, NEW)
    assert union is not None and (union.officer, union.profile) == (OFFICER, PROFILE)
    with branch.read() as connection:
        history = connection.execute(select(union_assignment).where(union_assignment.c.union_id == NEW)).one()
        assert (history.old_officer, history.new_officer, history.by) == (None, OFFICER, SUPERVISOR)
        assert unions_of_officer(connection, OFFICER) == (UNION, NEW)


@pytest.mark.parametrize(
    ("created", "code"),
    [
        (UnionCreated(UNION, OFFICER, PROFILE), "union.exists"),
        (UnionCreated(NEW, COLLECTOR, PROFILE), "union.officer"),
        (UnionCreated(NEW, SUPERVISOR, PROFILE), "union.officer"),
        (UnionCreated(NEW, NOBODY, PROFILE), "union.officer"),
        (UnionCreated(NEW, FAR_OFFICER, PROFILE), "out_of_scope"),
        (UnionCreated(NEW, OFFICER, UnionProfile("")), "union.name"),
        (UnionCreated(NEW, OFFICER, UnionProfile("X", latitude_e7=1)), "union.point"),
    ],
)
def test_which_unions_are_refused(branch: Branch, created: UnionCreated, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        branch.act(create_union, SUPERVISOR, created)
    assert refused.value.code == code


def test_an_officer_on_leave_gets_no_union(branch: Branch) -> None:
    branch.act(change_staff, ADMIN, StaffChanged(OFFICER, SUPERVISOR, "ON_LEAVE"))
    with pytest.raises(RuleRefused) as refused:
        branch.act(create_union, SUPERVISOR, UnionCreated(NEW, OFFICER, PROFILE))
    assert refused.value.code == "union.officer"


def test_a_profile_is_changed_within_scope_and_keeps_the_officer(branch: Branch) -> None:
    branch.act(change_union, SUPERVISOR, UnionChanged(UNION, PROFILE))
    union = branch.get(UNIONS, UNION)
    assert union is not None and (union.officer, union.profile) == (OFFICER, PROFILE)
    for union_id in (FAR_UNION, NOBODY):
        with pytest.raises(RuleRefused) as refused:
            branch.act(change_union, SUPERVISOR, UnionChanged(union_id, PROFILE))
        assert refused.value.code == "out_of_scope"


def test_assignment_keeps_who_whom_why_and_when(branch: Branch) -> None:
    branch.now_ms = NOW_MS + 5
    branch.act(assign_union, ADMIN, UnionAssigned(UNION, FAR_OFFICER, "leaves town"))
    assert branch.published == (("union", UNION),)
    with branch.read() as connection:
        rows = connection.execute(
            select(union_assignment)
            .where(union_assignment.c.union_id == UNION)
            .order_by(union_assignment.c.at_ms)
        ).all()
        assert unions_of_officer(connection, OFFICER) == ()
        assert unions_below(connection, SUPERVISOR) == (NEXT_UNION,)
        assert unions_below(connection, OTHER_SUPERVISOR) == (UNION, FAR_UNION)
    last = rows[-1]
    assert len(rows) == 2
    assert (last.old_officer, last.new_officer, last.by, last.reason, last.at_ms) == (
        OFFICER,
        FAR_OFFICER,
        ADMIN,
        "leaves town",
        NOW_MS + 5,
    )


@pytest.mark.parametrize(
    ("assigned", "code"),
    [
        (UnionAssigned(NOBODY, COLLEAGUE, "r"), "union.unknown"),
        (UnionAssigned(UNION, OFFICER, "r"), "union.same_officer"),
        (UnionAssigned(UNION, COLLECTOR, "r"), "union.officer"),
        (UnionAssigned(UNION, COLLEAGUE, " "), "reason_needed"),
    ],
)
def test_which_assignments_are_refused(branch: Branch, assigned: UnionAssigned, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        branch.act(assign_union, ADMIN, assigned)
    assert refused.value.code == code


def test_an_unfinished_read_never_undoes_an_assignment(branch: Branch) -> None:
    """A batch that had read the union before somebody else assigned it changes only the profile."""
    if branch.engine.dialect.name == "sqlite":
        with branch.batch() as work:  # the lock on the whole database leaves nothing to overtake
            assert work.get(UNIONS, UNION) is not None
            branch.handle(work, change_union, SUPERVISOR, UnionChanged(UNION, PROFILE))
        branch.act(assign_union, ADMIN, UnionAssigned(UNION, COLLEAGUE, "swap"))
    else:
        with branch.batch() as work:
            assert work.get(UNIONS, UNION) is not None
            branch.act(assign_union, ADMIN, UnionAssigned(UNION, COLLEAGUE, "swap"))
            branch.handle(work, change_union, SUPERVISOR, UnionChanged(UNION, PROFILE))
    union = branch.get(UNIONS, UNION)
    assert union is not None and (union.officer, union.profile) == (COLLEAGUE, PROFILE)


def test_whose_union_it_is(branch: Branch) -> None:
    expected = {
        (OFFICER, UNION): True,
        (OFFICER, NEXT_UNION): False,
        (SUPERVISOR, UNION): True,
        (SUPERVISOR, NEXT_UNION): True,
        (SUPERVISOR, FAR_UNION): False,
        (COLLECTOR, UNION): False,
        (OPERATIONS, FAR_UNION): True,
        (ADMIN, FAR_UNION): True,
        (ADMIN, NOBODY): False,
        (OFFICER, NOBODY): False,
    }
    assert {pair: in_scope(branch, *pair) for pair in expected} == expected
    with branch.batch() as work, pytest.raises(RuleRefused) as refused:
        require_union(work, a_caller(OFFICER), NEXT_UNION)
    assert refused.value.code == "out_of_scope"


def test_what_was_in_scope_when_last_heard_of_still_is(branch: Branch) -> None:
    branch.now_ms = NOW_MS + 1000
    branch.act(assign_union, ADMIN, UnionAssigned(UNION, COLLEAGUE, "swap"))
    branch.now_ms = NOW_MS + 2000
    branch.act(assign_union, ADMIN, UnionAssigned(UNION, FAR_OFFICER, "swap again"))
    assert in_scope(branch, OFFICER, UNION, seen_ms=NOW_MS + 999)
    assert not in_scope(branch, OFFICER, UNION, seen_ms=NOW_MS + 1000)
    assert in_scope(branch, COLLEAGUE, UNION, seen_ms=NOW_MS + 1999)
    assert not in_scope(branch, COLLEAGUE, UNION, seen_ms=NOW_MS + 2000)
    assert in_scope(branch, FAR_OFFICER, UNION, seen_ms=0)
    assert not in_scope(branch, OFFICER, UNION, seen_ms=NOW_MS - 1)


def test_a_batch_sees_its_own_assignment_and_the_time_before_it(branch: Branch) -> None:
    branch.now_ms = NOW_MS + 1000
    with branch.batch() as work:
        branch.handle(work, assign_union, ADMIN, UnionAssigned(UNION, COLLEAGUE, "swap"))
        assert union_in_scope(work, a_caller(COLLEAGUE, server_time_seen_ms=0), UNION)
        assert union_in_scope(work, a_caller(OFFICER, server_time_seen_ms=NOW_MS), UNION)
        assert not union_in_scope(work, a_caller(OFFICER, server_time_seen_ms=NOW_MS + 1000), UNION)


def test_a_role_decides_not_a_name_in_the_history(branch: Branch) -> None:
    with branch.batch() as work:
        demoted = replace(a_caller(OFFICER), role=Role.COLLECTIONS_OFFICER)
        assert ROLES[OFFICER] is Role.CREDIT_OFFICER and not union_in_scope(work, demoted, UNION)


@pytest.mark.parametrize(
    "statement", ["UPDATE union_assignment SET reason = 'x'", "DELETE FROM union_assignment"]
)
def test_history_cannot_be_rewritten(branch: Branch, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), writing(branch.engine) as connection:
        connection.exec_driver_sql(statement)
