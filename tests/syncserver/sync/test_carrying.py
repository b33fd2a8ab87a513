"""A courier's bundle at the office: late, hostile, or where the disk takes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from shared.contract.bodies.documents import DocumentAttached
from shared.contract.codec import decode
from shared.contract.custody.courier import CarriedFile, CourierBundle, seal_bundle
from shared.contract.exchange import DeviceReport
from shared.contract.operations import SignedOperation
from shared.errors import RuleRefused
from syncserver.files.folder import FileFolder
from syncserver.sync.custody.carrying import TakenIn, take_in
from tests.databases import Databases
from tests.syncserver.world import Tablet, World, member_enrolled, open_world, prepare_world

HOUR_MS = 3_600_000
A_KEY = bytes(range(32))


@pytest.fixture
def world(databases: Databases) -> Iterator[World]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as world:
        yield world
    databases.discard(url)


@pytest.fixture
def officer(world: World) -> Tablet:
    return world.enrol(world.add_staff("CREDIT_OFFICER", world.add_staff("SUPERVISOR")))


def bundle_of(
    world: World,
    tablet: Tablet,
    operations: tuple[SignedOperation, ...] = (),
    *,
    answer_key: bytes = A_KEY,
    files: tuple[CarriedFile, ...] = (),
) -> bytes:
    """What a tablet saves that says of itself that this is all it recorded."""
    report = DeviceReport(recorded=tablet.seq, waiting=0, waiting_minor=0, attention=0)
    request = tablet.request(report=report)
    content = CourierBundle(
        tablet.device, tablet.ids.make(), world.clock(), answer_key, request, operations, files
    )
    return seal_bundle(content, tablet.key, world.server.courier_key, secrets.token_bytes)


def taken(world: World, data: bytes) -> TakenIn:
    return take_in(world.server, data, secrets.token_bytes)


def said(world: World, tablet: Tablet) -> tuple[int, int, int]:
    """How much the device said it recorded, how much the office counted then, and when that was."""
    device = world.device(tablet)
    assert device.report is not None
    return decode(DeviceReport, device.report).recorded, device.taken, device.exchanged_at_ms


def signed_members(world: World, tablet: Tablet, times: int) -> tuple[SignedOperation, ...]:
    union = world.add_union(tablet.staff)
    return tuple(tablet.sign(member_enrolled(tablet, union)) for _ in range(times))


def test_a_bundle_that_comes_late_says_nothing_of_how_the_tablet_stands_now(
    world: World, officer: Tablet
) -> None:
    first = signed_members(world, officer, 2)
    late = bundle_of(world, officer, first)
    assert taken(world, late).left == 0
    assert said(world, officer)[:2] == (2, 2)
    world.clock.now_ms += HOUR_MS
    second = signed_members(world, officer, 1)
    world.exchange(officer, second, report=DeviceReport(recorded=3, waiting=0, waiting_minor=0, attention=0))
    known = said(world, officer)
    assert known[:2] == (3, 3)
    world.clock.now_ms += HOUR_MS
    assert [one.count for one in taken(world, late).answered] == [2]
    assert said(world, officer) == known


@pytest.mark.parametrize("key", [bytes(32), b"\x01" + bytes(31)], ids=["zero", "one"])
def test_an_answer_that_cannot_be_sealed_is_refused_before_anything_is_taken(
    world: World, officer: Tablet, key: bytes
) -> None:
    data = bundle_of(world, officer, signed_members(world, officer, 1), answer_key=key)
    with pytest.raises(RuleRefused) as refused:
        taken(world, data)
    assert refused.value.code == "courier.unreadable"
    assert world.exchange(officer).head.seq == 0


def test_a_disk_that_takes_no_file_keeps_no_answer_back(
    world: World, officer: Tablet, tmp_path: Path
) -> None:
    enrolled = member_enrolled(officer, world.add_union(officer.staff))
    content = b"\xff\xd8\xff\xe0" + secrets.token_bytes(500)
    member = officer.sign(enrolled)
    document = DocumentAttached(
        officer.ids.make(), "member", enrolled.member, "Identity card", "a.jpg", sha256(content).digest(),
        len(content), "image/jpeg",
    )  # fmt: skip
    operations = (member, officer.sign(document))
    data = bundle_of(world, officer, operations, files=(CarriedFile(sha256(content).digest(), content),))
    blocked = tmp_path / "files"
    blocked.write_bytes(b"in the way")
    folder = world.server.files
    assert folder is not None
    world.server = replace(world.server, files=FileFolder(blocked, folder.key, secrets.token_bytes))
    first = taken(world, data)
    assert (first.left, first.files) == (0, 0)
    world.server = replace(world.server, files=folder)
    assert taken(world, data).files == 1
