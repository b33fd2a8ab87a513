"""The records as jobs look at them: one frozen row a record, dates as dates, amounts in minor units.

`provisional` is true where an operation that the server has not yet answered shaped the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.contract.bodies.lending import PaymentMethod
from shared.contract.bodies.people import Frequency, StaffStatus
from shared.contract.records import (
    ApprovalState,
    LoanTermsFrozen,
    MovementKind,
    MovementState,
    RepaymentState,
    Resubmission,
)
from shared.ids import (
    ApprovalId,
    CashMovementId,
    LoanId,
    MeetingId,
    MemberId,
    ProductId,
    RepaymentId,
    StaffId,
    UnionId,
)
from shared.lending.lifecycle import LoanState
from shared.permissions import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague."""

    staff: StaffId
    name: str
    role: Role
    status: StaffStatus
    supervisor: StaffId | None
    approval_limit_minor: int | None


@dataclass(frozen=True, slots=True)
class UnionFacts:
    """A union; `meeting_weekday` counts from Monday 0."""

    union: UnionId
    name: str
    officer: StaffId
    location: str
    meeting_weekday: int | None
    meeting_time: str
    meeting_frequency: Frequency
    meeting_place: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member, as far as lists and receipts need one."""

    member: MemberId
    union: UnionId
    code: str
    first_name: str
    last_name: str
    phone: str
    active: bool
    enrolled_by: StaffId
    verified_by: StaffId | None
    version: int
    provisional: bool

    @property
    def name(self) -> str:
        """First and last name as one."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """A loan without its schedule; `content_hash` is of the application as it stands.

    `terms` are None for a draft whose product is not known here. `outstanding_minor`
    is of the schedule, penalty left out; `taken_minor` is everything counted on the loan, credit included.
    """

    loan: LoanId
    number: str
    member: MemberId
    union: UnionId
    product: ProductId
    officer: StaffId
    state: LoanState
    principal_minor: int
    term_count: int
    terms: LoanTermsFrozen | None
    expected_on: date
    first_due_on: date | None
    purpose: str
    drafted_by: StaffId
    content_hash: bytes
    approval: ApprovalId | None
    disbursed_on: date | None
    closed_on: date | None
    reason: str
    outstanding_minor: int
    taken_minor: int
    credit_minor: int
    version: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class InstalmentFacts:
    """One item of a schedule and what is paid of it, in minor units."""

    sequence: int
    due_on: date
    principal_minor: int
    interest_minor: int
    fee_minor: int
    principal_paid_minor: int
    interest_paid_minor: int
    fee_paid_minor: int


@dataclass(frozen=True, slots=True)
class RepaymentFacts:
    """Money received; `reason` says why it is suspended."""

    repayment: RepaymentId
    loan: LoanId | None
    member: MemberId | None
    amount_minor: int
    method: PaymentMethod
    value_on: date
    receipt_number: str
    received_by: StaffId
    state: RepaymentState
    reference: str
    meeting: MeetingId | None
    reason: str
    version: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """A request for a decision; `sent_decision` is what this tablet has sent and the server not yet
    answered. `version_no` counts the submissions of the loan; `since_last` is None for the first.
    """

    approval: ApprovalId
    kind: str
    subject: bytes
    title: str
    amount_minor: int
    asked_by: StaffId
    asked_on: date
    state: ApprovalState
    stage: int
    stages: int
    content_hash: bytes
    decided_by: tuple[StaffId, ...]
    comment: str
    version_no: int
    since_last: Resubmission | None
    sent_decision: str
    version: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """The operation that recorded a repayment here, as it was signed; the amount in minor units."""

    sequence: int
    hash: bytes
    repayment: RepaymentId
    member: MemberId
    amount_minor: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class MovementFacts:
    """Cash that changed hands; `counted_minor` is None until the other side counted it."""

    movement: CashMovementId
    kind: MovementKind
    state: MovementState
    from_staff: StaffId | None
    to_staff: StaffId | None
    amount_minor: int
    on: date
    counted_minor: int | None
    note: str
    version: int
    provisional: bool
