"""Codes for tablets: for people below alone, by the hash alone, and open only when the office said so."""

from __future__ import annotations

import random

import pytest

from fieldapp.supervisor.enrolling import Issued, answer_to, issue_code, load_candidates
from shared.contract.bodies.people import DeviceCodeIssued, StaffStatus
from shared.contract.entering.codes import CODE_LIFE_MS, hash_code
from shared.contract.records import INSTITUTION_BUCKET, StaffRecord
from shared.ids import StaffId
from tests.fieldapp.desk.branch import BOSS, BRANCH, FAR, ME, Branch, refused

DIRECT, DEEPER, AWAY = (StaffId(f"staff-below-{number:04d}".encode()) for number in range(3))
SERVER_MS = 1_800_000_000_000


@pytest.fixture(autouse=True)
def boss(branch: Branch) -> None:
    """The person at the tablet is a supervisor."""
    branch.be("SUPERVISOR")


def issue(branch: Branch, staff: StaffId) -> Issued:
    return issue_code(branch.desk, staff, SERVER_MS, random.Random(5).randbytes)


def test_people_below_at_any_depth_are_offered_but_for_oneself_and_who_is_not_at_work(
    branch: Branch,
) -> None:
    def put(staff: StaffId, name: str, above: StaffId, status: StaffStatus = "ACTIVE") -> None:
        record = StaffRecord(name, "CREDIT_OFFICER", status, above, None)
        branch.put("staff", staff, record, INSTITUTION_BUCKET)

    put(DIRECT, "Ada Eze", ME)
    put(DEEPER, "Bola Ige", DIRECT)
    put(AWAY, "Chidi Oko", ME, "SUSPENDED")
    branch.sync()
    assert [one.staff for one in load_candidates(branch.desk)] == [DIRECT, DEEPER]
    issue(branch, DEEPER)
    for staff in (ME, BOSS, FAR, AWAY):
        with refused("code.not_below"):
            issue(branch, staff)
    assert len(branch.recorded()) == 1


def test_an_administrator_has_everybody_enrolled(branch: Branch) -> None:
    branch.be("ADMIN")
    assert {one.staff for one in load_candidates(branch.desk)} == {BOSS, BRANCH, FAR}


def test_only_the_hash_is_recorded_and_the_time_is_the_offices(branch: Branch) -> None:
    branch.be("ADMIN")
    issued = issue(branch, FAR)
    body = DeviceCodeIssued(hash_code(issued.code), FAR, SERVER_MS + CODE_LIFE_MS, needs_approval=True)
    assert branch.recorded() == [body]
    with branch.desk.store.read() as tx:
        stored = tx.one(bytes, "SELECT data FROM outbox_operation")
    assert issued.code.encode() not in stored
    assert issued.code not in repr(issued)


def test_it_opens_nothing_before_the_office_has_said_so(branch: Branch) -> None:
    branch.be("ADMIN")
    issued = issue(branch, FAR)
    assert answer_to(branch.desk, issued) is None
    branch.send()
    answer = answer_to(branch.desk, issued)
    assert answer is not None and answer.opens


@pytest.mark.parametrize("role", ["CREDIT_OFFICER", "COLLECTIONS_OFFICER", "OPERATIONS"])
def test_nobody_else_gets_a_code(branch: Branch, role: str) -> None:
    branch.be(role)
    with refused("role"):
        issue(branch, FAR)


def test_nobody_gets_one_on_a_tablet_that_may_record_nothing(branch: Branch) -> None:
    branch.be("ADMIN")
    branch.change_state(lease_until_ms=1)
    with refused("lease"):
        issue(branch, FAR)
    assert branch.recorded() == []
