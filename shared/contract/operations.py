"""The operation: one signed fact or request, and the registry of its kinds.

The rule kept here: an operation is encoded once and those bytes are what is stored, sent and verified; a kind
never changes its meaning, it gets a new `kind_version`, and every version ever sent stays decodable.
"""

from typing import Annotated

from msgspec import Meta

from shared.contract.bodies import cash, documents, lending, people, visits
from shared.contract.codec import Code, Count, Hash, Id, Instant, Malformed, Message, decode
from shared.contract.version import MAX_OPERATION_BYTES

Body = (
    people.InstitutionCreated
    | people.InstitutionChanged
    | people.StaffAdded
    | people.StaffChanged
    | people.StaffSecretSet
    | people.DeviceCodeIssued
    | people.DeviceEnrolled
    | people.DeviceApproved
    | people.DeviceRevoked
    | people.DeviceUnlocked
    | people.DeviceWiped
    | people.UnionCreated
    | people.UnionChanged
    | people.UnionAssigned
    | people.MemberEnrolled
    | people.MemberChanged
    | people.MemberSettled
    | people.MemberVerified
    | people.MemberMoved
    | lending.ProductDefined
    | lending.LoanDrafted
    | lending.LoanChanged
    | lending.LoanSubmitted
    | lending.LoanWithdrawn
    | lending.LoanCanceled
    | lending.ApprovalDecided
    | lending.LoanDisbursed
    | lending.LoanDefaulted
    | lending.LoanCured
    | lending.RepaymentRecorded
    | lending.RepaymentCorrected
    | cash.MeetingClosed
    | cash.CashFloatIssued
    | cash.CashHandedOver
    | cash.CashReceived
    | documents.DocumentAttached
    | visits.VisitRecorded
)

KINDS: dict[tuple[str, int], type[Message]] = {
    ("institution.created", 1): people.InstitutionCreated,
    ("institution.created", 2): people.InstitutionCreated,
    ("institution.changed", 1): people.InstitutionChanged,
    ("institution.changed", 2): people.InstitutionChanged,
    ("staff.added", 1): people.StaffAdded,
    ("staff.changed", 1): people.StaffChanged,
    ("staff.secret_set", 1): people.StaffSecretSet,
    ("device.code_issued", 1): people.DeviceCodeIssued,
    ("device.code_issued", 2): people.DeviceCodeIssued,
    ("device.enrolled", 1): people.DeviceEnrolled,
    ("device.enrolled", 2): people.DeviceEnrolled,
    ("device.enrolled", 3): people.DeviceEnrolled,
    ("device.approved", 1): people.DeviceApproved,
    ("device.revoked", 1): people.DeviceRevoked,
    ("device.unlocked", 1): people.DeviceUnlocked,
    ("device.wiped", 1): people.DeviceWiped,
    ("union.created", 1): people.UnionCreated,
    ("union.changed", 1): people.UnionChanged,
    ("union.assigned", 1): people.UnionAssigned,
    ("member.enrolled", 1): people.MemberEnrolled,
    ("member.changed", 1): people.MemberChanged,
    ("member.settled", 1): people.MemberSettled,
    ("member.verified", 1): people.MemberVerified,
    ("member.moved", 1): people.MemberMoved,
    ("product.defined", 1): lending.ProductDefined,
    ("loan.drafted", 1): lending.LoanDrafted,
    ("loan.changed", 1): lending.LoanChanged,
    ("loan.submitted", 1): lending.LoanSubmitted,
    ("loan.withdrawn", 1): lending.LoanWithdrawn,
    ("loan.canceled", 1): lending.LoanCanceled,
    ("approval.decided", 1): lending.ApprovalDecided,
    ("loan.disbursed", 1): lending.LoanDisbursed,
    ("loan.defaulted", 1): lending.LoanDefaulted,
    ("loan.cured", 1): lending.LoanCured,
    ("repayment.recorded", 1): lending.RepaymentRecorded,
    ("repayment.corrected", 1): lending.RepaymentCorrected,
    ("meeting.closed", 1): cash.MeetingClosed,
    ("meeting.closed", 2): cash.MeetingClosed,
    ("meeting.closed", 3): cash.MeetingClosed,
    ("cash.float_issued", 1): cash.CashFloatIssued,
    ("cash.handed_over", 1): cash.CashHandedOver,
    ("cash.received", 1): cash.CashReceived,
    ("document.attached", 1): documents.DocumentAttached,
    ("visit.recorded", 1): visits.VisitRecorded,
}
KIND_OF: dict[type[Message], tuple[str, int]] = {body: kind for kind, body in KINDS.items()}
"""The kind and newest version that each body is written as."""

MONEY_RECEIVED = frozenset({"repayment.recorded", "cash.handed_over"})
"""Facts about cash that already changed hands: never refused, at worst suspended."""

GENESIS = bytes(32)
"""The `prev` of a device's first operation."""


class SeenVersion(Message, frozen=True):
    """The version of a record that the person acted on."""

    kind: Code
    id: Id
    version: Count


class Operation(Message, frozen=True):
    """The envelope around one body; clocks in milliseconds, `mono_ms` since the boot named by `boot`."""

    id: Id
    device: Id
    seq: Annotated[int, Meta(ge=1, le=2**53)]
    prev: Hash
    staff: Id
    kind: Code
    kind_version: Annotated[int, Meta(ge=1, le=1000)]
    body: Annotated[bytes, Meta(max_length=MAX_OPERATION_BYTES)]
    depends_on: Annotated[tuple[Id, ...], Meta(max_length=64)]
    seen: Annotated[tuple[SeenVersion, ...], Meta(max_length=64)]
    at_ms: Instant
    mono_ms: Instant
    boot: Id
    server_time_seen_ms: Instant


class SignedOperation(Message, frozen=True):
    """The exact bytes of an operation and the device's Ed25519 signature over label ‖ bytes."""

    data: Annotated[bytes, Meta(max_length=MAX_OPERATION_BYTES)]
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


def decode_body(kind: str, kind_version: int, data: bytes) -> Message:
    """Return the body of an operation; `Malformed` for an unknown kind or for bytes that do not fit."""
    wanted = KINDS.get((kind, kind_version))
    if wanted is None:
        raise Malformed(f"no operation kind {kind} in version {kind_version}")
    return decode(wanted, data)
