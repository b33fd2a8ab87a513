"""Who gets a device enrolled, with what, and how often one may guess."""

import secrets
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.bodies.people import (
    DeviceCodeIssued,
    DeviceEnrolled,
    DeviceRevoked,
    StaffChanged,
)
from shared.contract.codec import Malformed
from shared.contract.entering.codes import CODE_LIFE_MS, hash_code, make_code, new_device_code
from shared.contract.exchange import EnrolmentRequest, EnrolmentResponse
from shared.contract.signing import (
    BadSignature,
    prove_possession,
    public_bytes,
    public_key,
    verify_certificate,
)
from shared.contract.version import PROTOCOL
from shared.errors import RuleRefused
from syncserver.database.engine import reading
from syncserver.people.devices.queries import devices_of
from syncserver.sync.enrolment import TooManyAttempts, enrol, enrolled, issue_code
from syncserver.sync.housekeeping import tidy
from tests.databases import Databases
from tests.syncserver.world import Tablet, World, open_world, prepare_world


@pytest.fixture
def world(databases: Databases) -> Iterator[World]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as opened:
        yield opened
    databases.discard(url)


def _request(code: str, key: Ed25519PrivateKey, **changes: bytes) -> EnrolmentRequest:
    fields = {"public_key": public_bytes(key), "proof": prove_possession(key, code.encode()), **changes}
    return EnrolmentRequest(PROTOCOL, code, fields["public_key"], fields["proof"], "Tablet")


def _enrol(world: World, request: EnrolmentRequest, source: bytes = bytes(32)) -> EnrolmentResponse:
    return enrolled(enrol(world.server, request, source=source, random_bytes=secrets.token_bytes))


def _code(world: World, staff: bytes) -> str:
    return issue_code(world.server, staff, secrets.token_bytes)


def _refused(world: World, request: EnrolmentRequest, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        _enrol(world, request)
    assert refused.value.code == code


def test_what_a_device_is_told(world: World) -> None:
    staff = world.add_staff("ADMIN")
    key = Ed25519PrivateKey.generate()
    answer = _enrol(world, _request(_code(world, staff), key))
    certificate = answer.certificate
    verify_certificate(certificate, answer.certificate_signature, public_key(answer.server_public_key))
    assert (certificate.staff, certificate.public_key) == (staff, public_bytes(key))
    assert answer.lease_until_ms == world.clock() + 7 * 24 * 3600 * 1000
    assert (answer.role, answer.institution_name) == ("ADMIN", "Ajo Microfinance")
    other = _enrol(world, _request(_code(world, staff), Ed25519PrivateKey.generate()))
    assert other.lease_key != answer.lease_key
    assert other.certificate.device_code != certificate.device_code


def test_a_lost_answer_may_be_asked_for_again(world: World) -> None:
    code, key = _code(world, world.add_staff("ADMIN")), Ed25519PrivateKey.generate()
    assert _enrol(world, _request(code, key)) == _enrol(world, _request(code, key))


def test_codes_that_do_not_open_are_all_answered_alike(world: World) -> None:
    staff = world.add_staff("ADMIN")
    used, old, gone = (_code(world, staff) for _ in range(3))
    _enrol(world, _request(used, Ed25519PrivateKey.generate()))
    answers = set()
    suspended = world.add_staff("ADMIN")
    theirs = _code(world, suspended)
    world.act(StaffChanged(suspended, None, "SUSPENDED", None))
    for code in (used, theirs, "AAAAA-BBBBB", make_code(secrets.token_bytes)):
        with pytest.raises(RuleRefused) as refused:
            _enrol(world, _request(code, Ed25519PrivateKey.generate()))
        answers.add(str(refused.value))
    world.clock.now_ms += CODE_LIFE_MS
    for code in (old, gone):
        with pytest.raises(RuleRefused) as refused:
            _enrol(world, _request(code, Ed25519PrivateKey.generate()))
        answers.add(str(refused.value))
    assert len(answers) == 1


def test_keys_that_are_weak_unproved_or_used(world: World) -> None:
    staff, key = world.add_staff("ADMIN"), Ed25519PrivateKey.generate()
    code = _code(world, staff)
    with pytest.raises(Malformed):
        _enrol(world, _request(code, key, public_key=bytes(32)))
    with pytest.raises(BadSignature):
        _enrol(world, _request(code, key, proof=bytes(64)))
    with pytest.raises(BadSignature):
        _enrol(world, _request(code, key, public_key=public_bytes(Ed25519PrivateKey.generate())))
    _enrol(world, _request(code, key))
    _refused(world, _request(_code(world, staff), key), "key.reused")


def test_guessing_is_slowed_down_for_whoever_guesses(world: World) -> None:
    staff = world.add_staff("ADMIN")
    for _ in range(10):
        _refused(world, _request("WRONG", Ed25519PrivateKey.generate()), "code.unusable")
    good = _request(_code(world, staff), Ed25519PrivateKey.generate())
    with pytest.raises(TooManyAttempts):
        _enrol(world, good)
    _enrol(world, good, source=b"o" * 32)
    world.clock.now_ms += 11 * 60_000
    _enrol(world, _request(_code(world, staff), Ed25519PrivateKey.generate()))
    tidy(world.server)


def _outcome(world: World, tablet: Tablet, body: DeviceCodeIssued | DeviceEnrolled | DeviceRevoked) -> str:
    (verdict,) = world.exchange(tablet, [tablet.sign(body)]).verdicts
    return verdict.code or verdict.outcome


def test_a_supervisor_issues_codes_and_revokes_for_the_people_below_only(world: World) -> None:
    supervisor, other = (world.add_staff("SUPERVISOR") for _ in range(2))
    mine, theirs = (world.add_staff("CREDIT_OFFICER", boss) for boss in (supervisor, other))
    tablet = world.enrol(supervisor)
    expires_ms = world.clock() + 3600 * 1000
    code = make_code(secrets.token_bytes)
    assert _outcome(world, tablet, DeviceCodeIssued(hash_code(code), mine, expires_ms)) == "applied"
    assert _outcome(world, tablet, DeviceCodeIssued(hash_code(code), mine, expires_ms)) == "code.known"
    assert _outcome(world, tablet, DeviceCodeIssued(bytes(32), theirs, expires_ms)) == "out_of_scope"
    assert _outcome(world, tablet, DeviceCodeIssued(bytes(32), supervisor, expires_ms)) == "out_of_scope"
    assert _outcome(world, tablet, DeviceCodeIssued(bytes(32), mine, world.clock())) == "code.expired"
    world.clock.now_ms += CODE_LIFE_MS - 1
    with pytest.raises(LookupError):  # it waits for its approval
        _enrol(world, _request(code, Ed25519PrivateKey.generate()))
    with reading(world.engine) as connection:
        (pending,) = devices_of(connection, mine)
    strange = world.enrol(theirs).device
    assert _outcome(world, tablet, DeviceRevoked(strange, "lost")) == "out_of_scope"
    assert _outcome(world, tablet, DeviceRevoked(world.server.own, "lost")) == "out_of_scope"
    assert _outcome(world, tablet, DeviceRevoked(pending, "lost")) == "applied"
    assert _outcome(world, tablet, DeviceRevoked(pending, "lost")) == "device.revoked"


def test_nobody_but_the_server_enrols(world: World) -> None:
    admin = world.enrol(world.add_staff("ADMIN"))
    code = make_code(secrets.token_bytes)
    assert _outcome(world, admin, DeviceCodeIssued(hash_code(code), admin.staff, world.clock() + 60_000))
    key = public_bytes(Ed25519PrivateKey.generate())
    body = DeviceEnrolled(admin.ids.make(), admin.staff, key, "ZZ", "", hash_code(code))
    assert _outcome(world, admin, body) == "not_permitted"


def test_a_code_survives_being_read_out() -> None:
    code = make_code(lambda n: bytes(range(n)))
    assert len(code.replace("-", "")) == 26
    plain = hash_code(code)
    for typed in (code.lower(), code.replace("-", ""), code.replace("0", "O").replace("1", "l")):
        assert hash_code(typed) == plain
    assert hash_code(code[:-1] + ("2" if code[-1] != "2" else "3")) != plain


def test_device_codes_are_short_and_never_given_twice() -> None:
    taken: set[str] = set()
    for _ in range(2_000):
        code = new_device_code(frozenset(taken), secrets.token_bytes)
        assert code not in taken
        assert code[0].isalpha()
        taken.add(code)
    assert {len(code) for code in taken} == {2, 3}
