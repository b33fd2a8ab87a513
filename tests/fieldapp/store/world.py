"""A small server in memory, with buckets and numbers but no rules, and the records it delivers.

It says what a server says: the latest state of each record after a cursor, counts and digests where level.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.store.author import Author
from fieldapp.store.database import Store, open_store
from fieldapp.store.outbox import waiting_batch
from fieldapp.store.settle import Settled, settle
from fieldapp.store.sync_state import cursors, read_state
from shared.contract.bodies.lending import ProductDefinition
from shared.contract.bodies.people import InstitutionSettings, MemberProfile, UnionProfile
from shared.contract.codec import Message, decode, encode
from shared.contract.exchange import (
    AcknowledgedHead,
    BucketNumber,
    BucketState,
    Change,
    ExchangeResponse,
    Outcome,
    Verdict,
)
from shared.contract.operations import GENESIS, Operation, SignedOperation
from shared.contract.records import (
    INSTITUTION_BUCKET,
    InstitutionRecord,
    LoanItem,
    LoanRecord,
    LoanStateName,
    LoanTermsFrozen,
    MemberRecord,
    ProductRecord,
    RepaymentRecord,
    StaffRecord,
    UnionRecord,
    record_digest,
    union_bucket,
)
from shared.contract.signing import operation_hash
from shared.ids import INSTITUTION_ID, DeviceId, IdMaker, StaffId

EPOCH = b"epoch-0000000001"
STAFF = StaffId(b"staff-0000000001")
OTHER_STAFF = StaffId(b"staff-0000000002")
DEVICE = DeviceId(b"device-000000001")
PRODUCT = b"product-00000001"
START = date(2026, 1, 5)
KEY = bytes(range(32))


@dataclass(slots=True)
class StillClock:
    """A clock that moves when told."""

    at_ms: int = 1_770_000_000_000
    boot: bytes = b"boot-00000000001"

    def now_ms(self) -> int:
        self.at_ms += 1
        return self.at_ms

    def mono_ms(self) -> int:
        return self.at_ms - 1_770_000_000_000

    def today(self, time_zone: str) -> date:
        return START


def an_author() -> Author:
    """One person on one device, with a key of its own."""
    clock = StillClock()
    ids = IdMaker(clock.now_ms, os.urandom)
    return Author(DEVICE, "K7", STAFF, Ed25519PrivateKey.from_private_bytes(bytes(32)), ids, clock)


def a_store(folder: Path) -> Store:
    """A real encrypted store in that folder."""
    return open_store(folder / "store.db", KEY)


Subject = tuple[str, bytes]


@dataclass(slots=True)
class _Entry:
    number: int
    version: int
    removed: bool


@dataclass(slots=True)
class _Bucket:
    number: int = 0
    entries: dict[Subject, _Entry] = field(default_factory=dict)


@dataclass(slots=True)
class FakeServer:
    """Buckets of records, and the operations it has taken."""

    epoch: bytes = EPOCH
    scope_version: str = "scope-1"
    buckets: dict[str, _Bucket] = field(default_factory=dict)
    bodies: dict[Subject, tuple[int, bytes]] = field(default_factory=dict)
    scope: list[str] = field(default_factory=lambda: [INSTITUTION_BUCKET])
    head_seq: int = 0
    head_hash: bytes = GENESIS
    device_state: str = "ACTIVE"

    def put(self, kind: str, identifier: bytes, record: Message, *names: str) -> tuple[BucketNumber, ...]:
        """Deliver a record in exactly these buckets; returns the places that carry it."""
        subject = (kind, identifier)
        version = self.bodies.get(subject, (0, b""))[0] + 1
        self.bodies[subject] = (version, encode(record))
        for name, bucket in self.buckets.items():
            if name not in names and subject in bucket.entries and not bucket.entries[subject].removed:
                self._enter(name, subject, version, removed=True)
        return tuple(self._enter(name, subject, version, removed=False) for name in sorted(names))

    def remove(self, kind: str, identifier: bytes) -> None:
        """Take a record out of every bucket."""
        subject = (kind, identifier)
        for name, bucket in self.buckets.items():
            if subject in bucket.entries:
                self._enter(name, subject, bucket.entries[subject].version + 1, removed=True)

    def _enter(self, name: str, subject: Subject, version: int, *, removed: bool) -> BucketNumber:
        bucket = self.buckets.setdefault(name, _Bucket())
        bucket.number += 1
        bucket.entries[subject] = _Entry(bucket.number, version, removed)
        return BucketNumber(name, bucket.number)

    def accept(self, signed: SignedOperation) -> Operation:
        """Take one operation as the newest of the device."""
        operation = decode(Operation, signed.data)
        assert (operation.seq, operation.prev) == (self.head_seq + 1, self.head_hash)
        self.head_seq, self.head_hash = operation.seq, operation_hash(signed)
        return operation

    def answer(
        self,
        sent: Iterable[BucketNumber] = (),
        verdicts: Iterable[Verdict] = (),
        *,
        at_most: int | None = None,
        reread: Sequence[str] = (),
    ) -> ExchangeResponse:
        """Answer a request with these cursors, at most so many changes on the page."""
        known = {cursor.bucket: cursor.number for cursor in sent}
        left = 10**9 if at_most is None else at_most
        states: list[BucketState] = []
        changes: list[Change] = []
        with_body: set[Subject] = set()
        for place, name in enumerate(self.scope):
            start = 0 if name in reread else known.get(name, 0)
            state, found = self._read(place, name, start, left, with_body, anew=name in reread)
            left -= len(found)
            states.append(state)
            changes += found
        head = AcknowledgedHead(DEVICE, self.head_seq, self.head_hash, self.epoch, 1)
        return ExchangeResponse(
            protocol=1,
            oldest_protocol=1,
            epoch=self.epoch,
            server_time_ms=1_770_000_500_000,
            device_state=self.device_state,  # type: ignore[arg-type]  # any of the three, set by tests
            device_reason="",
            verdicts=tuple(verdicts),
            head=head,
            head_signature=bytes(64),
            expected_seq=self.head_seq + 1,
            scope_version=self.scope_version,
            buckets=tuple(states),
            changes=tuple(changes),
            more=not all(state.level for state in states),
            lease_until_ms=1_780_000_000_000,
        )

    def _read(
        self, place: int, name: str, start: int, left: int, with_body: set[Subject], *, anew: bool
    ) -> tuple[BucketState, list[Change]]:
        bucket = self.buckets.setdefault(name, _Bucket())
        due = sorted(
            (entry.number, subject, entry)
            for subject, entry in bucket.entries.items()
            if entry.number > start and (start or not entry.removed)
        )
        changes = []
        for _, subject, entry in due[:left]:
            body = b"" if entry.removed or subject in with_body else self.bodies[subject][1]
            if body:
                with_body.add(subject)
            changes.append(Change(place, *subject, entry.version, entry.removed, body))
        if len(due) > left:
            reached = due[left - 1][0] if left else start
            return BucketState(name, reached, False, 0, bytes(8), anew), changes
        return BucketState(name, bucket.number, True, *self.sum_of(name), anew), changes

    def sum_of(self, name: str) -> tuple[int, bytes]:
        """Count and digest of a bucket."""
        held = [(of, entry.version) for of, entry in self.buckets[name].entries.items() if not entry.removed]
        digest = 0
        for (kind, identifier), version in held:
            digest ^= record_digest(kind, identifier, version)
        return len(held), digest.to_bytes(8, "big")


def pull(
    store: Store, server: FakeServer, verdicts: Iterable[Verdict] = (), *, at_most: int | None = None
) -> Settled:
    """One exchange, from the cursors the store would send."""
    with store.read() as tx:
        sent = cursors(tx)
    return settle(store, server.answer(sent, verdicts, at_most=at_most), now_ms=1_770_000_400_000)


def pull_all(store: Store, server: FakeServer, *, at_most: int | None = None) -> Settled:
    """Exchanges until everything is level."""
    settled = pull(store, server, at_most=at_most)
    while not settled.finished:
        settled = pull(store, server, at_most=at_most)
    return settled


def verdict(
    operation: Operation, outcome: Outcome = "applied", effects: Sequence[BucketNumber] = ()
) -> Verdict:
    """What the server says of an operation."""
    return Verdict(operation.id, operation.seq, outcome, effects=tuple(effects))


def send_waiting(
    store: Store, server: FakeServer, effects: Mapping[bytes, Sequence[BucketNumber]] | None = None
) -> list[Verdict]:
    """Let the server accept what waits; each is applied, with the effects named by its operation's id."""
    with store.read() as tx:
        batch = waiting_batch(tx)
        assert read_state(tx).epoch in (b"", server.epoch)
    taken = [server.accept(signed) for signed in batch]
    return [verdict(operation, effects=(effects or {}).get(operation.id, ())) for operation in taken]


def settings() -> InstitutionSettings:
    """An institution that rests on Sundays."""
    return InstitutionSettings("Harvest Savings")


def a_product(name: str = "Weekly 20") -> ProductDefinition:
    """A flat weekly product."""
    return ProductDefinition(
        "W20",
        name,
        100_000,
        100_000_000,
        1,
        60,
        "WEEK",
        1,
        "FLAT",
        "10",
        "TERM",
        round_instalment_to_minor=100,
    )


TERMS = LoanTermsFrozen(
    bytes(32), "WEEK", 1, "FLAT", "10", "TERM", 0, 0, 1, ("interest", "principal", "fee", "penalty"), None,
    0, 0, 0, 0,
)  # fmt: skip


def a_union(name: str = "Iya Oloja", officer: bytes = STAFF) -> UnionRecord:
    """A union that meets on Mondays."""
    return UnionRecord(officer, UnionProfile(name, "Bodija market", meeting_weekday=0, meeting_time="10:00"))


def a_member(
    union: bytes, code: str = "M-000001", first: str = "Adaeze", last: str = "Okafor"
) -> MemberRecord:
    """A verified member."""
    profile = MemberProfile(first, last, "+234 803 555 0101")
    return MemberRecord(union, code, profile, True, STAFF, OTHER_STAFF)


def a_loan(
    member: bytes,
    union: bytes,
    *,
    number: str = "L-000001",
    items: int = 20,
    paid_minor: int = 0,
    state: LoanStateName = "ACTIVE",
) -> LoanRecord:
    """A loan of 5 000 principal and 500 interest an item, weekly, with so much paid interest first."""
    return LoanRecord(
        number=number,
        member=member,
        union=union,
        product=PRODUCT,
        officer=STAFF,
        state=state,
        principal_minor=items * 500_000,
        term_count=items,
        terms=TERMS,
        expected_on=START,
        first_due_on=None,
        purpose="stock",
        drafted_by=STAFF,
        content_hash=bytes(32),
        approval=None,
        disbursed_on=START,
        closed_on=None,
        reason="",
        items=loan_items(items, paid_minor),
        penalty_paid_minor=0,
        credit_minor=max(0, paid_minor - items * 550_000),
    )


def loan_items(count: int, paid_minor: int = 0) -> tuple[LoanItem, ...]:
    """Weekly items of 500 000 principal and 50 000 interest, paid from the first on, interest first."""
    items = []
    for at in range(count):
        paid = min(550_000, max(0, paid_minor - at * 550_000))
        interest = min(50_000, paid)
        due_on = START + timedelta(weeks=at + 1)
        items.append(LoanItem(at + 1, due_on, 500_000, 50_000, 0, paid - interest, interest, 0))
    return tuple(items)


def a_repayment(
    loan: bytes | None, amount_minor: int = 550_000, *, on: date = START, number: str = "K7-000001"
) -> RepaymentRecord:
    """Cash the server has posted."""
    return RepaymentRecord(
        loan=loan,
        member=None,
        amount_minor=amount_minor,
        method="CASH",
        value_on=on,
        posted_on=on,
        receipt_number=number,
        received_by=STAFF,
        state="POSTED" if loan else "SUSPENDED",
        reference="",
        meeting=None,
        reason="",
        allocations=(),
        credit_minor=0,
    )


@dataclass(frozen=True, slots=True)
class Village:
    """The ids of a small portfolio: one union, one member, one loan of 20 weeks."""

    union: bytes
    member: bytes
    loan: bytes

    @property
    def bucket(self) -> str:
        return union_bucket(self.union)


def found_village(server: FakeServer, number: int = 1) -> Village:
    """Let the server hold settings, staff, a product and one union with a member and a loan."""
    village = Village(
        *(f"{kind}-{number:0{15 - len(kind)}d}".encode() for kind in ("union", "member", "loan"))
    )
    if INSTITUTION_BUCKET not in server.buckets:
        server.put("institution", INSTITUTION_ID, InstitutionRecord(settings()), INSTITUTION_BUCKET)
        officer = StaffRecord("Bisi Ade", "CREDIT_OFFICER", "ACTIVE", OTHER_STAFF, None)
        server.put("staff", STAFF, officer, INSTITUTION_BUCKET)
        server.put("product", PRODUCT, ProductRecord(a_product()), INSTITUTION_BUCKET)
    server.scope.append(village.bucket)
    server.put("union", village.union, a_union(f"Union {number}"), village.bucket)
    member = a_member(village.union, f"M-{number:06d}")
    server.put("member", village.member, member, village.bucket)
    loan = a_loan(village.member, village.union, number=f"L-{number:06d}")
    server.put("loan", village.loan, loan, village.bucket)
    return village
