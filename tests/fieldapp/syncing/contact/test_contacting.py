"""A real tablet speaks with a real server where nobody has typed a PIN."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from fieldapp.syncing.contact.contacting import Contacted, contact
from fieldapp.syncing.enrol import EnrolmentForm, enrol
from fieldapp.syncing.faults import Unreachable, UntrustedAnswer
from fieldapp.vault.faults import LeaseExpired, LeaseMissing, PinLocked, WrongPin
from fieldapp.vault.identity import list_profiles, list_wiping
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.lease import LeaseStanding
from fieldapp.vault.vault import Vault
from shared.contract.bodies.people import DeviceRevoked, DeviceUnlocked, DeviceWiped
from shared.contract.codec import Message, decode
from shared.contract.custody.contact import (
    ContactAnswer,
    ContactRequest,
    ContactResponse,
    JournalPart,
    JournalTaken,
    sign_answer,
)
from shared.contract.custody.orders import Order, SignedOrder, sign_order
from shared.contract.exchange import EnrolmentRequest, EnrolmentResponse
from syncserver.database.engine import reading
from syncserver.people.devices.contact.queries import content_of, journals_of
from syncserver.people.devices.queries import Device, find_device
from syncserver.people.tables import task
from syncserver.sync import enrolment
from syncserver.sync.custody import contact as server_contact
from tests.databases import Databases
from tests.fieldapp.vault.tablet import DAY_MS, OTHER_PIN, PIN, QUICK, Tablet
from tests.syncserver.world import World, open_world, prepare_world

RECOVERY = X25519PrivateKey.from_private_bytes(bytes(range(1, 33))).public_key().public_bytes_raw()
JOURNAL = os.urandom(300_000)


@dataclass
class Office:
    """The server, and a way to it that can be cut after some parts, or bent."""

    world: World
    staff: bytes
    device: bytes = b""
    reachable: bool = True
    parts_until_cut: int = 1_000
    bend: list[ContactResponse] = field(default_factory=list)

    def enrol(self, request: EnrolmentRequest) -> EnrolmentResponse:
        answer = enrolment.enrol(self.world.server, request, source=bytes(32), random_bytes=os.urandom)
        return enrolment.enrolled(answer)

    def ask(self, request: ContactRequest) -> ContactResponse:
        if not self.reachable:
            raise Unreachable()
        if self.bend:
            return self.bend.pop(0)
        return server_contact.contact(self.world.server, self._device(), request)

    def send(self, part: JournalPart) -> JournalTaken:
        if self.parts_until_cut == 0:
            raise Unreachable()
        self.parts_until_cut -= 1
        return server_contact.take_part(self.world.server, self._device(), part)

    def _device(self) -> Device:
        with reading(self.world.engine) as connection:
            device = find_device(connection, self.device)
        assert device is not None
        return device

    def act(self, body: Message) -> None:
        self.world.act(body)

    def tasks(self) -> list[str]:
        """The kinds of the tasks that are open."""
        with reading(self.world.engine) as connection:
            return list(connection.scalars(select(task.c.kind).where(task.c.is_open).order_by(task.c.kind)))

    def journals(self) -> list[bytes]:
        with reading(self.world.engine) as connection:
            found = journals_of(connection, self.device)
            return [content_of(connection, one) for one in found if one.is_whole]


@dataclass
class Field:
    """A tablet in the field, its vault, and its office."""

    tablet: Tablet
    vault: Vault
    office: Office

    def contact(self) -> Contacted:
        return contact(self.vault, lambda: self.office, os.urandom)

    def pass_days(self, days: int) -> None:
        self.tablet.clock.pass_ms(days * DAY_MS)
        self.office.world.clock.now_ms = self.tablet.clock.wall_ms

    def lock_out(self) -> None:
        for _ in range(10):
            with pytest.raises((WrongPin, PinLocked)) as raised:
                self.vault.unlock(OTHER_PIN)
            wait_s = getattr(raised.value, "wait_s", 0)
            self.tablet.clock.pass_ms(wait_s * 1000)


@pytest.fixture
def at(databases: Databases, tmp_path: Path) -> Iterator[Field]:
    url = databases.prepared("a world with an institution", prepare_world)
    with open_world(url) as world:
        world.server = replace(world.server, keys=replace(world.server.keys, recovery_key=RECOVERY))
        tablet = Tablet(tmp_path / "data", FileKeyring(tmp_path / "keyring"))
        world.clock.now_ms = tablet.clock.wall_ms
        supervisor = world.add_staff("SUPERVISOR")
        staff = world.add_staff("CREDIT_OFFICER", supervisor)
        office = Office(world, staff)
        code = enrolment.issue_code(world.server, staff, os.urandom)
        form = EnrolmentForm("https://fieldapp.example.org", code, PIN, "Tablet")
        vault = enrol(form, office, tablet.data_folder, tablet.around(), QUICK)
        office.device = vault.profile.identity.device_id
        (vault.profile.folder / "sealed.journal").write_bytes(JOURNAL)
        vault.lock()
        yield Field(tablet, vault, office)
    databases.discard(url)


def test_an_expired_lease_is_renewed_without_a_pin(at):
    at.pass_days(8)
    with pytest.raises(LeaseExpired):
        at.vault.unlock(PIN)
    assert at.contact().renewed
    assert at.vault.lease_state().standing is LeaseStanding.VALID
    at.vault.unlock(PIN)
    assert at.office.journals() == [], "a device in use sends no journal"


def test_locked_out_it_asks_until_somebody_says_yes(at):
    at.lock_out()
    said = at.contact()
    assert (said.locked, said.unlocked, said.device_state) == (True, False, "ACTIVE")
    with pytest.raises((PinLocked, LeaseMissing)):
        at.vault.unlock(PIN)
    assert at.office.journals() == [JOURNAL], "nobody can send what was recorded, so it goes sealed"
    assert at.contact().locked
    assert at.office.tasks() == ["device_locked"], "the supervisor is told, and told once"

    at.office.act(DeviceUnlocked(at.office.device, "she showed her card"))
    assert at.office.tasks() == [], "it was seen to"
    said = at.contact()
    assert (said.locked, said.unlocked) == (False, True)
    at.vault.unlock(PIN)
    assert at.vault.attempts_made() == 0
    assert at.contact().renewed

    at.lock_out()
    assert at.contact().locked, "the order was good for once"


def test_revoked_it_gets_no_lease_and_sends_the_journal_alone(at):
    at.office.act(DeviceRevoked(at.office.device, "left the branch"))
    said = at.contact()
    assert (said.device_state, said.device_reason) == ("REVOKED", "left the branch")
    assert (said.renewed, said.wiped, said.journal_left) == (False, False, 0)
    assert at.office.journals() == [JOURNAL]
    with pytest.raises(LeaseMissing):
        at.vault.unlock(PIN)


def test_a_store_that_was_put_back_sends_its_journal_and_the_supervisor_is_told(at):
    (at.vault.profile.folder / "held").write_bytes(b"")
    assert at.contact().journal_left == 0
    assert at.office.journals() == [JOURNAL]
    assert at.office.tasks() == ["device_held"]
    at.vault.unlock(PIN)


def test_a_journal_that_was_cut_goes_on_where_it_was(at):
    at.office.act(DeviceRevoked(at.office.device, "lost"))
    at.office.parts_until_cut = 1
    with pytest.raises(Unreachable):
        at.contact()
    at.office.parts_until_cut = 2
    assert at.contact().journal_left == 0
    assert at.office.journals() == [JOURNAL]


def test_a_wipe_sends_the_journal_and_leaves_nothing(at):
    at.office.act(DeviceWiped(at.office.device, "stolen"))
    said = at.contact()
    assert (said.wiped, said.journal_left) == (True, 0)
    assert at.office.journals() == [JOURNAL]
    assert list_profiles(at.tablet.data_folder) == list_wiping(at.tablet.data_folder) == ()
    assert list(at.tablet.data_folder.iterdir()) == []
    assert at.contact().wiped, "asking once more finds nothing and does no harm"


def test_what_is_recorded_while_the_office_is_asked_goes_before_a_wipe(at):
    """Somebody unlocks and records while a contact is under way that brings the order."""
    at.office.act(DeviceWiped(at.office.device, "stolen"))
    file, ask = at.vault.profile.folder / "sealed.journal", at.office.ask

    def ask_slowly(request: ContactRequest) -> ContactResponse:
        answer: ContactResponse = ask(request)
        if file.read_bytes() == JOURNAL:
            with file.open("ab") as journal:
                journal.write(b"recorded meanwhile")
        return answer

    at.office.ask = ask_slowly
    assert at.contact().wiped
    assert at.office.journals() == [JOURNAL + b"recorded meanwhile"]
    assert list(at.tablet.data_folder.iterdir()) == []


def test_a_wipe_that_cannot_send_destroys_the_keys_and_keeps_the_journal(at):
    at.office.act(DeviceWiped(at.office.device, "stolen"))
    at.office.parts_until_cut = 1
    said = at.contact()
    assert (said.wiped, said.journal_left > 0) == (True, True)
    assert list_profiles(at.tablet.data_folder) == ()
    (profile,) = list_wiping(at.tablet.data_folder)
    assert (profile.folder / "sealed.journal").read_bytes() == JOURNAL
    assert not (profile.folder / "store.db").exists()
    assert not list(profile.folder.glob("box.*"))

    at.office.parts_until_cut = 10
    at.vault = Vault(profile, at.tablet.around())
    assert at.contact().journal_left == 0
    assert (at.office.journals(), list(at.tablet.data_folder.iterdir())) == ([JOURNAL], [])


def bent(at: Field, **changes: object) -> None:
    """The next answer is this one, signed by the institution: only what is in it is wrong."""
    keys = at.office.world.server.keys
    real = server_contact.contact

    def ask(request: ContactRequest) -> ContactResponse:
        answer = decode(ContactAnswer, real(at.office.world.server, at.office._device(), request).data)
        return sign_answer(msgspec.structs.replace(answer, **changes), keys.institution)

    at.office.ask = ask  # type: ignore[method-assign]  # this office alone answers otherwise


def an_order(at: Field, **changes: object) -> Order:
    order = Order("wipe", at.office.device, os.urandom(16), at.tablet.clock.wall_ms)
    return msgspec.structs.replace(order, **changes)


def test_forged_foreign_and_replayed_orders_are_left_aside_and_logged(at, caplog):
    institution = at.office.world.server.keys.institution
    forged = sign_order(an_order(at), Ed25519PrivateKey.generate())
    foreign = sign_order(an_order(at, device=b"another device 1"), institution)
    unknown = SignedOrder(b"?", institution.sign(b"fieldapp/order/1\x00?"))
    old = sign_order(an_order(at, at_ms=at.tablet.clock.wall_ms - 5), institution)
    at.vault.orders_done.write(at.tablet.clock.wall_ms - 5)
    bent(at, orders=(forged, foreign, unknown, old))
    assert not at.contact().wiped
    at.vault.unlock(PIN)
    for reason in ("forged", "foreign", "replayed"):
        assert f"order_ignored reason={reason}" in caplog.text


def test_an_answer_to_another_question_or_device_is_not_believed(at):
    at.office.act(DeviceWiped(at.office.device, "stolen"))
    bent(at, nonce=bytes(16))
    with pytest.raises(UntrustedAnswer):
        at.contact()
    bent(at, device=b"another device 1")
    with pytest.raises(UntrustedAnswer):
        at.contact()
    at.office.ask = lambda request: sign_answer(
        ContactAnswer(at.office.device, request.nonce, bytes(16), 0, "ACTIVE", "", 0, b"", 0),
        Ed25519PrivateKey.generate(),
    )
    with pytest.raises(UntrustedAnswer):
        at.contact()
    assert list_profiles(at.tablet.data_folder) != ()


def test_without_a_network_nothing_changes(at):
    at.office.reachable = False
    with pytest.raises(Unreachable):
        at.contact()
    at.vault.unlock(PIN)
