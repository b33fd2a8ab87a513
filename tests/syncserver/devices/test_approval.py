"""A device that did not get its code at the server waits until somebody above its owner has approved it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.store.author import SystemClock
from fieldapp.syncing.faults import Refused
from fieldapp.syncing.transport import HttpLink
from shared.contract.bodies.people import DeviceApproved, DeviceCodeIssued, DeviceRevoked
from shared.contract.codec import Message, decode
from shared.contract.entering.codes import hash_code, make_code
from shared.contract.entering.fingerprints import fingerprint
from shared.contract.exchange import DeviceReport, EnrolmentPending, EnrolmentRequest, EnrolmentResponse
from shared.contract.records import DeviceRecord
from shared.contract.signing import prove_possession, public_bytes
from shared.contract.version import PROTOCOL
from shared.errors import RuleRefused
from syncserver.sync.enrolment import enrol, issue_code
from tests.databases import Databases
from tests.syncserver.http_world import Sender
from tests.syncserver.in_process import client_of
from tests.syncserver.world import Tablet, World, member_enrolled, open_world, prepare_world

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def world(databases: Databases) -> Iterator[World]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as opened:
        yield opened
    databases.discard(url)


@dataclass(slots=True)
class Team:
    """A supervisor with a tablet, an officer below, and the officer's new device with its code."""

    world: World
    supervisor: Tablet
    admin: Tablet
    officer: bytes
    code: str
    key: Ed25519PrivateKey

    @property
    def request(self) -> EnrolmentRequest:
        proof = prove_possession(self.key, self.code.encode())
        return EnrolmentRequest(PROTOCOL, self.code, public_bytes(self.key), proof, "New tablet")

    @property
    def digits(self) -> str:
        return fingerprint(public_bytes(self.key), public_bytes(self.world.server.keys.institution))

    def ask(self) -> EnrolmentResponse | EnrolmentPending:
        return enrol(self.world.server, self.request, source=bytes(32), random_bytes=secrets.token_bytes)

    def seen_by(self, tablet: Tablet) -> tuple[bytes, DeviceRecord]:
        """The new device as its record shows it."""
        self.world.pull(tablet)
        found = [
            (identifier, decode(DeviceRecord, body))
            for (kind, identifier), body in tablet.records.items()
            if kind == "device"
        ]
        (new,) = [(i, record) for i, record in found if record.label == "New tablet"]
        return new

    def decide(self, tablet: Tablet, body: Message) -> str:
        (verdict,) = self.world.exchange(tablet, [tablet.sign(body)]).verdicts
        return verdict.code or verdict.outcome


@pytest.fixture
def team(world: World) -> Team:
    boss = world.add_staff("SUPERVISOR")
    officer = world.add_staff("CREDIT_OFFICER", boss)
    supervisor, admin = world.enrol(boss), world.enrol(world.add_staff("ADMIN"))
    made = Team(
        world, supervisor, admin, officer, make_code(secrets.token_bytes), Ed25519PrivateKey.generate()
    )
    body = DeviceCodeIssued(hash_code(made.code), officer, world.clock() + 600_000)
    assert made.decide(supervisor, body) == "applied"
    return made


def test_a_supervisors_code_waits_until_it_is_approved(team: Team) -> None:
    pending = team.ask()
    assert isinstance(pending, EnrolmentPending)
    assert team.ask() == pending
    device, record = team.seen_by(team.supervisor)
    assert (record.state, record.fingerprint, record.staff) == ("PENDING", team.digits, team.officer)
    assert record.lease_until_ms == 0
    assert team.seen_by(team.admin) == (device, record)
    assert team.decide(team.supervisor, DeviceApproved(device, team.digits)) == "applied"
    answer = team.ask()
    assert isinstance(answer, EnrolmentResponse)
    assert (answer.certificate.device, answer.certificate.staff) == (device, team.officer)
    assert answer == team.ask()
    assert team.seen_by(team.supervisor)[1].state == "ACTIVE"
    assert team.decide(team.supervisor, DeviceApproved(device, team.digits)) == "device.approved"


def test_nothing_is_taken_from_a_device_that_waits(team: Team) -> None:
    team.ask()
    device, _ = team.seen_by(team.supervisor)
    world = team.world
    tablet = Tablet(device, team.officer, team.key, world.server.ids, world.clock)
    union = world.add_union(team.officer)
    response = world.exchange(tablet, [tablet.sign(member_enrolled(tablet, union))])
    assert [verdict.code for verdict in response.verdicts] == ["device_pending"]
    assert (response.changes, response.lease_until_ms) == ((), 0)


def test_an_approval_may_come_days_later_but_not_for_ever(team: Team) -> None:
    assert isinstance(team.ask(), EnrolmentPending)
    team.world.clock.now_ms += 6 * DAY_MS
    assert isinstance(team.ask(), EnrolmentPending)
    team.world.clock.now_ms += DAY_MS
    with pytest.raises(RuleRefused, match="code"):
        team.ask()


def test_only_somebody_above_approves_and_only_the_device_they_see(team: Team) -> None:
    team.ask()
    device, _ = team.seen_by(team.supervisor)
    world = team.world
    stranger = world.enrol(world.add_staff("SUPERVISOR"))
    own = world.enrol(team.officer)
    good = DeviceApproved(device, team.digits)
    assert team.decide(own, good) == "not_permitted"
    assert team.decide(stranger, good) == "out_of_scope"
    assert team.decide(team.supervisor, DeviceApproved(device, "0000 1111")) == "device.fingerprint"
    assert team.decide(team.supervisor, DeviceApproved(bytes(16), team.digits)) == "out_of_scope"
    assert isinstance(team.ask(), EnrolmentPending)
    assert team.decide(team.admin, good) == "applied"


def test_nobody_approves_their_own_device(world: World, team: Team) -> None:
    """An administrator may act about everybody, so this is asked for by itself."""
    admin = team.admin
    other = Team(
        world, admin, admin, admin.staff, make_code(secrets.token_bytes), Ed25519PrivateKey.generate()
    )
    body = DeviceCodeIssued(hash_code(other.code), admin.staff, world.clock() + 600_000)
    assert other.decide(admin, body) == "applied"
    assert isinstance(other.ask(), EnrolmentPending)
    device, _ = other.seen_by(admin)
    assert other.decide(admin, DeviceApproved(device, other.digits)) == "device.own"
    second = world.enrol(world.add_staff("ADMIN"))
    assert other.decide(second, DeviceApproved(device, other.digits)) == "applied"


def test_a_declined_device_is_told_and_never_approved(team: Team) -> None:
    team.ask()
    device, _ = team.seen_by(team.supervisor)
    assert team.decide(team.supervisor, DeviceRevoked(device, "not hers")) == "applied"
    with pytest.raises(RuleRefused) as refused:
        team.ask()
    assert refused.value.code == "device.revoked"
    assert team.decide(team.supervisor, DeviceApproved(device, team.digits)) == "device.revoked"


def test_a_code_of_the_server_itself_waits_only_where_it_says_so(world: World) -> None:
    staff = world.add_staff("ADMIN")
    for needs_approval, wanted in ((False, EnrolmentResponse), (True, EnrolmentPending)):
        code = issue_code(world.server, staff, secrets.token_bytes, needs_approval=needs_approval)
        key = Ed25519PrivateKey.generate()
        request = EnrolmentRequest(
            PROTOCOL, code, public_bytes(key), prove_possession(key, code.encode()), "Tablet"
        )
        answer = enrol(world.server, request, source=bytes(32), random_bytes=secrets.token_bytes)
        assert isinstance(answer, wanted)


def test_the_way_from_the_tablets_link_to_the_server_and_back(team: Team) -> None:
    with client_of(team.world.server) as client:
        link = HttpLink("http://office.example", SystemClock(bytes(16)), client)
        assert isinstance(link.enrol(team.request), EnrolmentPending)
        device, _ = team.seen_by(team.supervisor)
        team.decide(team.supervisor, DeviceApproved(device, team.digits))
        assert isinstance(link.enrol(team.request), EnrolmentResponse)
        team.decide(team.supervisor, DeviceRevoked(device, "lost"))
        with pytest.raises(Refused):
            link.enrol(team.request)


def test_what_a_device_still_holds_is_told_and_seldom_written(team: Team) -> None:
    world = team.world
    tablet = world.enrol(team.officer)

    def version() -> int:
        world.pull(team.supervisor)
        return team.supervisor.versions[("device", tablet.device)]

    def record() -> DeviceRecord:
        return decode(DeviceRecord, team.supervisor.records[("device", tablet.device)])

    first = version()
    world.exchange(tablet, report=DeviceReport(9, 3, 70_000, 1))
    second = version()
    assert second == first + 1
    assert (record().waiting, record().waiting_minor, record().attention) == (3, 70_000, 1)
    assert record().last_seen_ms == world.clock()
    assert record().lease_until_ms == world.clock() + 7 * DAY_MS
    world.clock.now_ms += 30_000
    world.exchange(tablet, report=DeviceReport(10, 4, 90_000, 1))
    assert version() == second, "within a minute only what waits, or no more, is news"
    world.exchange(tablet, report=DeviceReport(10, 0, 0, 1))
    assert version() == second + 1
    world.clock.now_ms += 14 * 60_000
    world.exchange(tablet, report=DeviceReport(11, 0, 0, 1))
    assert version() == second + 1
    world.clock.now_ms += 60_000
    world.exchange(tablet, report=DeviceReport(11, 0, 0, 1))
    assert version() == second + 2


def test_a_device_that_waits_signs_no_request(team: Team) -> None:
    team.ask()
    device, _ = team.seen_by(team.supervisor)
    with client_of(team.world.server) as client:
        sender = Sender("http://office.example", device, team.key, team.world.clock() // 1000)
        headers = sender.headers("/sync/exchange", b"x")
        answer = client.post("/sync/exchange", content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_device")
