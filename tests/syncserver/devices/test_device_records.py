"""What those who answer for a device are told: what it holds, what the server counted, how it stands."""

from __future__ import annotations

import os
from hashlib import sha256

import pytest

from shared.contract.bodies.people import DeviceRevoked, DeviceUnlocked, DeviceWiped
from shared.contract.codec import Message, decode
from shared.contract.custody.contact import ContactRequest
from shared.contract.exchange import DeviceReport
from shared.contract.records import DeviceRecord
from shared.contract.version import LOCKED_AT
from syncserver.sync.custody.contact import contact
from tests.databases import Databases
from tests.syncserver.branch import Branch, open_branch
from tests.syncserver.world import Tablet, open_world, prepare_world

DAY_MS = 24 * 3600 * 1000
HOUR_MS = 3600 * 1000


@pytest.fixture
def branch(databases: Databases):
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as opened:
        yield open_branch(opened)
    databases.discard(url)


def told(branch: Branch, tablet: Tablet) -> DeviceRecord:
    """The officer's device as somebody's own tablet has it."""
    branch.world.pull(tablet)
    return decode(DeviceRecord, tablet.records[("device", branch.officer.device)])


def contacts(branch: Branch, attempts: int = 0, done_ms: int = 0, *, held: bool = False) -> None:
    request = ContactRequest(1, os.urandom(16), attempts, done_ms, sha256(b"").digest(), 0, held)
    contact(branch.world.server, branch.world.device(branch.officer), request)


def decide(branch: Branch, body: Message) -> str:
    (verdict,) = branch.world.exchange(branch.supervisor, [branch.supervisor.sign(body)]).verdicts
    return verdict.code or verdict.outcome


def report(branch: Branch, waiting: int = 0, waiting_minor: int = 0, missing: int = 0) -> DeviceReport:
    recorded = branch.officer.seq + waiting + missing
    return DeviceReport(recorded, waiting, waiting_minor, 0, 900_000)


def test_the_servers_own_count_stands_beside_what_the_tablet_says(branch: Branch) -> None:
    (lent,) = branch.lend(1)
    branch.send(branch.officer, [branch.repayment(lent, 5_000), branch.repayment(lent, 700)])
    branch.world.clock.now_ms += HOUR_MS
    branch.world.exchange(branch.officer, report=report(branch, 2, 30_000))
    first = told(branch, branch.supervisor)
    assert (first.taken, first.taken_minor) == (branch.officer.seq, 5_700)
    assert first.taken + first.waiting == first.recorded
    assert (first.recorded_minor, first.waiting_minor) == (900_000, 30_000)
    assert first.reported_ms == first.last_seen_ms == branch.world.clock()

    branch.send(branch.officer, [branch.repayment(lent, 40)])
    branch.world.clock.now_ms += HOUR_MS
    branch.world.exchange(branch.officer, report=report(branch))
    again = told(branch, branch.supervisor)
    assert (again.taken, again.taken_minor) == (branch.officer.seq, 5_740), "counted on, not anew"


def test_what_a_tablet_recorded_and_lost_is_seen(branch: Branch) -> None:
    branch.world.clock.now_ms += HOUR_MS
    branch.world.exchange(branch.officer, report=report(branch, missing=3))
    record = told(branch, branch.supervisor)
    assert record.recorded - record.taken - record.waiting == 3


def test_wrong_pins_and_the_order_to_unlock_are_seen_until_it_was_carried_out(branch: Branch) -> None:
    assert not told(branch, branch.supervisor).locked
    contacts(branch, LOCKED_AT)
    locked = told(branch, branch.supervisor)
    assert (locked.locked, locked.order) == (True, "")
    assert decide(branch, DeviceUnlocked(branch.officer.device, "asked who she is")) == "applied"
    assert told(branch, branch.supervisor).order == "unlock"
    branch.world.clock.now_ms += HOUR_MS
    contacts(branch, 0, branch.world.clock())
    after = told(branch, branch.supervisor)
    assert (after.locked, after.order, after.last_seen_ms) == (False, "", branch.world.clock())


def test_an_old_copy_of_its_data_is_seen(branch: Branch) -> None:
    contacts(branch, held=True)
    assert told(branch, branch.supervisor).held


@pytest.mark.parametrize("revoked_before", [False, True])
def test_a_wipe_is_seen_on_its_way_and_done(branch: Branch, *, revoked_before: bool) -> None:
    if revoked_before:
        assert decide(branch, DeviceRevoked(branch.officer.device, "left")) == "applied"
    assert decide(branch, DeviceWiped(branch.officer.device, "stolen")) == "applied"
    ordered = told(branch, branch.supervisor)
    assert (ordered.state, ordered.order, ordered.lease_until_ms) == ("REVOKED", "wipe", 0)
    branch.world.clock.now_ms += HOUR_MS
    contacts(branch, 0, branch.world.clock())
    assert told(branch, branch.supervisor).order == "wiped"


def test_a_lease_renewed_without_a_pin_is_seen(branch: Branch) -> None:
    branch.world.clock.now_ms += 6 * DAY_MS
    contacts(branch)
    assert told(branch, branch.supervisor).lease_until_ms == branch.world.clock() + 7 * DAY_MS
    branch.world.clock.now_ms += DAY_MS
    contacts(branch, LOCKED_AT)
    assert told(branch, branch.supervisor).lease_until_ms <= branch.world.clock(), "locked: none was given"


def test_a_device_that_only_asks_is_told_of_seldom(branch: Branch) -> None:
    contacts(branch)
    branch.world.pull(branch.supervisor)
    key = ("device", branch.officer.device)
    before = branch.supervisor.versions[key]
    for _ in range(5):
        branch.world.clock.now_ms += 60_000
        contacts(branch)
    branch.world.pull(branch.supervisor)
    assert branch.supervisor.versions[key] <= before + 1


def test_nobody_else_is_told_of_it(branch: Branch) -> None:
    world = branch.world
    stranger, admin = world.enrol(world.add_staff("SUPERVISOR")), world.enrol(world.add_staff("ADMIN"))
    assert told(branch, admin) == told(branch, branch.supervisor)
    for other in (stranger, branch.officer, branch.operations):
        world.pull(other)
        assert ("device", branch.officer.device) not in other.records
