"""One exchange: what a device sends and what the server answers, and the verdict on each operation.

The rule kept here: an answer states only what was committed, and a verdict is the same in every retry.
"""

from typing import Annotated, Literal

from msgspec import Meta

from shared.contract.audit.checkpoints import SignedCheckpoint
from shared.contract.codec import Code, Count, Hash, Id, Instant, Label, Message, Note
from shared.contract.operations import SignedOperation
from shared.contract.version import MAX_OPERATIONS_PER_EXCHANGE

Outcome = Literal["applied", "applied_changed", "suspended", "waiting", "superseded", "refused"]
DeviceState = Literal["ACTIVE", "FROZEN", "REVOKED", "PENDING"]
"""PENDING until somebody above the owner approves it: such a device has no exchange, only its enrolment."""
Sequence = Annotated[int, Meta(ge=0, le=2**53)]
BucketName = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[a-z]+(/[0-9a-f]{32})?\Z")]
UnsignedDigest = Annotated[bytes, Meta(min_length=8, max_length=8)]


class BucketNumber(Message, frozen=True):
    """A place in one bucket's feed."""

    bucket: BucketName
    number: Sequence


class Difference(Message, frozen=True):
    """What the server did otherwise than asked: a field, what was sent and what stands."""

    field: Label
    sent: Note
    stands: Note


class Verdict(Message, frozen=True):
    """The server's answer to one operation; `effects` name the feed places that carry it, in this epoch."""

    operation: Id
    seq: Sequence
    outcome: Outcome
    code: Label = ""
    title: Label = ""
    detail: Note = ""
    differences: tuple[Difference, ...] = ()
    effects: tuple[BucketNumber, ...] = ()


class AcknowledgedHead(Message, frozen=True):
    """How far a device's chain is committed on the server: nothing at `seq` 0."""

    device: Id
    seq: Sequence
    hash: Hash
    epoch: Id
    at_ms: Instant


class DeviceReport(Message, frozen=True):
    """What a device still holds after this request: operations without an answer, and what needs attention;
    `recorded` is how many it ever signed. The money in each stands beside it, in minor units;
    `recorded_minor` is None where a device does not say it.
    """

    recorded: Sequence
    waiting: Count
    waiting_minor: Annotated[int, Meta(ge=0, le=2**53)]
    attention: Count
    recorded_minor: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    attention_minor: Annotated[int, Meta(ge=0, le=2**53)] = 0


class ExchangeRequest(Message, frozen=True):
    """What a device sends: its cursors, waiting operations and how far it knows it was acknowledged."""

    protocol: Count
    record_schema: Count
    epoch: Annotated[bytes, Meta(max_length=16)]
    scope_version: Label
    acknowledged_seq: Sequence
    acknowledged_hash: Hash
    cursors: Annotated[tuple[BucketNumber, ...], Meta(max_length=5000)] = ()
    operations: Annotated[tuple[SignedOperation, ...], Meta(max_length=MAX_OPERATIONS_PER_EXCHANGE)] = ()
    wanted_blocks: Annotated[tuple[Label, ...], Meta(max_length=4)] = ()
    report: DeviceReport | None = None


class BucketState(Message, frozen=True):
    """One bucket in scope: where its cursor goes and, when level, what it holds by count and digest."""

    bucket: BucketName
    cursor: Sequence
    level: bool
    count: Count
    digest: UnsignedDigest
    reread: bool = False


class Change(Message, frozen=True):
    """The latest state of one record in one bucket, `bucket` being its place in the response's list.

    `body` is empty when the record was removed, or when an earlier change of this response has the same body.
    """

    bucket: Count
    kind: str
    id: bytes
    version: int
    removed: bool
    body: bytes


class NumberBlock(Message, frozen=True):
    """Numbers a device may give out by itself, both ends included, written as prefix and six digits."""

    kind: Literal["member", "loan"]
    prefix: Label
    first: Sequence
    last: Sequence


class ExchangeResponse(Message, frozen=True):
    """What the server answers; buckets a device holds that are not listed have left its scope.

    `expected_seq` is the sequence the server takes next. Buckets that are not level have more to come.
    `checkpoints` are of the audit chain, the newest one, for the device to keep as a witness;
    `courier_key` is what a bundle is sealed to that travels by courier.
    """

    protocol: Count
    oldest_protocol: Count
    epoch: Id
    server_time_ms: Instant
    device_state: DeviceState
    device_reason: Label
    verdicts: tuple[Verdict, ...]
    head: AcknowledgedHead
    head_signature: bytes
    expected_seq: Sequence
    scope_version: Label
    buckets: tuple[BucketState, ...]
    changes: tuple[Change, ...]
    more: bool
    lease_until_ms: Instant
    blocks: tuple[NumberBlock, ...] = ()
    checkpoints: tuple[SignedCheckpoint, ...] = ()
    courier_key: Annotated[bytes, Meta(max_length=32)] = b""


class EnrolmentRequest(Message, frozen=True):
    """A device presents its one-time code and proves the key it made for itself.

    `contact_key` is the public half of another, which signs what the device says without a PIN.
    """

    protocol: Count
    code: Code
    public_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    proof: Annotated[bytes, Meta(min_length=64, max_length=64)]
    label: Label = ""
    contact_key: Annotated[bytes, Meta(max_length=32)] = b""


class Certificate(Message, frozen=True):
    """What the institution says of a device; signed with the institution's key."""

    device: Id
    staff: Id
    public_key: bytes
    device_code: str
    issued_at_ms: Instant


class EnrolmentPending(Message, frozen=True):
    """The device has to be approved first: it asks again with the same code and key, and shows the
    fingerprint of its own key and this one of the institution's.
    """

    server_public_key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    institution_name: str
    staff_name: str
    ask_again_s: Count


class EnrolmentResponse(Message, frozen=True):
    """What an enrolled device needs to work alone: who it is, whom to trust, and its lease.

    `recovery_key` is what the device seals its journal to; empty where the institution has none.
    """

    certificate: Certificate
    certificate_signature: bytes
    server_public_key: bytes
    epoch: Id
    server_time_ms: Instant
    lease_key: bytes
    lease_until_ms: Instant
    staff_name: str
    role: str
    institution_name: str
    recovery_key: Annotated[bytes, Meta(max_length=32)] = b""
