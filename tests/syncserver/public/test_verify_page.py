"""Anybody asks about a receipt: plain words, whatever became of it, and nothing for who has none."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.bodies.lending import RepaymentCorrected, RepaymentRecorded
from shared.contract.bodies.people import DeviceRevoked
from shared.contract.exchange import DeviceReport, EnrolmentRequest
from shared.contract.operations import SignedOperation
from shared.contract.printed import receipt_code
from shared.contract.signing import operation_hash, prove_possession, public_bytes
from shared.contract.version import PROTOCOL
from syncserver.database.engine import reading
from syncserver.people.devices.queries import devices_of
from syncserver.sync.enrolment import enrol, issue_code
from tests.databases import Databases
from tests.syncserver.branch import Branch, Lent, open_branch
from tests.syncserver.in_process import client_of
from tests.syncserver.world import Tablet, open_world, prepare_world


@pytest.fixture
def branch(databases: Databases) -> Iterator[Branch]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as world:
        yield open_branch(world)
    databases.discard(url)


@pytest.fixture
def client(branch: Branch) -> Iterator[httpx.Client]:
    with client_of(branch.world.server) as made:
        yield made


def code_of(tablet: Tablet, signed: SignedOperation, body: RepaymentRecorded, **changes: object) -> str:
    """The code on the receipt of the newest operation."""
    fields: dict[str, object] = {
        "device": tablet.device,
        "sequence": tablet.seq,
        "member": body.member,
        "amount_minor": body.amount_minor,
        "at_ms": tablet.clock(),
        "operation_hash": operation_hash(signed),
    }
    made = receipt_code.code_for(**{**fields, **changes})  # type: ignore[arg-type]  # tests forge any field
    return receipt_code.sign(made, tablet.key)


def asked(client: httpx.Client, code: str) -> str:
    response = client.get("/verify", params={"code": code})
    assert response.status_code == 200
    return response.text


@pytest.fixture
def lent(branch: Branch) -> Lent:
    return branch.lend(1)[0]


def test_a_receipt_is_genuine_and_it_is_said_whether_the_office_has_it(
    branch: Branch, client: httpx.Client, lent: Lent
) -> None:
    body = branch.repayment(lent, 155_000)
    signed = branch.officer.sign(body)
    code = code_of(branch.officer, signed, body)
    before = asked(client, code)
    assert "Genuine, but the office has not received it yet" in before
    assert "₦1,550" in before and "02/03/2026, 10:00" in before  # Lagos is an hour ahead
    branch.world.exchange(branch.officer, [signed])
    assert "Genuine, and the office has it" in asked(client, code)
    spaced = " ".join(code[at : at + 5] for at in range(0, len(code), 5)).lower()
    assert "Genuine, and the office has it" in asked(client, f"\n {spaced} ")
    branch.send(branch.supervisor, [RepaymentCorrected(body.repayment, "typed wrong")])
    assert "Genuine, but corrected since" in asked(client, code)


def test_money_in_suspense_is_at_the_office(branch: Branch, client: httpx.Client, lent: Lent) -> None:
    body = branch.repayment(lent, 5_000, loan=None)
    signed = branch.officer.sign(body)
    branch.world.exchange(branch.officer, [signed])
    assert "not counted on a loan yet" in asked(client, code_of(branch.officer, signed, body))


def test_what_was_sent_instead_of_the_receipt_is_found(
    branch: Branch, client: httpx.Client, lent: Lent
) -> None:
    """Money was received, the end of the chain thrown away and something else written in its place."""
    body, other = branch.repayment(lent, 50_000), branch.repayment(lent, 500)
    seq, prev = branch.officer.seq, branch.officer.prev
    code = code_of(branch.officer, branch.officer.sign(body), body)
    branch.officer.seq, branch.officer.prev = seq, prev
    branch.world.exchange(branch.officer, [branch.officer.sign(other)])
    assert "Bring this receipt to the office" in asked(client, code)


def test_another_amount_than_was_sent_is_found(branch: Branch, client: httpx.Client, lent: Lent) -> None:
    body = branch.repayment(lent, 500)
    signed = branch.officer.sign(body)
    branch.world.exchange(branch.officer, [signed])
    code = code_of(branch.officer, signed, body, amount_minor=50_000)
    assert "Bring this receipt to the office" in asked(client, code)


def test_money_that_was_posted_for_somebody_else_than_the_receipt_says_is_found(
    branch: Branch, client: httpx.Client, lent: Lent
) -> None:
    """The receipt is made out to one member, and the same amount is sent in for another."""
    body = branch.repayment(lent, 500)
    signed = branch.officer.sign(body)
    branch.world.exchange(branch.officer, [signed])
    for other in ({"member": bytes(16)}, {"at_ms": branch.officer.clock() - 86_400_000}):
        code = code_of(branch.officer, signed, body, **other)
        assert "Bring this receipt to the office" in asked(client, code)


def test_a_time_that_no_calendar_has_is_no_code(branch: Branch, client: httpx.Client, lent: Lent) -> None:
    body = branch.repayment(lent, 500)
    code = code_of(branch.officer, branch.officer.sign(body), body, at_ms=2**53)
    assert "This is not a whole code" in asked(client, code)


def test_a_forged_one_and_one_of_an_unknown_device_are_answered_alike(
    branch: Branch, client: httpx.Client, lent: Lent
) -> None:
    body = branch.repayment(lent, 500)
    signed = branch.officer.sign(body)
    forged = code_of(branch.supervisor, signed, body, device=branch.officer.device)
    unknown = code_of(branch.officer, signed, body, device=bytes(16))
    own = code_of(branch.officer, signed, body, device=branch.world.server.own)
    assert asked(client, forged) == asked(client, unknown) == asked(client, own)
    assert "Not genuine" in asked(client, forged) and "₦" not in asked(client, forged)


def test_a_receipt_of_a_device_revoked_since_stays_what_it_is(
    branch: Branch, client: httpx.Client, lent: Lent
) -> None:
    body = branch.repayment(lent, 500)
    signed = branch.officer.sign(body)
    branch.world.exchange(branch.officer, [signed])
    branch.world.act(DeviceRevoked(branch.officer.device, "lost"))
    page = asked(client, code_of(branch.officer, signed, body))
    assert "Genuine, and the office has it" in page and "no longer in use" in page


@pytest.mark.parametrize(
    "text", ["xyzzy", "A" * 20_000, "<script>alert(1)</script>", "Ọ\x00\u202e", "' OR 1=1 --", "=1+1"]
)
def test_whatever_is_typed_is_no_code_and_never_comes_back(client: httpx.Client, text: str) -> None:
    page = asked(client, text)
    assert "This is not a whole code" in page
    assert text not in page


def test_the_page_loads_nothing_runs_nothing_and_cannot_be_framed(client: httpx.Client) -> None:
    response = client.get("/verify")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "script" not in policy
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    assert "<script" not in response.text and "http" not in response.text.replace("<!doctype html>", "")
    assert 'name="viewport"' in response.text


def test_who_asks_too_often_waits_a_minute(branch: Branch, client: httpx.Client) -> None:
    statuses = [client.get("/verify", params={"code": "x"}).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    branch.world.clock.now_ms += 60_000
    assert client.get("/verify").status_code == 200


def test_a_device_that_nobody_let_in_signs_no_receipt(
    branch: Branch, client: httpx.Client, lent: Lent
) -> None:
    """It waits, says what it likes in exchanges, and is declined: nobody is given its key to check with."""
    world = branch.world
    code = issue_code(world.server, branch.officer.staff, secrets.token_bytes, needs_approval=True)
    key = Ed25519PrivateKey.generate()
    proof = prove_possession(key, code.encode())
    request = EnrolmentRequest(PROTOCOL, code, public_bytes(key), proof, "New tablet")
    enrol(world.server, request, source=bytes(32), random_bytes=secrets.token_bytes)
    with reading(world.engine) as connection:
        (device,) = set(devices_of(connection, branch.officer.staff)) - {branch.officer.device}
    tablet = Tablet(device, branch.officer.staff, key, world.server.ids, world.clock)
    body = branch.repayment(lent, 500)
    forged = code_of(tablet, tablet.sign(body), body)
    world.exchange(tablet, report=DeviceReport(recorded=1, waiting=1, waiting_minor=500, attention=0))
    assert "Not genuine" in asked(client, forged)
    world.act(DeviceRevoked(device, "nobody we know"))
    assert "Not genuine" in asked(client, forged)
    world.pull(branch.officer)
    assert ("certificate", device) not in branch.officer.records
