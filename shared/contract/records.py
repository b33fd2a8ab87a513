"""The record: an aggregate delivered whole, its bytes encoded once by the server when it changes.

The rule kept here: a record's own id, kind and version travel beside the body, never inside it.
"""

from datetime import date
from hashlib import blake2b
from typing import Literal

from shared.contract.bodies.cash import Denomination, MeetingSignature, MemberAttendance
from shared.contract.bodies.documents import MediaType, OwnerKind
from shared.contract.bodies.lending import PaymentMethod, PenaltyDefinition, ProductDefinition
from shared.contract.bodies.people import (
    InstitutionSettings,
    MemberProfile,
    Part,
    Role,
    StaffStatus,
    UnionProfile,
)
from shared.contract.bodies.visits import Fix
from shared.contract.codec import Malformed, Message, decode

LoanStateName = Literal[
    "DRAFT", "PENDING_APPROVAL", "APPROVED", "ACTIVE", "COMPLETED", "DEFAULTED", "WRITTEN_OFF", "CANCELED"
]
RepaymentState = Literal["POSTED", "SUSPENDED", "REVERSED"]
ApprovalState = Literal["OPEN", "APPROVED", "SENT_BACK", "REFUSED", "WITHDRAWN"]
MovementKind = Literal["FLOAT", "HANDOVER"]
MovementState = Literal["OPEN", "RECEIVED"]
DeviceOrder = Literal["", "unlock", "wipe", "wiped"]


class InstitutionRecord(Message, frozen=True):
    """The settings everybody works under."""

    settings: InstitutionSettings


class StaffRecord(Message, frozen=True):
    """A colleague, as far as everybody may know."""

    name: str
    role: Role
    status: StaffStatus
    supervisor: bytes | None
    approval_limit_minor: int | None


class DeviceRecord(Message, frozen=True):
    """An enrolled device; `state` is ACTIVE, FROZEN, REVOKED, or PENDING until somebody approved it.

    `fingerprint` is what the device's own screen shows while it waits. It was seen at `last_seen_ms`, 0 where
    it never was; `lease_until_ms` is as given then. What it still holds is as it said in the exchange of
    `reported_ms`; `taken` and `taken_minor` are the server's own count at that time. `locked`: by wrong PINs;
    `held`: its data is an old or a changed copy; `order`: on its way to it, or "wiped" when that was done.
    """

    staff: bytes
    device_code: str
    label: str
    state: str
    reason: str
    fingerprint: str = ""
    enrolled_at_ms: int = 0
    last_seen_ms: int = 0
    lease_until_ms: int = 0
    recorded: int = 0
    waiting: int = 0
    waiting_minor: int = 0
    attention: int = 0
    recorded_minor: int | None = None
    attention_minor: int = 0
    reported_ms: int = 0
    taken: int = 0
    taken_minor: int = 0
    locked: bool = False
    held: bool = False
    order: DeviceOrder = ""


class CertificateRecord(Message, frozen=True):
    """Whose key a device signs with, for everybody: so a receipt of any device is checked without a network.

    `state` is the device's: what a revoked one signed is still what it signed.
    """

    staff: bytes
    device_code: str
    public_key: bytes
    state: str


class ProductRecord(Message, frozen=True):
    """A loan product."""

    definition: ProductDefinition


class UnionRecord(Message, frozen=True):
    """A union and its officer."""

    officer: bytes
    profile: UnionProfile


class FieldConflict(Message, frozen=True):
    """A profile field that two people changed without knowing of each other, until somebody chooses.

    `stands` is what the profile says, `other` what it does not; each with who typed it and when.
    """

    field: str
    stands: str
    stands_by: bytes
    stands_at_ms: int
    other: str
    other_by: bytes
    other_at_ms: int


class MemberRecord(Message, frozen=True):
    """A member; `verified_by` is None until somebody else checked them.

    `enrolled_at_ms` and `verified_at_ms` are 0 where that was never said or never happened.
    """

    union: bytes
    code: str
    profile: MemberProfile
    active: bool
    enrolled_by: bytes
    verified_by: bytes | None
    conflicts: tuple[FieldConflict, ...] = ()
    enrolled_at_ms: int = 0
    verified_at_ms: int = 0


class LoanItem(Message, frozen=True):
    """One instalment: what is due and, of each part, what is paid; minor units."""

    sequence: int
    due_on: date
    principal_minor: int
    interest_minor: int
    fee_minor: int
    principal_paid_minor: int
    interest_paid_minor: int
    fee_paid_minor: int


class LoanTermsFrozen(Message, frozen=True):
    """The terms a loan keeps whatever becomes of its product; percentages exact, amounts in minor units."""

    definition_hash: bytes
    term_unit: str
    term_step: int
    method: str
    rate_percent: str
    rate_period: str
    grace_principal: int
    grace_interest: int
    round_instalment_to_minor: int
    allocation_order: tuple[Part, ...]
    penalty: PenaltyDefinition | None
    fee_deducted_minor: int
    fee_collected_minor: int
    fee_first_instalment_minor: int
    tax_minor: int


class LoanRecord(Message, frozen=True):
    """A loan with its schedule; `items` is empty until disbursement. Paid sums are of the whole loan."""

    number: str
    member: bytes
    union: bytes
    product: bytes
    officer: bytes
    state: LoanStateName
    principal_minor: int
    term_count: int
    terms: LoanTermsFrozen
    expected_on: date
    first_due_on: date | None
    purpose: str
    drafted_by: bytes
    content_hash: bytes
    approval: bytes | None
    disbursed_on: date | None
    closed_on: date | None
    reason: str
    items: tuple[LoanItem, ...]
    penalty_paid_minor: int
    credit_minor: int


class AllocationPart(Message, frozen=True):
    """What one repayment paid of one instalment, in minor units."""

    sequence: int
    interest_minor: int
    principal_minor: int
    fee_minor: int
    penalty_minor: int


class RepaymentRecord(Message, frozen=True):
    """Money received. `member` is named only where no loan names it; `reason` says why it is suspended."""

    loan: bytes | None
    member: bytes | None
    amount_minor: int
    method: PaymentMethod
    value_on: date
    posted_on: date
    receipt_number: str
    received_by: bytes
    state: RepaymentState
    reference: str
    meeting: bytes | None
    reason: str
    allocations: tuple[AllocationPart, ...]
    credit_minor: int


class MeetingRecord(Message, frozen=True):
    """A closed union meeting."""

    union: bytes
    held_on: date
    closed_by: bytes
    attendance: tuple[MemberAttendance, ...]
    repayments: tuple[bytes, ...]
    expected_cash_minor: int
    counted_cash_minor: int
    denominations: tuple[Denomination, ...]
    variance_reason: str
    note: str
    signatures: tuple[MeetingSignature, ...] = ()
    variance_code: str = ""


class ApplicationChange(Message, frozen=True):
    """One field of an application that was submitted again, as plain text.

    Fields are named as in `LoanApplication`; amounts are minor units, dates ISO, a product is its name, and
    what was not given is empty.
    """

    field: str
    before: str
    after: str


class Resubmission(Message, frozen=True):
    """What changed since the last submission, and the comment or reason it answers.

    `changes` is None where the last submission was not kept, and empty where nothing changed.
    """

    answers: str
    changes: tuple[ApplicationChange, ...] | None


class ApprovalRecord(Message, frozen=True):
    """A request for somebody else's decision; `stage` counts from 1 to `stages`.

    `version_no` counts the submissions of this loan; `since_last` is None for the first.
    """

    kind: str
    subject: bytes
    title: str
    amount_minor: int
    asked_by: bytes
    asked_on: date
    state: ApprovalState
    stage: int
    stages: int
    content_hash: bytes
    decided_by: tuple[bytes, ...]
    comment: str
    version_no: int = 1
    since_last: Resubmission | None = None


class CashMovementRecord(Message, frozen=True):
    """Cash that changed hands between a person and the branch; `counted_minor` is None until counted."""

    kind: MovementKind
    state: MovementState
    from_staff: bytes | None
    to_staff: bytes | None
    amount_minor: int
    on: date
    counted_minor: int | None
    counted_by: bytes | None
    note: str


class DocumentRecord(Message, frozen=True):
    """What is on file of somebody; `stored` is whether the server has the file, else it is on its way."""

    owner_kind: OwnerKind
    owner: bytes
    type: str
    file_name: str
    sha256: bytes
    size: int
    media_type: MediaType
    attached_by: bytes
    attached_at_ms: int
    stored: bool
    issuing_authority: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


class VisitRecord(Message, frozen=True):
    """A visit to a member; `doubts` says what speaks against its place, `doubt` how much, 0 to 100."""

    member: bytes
    visited_by: bytes
    purpose: str
    note: str
    arrived_at_ms: int
    left_at_ms: int
    fix: Fix | None
    doubts: tuple[str, ...]
    doubt: int


class TaskRecord(Message, frozen=True):
    """Something somebody must look at: a suspended receipt, a malformed operation, a frozen device."""

    kind: str
    title: str
    detail: str
    about_kind: str
    about: bytes
    staff: bytes
    opened_on: date
    open: bool


RECORD_KINDS: dict[str, type[Message]] = {
    "institution": InstitutionRecord,
    "staff": StaffRecord,
    "device": DeviceRecord,
    "certificate": CertificateRecord,
    "product": ProductRecord,
    "union": UnionRecord,
    "member": MemberRecord,
    "loan": LoanRecord,
    "repayment": RepaymentRecord,
    "meeting": MeetingRecord,
    "approval": ApprovalRecord,
    "cash": CashMovementRecord,
    "task": TaskRecord,
    "document": DocumentRecord,
    "visit": VisitRecord,
}


def decode_record(kind: str, data: bytes) -> Message:
    """Return the record; `Malformed` for an unknown kind or bytes that do not fit it."""
    wanted = RECORD_KINDS.get(kind)
    if wanted is None:
        raise Malformed(f"no record kind {kind}")
    return decode(wanted, data)


def record_digest(kind: str, identifier: bytes, version: int) -> int:
    """Return the 64-bit hash of one record; a bucket's digest is the XOR of these over what it holds."""
    data = kind.encode() + b"\x00" + identifier + version.to_bytes(8, "big")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def union_bucket(union: bytes) -> str:
    """Everything of one union."""
    return f"union/{union.hex()}"


def desk_bucket(staff: bytes) -> str:
    """What is assigned or addressed to one person."""
    return f"desk/{staff.hex()}"


def team_bucket(supervisor: bytes) -> str:
    """Approvals, devices, cash and tasks of the people below one supervisor."""
    return f"team/{supervisor.hex()}"


INSTITUTION_BUCKET = "institution"
OPERATIONS_BUCKET = "operations"
ADMINISTRATION_BUCKET = "administration"
"""Devices of everybody, for administrators."""
