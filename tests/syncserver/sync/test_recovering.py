"""A sealed journal is read back once, through the same inbox, and nothing in it is passed over in silence."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.contract.bodies.people import DeviceRevoked
from shared.contract.codec import decode
from shared.contract.custody.journal import make_entry
from shared.contract.operations import SignedOperation
from shared.contract.records import TaskRecord
from shared.contract.signing import sign_operation
from syncserver.sync.custody.recovering import Found, recover
from tests.syncserver.branch import Branch, Lent, open_branch
from tests.syncserver.world import Tablet, World

RECOVERY = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = RECOVERY.public_key().public_bytes_raw()
PAID = 5_000


@pytest.fixture
def branch(world: World) -> Branch:
    return open_branch(world)


@pytest.fixture
def lent(branch: Branch) -> Lent:
    (one,) = branch.lend(1)
    return one


class Recorded:
    """An officer's tablet that records and seals, and the file that is left of it."""

    def __init__(self, branch: Branch, lent: Lent) -> None:
        self.branch, self.lent, self.tablet = branch, lent, branch.officer
        self.entries: list[bytes] = []

    def pay(self, amount_minor: int = PAID) -> SignedOperation:
        signed = self.tablet.sign(self.branch.repayment(self.lent, amount_minor))
        self.entries.append(make_entry(self.tablet.device, self.tablet.seq, signed, PUBLIC))
        return signed

    def forged(self) -> SignedOperation:
        """The next operation of the tablet, signed by somebody else."""
        operation = self.tablet.operation(self.branch.repayment(self.lent, 1))
        return sign_operation(operation, Ed25519PrivateKey.generate())

    def recover(self, data: bytes | None = None) -> tuple[Found, ...]:
        file = b"".join(self.entries) if data is None else data
        return recover(self.branch.world.server.inbox, file, RECOVERY)


@pytest.fixture
def recorded(branch: Branch, lent: Lent) -> Recorded:
    return Recorded(branch, lent)


def became(found: tuple[Found, ...]) -> list[str]:
    return [one.became for one in found]


def owed(recorded: Recorded) -> int:
    """The receipts the server holds, by the operations it took."""
    world = recorded.branch.world
    answer = world.exchange(recorded.tablet)
    return answer.head.seq


def test_what_never_arrived_is_taken_and_posted_once(recorded):
    for _ in range(3):
        recorded.pay()
    found = recorded.recover()
    assert became(found) == ["taken"] * 3
    assert {(one.kind, one.amount_minor) for one in found} == {("repayment.recorded", PAID)}
    assert owed(recorded) == recorded.tablet.seq

    assert became(recorded.recover()) == ["known"] * 3
    assert owed(recorded) == recorded.tablet.seq


def test_what_arrived_before_is_known(recorded):
    sent = [recorded.pay(), recorded.pay()]
    recorded.branch.world.exchange(recorded.tablet, sent)
    recorded.pay()
    assert became(recorded.recover()) == ["known", "known", "taken"]


def test_more_than_a_batch_is_taken_in_order(recorded):
    for _ in range(230):
        recorded.pay(100)
    assert set(became(recorded.recover(b"".join(reversed(recorded.entries))))) == {"taken"}


def test_behind_a_gap_nothing_is_taken_and_the_missing_one_is_named(recorded):
    for _ in range(3):
        recorded.pay()
    found = recorded.recover(recorded.entries[0] + recorded.entries[2])
    assert became(found) == ["taken", "gap"]
    assert f"operation {recorded.tablet.seq - 1} is missing" in found[1].detail
    assert became(recorded.recover()) == ["known", "taken", "taken"]


def test_money_of_a_revoked_device_is_suspended(recorded):
    recorded.pay()
    branch = recorded.branch
    branch.send(branch.supervisor, [DeviceRevoked(recorded.tablet.device, "lost")])
    (found,) = recorded.recover()
    assert (found.became, found.amount_minor) == ("suspended", PAID)
    assert "no longer record" in found.detail


def test_a_frozen_device_has_to_be_revoked_first(recorded):
    recorded.pay()
    world = recorded.branch.world
    world.exchange(recorded.tablet, [recorded.forged()])
    assert world.device(recorded.tablet).state == "FROZEN"
    assert became(recorded.recover()) == ["stopped"]

    branch = recorded.branch
    branch.send(branch.supervisor, [DeviceRevoked(recorded.tablet.device, "looked into")])
    assert became(recorded.recover()) == ["suspended"]


def test_two_that_claim_one_place_harm_no_device(recorded):
    """A tablet that was put back recorded a place of its chain twice; both lie in its journal."""
    before = (recorded.tablet.seq, recorded.tablet.prev)
    recorded.pay()
    recorded.pay()
    recorded.tablet.seq, recorded.tablet.prev = before
    recorded.pay(700)
    found = recorded.recover()
    assert sorted(became(found)) == ["fork", "taken", "taken"]
    assert [one.amount_minor for one in found if one.became == "fork"] == [700]
    assert recorded.branch.world.device(recorded.tablet).state == "ACTIVE"
    boss = recorded.branch.supervisor
    recorded.branch.world.pull(boss)
    tasks = [decode(TaskRecord, body) for (kind, _), body in boss.records.items() if kind == "task"]
    (told,) = [task for task in tasks if task.kind == "recovered_fork"]
    assert "₦7 " in told.title and told.about == recorded.tablet.device and told.open


def test_what_the_device_did_not_sign_harms_no_device(recorded):
    tablet: Tablet = recorded.tablet
    file = make_entry(tablet.device, tablet.seq + 1, recorded.forged(), PUBLIC)
    assert became(recorded.recover(file)) == ["forged"]
    moved = make_entry(recorded.branch.supervisor.device, 1, recorded.pay(), PUBLIC)
    assert became(recorded.recover(moved)) == ["forged"]
    world = recorded.branch.world
    assert {world.device(one).state for one in (tablet, recorded.branch.supervisor)} == {"ACTIVE"}


def test_what_cannot_be_read_is_told(recorded):
    recorded.pay()
    recorded.pay()
    unknown = make_entry(b"?" * 16, 1, recorded.pay(), PUBLIC)
    other_key = X25519PrivateKey.generate().public_key().public_bytes_raw()
    sealed_to_another = make_entry(recorded.tablet.device, 9, recorded.pay(), other_key)
    torn = recorded.entries[0][:-3]
    found = recorded.recover(torn + recorded.entries[0] + unknown + sealed_to_another)
    assert sorted(became(found)) == ["taken", "unknown", "unreadable", "unreadable"]
    assert became(recorded.recover(b"")) == []
