"""One sample of every body, record and message of the contract, with every field away from its default."""

from datetime import date

from shared.contract.audit.checkpoints import Checkpoint, SignedCheckpoint
from shared.contract.bodies import cash, lending, people
from shared.contract.codec import Message
from shared.contract.entering.sign_in import SignInRequest, SignInResponse
from shared.contract.exchange import (
    AcknowledgedHead,
    BucketNumber,
    BucketState,
    Certificate,
    Change,
    DeviceReport,
    Difference,
    EnrolmentPending,
    EnrolmentRequest,
    EnrolmentResponse,
    ExchangeRequest,
    ExchangeResponse,
    NumberBlock,
    Verdict,
)
from shared.contract.operations import Operation, SeenVersion, SignedOperation
from shared.contract.records import (
    AllocationPart,
    ApplicationChange,
    ApprovalRecord,
    CashMovementRecord,
    InstitutionRecord,
    LoanItem,
    LoanRecord,
    LoanTermsFrozen,
    MeetingRecord,
    MemberRecord,
    ProductRecord,
    RepaymentRecord,
    Resubmission,
    StaffRecord,
    TaskRecord,
    UnionRecord,
    desk_bucket,
    union_bucket,
)
from shared.fieldwork.ink import pack
from tests.contract.custody_samples import CONFLICT, CUSTODY, DEVICE, carried
from tests.contract.document_samples import DOCUMENTS, FILED, RECEIPTS
from tests.contract.settings_samples import SETTINGS


def an_id(number: int) -> bytes:
    """Sixteen bytes that are easy to find again in a dump."""
    return bytes([number]) * 16


def a_hash(number: int) -> bytes:
    """Thirty-two bytes that are easy to find again in a dump."""
    return bytes([number]) * 32


DAY = date(2026, 2, 28)
UNION = people.UnionProfile(
    name="Ìyá Òjè",
    location="Mushin",
    address="3 Market Rd",
    meeting_weekday=2,
    meeting_time="09:30",
    meeting_frequency="FORTNIGHTLY",
    meeting_place="Town hall",
    latitude_e7=65_000_000,
    longitude_e7=-33_000_000,
)
MEMBER = people.MemberProfile(
    first_name="Adé",
    last_name="Ọbí",
    phone="+2348012345678",
    email="a@b.ng",
    address="1 High St",
    city="Lagos",
    state="LA",
    country="NG",
    zip_code="100001",
    date_of_birth=date(1990, 5, 17),
    gender="F",
    marital_status="married",
    profession="trader",
    company="own",
    note="two\nlines",
)
FEE = lending.FeeDefinition("FORM", "Form fee", "FIXED", "50000", "DEDUCTED", "7.5")
PENALTY = lending.PenaltyDefinition(50_000, 2, 1_000_000)
PRODUCT = lending.ProductDefinition(
    code="WEEKLY",
    name="Weekly loan",
    minimum_principal_minor=1,
    maximum_principal_minor=10**12,
    minimum_term_count=2,
    maximum_term_count=60,
    term_unit="WEEK",
    term_step=2,
    method="DECLINING_EQUAL_INSTALMENTS",
    rate_percent="25/12",
    rate_period="MONTH",
    grace_principal=1,
    grace_interest=2,
    round_instalment_to_minor=5_000,
    fees=(FEE,),
    penalty=PENALTY,
    allocation_order=("principal", "interest", "fee", "penalty"),
    max_open_loans=2,
    active=False,
)
APPLICATION = lending.LoanApplication(
    an_id(1), "L000001", an_id(2), an_id(3), 1_000_000, 20, DAY, date(2026, 3, 7), "Stock"
)
REPAYMENT = lending.RepaymentRecorded(
    repayment=an_id(1),
    loan=an_id(2),
    member=an_id(3),
    amount_minor=150_000,
    method="TRANSFER",
    value_on=DAY,
    receipt_number="K7-000001",
    reference="FT123",
    meeting=an_id(4),
    note="late",
    repeat_reason="two payments",
)
DENOMINATIONS = (cash.Denomination(100_000, 3), cash.Denomination(50_000, 1))

SIGNATURES = (
    cash.MeetingSignature(
        "OFFICER", "Funmilayo Adeyemi", pack([[(10, 20), (500, 399)]]), "", 1_772_000_100_000
    ),
    cash.MeetingSignature("LEADER", "Rukayat Lawal", b"", "The leader had left", 1_772_000_200_000),
)

BODIES: tuple[Message, ...] = (
    people.InstitutionCreated(SETTINGS),
    people.InstitutionChanged(SETTINGS),
    people.StaffAdded(an_id(1), "Sola", "CREDIT_OFFICER", "s@b.ng", an_id(2), "080", 10**9),
    people.StaffChanged(an_id(1), an_id(2), "ON_LEAVE", 10**9),
    people.DeviceCodeIssued(a_hash(1), an_id(2), 1_772_000_000_000, True),
    people.DeviceEnrolled(an_id(1), an_id(2), a_hash(3), "K7", "Tablet", a_hash(4), a_hash(5), "0000 1111"),
    people.DeviceApproved(an_id(1), "0000 1111"),
    people.DeviceRevoked(an_id(1), "lost"),
    people.DeviceUnlocked(an_id(1), "asked at the office"),
    people.DeviceWiped(an_id(1), "stolen"),
    people.UnionCreated(an_id(1), an_id(2), UNION),
    people.UnionChanged(an_id(1), UNION),
    people.UnionAssigned(an_id(1), an_id(2), "leave"),
    people.MemberEnrolled(an_id(1), an_id(2), "M000001", MEMBER),
    people.MemberChanged(an_id(1), (people.FieldChange("phone", "080", "081"),)),
    people.MemberSettled(an_id(1), "phone", "081", "082", "082"),
    people.MemberVerified(an_id(1), ("ID seen", "house seen"), "fine"),
    people.MemberMoved(an_id(1), an_id(2), "nearer"),
    lending.ProductDefined(an_id(1), PRODUCT),
    lending.LoanDrafted(APPLICATION),
    lending.LoanChanged(APPLICATION),
    lending.LoanSubmitted(an_id(1), a_hash(2)),
    lending.LoanWithdrawn(an_id(1), "wrong amount"),
    lending.LoanCanceled(an_id(1), "not wanted"),
    lending.ApprovalDecided(an_id(1), "SEND_BACK", 7, a_hash(2), "too much"),
    lending.LoanDisbursed(an_id(1), DAY, "TRANSFER", "FT9", date(2026, 3, 7)),
    lending.LoanDefaulted(an_id(1), "gone"),
    lending.LoanCured(an_id(1), "back"),
    REPAYMENT,
    lending.RepaymentCorrected(an_id(1), "typed wrong", REPAYMENT),
    cash.MeetingClosed(
        meeting=an_id(1),
        union=an_id(2),
        held_on=DAY,
        attendance=(cash.MemberAttendance(an_id(3), "LATE"),),
        repayments=(an_id(4),),
        expected_cash_minor=350_000,
        counted_cash_minor=340_000,
        denominations=DENOMINATIONS,
        variance_reason="a torn note",
        opened_at_ms=1_772_000_000_000,
        note="rain",
        signatures=SIGNATURES,
        variance_code="TORN_NOTE",
    ),
    cash.CashFloatIssued(an_id(1), an_id(2), 100_000, DAY),
    cash.CashHandedOver(an_id(1), an_id(2), 350_000, DAY, DENOMINATIONS, "bag 3"),
    cash.CashReceived(an_id(1), 350_000, DAY, DENOMINATIONS, "counted twice"),
    *FILED,
)

RECORDS: tuple[tuple[str, Message], ...] = (
    ("institution", InstitutionRecord(SETTINGS)),
    ("staff", StaffRecord("Sola", "SUPERVISOR", "ACTIVE", an_id(1), 10**9)),
    ("device", DEVICE),
    ("product", ProductRecord(PRODUCT)),
    ("union", UnionRecord(an_id(1), UNION)),
    (
        "member",
        MemberRecord(
            an_id(1),
            "M000001",
            MEMBER,
            False,
            an_id(2),
            an_id(3),
            (CONFLICT,),
            1_767_225_600_000,
            1_767_312_000_000,
        ),
    ),
    (
        "loan",
        LoanRecord(
            number="L000001",
            member=an_id(1),
            union=an_id(2),
            product=an_id(3),
            officer=an_id(4),
            state="ACTIVE",
            principal_minor=1_000_000,
            term_count=20,
            terms=LoanTermsFrozen(
                definition_hash=a_hash(1),
                term_unit="WEEK",
                term_step=1,
                method="FLAT",
                rate_percent="10",
                rate_period="TERM",
                grace_principal=1,
                grace_interest=2,
                round_instalment_to_minor=100,
                allocation_order=("interest", "principal", "fee", "penalty"),
                penalty=PENALTY,
                fee_deducted_minor=1,
                fee_collected_minor=2,
                fee_first_instalment_minor=3,
                tax_minor=4,
            ),
            expected_on=DAY,
            first_due_on=date(2026, 3, 7),
            purpose="Stock",
            drafted_by=an_id(5),
            content_hash=a_hash(6),
            approval=an_id(7),
            disbursed_on=DAY,
            closed_on=date(2026, 9, 1),
            reason="sent back once",
            items=(LoanItem(1, date(2026, 3, 7), 50_000, 5_000, 3, 20_000, 5_000, 3),),
            penalty_paid_minor=9,
            credit_minor=8,
        ),
    ),
    (
        "repayment",
        RepaymentRecord(
            loan=an_id(1),
            member=an_id(2),
            amount_minor=150_000,
            method="CASH",
            value_on=DAY,
            posted_on=date(2026, 3, 1),
            receipt_number="K7-000001",
            received_by=an_id(3),
            state="SUSPENDED",
            reference="FT1",
            meeting=an_id(4),
            reason="loan not known",
            allocations=(AllocationPart(1, 1, 2, 3, 4),),
            credit_minor=5,
        ),
    ),
    (
        "meeting",
        MeetingRecord(
            union=an_id(1),
            held_on=DAY,
            closed_by=an_id(2),
            attendance=(cash.MemberAttendance(an_id(3), "ABSENT"),),
            repayments=(an_id(4),),
            expected_cash_minor=1,
            counted_cash_minor=2,
            denominations=DENOMINATIONS,
            variance_reason="found",
            note="dry",
            signatures=SIGNATURES,
            variance_code="MISCOUNT",
        ),
    ),
    (
        "approval",
        ApprovalRecord(
            "loan",
            an_id(1),
            "Loan",
            5,
            an_id(2),
            DAY,
            "OPEN",
            1,
            2,
            a_hash(3),
            (an_id(4),),
            "well",
            version_no=2,
            since_last=Resubmission("less", (ApplicationChange("principal_minor", "9", "5"),)),
        ),
    ),
    ("cash", CashMovementRecord("HANDOVER", "RECEIVED", an_id(1), an_id(2), 5, DAY, 4, an_id(3), "bag")),
    ("task", TaskRecord("suspense", "Money", "No loan", "repayment", an_id(1), an_id(2), DAY, True)),
    *DOCUMENTS,
)

OPERATION = Operation(
    id=an_id(1),
    device=an_id(2),
    seq=3,
    prev=a_hash(4),
    staff=an_id(5),
    kind="loan.submitted",
    kind_version=1,
    body=b"\x92\xc4\x00\xc4\x00",
    depends_on=(an_id(6),),
    seen=(SeenVersion("loan", an_id(7), 8),),
    at_ms=1_772_000_000_001,
    mono_ms=9,
    boot=an_id(10),
    server_time_seen_ms=1_772_000_000_000,
)
_VERDICT = Verdict(
    operation=an_id(1),
    seq=3,
    outcome="applied_changed",
    code="repayment.value_date",
    title="Counted on another day",
    detail="yesterday",
    differences=(Difference("value_on", "2026-02-28", "2026-03-01"),),
    effects=(BucketNumber(union_bucket(an_id(1)), 5),),
)
_HEAD = AcknowledgedHead(an_id(1), 3, a_hash(2), an_id(3), 1_772_000_000_002)
_CERTIFICATE = Certificate(an_id(1), an_id(2), a_hash(3), "K7", 1_772_000_000_003)

MESSAGES: tuple[Message, ...] = (
    OPERATION,
    SignedOperation(b"bytes", bytes(64)),
    ExchangeRequest(
        protocol=1,
        record_schema=1,
        epoch=an_id(1),
        scope_version="abc",
        acknowledged_seq=2,
        acknowledged_hash=a_hash(3),
        cursors=(BucketNumber(desk_bucket(an_id(4)), 5),),
        operations=(SignedOperation(b"bytes", bytes(64)),),
        wanted_blocks=("member", "loan"),
        report=DeviceReport(9, 8, 7, 6, 5, 4),
    ),
    ExchangeResponse(
        protocol=1,
        oldest_protocol=1,
        epoch=an_id(1),
        server_time_ms=1_772_000_000_004,
        device_state="FROZEN",
        device_reason="fork",
        verdicts=(_VERDICT,),
        head=_HEAD,
        head_signature=bytes(64),
        expected_seq=4,
        scope_version="abc",
        buckets=(BucketState("institution", 5, True, 6, bytes(8), True),),
        changes=(Change(0, "member", an_id(2), 7, False, b"body"),),
        more=True,
        lease_until_ms=1_772_600_000_000,
        blocks=(NumberBlock("member", "M", 50, 99),),
        checkpoints=(SignedCheckpoint(Checkpoint(an_id(1), 6, a_hash(7), 1_772_000_000_006), bytes(64)),),
        courier_key=a_hash(8),
    ),
    EnrolmentPending(a_hash(1), "Ajo", "Sola", 10),
    SignInRequest(1, "ada@ajo.ng", "correct horse", "123456"),
    SignInResponse("AAAAA-BBBBB"),
    EnrolmentRequest(1, "AAAAA-BBBBB", a_hash(1), bytes(64), "Tablet", a_hash(2)),
    EnrolmentResponse(
        certificate=_CERTIFICATE,
        certificate_signature=bytes(64),
        server_public_key=a_hash(1),
        epoch=an_id(2),
        server_time_ms=1_772_000_000_005,
        lease_key=a_hash(3),
        lease_until_ms=1_772_600_000_000,
        staff_name="Sola",
        role="CREDIT_OFFICER",
        institution_name="Ajo",
        recovery_key=a_hash(4),
    ),
    *CUSTODY,
    *RECEIPTS,
)
MESSAGES += carried(MESSAGES)
