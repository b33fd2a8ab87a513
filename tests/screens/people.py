"""Who works at the branch, who belongs to its unions, and what they owe: the office's records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from shared.contract.bodies.cash import MemberAttendance
from shared.contract.bodies.lending import LoanApplication, ProductDefinition
from shared.contract.bodies.people import InstitutionSettings, MemberProfile, UnionProfile
from shared.contract.codec import Message
from shared.contract.records import (
    INSTITUTION_BUCKET,
    ApprovalRecord,
    CashMovementRecord,
    InstitutionRecord,
    LoanItem,
    LoanRecord,
    LoanStateName,
    LoanTermsFrozen,
    MeetingRecord,
    MemberRecord,
    ProductRecord,
    RepaymentRecord,
    StaffRecord,
    UnionRecord,
    team_bucket,
    union_bucket,
)
from shared.contract.signing import content_hash
from shared.ids import INSTITUTION_ID

Put = Callable[[str, bytes, Message, str], None]


@dataclass(frozen=True, slots=True)
class Staff:
    """A colleague."""

    id: bytes
    name: str
    role: str
    limit_minor: int | None = None


OFFICER = Staff(b"staff-0000000001", "Funmilayo Adeyemi", "CREDIT_OFFICER")
SUPERVISOR = Staff(b"staff-0000000002", "Musa Bello", "SUPERVISOR", 50_000_000)
CLERK = Staff(b"staff-0000000003", "Rose Ekanem", "OPERATIONS")
OTHER = Staff(b"staff-0000000004", "Zainab Garba", "CREDIT_OFFICER")
STAFF = (OFFICER, SUPERVISOR, CLERK, OTHER)
ADMIN = Staff(b"staff-0000000005", "Danladi Yakubu", "ADMIN", 90_000_000)
"""Of another branch than the small one, unless a test asks for `found_administered`."""

OJA_OBA, BODIJA = b"union-0000000001", b"union-0000000002"
WEEKLY, MONTHLY = b"product-00000001", b"product-00000002"
_NAMES = (
    "Abiola Adebanjo", "Aisha Mohammed", "Amaka Nwankwo", "Bolanle Ogunleye", "Chidinma Eze",
    "Damilola Ajayi", "Ebere Nwosu", "Fatima Sule", "Folasade Adebayo", "Grace Effiong", "Halima Yusuf",
    "Ifeoma Anyanwu", "Iyabo Salami", "Jumoke Oladipo", "Kehinde Afolabi", "Kẹ́mi Ọládiméjì", "Lami Bako",
    "Mercy Udoh", "Ngozi Chukwu", "Ọlábísí Àjàyí", "Patience Akpan", "Rukayat Lawal", "Sadiya Bello",
    "Titilayo Ogunbanjo", "Uche Obi",
)  # fmt: skip
_ELSEWHERE = (
    ("union-0000000003", "Ẹlẹ́yẹlé Fish Sellers", "Eleyele", 0, "09:00"),
    ("union-0000000004", "Sabo Grain Merchants", "Sabo", 1, "10:30"),
    ("union-0000000005", "Challenge Hairdressers", "Challenge", 2, "14:00"),
    ("union-0000000006", "Mokola Provisions", "Mokola", 3, "09:30"),
)
_WEEKS = 24
_TERMS = LoanTermsFrozen(
    bytes(32), "WEEK", 1, "FLAT", "12", "TERM", 0, 0, 100, ("interest", "principal", "fee", "penalty"), None,
    150_000, 0, 0, 0,
)  # fmt: skip


def found_staff(put: Put, today: date) -> None:
    """Give the office an institution, its people and its products, and nothing else."""
    settings = InstitutionSettings("Harvest Trust", cash_cap_minor=20_000_000)
    put("institution", INSTITUTION_ID, InstitutionRecord(settings), INSTITUTION_BUCKET)
    for person in STAFF:
        boss = None if person.role in ("SUPERVISOR", "OPERATIONS") else SUPERVISOR.id
        record = StaffRecord(person.name, person.role, "ACTIVE", boss, person.limit_minor)  # type: ignore[arg-type]  # the role is a plain word in the table of people
        put("staff", person.id, record, INSTITUTION_BUCKET)
    for identifier, product in ((WEEKLY, weekly()), (MONTHLY, _monthly())):
        put("product", identifier, ProductRecord(product), INSTITUTION_BUCKET)


def found_branch(put: Put, today: date) -> None:
    """Give the office everything it holds."""
    found_staff(put, today)
    _found_unions(put)
    for number, name in enumerate(_NAMES):
        _found_member(put, OJA_OBA, number, name, today)
    for number, name in enumerate(_NAMES[:18]):
        _found_member(put, BODIJA, number + 100, " ".join(reversed(name.split())), today)
    _found_requests(put, today)


def move_member(put: Put, number: int, union: bytes, today: date) -> None:
    """Have the office move a member and their loan to another union."""
    _found_member(put, union, number, _NAMES[number % 100], today)


def close_meeting(put: Put, union: bytes, held_on: date) -> None:
    """Have another tablet close a union's meeting, at which nothing was paid."""
    came = tuple(MemberAttendance(member_id(number), "PRESENT") for number in range(len(_NAMES)))
    record = MeetingRecord(union, held_on, OTHER.id, came, (), 0, 0, (), "", "")
    put("meeting", b"meeting-elsewher", record, union_bucket(union))


def found_administered(put: Put, today: date) -> None:
    """The branch, with an administrator among its people."""
    found_branch(put, today)
    record = StaffRecord(ADMIN.name, "ADMIN", "ACTIVE", None, ADMIN.limit_minor)
    put("staff", ADMIN.id, record, INSTITUTION_BUCKET)


def member_id(number: int) -> bytes:
    """The id of the member with this number."""
    return f"member-{number:09d}".encode()


def loan_id(number: int) -> bytes:
    """The id of the loan of the member with this number."""
    return f"loan-{number:011d}".encode()


def _found_unions(put: Put) -> None:
    for identifier, name, place, time in (
        (OJA_OBA, "Oja-Oba Traders Union", "Market hall, Oja-Oba", "09:30"),
        (BODIJA, "Bodija Tailors Union", "Bodija junction", "13:30"),
    ):
        profile = UnionProfile(name, place, meeting_weekday=4, meeting_time=time, meeting_place=place)
        put("union", identifier, UnionRecord(OFFICER.id, profile), union_bucket(identifier))
    for text, name, place, weekday, time in _ELSEWHERE:
        profile = UnionProfile(name, place, meeting_weekday=weekday, meeting_time=time, meeting_place=place)
        put("union", text.encode(), UnionRecord(OFFICER.id, profile), union_bucket(text.encode()))


def _found_member(put: Put, union: bytes, number: int, name: str, today: date) -> None:
    first, _, last = name.partition(" ")
    profile = MemberProfile(first, last, f"+234 803 555 {1000 + number}")
    verified = None if number in (7, 107) else SUPERVISOR.id
    code = f"{'OJ' if union == OJA_OBA else 'BD'}-{1041 + number * 3}"
    record = MemberRecord(union, code, profile, True, OTHER.id, verified)
    put("member", member_id(number), record, union_bucket(union))
    if number not in (16, 20, 24):
        loan = a_loan(number, union, today)
        put("loan", loan_id(number), loan, union_bucket(union))
        _found_history(put, number, union, loan)


def _found_history(put: Put, number: int, union: bytes, loan: LoanRecord) -> None:
    """The receipts of every week paid so far."""
    for item in loan.items:
        paid_minor = item.principal_paid_minor + item.interest_paid_minor
        if paid_minor:
            receipt = msgspec.structs.replace(
                a_receipt(number, paid_minor, item.due_on),
                receipt_number=f"HT03-{number:03d}{item.sequence:03d}",
                received_by=OTHER.id,
            )
            place = f"paid-{number:06d}-{item.sequence:04d}".encode()
            put("repayment", place, receipt, union_bucket(union))


def a_loan(number: int, union: bytes, today: date) -> LoanRecord:
    """A weekly loan somewhere in its 24 weeks, due on Fridays; a few are one or two weeks late."""
    paid_weeks = 5 + number * 7 % 15
    late_weeks = {4: 1, 12: 2, 18: 2}.get(number % 20, 0)
    principal_minor = (3 + number % 5) * 2_400_000
    interest_minor = principal_minor * 12 // 100
    first = today - timedelta(weeks=paid_weeks + late_weeks)
    items = []
    for at in range(_WEEKS):
        principal, interest = principal_minor // _WEEKS, interest_minor // _WEEKS
        paid = at < paid_weeks
        due_on = first + timedelta(weeks=at)
        items.append(
            LoanItem(
                at + 1, due_on, principal, interest, 0, principal if paid else 0, interest if paid else 0, 0
            )
        )
    return LoanRecord(
        number=f"LN-204-{100 + number:04d}",
        member=member_id(number),
        union=union,
        product=WEEKLY,
        officer=OFFICER.id,
        state="ACTIVE",
        principal_minor=principal_minor,
        term_count=_WEEKS,
        terms=_TERMS,
        expected_on=first - timedelta(weeks=1),
        first_due_on=None,
        purpose="Stock for the stall",
        drafted_by=OFFICER.id,
        content_hash=bytes(32),
        approval=None,
        disbursed_on=first - timedelta(weeks=1),
        closed_on=None,
        reason="",
        items=tuple(items),
        penalty_paid_minor=0,
        credit_minor=0,
    )


def an_application(number: int, state: LoanStateName, today: date, approval: bytes | None) -> LoanRecord:
    """A loan of the member without one that nobody has paid out."""
    member = member_id((16, 24)[number % 2])
    principal = (9_600_000, 14_400_000)[number % 2]
    asked = LoanApplication(
        loan_id(900 + number),
        f"LN-204-{900 + number:04d}",
        member,
        WEEKLY,
        principal,
        _WEEKS,
        today,
        None,
        "A kiosk",
    )
    return msgspec.structs.replace(
        a_loan(number, OJA_OBA, today),
        number=asked.number,
        member=member,
        state=state,
        principal_minor=principal,
        purpose="A kiosk",
        expected_on=today,
        disbursed_on=None,
        items=(),
        approval=approval,
        content_hash=content_hash(asked),
        drafted_by=OFFICER.id,
        credit_minor=0,
    )


def _found_requests(put: Put, today: date) -> None:
    """Two applications that wait for the supervisor, two that wait for the money, two handovers."""
    for number in range(2):
        approval = f"approval-{number:07d}".encode()
        record = an_application(number, "PENDING_APPROVAL", today, approval)
        put("loan", loan_id(900 + number), record, union_bucket(OJA_OBA))
        request = ApprovalRecord(
            kind="loan",
            subject=loan_id(900 + number),
            title=f"Loan {record.number}",
            amount_minor=record.principal_minor,
            asked_by=OFFICER.id,
            asked_on=today - timedelta(days=number + 1),
            state="OPEN",
            stage=1,
            stages=1,
            content_hash=record.content_hash,
            decided_by=(),
            comment="",
        )
        put("approval", approval, request, team_bucket(SUPERVISOR.id))
    for number in range(2, 4):
        record = an_application(number, "APPROVED", today, None)
        put("loan", loan_id(900 + number), record, union_bucket(OJA_OBA))
    for number, (giver, taker, amount) in enumerate(
        (
            (OTHER.id, CLERK.id, 15_830_000),
            (OTHER.id, CLERK.id, 9_400_000),
            (OTHER.id, SUPERVISOR.id, 2_000_000),
        )
    ):
        movement = CashMovementRecord(
            "HANDOVER", "OPEN", giver, taker, amount, today - timedelta(days=1), None, None, ""
        )
        put("cash", f"cash-{number:011d}".encode(), movement, team_bucket(SUPERVISOR.id))


def found_morning(put: Put, today: date) -> None:
    """A float and what the office has posted since this morning, for pictures and totals."""
    start = CashMovementRecord("FLOAT", "RECEIVED", None, OFFICER.id, 2_000_000, today, None, None, "")
    put("cash", b"cash-00000000099", start, team_bucket(SUPERVISOR.id))
    for number in (100, 101, 102, 103):
        put(
            "repayment",
            f"repay-{number:010d}".encode(),
            a_receipt(number, 448_000, today, BODIJA),
            union_bucket(BODIJA),
        )


def a_receipt(number: int, amount_minor: int, today: date, union: bytes = OJA_OBA) -> RepaymentRecord:
    """Cash that the office has posted this morning."""
    return RepaymentRecord(
        loan=loan_id(number),
        member=None,
        amount_minor=amount_minor,
        method="CASH",
        value_on=today,
        posted_on=today,
        receipt_number=f"HT07-{number:06d}",
        received_by=OFFICER.id,
        state="POSTED",
        reference="",
        meeting=None,
        reason="",
        allocations=(),
        credit_minor=0,
    )


def weekly() -> ProductDefinition:
    """The product of every weekly loan."""
    return ProductDefinition(
        "W24", "Weekly group loan", 2_000_000, 30_000_000, 12, 36, "WEEK", 1, "FLAT", "12", "TERM",
        round_instalment_to_minor=100,
    )  # fmt: skip


def _monthly() -> ProductDefinition:
    return ProductDefinition(
        "M6", "Monthly business loan", 10_000_000, 100_000_000, 3, 12, "MONTH", 1,
        "DECLINING_EQUAL_INSTALMENTS", "36", "YEAR", round_instalment_to_minor=100,
    )  # fmt: skip
