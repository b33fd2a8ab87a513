"""A small institution on a real database, reached as devices reach it: by signed operations and exchanges."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from shared.contract.audit.checkpoints import SignedCheckpoint
from shared.contract.bodies.people import (
    InstitutionCreated,
    InstitutionSettings,
    MemberEnrolled,
    MemberProfile,
    StaffAdded,
    UnionCreated,
    UnionProfile,
)
from shared.contract.bodies.people import Role as RoleName
from shared.contract.codec import Message, encode
from shared.contract.exchange import (
    BucketNumber,
    EnrolmentRequest,
    ExchangeRequest,
    ExchangeResponse,
    Verdict,
)
from shared.contract.operations import GENESIS, KIND_OF, Operation, SeenVersion, SignedOperation
from shared.contract.signing import operation_hash, prove_possession, public_bytes, sign_operation
from shared.contract.version import PROTOCOL, RECORD_SCHEMA
from shared.ids import IdMaker
from syncserver.database.engine import open_engine, reading, writing
from syncserver.files.folder import FileFolder
from syncserver.migrations.catalogue import all_tables
from syncserver.people.devices.keys import ServerKeys
from syncserver.people.devices.queries import Device, find_device
from syncserver.sync.audit.proving import Proved, prove_chain
from syncserver.sync.enrolment import enrol, enrolled, issue_code
from syncserver.sync.exchange import exchange
from syncserver.sync.handlers import all_handlers
from syncserver.sync.inbox.taking import Inbox
from syncserver.sync.server import Server, act, install, own_device

START_MS = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp() * 1000)


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved."""

    now_ms: int = START_MS

    def __call__(self) -> int:
        return self.now_ms


@dataclass(slots=True)
class Tablet:
    """A device as its owner has it: its key, the head of its chain and its cursors."""

    device: bytes
    staff: bytes
    key: Ed25519PrivateKey
    ids: IdMaker
    clock: Clock
    epoch: bytes = b""
    seq: int = 0
    prev: bytes = GENESIS
    contact: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    cursors: dict[str, int] = field(default_factory=dict)
    records: dict[tuple[str, bytes], bytes] = field(default_factory=dict)
    versions: dict[tuple[str, bytes], int] = field(default_factory=dict)

    def operation(
        self,
        body: Message,
        *,
        depends_on: tuple[bytes, ...] = (),
        seen: tuple[SeenVersion, ...] = (),
        **changes: object,
    ) -> Operation:
        kind, kind_version = KIND_OF[type(body)]
        fields: dict[str, object] = {
            "id": self.ids.make(),
            "device": self.device,
            "seq": self.seq + 1,
            "prev": self.prev,
            "staff": self.staff,
            "kind": kind,
            "kind_version": kind_version,
            "body": encode(body),
            "depends_on": depends_on,
            "seen": seen,
            "at_ms": self.clock(),
            "mono_ms": 1,
            "boot": bytes(16),
            "server_time_seen_ms": self.clock(),
        }
        return Operation(**{**fields, **changes})  # type: ignore[arg-type]  # tests forge any field

    def append(self, signed: SignedOperation) -> SignedOperation:
        """Make an operation the newest of the chain."""
        self.seq, self.prev = self.seq + 1, operation_hash(signed)
        return signed

    def sign(self, body: Message, **changes: object) -> SignedOperation:
        """Sign a body as the next operation of the chain."""
        return self.append(sign_operation(self.operation(body, **changes), self.key))  # type: ignore[arg-type]  # the changes have many types

    def request(self, operations: Sequence[SignedOperation] = (), **changes: object) -> ExchangeRequest:
        fields: dict[str, object] = {
            "protocol": PROTOCOL,
            "record_schema": RECORD_SCHEMA,
            "epoch": self.epoch,
            "scope_version": "",
            "acknowledged_seq": 0,
            "acknowledged_hash": GENESIS,
            "cursors": tuple(BucketNumber(name, number) for name, number in self.cursors.items()),
            "operations": tuple(operations),
        }
        return ExchangeRequest(**{**fields, **changes})  # type: ignore[arg-type]  # tests forge any field


@dataclass(slots=True)
class World:
    """A server with its clock."""

    server: Server
    clock: Clock

    @property
    def engine(self) -> Engine:
        return self.server.inbox.engine

    @property
    def today(self) -> date:
        """The day it is at the institution (Lagos is an hour ahead of UTC all year)."""
        return datetime.fromtimestamp(self.clock.now_ms / 1000 + 3600, UTC).date()

    def act(self, *bodies: Message) -> tuple[Verdict, ...]:
        """Act as the institution; everything has to be applied."""
        verdicts = act(self.server, bodies)
        assert [v.outcome for v in verdicts] == ["applied"] * len(bodies), verdicts
        return verdicts

    def add_staff(self, role: RoleName, supervisor: bytes | None = None) -> bytes:
        staff = self.server.ids.make()
        self.act(StaffAdded(staff, f"Person {staff.hex()[-6:]}", role, f"{staff.hex()}@x.ng", supervisor))
        return staff

    def add_union(self, officer: bytes, name: str = "Ojuelegba") -> bytes:
        union = self.server.ids.make()
        self.act(UnionCreated(union, officer, UnionProfile(name, meeting_weekday=1)))
        return union

    def enrol(self, staff: bytes) -> Tablet:
        """Enrol a new device of a person."""
        key, contact = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        code = issue_code(self.server, staff, secrets.token_bytes)
        proof = prove_possession(key, code.encode())
        request = EnrolmentRequest(PROTOCOL, code, public_bytes(key), proof, "Tablet", public_bytes(contact))
        answer = enrolled(enrol(self.server, request, source=bytes(32), random_bytes=secrets.token_bytes))
        ids = IdMaker(self.clock, secrets.token_bytes)
        return Tablet(answer.certificate.device, staff, key, ids, self.clock, answer.epoch, contact=contact)

    def device(self, tablet: Tablet) -> Device:
        with reading(self.engine) as connection:
            device = find_device(connection, tablet.device)
        assert device is not None
        return device

    def exchange(
        self, tablet: Tablet, operations: Sequence[SignedOperation] = (), **changes: object
    ) -> ExchangeResponse:
        return exchange(self.server, self.device(tablet), tablet.request(operations, **changes))

    def proved(self, *witnesses: SignedCheckpoint) -> Proved:
        """What a proof of the audit chain says, with these checkpoints kept elsewhere."""
        with reading(self.engine) as connection:
            return prove_chain(connection, self.server.keys, self.server.own, witnesses)

    def pull(self, tablet: Tablet) -> ExchangeResponse:
        """Read page after page until everything is level, keeping records and cursors as a device does."""
        while True:
            response = self.exchange(tablet)
            keep(tablet, response)
            if not response.more:
                return response


def keep(tablet: Tablet, response: ExchangeResponse) -> None:
    """Keep cursors and records of a response."""
    tablet.cursors = {state.bucket: state.cursor for state in response.buckets}
    for change in response.changes:
        key = (change.kind, change.id)
        tablet.versions[key] = change.version
        if change.removed:
            tablet.records.pop(key, None)
        elif change.body:
            tablet.records[key] = change.body


def member_enrolled(tablet: Tablet, union: bytes, **changes: object) -> MemberEnrolled:
    """A body for a new member with a code of its own."""
    member = tablet.ids.make()
    fields: dict[str, object] = {
        "member": member,
        "union": union,
        "code": f"M{member.hex()[-12:]}",
        "profile": MemberProfile("Ada", "Obi"),
    }
    return MemberEnrolled(**{**fields, **changes})  # type: ignore[arg-type]  # tests change any field


def fixed_keys() -> ServerKeys:
    """Keys that are the same in every test, so that a prepared database can be copied."""
    institution, device = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
    return ServerKeys(institution, device, bytes(32))


def prepare_world(url: str) -> None:
    """Fill an empty database with the tables, the server and an institution."""
    engine, clock = open_engine(url), Clock()
    with writing(engine) as connection:
        all_tables().create_all(connection)
        install(connection, fixed_keys(), IdMaker(clock, secrets.token_bytes), clock())
    with open_world(url) as world:
        world.act(InstitutionCreated(InstitutionSettings("Ajo Microfinance")))
    engine.dispose()


@contextmanager
def open_world(url: str) -> Iterator[World]:
    """Open the server in a prepared database."""
    engine, clock = open_engine(url), Clock()
    try:
        ids = IdMaker(clock, secrets.token_bytes)
        inbox = Inbox(engine, all_handlers(), clock, lambda: "incident-1", lambda _: None)
        with reading(engine) as connection:
            own = own_device(connection, fixed_keys())
        with TemporaryDirectory() as files:
            folder = FileFolder(Path(files), fixed_keys().files_key(), secrets.token_bytes)
            yield World(Server(inbox, fixed_keys(), ids, own, files=folder), clock)
    finally:
        engine.dispose()
