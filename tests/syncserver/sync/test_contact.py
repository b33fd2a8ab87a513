"""Without a PIN a device gets its lease and its orders, as far as it is trusted, and leaves its journal."""

from __future__ import annotations

import os
import tracemalloc
from hashlib import sha256

import pytest

from shared.contract.bodies.people import DeviceRevoked, DeviceUnlocked, DeviceWiped, StaffChanged
from shared.contract.codec import Message
from shared.contract.custody.contact import (
    MAX_PART_BYTES,
    ContactAnswer,
    ContactRequest,
    JournalPart,
    open_answer,
)
from shared.contract.custody.orders import Order, open_order
from shared.contract.exchange import Verdict
from shared.contract.version import LOCKED_AT
from shared.errors import RuleRefused
from syncserver.database.engine import reading
from syncserver.people.devices.contact.queries import content_of, journals_of
from syncserver.people.devices.queries import Device
from syncserver.sync.custody.contact import contact, take_part
from tests.syncserver.branch import Branch, open_branch
from tests.syncserver.world import Tablet, World

NOTHING = sha256(b"").digest()


@pytest.fixture
def branch(world: World) -> Branch:
    return open_branch(world)


def ask(
    branch: Branch, tablet: Tablet, attempts: int = 0, done_ms: int = 0, journal: bytes = b""
) -> ContactAnswer:
    world = branch.world
    nonce = os.urandom(16)
    request = ContactRequest(1, nonce, attempts, done_ms, sha256(journal).digest(), len(journal))
    response = contact(world.server, world.device(tablet), request)
    answer = open_answer(response, world.server.keys.institution.public_key())
    assert (answer.device, answer.nonce) == (tablet.device, nonce)
    return answer


def orders(branch: Branch, answer: ContactAnswer) -> list[Order]:
    key = branch.world.server.keys.institution.public_key()
    return [open_order(signed, key) for signed in answer.orders]


def decide(branch: Branch, body: Message) -> Verdict:
    (verdict,) = branch.world.exchange(branch.supervisor, [branch.supervisor.sign(body)]).verdicts
    return verdict


def test_a_device_in_use_gets_its_lease_and_the_escrowed_key(branch):
    answer = ask(branch, branch.officer)
    assert answer.lease_key == branch.world.server.keys.lease_key(branch.officer.device)
    assert answer.lease_until_ms > answer.server_time_ms
    assert (answer.device_state, answer.orders) == ("ACTIVE", ())


def test_after_ten_wrong_pins_the_key_comes_with_an_order_alone(branch):
    assert ask(branch, branch.officer, attempts=LOCKED_AT - 1).lease_key
    locked = ask(branch, branch.officer, attempts=LOCKED_AT)
    assert (locked.lease_key, locked.lease_until_ms, locked.device_state) == (b"", 0, "ACTIVE")
    lying = ask(branch, branch.officer, attempts=0)
    assert lying.lease_key == b"", "a tablet set back to before its wrong PINs is locked as it was"

    assert decide(branch, DeviceUnlocked(branch.officer.device, "asked who she is")).outcome == "applied"
    answer = ask(branch, branch.officer, attempts=LOCKED_AT)
    (order,) = orders(branch, answer)
    assert (order.kind, order.device) == ("unlock", branch.officer.device)
    assert answer.lease_key == branch.world.server.keys.lease_key(branch.officer.device)

    after = ask(branch, branch.officer, attempts=0, done_ms=order.at_ms)
    assert (after.orders, bool(after.lease_key)) == ((), True)
    again = ask(branch, branch.officer, attempts=LOCKED_AT, done_ms=order.at_ms)
    assert (again.orders, again.lease_key) == ((), b""), "an order is good for once"


def test_times_of_orders_only_rise(branch):
    for _ in range(3):
        assert decide(branch, DeviceUnlocked(branch.officer.device, "asked")).outcome == "applied"
    given = orders(branch, ask(branch, branch.officer))
    times = [order.at_ms for order in given]
    assert (len(times), times == sorted(set(times)), len({order.nonce for order in given})) == (3, True, 3)


def test_a_wipe_takes_the_rights_away_and_is_ordered_once(branch):
    assert decide(branch, DeviceUnlocked(branch.officer.device, "asked")).outcome == "applied"
    assert decide(branch, DeviceWiped(branch.officer.device, "stolen")).outcome == "applied"
    assert decide(branch, DeviceWiped(branch.officer.device, "stolen")).outcome == "superseded"
    answer = ask(branch, branch.officer)
    assert (answer.device_state, answer.device_reason, answer.lease_key) == ("REVOKED", "stolen", b"")
    assert [order.kind for order in orders(branch, answer)] == ["wipe"]
    assert decide(branch, DeviceUnlocked(branch.officer.device, "no")).code == "device.not_active"


def test_a_revoked_device_and_a_suspended_person_get_no_lease(branch):
    world = branch.world
    world.act(StaffChanged(branch.officer.staff, branch.supervisor.staff, "SUSPENDED"))
    assert (ask(branch, branch.officer).lease_key, ask(branch, branch.officer).lease_until_ms) == (b"", 0)
    world.act(StaffChanged(branch.officer.staff, branch.supervisor.staff, "ACTIVE"))
    decide(branch, DeviceRevoked(branch.officer.device, "left"))
    assert ask(branch, branch.officer).lease_key == b""


def test_only_who_decides_about_a_device_gives_it_orders(branch):
    stranger = branch.world.enrol(branch.world.add_staff("SUPERVISOR"))
    for body in (DeviceUnlocked(branch.officer.device, "x"), DeviceWiped(branch.officer.device, "x")):
        (verdict,) = branch.world.exchange(stranger, [stranger.sign(body)]).verdicts
        assert (verdict.outcome, verdict.code) == ("refused", "out_of_scope")
        (verdict,) = branch.world.exchange(branch.officer, [branch.officer.sign(body)]).verdicts
        assert (verdict.outcome, verdict.code) == ("refused", "not_permitted")
    assert ask(branch, branch.officer).orders == ()


def test_a_journal_is_taken_in_parts_resumed_and_kept_whole(branch):
    world, device = branch.world, branch.world.device(branch.officer)
    journal = os.urandom(10_000)
    digest = sha256(journal).digest()

    def send(offset: int, end: int, data: bytes = journal) -> int:
        part = JournalPart(digest, len(journal), offset, data[offset:end])
        return take_part(world.server, device, part).journal_bytes

    assert send(4_000, 8_000) == 0, "what does not follow is not taken"
    assert (send(0, 4_000), send(0, 4_000), send(4_000, 8_000)) == (4_000, 4_000, 8_000)
    assert ask(branch, branch.officer, journal=journal).journal_bytes == 8_000
    assert send(8_000, 10_000) == 10_000
    assert send(0, 4_000) == 10_000
    with reading(world.engine) as connection:
        (kept,) = journals_of(connection, branch.officer.device)
        assert (kept.is_whole, content_of(connection, kept)) == (True, journal)
    assert ask(branch, branch.officer, journal=b"another").journal_bytes == 0


def test_what_does_not_come_as_it_was_named_is_let_go(branch):
    device = branch.world.device(branch.officer)
    part = JournalPart(sha256(b"right").digest(), 5, 0, b"wrong")
    assert take_part(branch.world.server, device, part).journal_bytes == 0
    too_long = replace_data(part, b"right and more")
    assert take_part(branch.world.server, device, too_long).journal_bytes == 0
    assert take_part(branch.world.server, device, replace_data(part, b"right")).journal_bytes == 5


def replace_data(part: JournalPart, data: bytes) -> JournalPart:
    return JournalPart(part.digest, part.size, part.offset, data)


def test_an_unfinished_journal_gives_way_to_the_next(branch):
    device = branch.world.device(branch.officer)
    first, second = os.urandom(100), os.urandom(100)
    for journal in (first, second):
        part = JournalPart(sha256(journal).digest(), 100, 0, journal[:50])
        assert take_part(branch.world.server, device, part).journal_bytes == 50
    with reading(branch.world.engine) as connection:
        assert [one.digest for one in journals_of(connection, branch.officer.device)] == [
            sha256(second).digest()
        ]


def test_a_journal_that_only_grew_is_kept_once_and_others_are_bounded(branch):
    """What another one goes on from is let go; what nothing holds is kept, so many and no more."""
    device = branch.world.device(branch.officer)
    grown = os.urandom(2_000)
    for size in range(100, 1_100, 100):
        assert _whole(branch, device, grown[:size]) == size
    with reading(branch.world.engine) as connection:
        assert max(one.size for one in journals_of(connection, branch.officer.device)) == 1_000
    for _ in range(6):
        _whole(branch, device, os.urandom(50))
    with pytest.raises(RuleRefused, match="Too many journals"):
        for _ in range(3):
            _whole(branch, device, os.urandom(50))
    with reading(branch.world.engine) as connection:
        held = [content_of(connection, one) for one in journals_of(connection, branch.officer.device)]
    assert grown[:1_000] in held


def test_a_large_journal_is_never_held_whole(branch):
    """A device, and one that was revoked too, decides how large its journal is: up to 256 MB."""
    device, journal = branch.world.device(branch.officer), os.urandom(16_000_000)
    digest, size = sha256(journal).digest(), len(journal)
    last = size - size % MAX_PART_BYTES
    for offset in range(0, last, MAX_PART_BYTES):
        part = JournalPart(digest, size, offset, journal[offset : offset + MAX_PART_BYTES])
        take_part(branch.world.server, device, part)
    end = JournalPart(digest, size, last, journal[last:])
    tracemalloc.start()
    assert take_part(branch.world.server, device, end).journal_bytes == size
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size // 2
    with reading(branch.world.engine) as connection:
        assert [one.is_whole for one in journals_of(connection, device.id)] == [True]


def _whole(branch: Branch, device: Device, journal: bytes) -> int:
    part = JournalPart(sha256(journal).digest(), len(journal), 0, journal)
    return take_part(branch.world.server, device, part).journal_bytes
