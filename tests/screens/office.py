"""A believable branch for the screens: its office in memory, its tablet a real vault and a real store.

It is Friday 20 November 2026, 10:42 in Lagos. The officer's Oja-Oba Traders meet: 25 members, most due
today, some late, three without a loan that runs.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.background import Lanes
from fieldapp.screens.everyone.enrol.page import Typed
from fieldapp.screens.everyone.unlock import Opened
from fieldapp.screens.shell import Behind, Doors, Shell
from fieldapp.screens.theme.look import Look
from fieldapp.screens.workplace.opening import open_workplace
from fieldapp.screens.workplace.session import Means
from fieldapp.store.database import open_store
from fieldapp.store.settle import settle
from fieldapp.syncing.faults import SyncFault, Unreachable
from fieldapp.syncing.transport import Transport
from fieldapp.vault.identity import DeviceIdentity, list_profiles, store_path
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.key_box import KdfCost, RandomBytes, UnlockedKeys, new_device_keys
from fieldapp.vault.lease import LeaseGrant
from fieldapp.vault.vault import Surroundings, Vault
from shared.contract.codec import Message
from shared.contract.custody.courier import CourierAnswer, open_bundle, read_carried, seal_answer
from shared.contract.exchange import ExchangeRequest, ExchangeResponse, NumberBlock, Verdict
from shared.contract.operations import Operation
from shared.contract.records import (
    INSTITUTION_BUCKET,
)
from shared.contract.signing import public_bytes, sign_head
from shared.ids import DeviceId, StaffId
from tests.fieldapp.store.world import DEVICE, FakeServer
from tests.screens import people

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 10, 42, 7, tzinfo=ZoneInfo("Africa/Lagos"))
PIN = "739164"
QUICK = KdfCost(memory_kib=64, passes=1, lanes=1)
DAY_MS = 86_400_000

Answer = Callable[[Operation], Verdict]


@dataclass(slots=True)
class TabletClock:
    """Stands at 10:42 until it is moved; every clock the program knows in one."""

    at_ms: int = int(AT.timestamp() * 1000)
    boot: bytes = b"boot-00000000001"

    def now_ms(self) -> int:
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms - int(AT.timestamp() * 1000) + 5_000

    def monotonic_ms(self) -> int:
        return self.mono_ms()

    def today(self, time_zone: str) -> date:
        return datetime.fromtimestamp(self.at_ms / 1000, tz=UTC).astimezone(ZoneInfo(time_zone)).date()


@dataclass(slots=True)
class Office:
    """The server as the tablet sees it: reachable or not, answering each operation as a test says."""

    server: FakeServer = field(default_factory=FakeServer)
    key: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"o" * 32))
    courier_key: X25519PrivateKey = field(
        default_factory=lambda: X25519PrivateKey.from_private_bytes(b"c" * 32)
    )
    clock: TabletClock = field(default_factory=TabletClock)
    fault: SyncFault | None = field(default_factory=Unreachable)
    answer_to: Answer | None = None
    exchanges: int = 0

    def put(self, kind: str, identifier: bytes, record: Message, bucket: str = INSTITUTION_BUCKET) -> None:
        """Hold a record in one bucket; the tablet gets it with the next exchange."""
        if bucket not in self.server.scope:
            self.server.scope.append(bucket)
        self.server.put(kind, identifier, record, bucket)

    def exchange(self, request: ExchangeRequest) -> ExchangeResponse:
        """Take what is sent and answer, or be out of reach."""
        self.exchanges += 1
        if self.fault is not None:
            raise self.fault
        taken = [self.server.accept(signed) for signed in request.operations]
        answer = self.answer_to or applied
        return self.signed(request, [answer(operation) for operation in taken])

    def carried(self, data: bytes, device: DeviceId, key: Ed25519PrivateKey) -> bytes:
        """What comes back by courier for a file of this device."""
        bundle = open_bundle(read_carried(data), self.courier_key, key.public_key())
        taken = [self.server.accept(signed) for signed in bundle.operations]
        response = self.signed(bundle.request, [(self.answer_to or applied)(one) for one in taken])
        answer = CourierAnswer(device, bundle.bundle, self.clock.at_ms, (response,))
        return seal_answer(answer, self.key, bundle.answer_key, random.Random(8).randbytes)

    def signed(self, request: ExchangeRequest | None, verdicts: list[Verdict]) -> ExchangeResponse:
        """The answer with a head that verifies."""
        response = self.server.answer(request.cursors if request else (), verdicts)
        now = self.clock.at_ms
        return msgspec.structs.replace(
            response,
            server_time_ms=now,
            lease_until_ms=now + 5 * DAY_MS,
            head_signature=sign_head(response.head, self.key),
            blocks=(NumberBlock("loan", "LN-", 1001, 1100), NumberBlock("member", "OJ-", 1101, 1200)),
            courier_key=self.courier_key.public_key().public_bytes_raw(),
        )


def applied(operation: Operation) -> Verdict:
    """Taken as it was sent."""
    return Verdict(operation.id, operation.seq, "applied")


@dataclass(slots=True)
class Tablet:
    """One tablet and the office behind it."""

    folder: Path
    clock: TabletClock
    office: Office
    way: Transport | None = None
    """The way to the office, where it is not the office itself."""
    enrolment_fault: SyncFault | None = None
    """What comes of an enrolment, where nothing good does."""
    random_bytes: RandomBytes = field(default_factory=lambda: random.Random(7).randbytes)

    @property
    def around(self) -> Surroundings:
        """What its vaults stand on; the derivation is a quick one."""
        return Surroundings(FileKeyring(self.folder / "keyring"), self.clock, self.random_bytes, QUICK)

    @property
    def vaults(self) -> tuple[Vault, ...]:
        """Everybody who can unlock it, as a freshly started program sees them."""
        return tuple(Vault(profile, self.around) for profile in list_profiles(self.folder))

    def shell(self, look: Look, lanes: Lanes, **changes: Any) -> Shell:
        """The whole window on this tablet."""
        doors = {
            "vaults": lambda: self.vaults,
            "load": lambda: None,
            "open": lambda opened: self.open(opened, look, lanes),
            "enrol": self.enrol,
            "server_url": "https://fieldapp.example.org",
            "with_pin": True,
        }
        return Shell(look, lanes, Doors(**{**doors, **changes}))

    def open(self, opened: Opened, look: Look, lanes: Lanes) -> Callable[[], Behind]:
        """What is behind the lock, to be called in the store's lane; what it returns builds it."""
        means = Means(
            self.clock, random.Random(8).randbytes, lanes, lambda identity, keys: self.way or self.office
        )
        return open_workplace(opened, means, look, lambda: 0.5)

    def enrol(self, typed: Typed) -> Vault:
        """What enrolment does once the server has answered."""
        if self.enrolment_fault is not None:
            raise self.enrolment_fault
        return make_vault(self, people.OFFICER, typed.pin)

    def fill(self, keys: UnlockedKeys, vault: Vault) -> None:
        """Receive everything the office holds."""
        store = open_store(store_path(vault.profile), keys.database_key)
        settle(store, self.office.signed(None, []), now_ms=self.clock.at_ms - 90 * 60_000)
        store.close()


def make_vault(tablet: Tablet, person: people.Staff, pin: str = PIN, device: DeviceId = DEVICE) -> Vault:
    """Enrol somebody, without a server, and leave the vault unlocked."""
    now = tablet.clock.at_ms
    identity = DeviceIdentity(
        device_id=device,
        staff_id=StaffId(person.id),
        device_code="HT07",
        staff_name=person.name,
        role=person.role,
        institution_name="Harvest Trust",
        server_url="https://fieldapp.example.org",
        server_public_key=public_bytes(tablet.office.key),
        certificate=b"certificate",
        certificate_signature=b"S" * 64,
    )
    grant = LeaseGrant(now + 5 * DAY_MS + 3_600_000, now, key=b"L" * 32)
    keys = new_device_keys(random.Random(device).randbytes)
    return Vault.create(tablet.folder, identity, keys, pin, grant, tablet.around, QUICK)


def open_tablet(
    folder: Path,
    person: people.Staff = people.OFFICER,
    *,
    filled: bool = True,
    morning: bool = False,
    found: Callable[[people.Put, date], None] = people.found_branch,
) -> Tablet:
    """A tablet of one person, with what the office holds for them."""
    clock = TabletClock()
    tablet = Tablet(folder, clock, Office(clock=clock))
    found(tablet.office.put, TODAY)
    if morning:
        people.found_morning(tablet.office.put, TODAY)
    vault = make_vault(tablet, person)
    assert vault.keys is not None
    if filled:
        tablet.fill(vault.keys, vault)
    vault.lock()
    return tablet
