"""Devices of the people below: how they stand, what is decided about them, once and with a reason."""

from __future__ import annotations

import msgspec
import pytest

from fieldapp.store.outbox import Tally, outbox_head
from fieldapp.supervisor.devices import (
    DeviceRow,
    approve_device,
    count_needing,
    load_devices,
    revoke_device,
    unlock_device,
    wipe_device,
)
from shared.contract.records import DeviceRecord, team_bucket
from shared.ids import DeviceId
from tests.fieldapp.desk.branch import BOSS, ME, SECOND, Branch, refused

TABLET = DeviceId(b"device-far-00001")
DIGITS = "1111 2222 3333 4444 5555 6666"


@pytest.fixture(autouse=True)
def boss(branch: Branch) -> None:
    """The person at the tablet is a supervisor whom devices are told to."""
    branch.be("SUPERVISOR")
    put(branch)


def a_device(branch: Branch, **changes: object) -> DeviceRecord:
    now = branch.desk.author.clock.now_ms()
    record = DeviceRecord(
        SECOND, "K9", "Blue tablet", "ACTIVE", "", DIGITS, 1, now, now + 86_400_000, 9, 2, 30_000, 1,
        95_000, 5_000, now, 7, 65_000,
    )  # fmt: skip
    return msgspec.structs.replace(record, **changes)


def put(branch: Branch, device: bytes = TABLET, /, **changes: object) -> None:
    branch.put("device", device, a_device(branch, **changes), team_bucket(BOSS))
    branch.sync()


def the_row(branch: Branch) -> DeviceRow:
    (row,) = [each for each in load_devices(branch.desk) if each.device == TABLET]
    return row


def recorded(branch: Branch) -> int:
    with branch.desk.store.read() as tx:
        return outbox_head(tx).seq


def test_what_it_recorded_stands_with_the_office_on_it_or_needs_a_look(branch: Branch) -> None:
    account = the_row(branch).account
    assert account is not None
    assert (account.recorded, account.office) == (Tally(9, 95_000), Tally(6, 60_000))
    assert (account.waiting, account.attention) == (Tally(2, 30_000), Tally(1, 5_000))
    assert account.missing == Tally()
    assert the_row(branch).stands == "in_use"


@pytest.mark.parametrize(
    "changes", [{"recorded": 12}, {"recorded_minor": 99_000}, {"taken_minor": 60_000}, {"taken": 5}]
)
def test_it_is_said_where_that_does_not_add_up(branch: Branch, changes: dict[str, object]) -> None:
    put(branch, **changes)
    assert the_row(branch).stands == "missing"
    assert count_needing(branch.desk) == 1


def test_a_device_that_does_not_say_its_money_is_counted_without(branch: Branch) -> None:
    put(branch, recorded_minor=None)
    account = the_row(branch).account
    assert account is not None
    assert (account.missing, account.money) == (Tally(), False)


def test_what_needs_somebody_most_stands_first(branch: Branch) -> None:
    changes: dict[str, dict[str, object]] = {
        "revoked": {"state": "REVOKED"},
        "asks": {"state": "PENDING"},
        "wiping": {"state": "REVOKED", "order": "wipe"},
        "locked": {"locked": True},
        "lease_over": {"lease_until_ms": 1},
        "unlocking": {"locked": True, "order": "unlock"},
        "held": {"held": True},
        "frozen": {"state": "FROZEN"},
        "wiped": {"state": "REVOKED", "order": "wiped"},
    }
    for number, change in enumerate(changes.values()):
        put(branch, f"device-{number:09d}".encode(), **change)
    assert [row.stands for row in load_devices(branch.desk)] == [
        "asks", "locked", "frozen", "held", "lease_over", "unlocking", "in_use", "wiping", "revoked", "wiped",
    ]  # fmt: skip
    assert count_needing(branch.desk) == 5


def test_a_device_is_approved_by_its_digits_once(branch: Branch) -> None:
    put(branch, state="PENDING")
    with refused("device.fingerprint"):
        approve_device(branch.desk, TABLET, "0000 2222 3333 4444 5555 6666")
    before = recorded(branch)
    found = approve_device(branch.desk, TABLET, DIGITS)
    assert (found.stands, found.sent, found.provisional) == ("in_use", "device.approved", True)
    approve_device(branch.desk, TABLET, DIGITS)
    assert recorded(branch) == before + 1


def test_nobody_approves_their_own_or_what_does_not_wait(branch: Branch) -> None:
    with refused("device.not_waiting"):
        approve_device(branch.desk, TABLET, DIGITS)
    put(branch, state="PENDING", staff=ME)
    with refused("device.own"):
        approve_device(branch.desk, TABLET, DIGITS)
    assert count_needing(branch.desk) == 0


def test_a_device_is_revoked_wiped_and_unlocked_with_a_reason_once(branch: Branch) -> None:
    put(branch, locked=True)
    for act in (unlock_device, revoke_device, wipe_device):
        with refused("device.no_reason"):
            act(branch.desk, TABLET, "  ")
    before = recorded(branch)
    assert unlock_device(branch.desk, TABLET, "She called and I know her voice").stands == "unlocking"
    assert revoke_device(branch.desk, TABLET, "Left in a bus").stands == "revoked"
    with refused("device.not_active"):
        put(branch, state="FROZEN")
        unlock_device(branch.desk, DeviceId(TABLET), "x")
    assert wipe_device(branch.desk, TABLET, "Left in a bus").stands == "wiping"
    for act in (revoke_device, wipe_device):
        act(branch.desk, TABLET, "again")
    assert recorded(branch) == before + 3


def test_nobody_takes_away_the_tablet_they_work_on(branch: Branch) -> None:
    own = DeviceId(branch.desk.author.device)
    put(branch, own, staff=ME)
    for act in (revoke_device, wipe_device):
        with refused("device.here"):
            act(branch.desk, own, "by mistake")


def test_only_those_who_answer_for_others_decide(branch: Branch) -> None:
    branch.be("CREDIT_OFFICER")
    with refused("role"):
        revoke_device(branch.desk, TABLET, "Left in a bus")


def test_a_device_that_is_not_here_is_said_so(branch: Branch) -> None:
    with refused("device.unknown"):
        revoke_device(branch.desk, DeviceId(bytes(16)), "x")
