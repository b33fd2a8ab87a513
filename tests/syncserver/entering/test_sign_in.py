"""Who may come in with a password, what guessing costs, and that nobody learns whom there is."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.store.author import SystemClock
from fieldapp.syncing.faults import Refused
from fieldapp.syncing.transport import HttpLink
from shared.contract.bodies.people import Role, StaffAdded, StaffChanged
from shared.contract.entering.sign_in import SignInRequest
from shared.contract.exchange import EnrolmentPending
from shared.errors import RuleRefused
from syncserver.database.engine import reading, writing
from syncserver.people.passwords.hashing import (
    NOBODYS,
    hash_password,
    is_of_this_cost,
    is_password,
)
from syncserver.people.passwords.queries import find_login, set_password, set_totp
from syncserver.people.passwords.totp import (
    as_link,
    digits_at,
    open_secret,
    seal_secret,
    step_of,
)
from syncserver.sync.enrolment import TooManyAttempts, enrol
from syncserver.sync.entering.sign_in import sign_in
from tests.databases import Databases
from tests.syncserver.devices.test_enrolment import _request
from tests.syncserver.in_process import client_of
from tests.syncserver.world import World, open_world, prepare_world

PASSWORD = "seven old goats eat"
_MINUTE_MS = 60_000


@pytest.fixture
def world(databases: Databases) -> Iterator[World]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as opened:
        yield opened
    databases.discard(url)


@dataclass(slots=True)
class Person:
    """Somebody with a password, and a second factor if they were given one."""

    world: World
    staff: bytes
    email: str
    secret: bytes = b""

    def digits(self, beside_s: int = 0) -> str:
        return digits_at(self.secret, self.world.clock() // 1000 + beside_s)

    def sign_in(
        self, password: str = PASSWORD, digits: str = "", source: bytes = bytes(32), email: str = ""
    ) -> str:
        request = SignInRequest(1, email or self.email, password, digits)
        server = self.world.server
        return sign_in(server, request, source=source, random_bytes=secrets.token_bytes).code

    def is_refused(
        self, password: str = PASSWORD, digits: str = "", source: bytes = bytes(32), email: str = ""
    ) -> bool:
        with pytest.raises(RuleRefused) as refused:
            self.sign_in(password, digits, source, email)
        return str(refused.value) == str(self._refusal())

    def _refusal(self) -> RuleRefused:
        detail = "The e-mail address, the password or the six digits are not right, or there are none yet."
        return RuleRefused("sign_in.refused", "Not accepted", detail)


def _person(world: World, role: Role, *, with_totp: bool = False) -> Person:
    staff = world.server.ids.make()
    boss = world.add_staff("SUPERVISOR") if role == "CREDIT_OFFICER" else None
    world.act(StaffAdded(staff, "Ada Obi", role, f"{staff.hex()}@ajo.ng", boss))
    made = Person(world, staff, f"{staff.hex()}@ajo.ng")
    with writing(world.engine) as connection:
        set_password(connection, staff, hash_password(PASSWORD, made.email), world.clock())
        if with_totp:
            key = world.server.keys.totp_key()
            made.secret, kept = seal_secret(key, staff, secrets.token_bytes)
            set_totp(connection, staff, kept, world.clock())
    return made


def test_a_password_gives_a_code_whose_device_waits(world: World) -> None:
    officer = _person(world, "CREDIT_OFFICER")
    request = _request(officer.sign_in(email=officer.email.upper()), Ed25519PrivateKey.generate())
    answer = enrol(world.server, request, source=bytes(32), random_bytes=secrets.token_bytes)
    assert isinstance(answer, EnrolmentPending)


def test_whoever_approves_needs_the_digits_too(world: World) -> None:
    for role in ("SUPERVISOR", "ADMIN"):
        assert _person(world, role).is_refused(), "nobody who approves comes in without a second factor"
        person = _person(world, role, with_totp=True)
        assert person.is_refused()
        assert person.is_refused(digits="000000") or person.digits() == "000000"
        assert person.is_refused(password="wrong wrong wrong", digits=person.digits())
        assert person.sign_in(digits=person.digits())
        world.clock.now_ms += 11 * _MINUTE_MS


def test_digits_are_good_for_a_minute_and_once(world: World) -> None:
    person = _person(world, "SUPERVISOR", with_totp=True)
    assert person.is_refused(digits=person.digits(-90))
    assert person.is_refused(digits=person.digits(90))
    early = person.digits(-30)
    assert person.sign_in(digits=early)
    assert person.is_refused(digits=early)
    now = person.digits()
    assert person.sign_in(digits=f"{now[:3]} {now[3:]}")
    assert person.is_refused(digits=now)
    assert person.is_refused(digits=early), "an earlier step is not good after a later one"
    assert person.sign_in(digits=person.digits(30))


def test_whoever_is_suspended_stays_out(world: World) -> None:
    officer = _person(world, "OPERATIONS")
    world.act(StaffChanged(officer.staff, None, "SUSPENDED", None))
    assert officer.is_refused()


def test_a_person_without_a_password_or_not_known_is_answered_alike(world: World) -> None:
    staff = world.add_staff("OPERATIONS")
    nobody = Person(world, staff, f"{staff.hex()}@x.ng")
    assert nobody.is_refused()
    assert nobody.is_refused(password="")
    assert nobody.is_refused(email="nobody@ajo.ng")


def test_guessing_is_stopped_by_account_wherever_it_comes_from(world: World) -> None:
    person = _person(world, "OPERATIONS")
    for number in range(10):
        assert person.is_refused(password="wrong wrong wrong", source=bytes([number]) * 32)
    with pytest.raises(TooManyAttempts):
        person.sign_in(source=b"x" * 32)
    world.clock.now_ms += 11 * _MINUTE_MS
    assert person.sign_in(source=b"x" * 32)


def test_guessing_is_stopped_by_source_whatever_account_is_named(world: World) -> None:
    person = _person(world, "OPERATIONS")
    for number in range(10):
        assert person.is_refused(email=f"nobody{number}@ajo.ng")
    with pytest.raises(TooManyAttempts):
        person.sign_in()
    assert person.sign_in(source=b"o" * 32)


def test_accounts_that_are_not_there_are_stopped_like_those_that_are(world: World) -> None:
    person = _person(world, "OPERATIONS")
    for number in range(10):
        assert person.is_refused(email="nobody@ajo.ng", source=bytes([number]) * 32)
    with pytest.raises(TooManyAttempts):
        person.sign_in(email="nobody@ajo.ng", source=b"x" * 32)


def test_nobody_learns_from_the_time_whom_there_is(world: World) -> None:
    """Work of this thread is measured, for the machine may be busy with other things meanwhile."""
    person = _person(world, "OPERATIONS")
    bare = world.add_staff("OPERATIONS")
    asked = {
        "wrong password": person.email,
        "no password": f"{bare.hex()}@x.ng",
        "not known": "nobody@ajo.ng",
    }
    took: dict[str, list[float]] = {what: [] for what in asked}
    for turn in range(9):
        for number, (what, email) in enumerate(asked.items()):
            world.clock.now_ms += 11 * _MINUTE_MS
            began = time.thread_time()
            assert person.is_refused("wrong wrong wrong", source=bytes([turn, number]) * 16, email=email)
            took[what].append(time.thread_time() - began)
    medians = [median(times) for times in took.values()]
    assert max(medians) - min(medians) < max(0.005, 0.2 * min(medians)), took
    assert min(medians) > 0.02, "a guess costs an Argon2id derivation whoever is guessed"


def test_the_way_from_the_tablets_link_to_a_code(world: World) -> None:
    officer = _person(world, "OPERATIONS")
    with client_of(world.server) as client:
        link = HttpLink("http://office.example", SystemClock(bytes(16)), client)
        code = link.sign_in(SignInRequest(1, officer.email, PASSWORD)).code
        assert isinstance(link.enrol(_request(code, Ed25519PrivateKey.generate())), EnrolmentPending)
        with pytest.raises(Refused) as refused:
            link.sign_in(SignInRequest(1, officer.email, "wrong wrong wrong"))
    assert (refused.value.status, refused.value.code) == (422, "sign_in.refused")
    assert PASSWORD not in repr(SignInRequest(1, officer.email, PASSWORD))


# ------------------------------------------------------------------------------- passwords and digits


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.length"),
        ("x" * 257, "password.length"),
        ("aaaabbbbcccc", "password.few"),
        ("my name is ada.obi", "password.email"),
    ],
)
def test_weak_passwords_are_not_taken(password: str, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        hash_password(password, "ada.obi@ajo.ng")
    assert refused.value.code == code


def test_a_password_is_the_same_however_it_is_typed() -> None:
    kept = hash_password("caf\u00e9 au lait, s'il", "a@b.ng")
    assert kept.startswith("$argon2id$")
    assert is_password("cafe\u0301 au lait, s'il", kept)
    assert not is_password("cafe au lait, s'il", kept)
    assert not is_password("", "")
    assert not is_password("anything", "not a hash")
    assert is_of_this_cost(kept)
    assert is_of_this_cost(NOBODYS)


@pytest.mark.parametrize(
    ("at_s", "shown"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_digits_are_those_of_the_standard(at_s: int, shown: str) -> None:
    """RFC 6238, appendix B."""
    secret = b"12345678901234567890"
    assert digits_at(secret, at_s, digits=8) == shown
    assert step_of(secret, shown[2:], at_s) == at_s // 30


def test_a_secret_is_sealed_for_its_person(world: World) -> None:
    person = _person(world, "ADMIN", with_totp=True)
    with reading(world.engine) as connection:
        login = find_login(connection, person.email)
    assert login is not None
    assert login.totp_secret is not None
    assert person.secret not in login.totp_secret
    key = world.server.keys.totp_key()
    assert open_secret(key, person.staff, login.totp_secret) == person.secret
    assert open_secret(key, bytes(16), login.totp_secret) is None
    assert open_secret(bytes(32), person.staff, login.totp_secret) is None
    assert as_link(b"12345", "a@b.ng", "Ajo & Co").startswith(
        "otpauth://totp/Ajo%20%26%20Co:a%40b.ng?secret="
    )
