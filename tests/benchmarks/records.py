"""A portfolio as a server would deliver it, made of records alone: for what only the client does.

It is the same in every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from shared.contract.bodies.cash import Denomination, MemberAttendance
from shared.contract.bodies.lending import ProductDefinition
from shared.contract.bodies.people import InstitutionSettings, MemberProfile, UnionProfile
from shared.contract.codec import Message, encode
from shared.contract.exchange import AcknowledgedHead, BucketState, Change, ExchangeResponse
from shared.contract.operations import GENESIS
from shared.contract.records import (
    INSTITUTION_BUCKET,
    AllocationPart,
    InstitutionRecord,
    LoanItem,
    LoanRecord,
    LoanTermsFrozen,
    MeetingRecord,
    MemberRecord,
    ProductRecord,
    RepaymentRecord,
    StaffRecord,
    UnionRecord,
    record_digest,
    team_bucket,
    union_bucket,
)
from shared.ids import INSTITUTION_ID
from tests.benchmarks.days import day_of
from tests.benchmarks.people import profile
from tests.benchmarks.waiting import People, waiting

EPOCH = bytes(15) + b"\x01"
DEVICE = bytes(15) + b"\x02"
OFFICER = bytes(15) + b"\x03"
SUPERVISOR = bytes(15) + b"\x04"
PRODUCT = bytes(15) + b"\x05"
ADMIN = bytes(15) + b"\x06"
PRINCIPAL_MINOR, INTEREST_MINOR, WEEKS, WEEKS_PAID = 500_000, 50_000, 20, 10
_MEETING_DAYS, _NOTE_MINOR = 5, 50_000
_TERMS = LoanTermsFrozen(
    bytes(32), "WEEK", 1, "FLAT", "10", "TERM", 0, 0, 1, ("interest", "principal", "fee", "penalty"), None,
    0, 0, 0, 0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; every loan has `WEEKS` items, `WEEKS_PAID` of them paid.

    `waiting` is how much there is for others than the officer to decide, pay out and count: none of it lies
    on an officer's tablet.
    """

    unions: int
    members: int
    loans: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Loan:
    """What a benchmark has to know of a loan to take a payment on it."""

    id: bytes
    member: bytes
    union: bytes
    due_minor: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One answer that holds everything, and the loans in it."""

    response: ExchangeResponse
    loans: tuple[Loan, ...]


def portfolio(size: Size, now_ms: int) -> Portfolio:
    """Return a portfolio of that size in which `WEEKS_PAID` weeks were paid until now.

    Unions meet on one of five days in turn; a fifth of them meet today, and have not paid yet.
    """
    return _Maker(size, now_ms).make()


@dataclass(frozen=True, slots=True)
class _Meeting:
    id: bytes
    held_on: date
    paid: list[tuple[bytes, bytes]] = field(default_factory=list)
    """Each repayment and who made it."""

    def closed(self, union: bytes) -> MeetingRecord:
        """The meeting with all cash counted as it was expected."""
        cash_minor = len(self.paid) * (PRINCIPAL_MINOR + INTEREST_MINOR)
        came = tuple(
            MemberAttendance(member, "PRESENT") for member in dict.fromkeys(who for _, who in self.paid)
        )
        repayments = tuple(repayment for repayment, _ in self.paid)
        counted = (Denomination(_NOTE_MINOR, cash_minor // _NOTE_MINOR),)
        return MeetingRecord(
            *(union, self.held_on, OFFICER, came, repayments, cash_minor, cash_minor, counted, "", "")
        )


class _Maker:
    def __init__(self, size: Size, now_ms: int) -> None:
        self._size = size
        self._now_ms = now_ms
        self._today = day_of(now_ms)
        self._random = random.Random(20260101)
        self._unions = [self._id() for _ in range(size.unions)]
        self._members = [self._id() for _ in range(size.members)]
        self._loans: list[Loan] = []
        self._like: list[tuple[bytes, LoanRecord]] = []
        # A meeting is one union's and one day's; all that was paid there is under its id.
        self._meetings: dict[tuple[bytes, int], _Meeting] = {}

    def make(self) -> Portfolio:
        names = [INSTITUTION_BUCKET, *(union_bucket(union) for union in self._unions)]
        if self._size.waiting:
            names.append(team_bucket(SUPERVISOR))
        place = {name: at for at, name in enumerate(names)}
        held: dict[str, list[tuple[str, bytes, Message]]] = {name: [] for name in names}
        for name, kind, identifier, record in self._records():
            held[name].append((kind, identifier, record))
        changes = tuple(
            Change(place[name], kind, identifier, 1, False, encode(record))
            for name in names
            for kind, identifier, record in held[name]
        )
        states = tuple(_state(name, [row[:2] for row in held[name]]) for name in names)
        return Portfolio(_response(states, changes, self._now_ms), tuple(self._loans))

    def _id(self) -> bytes:
        """Sixteen bytes with a time of the past quarter in front, as ids are made."""
        made_ms = self._now_ms - self._random.randrange(8_000_000_000)
        return made_ms.to_bytes(6, "big") + self._random.randbytes(10)

    def _records(self) -> Iterator[tuple[str, str, bytes, Message]]:
        settings = InstitutionRecord(InstitutionSettings("Benchmark Savings"))
        yield INSTITUTION_BUCKET, "institution", INSTITUTION_ID, settings
        officer = StaffRecord("Bisi Ade", "CREDIT_OFFICER", "ACTIVE", SUPERVISOR, None)
        yield INSTITUTION_BUCKET, "staff", OFFICER, officer
        if self._size.waiting:
            admin = StaffRecord("Halima Sani", "ADMIN", "ACTIVE", None, None)
            yield INSTITUTION_BUCKET, "staff", ADMIN, admin
        yield INSTITUTION_BUCKET, "product", PRODUCT, ProductRecord(product())
        for at, union in enumerate(self._unions):
            weekday = self._last_met(at).weekday()
            place = UnionProfile(f"Union {at:03d}", "Bodija market", meeting_weekday=weekday)
            yield union_bucket(union), "union", union, UnionRecord(OFFICER, place)
        for at, member in enumerate(self._members):
            record = MemberRecord(
                self._union_of(at), f"M{at:06d}", self._profile(), True, OFFICER, SUPERVISOR
            )
            yield union_bucket(record.union), "member", member, record
        for at in range(self._size.loans):
            yield from self._loan(at)
        for (union, _), meeting in self._meetings.items():
            yield union_bucket(union), "meeting", meeting.id, meeting.closed(union)
        yield from waiting(self._like, People(OFFICER, SUPERVISOR, ADMIN), self._today)

    def _profile(self) -> MemberProfile:
        return profile(self._random)

    def _union_of(self, member: int) -> bytes:
        return self._unions[self._place_of(member)]

    def _place_of(self, member: int) -> int:
        return member * len(self._unions) // len(self._members)

    def _last_met(self, union: int) -> date:
        """The last day a union met; one that meets today did a week ago."""
        return self._today - timedelta(days=union % _MEETING_DAYS or 7)

    def _loan(self, at: int) -> Iterator[tuple[str, str, bytes, Message]]:
        member = at * len(self._members) // self._size.loans
        union, identifier = self._union_of(member), self._id()
        bucket = union_bucket(union)
        start = self._last_met(self._place_of(member)) - timedelta(weeks=WEEKS_PAID)
        self._loans.append(Loan(identifier, self._members[member], union, PRINCIPAL_MINOR + INTEREST_MINOR))
        record = _loan_record(self._members[member], union, at, start)
        if at < self._size.waiting:
            self._like.append((identifier, record))
        yield bucket, "loan", identifier, record
        for week in range(1, WEEKS_PAID + 1):
            number = f"K7-{at * WEEKS_PAID + week:06d}"
            day = start + timedelta(weeks=week)
            meeting = self._meetings.setdefault((union, week), _Meeting(self._id(), day))
            meeting.paid.append((repayment := self._id(), self._members[member]))
            yield bucket, "repayment", repayment, _repayment_record(identifier, day, number, meeting.id, week)


def product() -> ProductDefinition:
    """Twenty weeks, flat."""
    return ProductDefinition(
        "W20", "Weekly 20", 100_000, 100_000_000, 1, 60, "WEEK", 1, "FLAT", "10", "TERM", max_open_loans=3
    )


def _loan_record(member: bytes, union: bytes, at: int, start: date) -> LoanRecord:
    items = tuple(
        LoanItem(
            week,
            start + timedelta(weeks=week),
            PRINCIPAL_MINOR,
            INTEREST_MINOR,
            0,
            PRINCIPAL_MINOR if week <= WEEKS_PAID else 0,
            INTEREST_MINOR if week <= WEEKS_PAID else 0,
            0,
        )
        for week in range(1, WEEKS + 1)
    )
    return LoanRecord(
        number=f"L{at:06d}",
        member=member,
        union=union,
        product=PRODUCT,
        officer=OFFICER,
        state="ACTIVE",
        principal_minor=PRINCIPAL_MINOR * WEEKS,
        term_count=WEEKS,
        terms=_TERMS,
        expected_on=start,
        first_due_on=None,
        purpose="stock",
        drafted_by=OFFICER,
        content_hash=bytes(32),
        approval=None,
        disbursed_on=start,
        closed_on=None,
        reason="",
        items=items,
        penalty_paid_minor=0,
        credit_minor=0,
    )


def _repayment_record(loan: bytes, day: date, number: str, meeting: bytes, week: int) -> RepaymentRecord:
    return RepaymentRecord(
        loan=loan,
        member=None,
        amount_minor=PRINCIPAL_MINOR + INTEREST_MINOR,
        method="CASH",
        value_on=day,
        posted_on=day,
        receipt_number=number,
        received_by=OFFICER,
        state="POSTED",
        reference="",
        meeting=meeting,
        reason="",
        allocations=(AllocationPart(week, INTEREST_MINOR, PRINCIPAL_MINOR, 0, 0),),
        credit_minor=0,
    )


def _state(name: str, held: list[tuple[str, bytes]]) -> BucketState:
    digest = 0
    for kind, identifier in held:
        digest ^= record_digest(kind, identifier, 1)
    return BucketState(name, len(held), True, len(held), digest.to_bytes(8, "big"))


def _response(states: tuple[BucketState, ...], changes: tuple[Change, ...], now_ms: int) -> ExchangeResponse:
    return ExchangeResponse(
        protocol=1,
        oldest_protocol=1,
        epoch=EPOCH,
        server_time_ms=now_ms,
        device_state="ACTIVE",
        device_reason="",
        verdicts=(),
        head=AcknowledgedHead(DEVICE, 0, GENESIS, EPOCH, 1),
        head_signature=bytes(64),
        expected_seq=1,
        scope_version="scope",
        buckets=states,
        changes=changes,
        more=False,
        lease_until_ms=now_ms + 7 * 86_400_000,
    )
