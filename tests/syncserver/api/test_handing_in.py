"""A courier's file through the device of somebody at the office: part by part, once, and by few."""

from __future__ import annotations

import json
import os
import time
from hashlib import sha256
from typing import Protocol, TypeVar

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.syncing.courier.handing_in import HandedInStopped, hand_in
from shared.contract.bodies.people import StaffAdded
from shared.contract.codec import Message, encode
from shared.contract.custody.courier import (
    CourierAnswer,
    CourierBundle,
    open_answer,
    read_carried,
    seal_bundle,
)
from shared.contract.custody.handing_in import (
    MAX_COURIER_PART_BYTES,
    MAX_HANDED_IN_BYTES,
    CourierPart,
    CourierPartTaken,
    CourierReturned,
    CourierWhole,
)
from shared.contract.exchange import ExchangeRequest
from shared.contract.operations import GENESIS, KIND_OF, Operation, SignedOperation
from shared.contract.packing import pack
from shared.contract.signing import operation_hash, public_key, sign_operation
from shared.contract.version import PROTOCOL, RECORD_SCHEMA
from shared.errors import RuleRefused
from shared.permissions import Role
from tests.syncserver.api.conftest import Live
from tests.syncserver.http_world import Sender, answer, code_in, enrolled, run_command, send

_T = TypeVar("_T", bound=Message)
ANSWER_KEY = X25519PrivateKey.from_private_bytes(b"a" * 32)
EMPTY = ExchangeRequest(PROTOCOL, RECORD_SCHEMA, b"", "", 0, GENESIS)


class Make(Protocol):
    """Makes a courier's file of so many operations, sealed to a key, or to the office's own."""

    def __call__(self, operations: int, key: bytes = b"", /) -> bytes: ...


class Way:
    """Posts as one device and is told what the office says."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.parts = 0

    def post(self, path: str, message: Message, wanted: type[_T], /) -> _T:
        self.parts += isinstance(message, CourierPart)
        return answer(wanted, posted(self.sender, path, message))


def posted(sender: Sender, path: str, message: Message) -> httpx.Response:
    body = pack(encode(message))
    return send(sender.address, path, body, sender.headers(path, body))


def code_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["code"]


@pytest.fixture
def field(live: Live) -> Sender:
    """A device in the field, that makes the bundles."""
    sender, _ = enrolled(live.address, live.new_code(), int(time.time()))
    return sender


@pytest.fixture
def bundle(live: Live, field: Sender) -> Make:
    """Makes a file of so many operations of that device, from the first on."""
    courier_key = live.admin.exchange(EMPTY).courier_key
    made = _signed(field, live.enrolment.certificate.staff, *(_clerk() for _ in range(40)))

    def make(operations: int, key: bytes = b"", /) -> bytes:
        content = CourierBundle(
            field.device,
            os.urandom(16),
            int(time.time() * 1000),
            ANSWER_KEY.public_key().public_bytes_raw(),
            EMPTY,
            made[:operations],
        )
        return seal_bundle(content, field.key, key or courier_key, os.urandom)

    return make


def opened(live: Live, data: bytes) -> CourierAnswer:
    return open_answer(read_carried(data), ANSWER_KEY, public_key(live.enrolment.server_public_key))


def go_on(_at: int, _size: int) -> bool:
    return True


def test_it_is_taken_in_and_answered_and_taken_again_changes_nothing(live: Live, bundle: Make) -> None:
    data = bundle(3)
    told: list[tuple[int, int]] = []

    def tell(at: int, size: int) -> bool:
        told.append((at, size))
        return True

    first = opened(live, hand_in(Way(live.admin), data, tell))
    assert [verdict.outcome for verdict in first.responses[0].verdicts] == ["applied"] * 3
    assert told[-1] == (len(data), len(data))
    again = opened(live, hand_in(Way(live.admin), data, go_on))
    assert again.responses[0].verdicts == first.responses[0].verdicts
    assert again.responses[0].head.hash == first.responses[0].head.hash


def test_it_goes_on_where_it_was_stopped(live: Live, bundle: Make) -> None:
    data = bundle(40) + os.urandom(3 * MAX_COURIER_PART_BYTES)
    with pytest.raises(HandedInStopped):
        hand_in(Way(live.admin), data, lambda at, size: at < size // 2)
    part = CourierPart(sha256(data).digest(), len(data), 0, data[:MAX_COURIER_PART_BYTES])
    taken = answer(CourierPartTaken, posted(live.admin, "/courier/part", part)).taken
    assert taken >= len(data) // 2
    way = Way(live.admin)
    with pytest.raises(AssertionError, match="unreadable"):
        hand_in(way, data, go_on)
    assert way.parts <= 3, "what is there is not sent again; and what was added at its end is noticed"


def test_a_part_in_the_wrong_place_changes_nothing(live: Live, bundle: Make) -> None:
    data = bundle(1)
    digest = sha256(data).digest()
    first = CourierPart(digest, len(data), 0, data[:100])
    assert answer(CourierPartTaken, posted(live.admin, "/courier/part", first)).taken == 100
    for offset in (50, 101, 10_000):
        part = CourierPart(digest, 20_000, offset, data[100:200])
        assert answer(CourierPartTaken, posted(live.admin, "/courier/part", part)).taken == 100
    assert code_of(posted(live.admin, "/courier/take", CourierWhole(digest))) == (422, "courier.not_whole")


def test_what_is_no_whole_bundle_of_this_institution_is_refused(live: Live, bundle: Make) -> None:
    def say(data: bytes, size: int = 0) -> tuple[int, str]:
        digest = sha256(data).digest()
        part = CourierPart(digest, size or len(data), 0, data[:MAX_COURIER_PART_BYTES])
        first = posted(live.admin, "/courier/part", part)
        if first.status_code != 200:
            return code_of(first)
        return code_of(posted(live.admin, "/courier/take", CourierWhole(digest)))

    data = bundle(2)
    foreign = X25519PrivateKey.generate().public_key().public_bytes_raw()
    assert say(bundle(2, foreign)) == (422, "courier.unreadable"), "another office's"
    assert say(data[:-1]) == (422, "courier.unreadable")
    assert say(data[:200] + bytes([data[200] ^ 1]) + data[201:]) == (422, "courier.unreadable")
    assert say(os.urandom(1000)) == (422, "courier.unreadable")
    stranger = data[:20] + os.urandom(15) + data[35:]
    assert say(stranger)[1] in {"courier.device", "courier.unreadable"}
    kept = opened(live, hand_in(Way(live.admin), data, go_on))
    assert len(kept.responses[0].verdicts) == 2, "none of these has harmed what is right"


def test_a_size_beyond_the_bound_is_refused_before_a_byte_is_kept(live: Live) -> None:
    data = b"x" * 100
    for size in (MAX_HANDED_IN_BYTES + 1, 50):
        body = pack(encode(CourierPart(bytes(32), size, 0, data)))
        said = send(live.address, "/courier/part", body, live.admin.headers("/courier/part", body))
        assert said.status_code in (400, 422)
    with pytest.raises(RuleRefused):
        hand_in(Way(live.admin), bytes(MAX_HANDED_IN_BYTES + 1), go_on)


@pytest.mark.parametrize("role", [Role.CREDIT_OFFICER, Role.COLLECTIONS_OFFICER, Role.OPERATIONS])
def test_only_who_counts_cash_or_decides_hands_in(live: Live, bundle: Make, role: Role) -> None:
    sender = somebody(live, role)
    data = bundle(1)
    part = CourierPart(sha256(data).digest(), len(data), 0, data)
    said = posted(sender, "/courier/part", part)
    if role is Role.OPERATIONS:
        assert said.status_code == 200
        assert answer(
            CourierReturned, posted(sender, "/courier/take", CourierWhole(sha256(data).digest()))
        ).answer
    else:
        assert code_of(said) == (422, "courier.not_yours")
        assert code_of(posted(sender, "/courier/take", CourierWhole(bytes(32)))) == (422, "courier.not_yours")


def test_the_file_of_one_device_is_not_anothers(live: Live, bundle: Make) -> None:
    data = bundle(1)
    whole = CourierWhole(sha256(data).digest())
    posted(live.admin, "/courier/part", CourierPart(whole.digest, len(data), 0, data))
    assert code_of(posted(somebody(live, Role.OPERATIONS), "/courier/take", whole)) == (
        422,
        "courier.not_whole",
    )


def _clerk() -> StaffAdded:
    return StaffAdded(os.urandom(16), "Sola", "OPERATIONS", f"{os.urandom(5).hex()}@ajo.ng")


def somebody(live: Live, role: Role) -> Sender:
    """A device of a new person of a role, below a new supervisor."""
    email, boss = f"{os.urandom(5).hex()}@ajo.ng", os.urandom(16)
    sender, enrolment = enrolled(live.address, live.new_code(), int(time.time()))
    added = _signed(
        sender,
        enrolment.certificate.staff,
        StaffAdded(boss, "Musa", "SUPERVISOR", f"{os.urandom(5).hex()}@ajo.ng"),
        StaffAdded(os.urandom(16), "Bola", role.value, email, supervisor=boss),
    )
    request = ExchangeRequest(PROTOCOL, RECORD_SCHEMA, b"", "", 0, GENESIS, operations=added)
    assert [verdict.outcome for verdict in sender.exchange(request).verdicts] == ["applied", "applied"]
    made, _ = enrolled(
        live.address, code_in(run_command(live.environment, "enrol-code", email).out), int(time.time())
    )
    return made


def _signed(sender: Sender, staff: bytes, *bodies: StaffAdded) -> tuple[SignedOperation, ...]:
    """The first operations of a device, one after another."""
    made: list[SignedOperation] = []
    for body in bodies:
        kind, version = KIND_OF[type(body)]
        now_ms = int(time.time() * 1000)
        prev = operation_hash(made[-1]) if made else GENESIS
        made.append(
            sign_operation(
                Operation(
                    os.urandom(16), sender.device, len(made) + 1, prev, staff, kind, version, encode(body),
                    (), (), now_ms, 1, bytes(16), now_ms,
                ),
                sender.key,
            )
        )  # fmt: skip
    return tuple(made)
