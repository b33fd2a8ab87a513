"""An institution with a history, made as branches make one: by signed operations through the inbox.

The rule kept here: nothing is inserted behind the handlers' backs; the server's clock is turned back and each
week is lived through.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contract.bodies.lending import (
    ApprovalDecided,
    LoanApplication,
    LoanDisbursed,
    LoanDrafted,
    LoanSubmitted,
    ProductDefined,
    RepaymentRecorded,
)
from shared.contract.bodies.people import (
    InstitutionCreated,
    InstitutionSettings,
    MemberEnrolled,
    MemberVerified,
    StaffAdded,
    UnionCreated,
    UnionProfile,
)
from shared.contract.codec import Message
from shared.contract.exchange import EnrolmentRequest
from shared.contract.operations import SignedOperation
from shared.contract.signing import content_hash, prove_possession, public_bytes, public_key
from shared.contract.version import MAX_OPERATIONS_PER_EXCHANGE, PROTOCOL
from shared.ids import IdMaker
from syncserver.sync.enrolment import enrol, enrolled, issue_code
from syncserver.sync.inbox.taking import take_sent
from syncserver.sync.server import Server, act
from tests.benchmarks.days import day_of
from tests.benchmarks.pen import Pen
from tests.benchmarks.people import profile
from tests.benchmarks.records import product

_WEEK_MS = 7 * 86_400_000
_DAY_MS = 86_400_000
WEEKS = 20
INSTALMENT_MINOR = 550_000
_PRINCIPAL_MINOR = 500_000 * WEEKS


@dataclass(frozen=True, slots=True)
class Plan:
    """How large: unions and members are shared out evenly, loans run for 20 weeks, some of them paid."""

    officers: int
    unions: int
    members: int
    loans: int
    weeks_paid: int


@dataclass(slots=True)
class TurnedClock:
    """The server's clock while history is made."""

    at_ms: int

    def __call__(self) -> int:
        self.at_ms += 1
        return self.at_ms


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan that was paid out: whose it is, and which officer's, by place."""

    loan: bytes
    member: bytes
    officer: int
    weekday: int


@dataclass(slots=True)
class Institution:
    """The devices of its people and its loans, as history left them; `newcomer` is a second device of the
    first officer, with nothing on it yet.
    """

    server: Server
    clock: TurnedClock
    chance: random.Random
    officers: list[Pen] = field(default_factory=list)
    supervisor: Pen | None = None
    operations: Pen | None = None
    newcomer: Pen | None = None
    lent: list[Lent] = field(default_factory=list)


def live_through(server: Server, clock: TurnedClock, plan: Plan) -> Institution:
    """Found an institution and let it work until the week before the clock's present one."""
    now_ms = clock.at_ms
    here = Institution(server, clock, random.Random(20260101))
    clock.at_ms = _monday_ms(now_ms) - (plan.weeks_paid + 1) * _WEEK_MS - _WEEK_MS
    unions = _found(here, plan)
    members = _enrol_members(here, plan, unions)
    product_id = server.ids.make()
    _act(here, [ProductDefined(product_id, product())])
    clock.at_ms = _monday_ms(now_ms) - (plan.weeks_paid + 1) * _WEEK_MS
    _lend(here, plan, members, product_id)
    for week in range(1, plan.weeks_paid + 1):
        _collect_week(here, _monday_ms(now_ms) - (plan.weeks_paid + 1 - week) * _WEEK_MS)
    clock.at_ms = now_ms
    here.newcomer = enrol_device(here, here.officers[0].staff)
    return here


def repayment(pen: Pen, lent: Lent, on: date, amount_minor: int, meeting: bytes) -> RepaymentRecorded:
    """Cash taken at a meeting."""
    number = f"{pen.device_code}-{pen.seq + 1:06d}"
    return RepaymentRecorded(
        pen.ids.make(), lent.loan, lent.member, amount_minor, "CASH", on, number, meeting=meeting
    )


def in_batches(operations: Sequence[SignedOperation]) -> Iterator[Sequence[SignedOperation]]:
    """Cut operations into what one exchange takes."""
    for start in range(0, len(operations), MAX_OPERATIONS_PER_EXCHANGE):
        yield operations[start : start + MAX_OPERATIONS_PER_EXCHANGE]


# ---------------------------------------------------------------- people


def _found(here: Institution, plan: Plan) -> list[tuple[bytes, int]]:
    """Unions with their officers' places."""
    ids = here.server.ids
    _act(here, [InstitutionCreated(InstitutionSettings("Benchmark Savings"))])
    supervisor, operations = ids.make(), ids.make()
    officers = [ids.make() for _ in range(plan.officers)]
    staff: list[Message] = [
        StaffAdded(supervisor, "Kemi Ojo", "SUPERVISOR", "kemi@example.org"),
        StaffAdded(operations, "Tunde Alabi", "OPERATIONS", "tunde@example.org"),
        *(
            StaffAdded(officer, f"Officer {at}", "CREDIT_OFFICER", f"o{at}@example.org", supervisor)
            for at, officer in enumerate(officers)
        ),
    ]
    _act(here, staff)
    unions = [(ids.make(), at % plan.officers) for at in range(plan.unions)]
    places = [
        UnionProfile(f"Union {at:03d}", "Bodija market", meeting_weekday=at % 5) for at in range(len(unions))
    ]
    _act(
        here,
        [
            UnionCreated(union, officers[officer], place)
            for (union, officer), place in zip(unions, places, strict=True)
        ],
    )
    here.supervisor, here.operations = enrol_device(here, supervisor), enrol_device(here, operations)
    here.officers = [enrol_device(here, officer) for officer in officers]
    return unions


def enrol_device(here: Institution, staff: bytes) -> Pen:
    """Enrol a new device of a person, through its one-time code."""
    key = Ed25519PrivateKey.from_private_bytes(here.chance.randbytes(32))
    code = issue_code(here.server, staff, here.chance.randbytes)
    request = EnrolmentRequest(
        PROTOCOL, code, public_bytes(key), prove_possession(key, code.encode()), "Tablet"
    )
    answer = enrolled(enrol(here.server, request, source=bytes(32), random_bytes=here.chance.randbytes))
    ids = IdMaker(here.clock, here.chance.randbytes)
    certificate = answer.certificate
    return Pen(
        certificate.device,
        certificate.device_code,
        staff,
        key,
        ids,
        here.clock,
        public_key(answer.server_public_key),
    )


def _enrol_members(here: Institution, plan: Plan, unions: Sequence[tuple[bytes, int]]) -> list[Lent]:
    """Members, each as a loan still without one."""
    places = [at * len(unions) // plan.members for at in range(plan.members)]
    members = [here.server.ids.make() for _ in places]
    for officer, pen in enumerate(here.officers):
        bodies = [
            MemberEnrolled(member, unions[place][0], f"M{at:06d}", profile(here.chance))
            for at, (member, place) in enumerate(zip(members, places, strict=True))
            if unions[place][1] == officer
        ]
        _send(here, pen, bodies)
    _send(here, _known(here.supervisor), [MemberVerified(member) for member in members])
    return [
        Lent(b"", member, unions[place][1], place % 5) for member, place in zip(members, places, strict=True)
    ]


# ---------------------------------------------------------------- money


def _lend(here: Institution, plan: Plan, members: Sequence[Lent], product_id: bytes) -> None:
    monday = day_of(here.clock.at_ms)
    for at in range(plan.loans):
        owner = members[at * len(members) // plan.loans]
        here.lent.append(Lent(here.server.ids.make(), owner.member, owner.officer, owner.weekday))
    asked = {
        lent.loan: LoanApplication(
            lent.loan,
            f"L{at:06d}",
            lent.member,
            product_id,
            _PRINCIPAL_MINOR,
            WEEKS,
            monday + timedelta(days=lent.weekday),
            purpose="stock",
        )
        for at, lent in enumerate(here.lent)
    }
    approvals: list[ApprovalDecided] = []
    for officer, pen in enumerate(here.officers):
        own = [asked[lent.loan] for lent in here.lent if lent.officer == officer]
        _send(here, pen, [LoanDrafted(application) for application in own])
        signed = []
        for application in own:
            signed.append(pen.sign(LoanSubmitted(application.loan, content_hash(application))))
            approvals.append(ApprovalDecided(pen.last, "APPROVE", 1, content_hash(application)))
        _send_signed(here, pen, signed)
    _send(here, _known(here.supervisor), approvals)
    for weekday in range(5):
        here.clock.at_ms = _monday_ms(here.clock.at_ms) + weekday * _DAY_MS
        due = [lent for lent in here.lent if lent.weekday == weekday]
        today = monday + timedelta(days=weekday)
        _send(here, _known(here.operations), [LoanDisbursed(lent.loan, today, "TRANSFER") for lent in due])


def _collect_week(here: Institution, monday_ms: int) -> None:
    """Everybody meets once: most pay what is due, some more, some less."""
    for weekday in range(5):
        here.clock.at_ms = monday_ms + weekday * _DAY_MS
        today = day_of(here.clock.at_ms)
        for officer, pen in enumerate(here.officers):
            meeting = here.server.ids.make()
            due = [lent for lent in here.lent if (lent.officer, lent.weekday) == (officer, weekday)]
            signed = [pen.sign(repayment(pen, lent, today, _amount(here.chance), meeting)) for lent in due]
            _send_signed(here, pen, signed)


def _amount(chance: random.Random) -> int:
    drawn = chance.random()
    if drawn < 0.85:
        return INSTALMENT_MINOR
    return INSTALMENT_MINOR * 2 if drawn < 0.92 else INSTALMENT_MINOR // 2


# ---------------------------------------------------------------- sending


def _act(here: Institution, bodies: Sequence[Message]) -> None:
    for start in range(0, len(bodies), MAX_OPERATIONS_PER_EXCHANGE):
        for verdict in act(here.server, bodies[start : start + MAX_OPERATIONS_PER_EXCHANGE]):
            assert verdict.outcome == "applied", verdict


def _send(here: Institution, pen: Pen, bodies: Iterable[Message]) -> None:
    _send_signed(here, pen, pen.sign_all(bodies))


def _send_signed(here: Institution, pen: Pen, signed: Sequence[SignedOperation]) -> None:
    for some in in_batches(signed):
        verdicts = take_sent(here.server.inbox, pen.device, pen.key.public_key(), some)
        assert len(verdicts) == len(some)
        for verdict in verdicts:
            assert verdict.outcome in {"applied", "waiting"}, verdict


def _known(pen: Pen | None) -> Pen:
    assert pen is not None
    return pen


def _monday_ms(now_ms: int) -> int:
    """Nine o'clock on the Monday of a week."""
    day = day_of(now_ms)
    monday = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) - timedelta(days=day.weekday())
    return int(monday.timestamp() * 1000)
