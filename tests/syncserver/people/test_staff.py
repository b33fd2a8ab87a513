"""Who works here and below whom."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from shared.contract.bodies.people import StaffAdded, StaffChanged
from shared.errors import RuleRefused
from syncserver.database.engine import writing
from syncserver.people import queries
from syncserver.people.queries import STAFF, TASKS
from syncserver.people.scope import is_below, staff_below
from syncserver.people.staff import add_staff, change_staff
from syncserver.people.tables import staff
from syncserver.people.tasks import open_task
from tests.syncserver.builders import (
    ADMIN,
    COLLEAGUE,
    COLLECTOR,
    FAR_OFFICER,
    NOBODY,
    OFFICER,
    OPERATIONS,
    OTHER_ADMIN,
    OTHER_SUPERVISOR,
    SUPERVISOR,
    TODAY,
    Branch,
    an_id,
)

NEW, HEAD = an_id(60), an_id(61)


def test_a_person_joins_active_with_a_folded_address(branch: Branch) -> None:
    added = StaffAdded(NEW, "Ngozi", "CREDIT_OFFICER", " Ngozi@Lender.NG", SUPERVISOR, "0803", 100)
    assert branch.act(add_staff, ADMIN, added).outcome == "applied"
    person = branch.get(STAFF, NEW)
    assert person is not None
    assert (person.email, person.is_active, person.supervisor) == ("ngozi@lender.ng", True, SUPERVISOR)
    assert branch.published == (("staff", NEW),)


@pytest.mark.parametrize(
    ("added", "code"),
    [
        (StaffAdded(OFFICER, "X", "ADMIN", "x@y.z"), "staff.exists"),
        (StaffAdded(NEW, "  ", "ADMIN", "x@y.z"), "staff.name"),
        (StaffAdded(NEW, "X", "ADMIN", "x at y"), "staff.email"),
        (StaffAdded(NEW, "X", "ADMIN", "CHIDI@lender.ng"), "staff.email_taken"),
        (StaffAdded(NEW, "X", "CREDIT_OFFICER", "x@y.z"), "staff.supervisor_needed"),
        (StaffAdded(NEW, "X", "COLLECTIONS_OFFICER", "x@y.z"), "staff.supervisor_needed"),
        (StaffAdded(NEW, "X", "CREDIT_OFFICER", "x@y.z", NOBODY), "staff.not_a_supervisor"),
        (StaffAdded(NEW, "X", "CREDIT_OFFICER", "x@y.z", OFFICER), "staff.not_a_supervisor"),
        (StaffAdded(NEW, "X", "CREDIT_OFFICER", "x@y.z", ADMIN), "staff.not_a_supervisor"),
        (StaffAdded(NEW, "X", "SUPERVISOR", "x@y.z", NEW), "staff.supervises_self"),
    ],
)
def test_who_may_not_join(branch: Branch, added: StaffAdded, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        branch.act(add_staff, ADMIN, added)
    assert refused.value.code == code


def test_an_address_is_one_persons_within_a_batch_too(branch: Branch) -> None:
    with branch.batch() as work:
        branch.handle(work, add_staff, ADMIN, StaffAdded(NEW, "A", "ADMIN", "a@b.ng"))
        with pytest.raises(RuleRefused) as refused:
            branch.handle(work, add_staff, ADMIN, StaffAdded(HEAD, "B", "ADMIN", "A@B.ng"))
    assert refused.value.code == "staff.email_taken"


def test_a_change_says_supervisor_status_and_limit(branch: Branch) -> None:
    branch.act(change_staff, ADMIN, StaffChanged(OFFICER, OTHER_SUPERVISOR, "ON_LEAVE", 500))
    person = branch.get(STAFF, OFFICER)
    assert person is not None
    assert (person.supervisor, person.status, person.approval_limit_minor) == (
        OTHER_SUPERVISOR,
        "ON_LEAVE",
        500,
    )
    with branch.read() as connection:
        assert queries.staff_below(connection, SUPERVISOR) == {COLLEAGUE, COLLECTOR}
        assert queries.staff_below(connection, OTHER_SUPERVISOR) == {FAR_OFFICER, OFFICER}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (StaffChanged(NOBODY, None, "ACTIVE"), "staff.unknown"),
        (StaffChanged(OFFICER, None, "ACTIVE"), "staff.supervisor_needed"),
        (StaffChanged(OFFICER, COLLEAGUE, "ACTIVE"), "staff.not_a_supervisor"),
        (StaffChanged(SUPERVISOR, SUPERVISOR, "ACTIVE"), "staff.supervises_self"),
        (StaffChanged(ADMIN, None, "SUSPENDED"), "staff.own_record"),
        (StaffChanged(ADMIN, None, "ACTIVE", 10**9), "staff.own_record"),
    ],
)
def test_what_may_not_become_of_a_person(branch: Branch, changed: StaffChanged, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        branch.act(change_staff, ADMIN, changed)
    assert refused.value.code == code


def test_a_suspended_supervisor_gets_nobody_new_but_keeps_the_team(branch: Branch) -> None:
    branch.act(change_staff, ADMIN, StaffChanged(SUPERVISOR, None, "SUSPENDED"))
    branch.act(change_staff, ADMIN, StaffChanged(OFFICER, SUPERVISOR, "ON_LEAVE"))
    with pytest.raises(RuleRefused) as refused:
        branch.act(change_staff, ADMIN, StaffChanged(FAR_OFFICER, SUPERVISOR, "ACTIVE"))
    assert refused.value.code == "staff.not_a_supervisor"


def test_supervision_never_goes_round(branch: Branch) -> None:
    branch.act(add_staff, ADMIN, StaffAdded(HEAD, "Head", "SUPERVISOR", "h@l.ng"))
    branch.act(change_staff, ADMIN, StaffChanged(SUPERVISOR, HEAD, "ACTIVE"))
    branch.act(change_staff, ADMIN, StaffChanged(OTHER_SUPERVISOR, SUPERVISOR, "ACTIVE"))
    with pytest.raises(RuleRefused) as refused:
        branch.act(change_staff, ADMIN, StaffChanged(HEAD, OTHER_SUPERVISOR, "ACTIVE"))
    assert refused.value.code == "staff.supervision_circle"
    everybody = {SUPERVISOR, OTHER_SUPERVISOR, OFFICER, COLLEAGUE, COLLECTOR, FAR_OFFICER}
    with branch.batch() as work:
        assert staff_below(work, HEAD) == everybody
        assert is_below(work, FAR_OFFICER, HEAD) and not is_below(work, HEAD, HEAD)
        assert queries.staff_below(work.connection, HEAD) == everybody


def test_a_batch_sees_its_own_changes_of_the_team(branch: Branch) -> None:
    with branch.batch() as work:
        assert staff_below(work, SUPERVISOR) == {OFFICER, COLLEAGUE, COLLECTOR}
        branch.handle(work, change_staff, ADMIN, StaffChanged(OFFICER, OTHER_SUPERVISOR, "ACTIVE"))
        new = StaffAdded(NEW, "N", "CREDIT_OFFICER", "n@l.ng", SUPERVISOR)
        branch.handle(work, add_staff, ADMIN, new)
        assert staff_below(work, SUPERVISOR) == {NEW, COLLEAGUE, COLLECTOR}
        assert staff_below(work, OTHER_SUPERVISOR) == {OFFICER, FAR_OFFICER}


def test_a_new_supervisor_is_told_the_open_tasks(branch: Branch) -> None:
    with branch.batch() as work:
        task = open_task(
            work, kind="k", title="t", detail="d", about_kind="loan", about=an_id(70), staff=OFFICER
        )
        work.keep()
    branch.act(change_staff, ADMIN, StaffChanged(OFFICER, OTHER_SUPERVISOR, "ACTIVE"))
    assert set(branch.published) == {("task", task), ("staff", OFFICER)}
    branch.act(change_staff, ADMIN, StaffChanged(OFFICER, OTHER_SUPERVISOR, "ON_LEAVE"))
    assert set(branch.published) == {("staff", OFFICER)}


def test_one_matter_is_one_task(branch: Branch) -> None:
    for detail in ("first", "second"):
        branch.today = TODAY + timedelta(days=detail == "second")
        with branch.batch() as work:
            identifier = open_task(
                work,
                kind="odd",
                title="Look",
                detail=detail,
                about_kind="loan",
                about=an_id(70),
                staff=OFFICER,
            )
            other = open_task(
                work,
                kind="odd",
                title="Look",
                detail=detail,
                about_kind="loan",
                about=an_id(71),
                staff=OFFICER,
            )
            work.keep()
        assert identifier != other
    task = branch.get(TASKS, identifier)
    assert task is not None and (task.detail, task.is_open, task.opened_on) == ("second", True, TODAY)
    with branch.read() as connection:
        assert queries.open_tasks_of(connection, OFFICER) == tuple(sorted([identifier, other]))


@pytest.mark.parametrize(
    "values",
    [
        {"supervisor": None},
        {"supervisor": OFFICER},
        {"role": "KING"},
        {"status": "GONE"},
        {"email": "ada@lender.ng"},
        {"supervisor": NOBODY},
    ],
)
def test_the_database_keeps_the_rules_as_well(branch: Branch, values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), writing(branch.engine) as connection:
        connection.execute(update(staff).where(staff.c.id == OFFICER).values(**values))


def test_other_admin_may_limit_and_suspend(branch: Branch) -> None:
    branch.act(change_staff, OTHER_ADMIN, StaffChanged(ADMIN, None, "SUSPENDED", 5))
    suspended = branch.get(STAFF, ADMIN)
    assert suspended is not None and not suspended.is_active
    operations = branch.get(STAFF, OPERATIONS)
    assert operations is not None and operations.is_active
