"""Operation bodies about the institution, its people, devices, unions and members."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from shared.contract.codec import (
    AmountOrZero,
    Code,
    Count,
    Hash,
    Id,
    Instant,
    Label,
    Message,
    Name,
    Note,
    PublicKey,
)

Role = Literal["CREDIT_OFFICER", "COLLECTIONS_OFFICER", "SUPERVISOR", "OPERATIONS", "ADMIN"]
StaffStatus = Literal["ACTIVE", "SUSPENDED", "ON_LEAVE"]
Frequency = Literal["DAILY", "WEEKLY", "FORTNIGHTLY", "MONTHLY"]
Weekday = Annotated[int, Meta(ge=0, le=6)]
Part = Literal["interest", "principal", "fee", "penalty"]


class InstitutionSettings(Message, frozen=True):
    """How one lender works; amounts in minor units of its currency, weekdays with Monday 0.

    `receipt_cap_minor` bounds the cash on one receipt. `cash_cap_minor`, what one person may hold, and
    `day_cap_minor`, what they may take in a day without the office hearing of it, warn and never refuse.
    """

    name: Name
    currency: Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")] = "NGN"
    time_zone: Name = "Africa/Lagos"
    date_format: Name = "DD/MM/YYYY"
    days_off: Annotated[tuple[Weekday, ...], Meta(max_length=6)] = (6,)
    holidays: Annotated[tuple[date, ...], Meta(max_length=2000)] = ()
    backdate_days: Count = 7
    locked_until: date | None = None
    lease_days: Annotated[int, Meta(ge=1, le=60)] = 7
    allocation_order: tuple[Part, ...] = ("interest", "principal", "fee", "penalty")
    receipt_cap_minor: AmountOrZero | None = None
    cash_cap_minor: AmountOrZero | None = None
    officers_may_verify: bool = False
    second_stage_from_minor: AmountOrZero | None = None
    reason_codes: tuple[Label, ...] = ()
    day_cap_minor: AmountOrZero | None = None


class InstitutionCreated(Message, frozen=True):
    """The first operation of a database."""

    settings: InstitutionSettings


class InstitutionChanged(Message, frozen=True):
    """All settings as they are from now on."""

    settings: InstitutionSettings


class StaffAdded(Message, frozen=True):
    """A person joins; every credit or collections officer names a supervisor."""

    staff: Id
    name: Name
    role: Role
    email: Name
    supervisor: Id | None = None
    phone: Label = ""
    approval_limit_minor: AmountOrZero | None = None


class StaffChanged(Message, frozen=True):
    """A person's supervisor, status or limit from now on."""

    staff: Id
    supervisor: Id | None
    status: StaffStatus
    approval_limit_minor: AmountOrZero | None = None


class StaffSecretSet(Message, frozen=True):
    """A person was given another password or second factor at the server; never what it is."""

    staff: Id
    secret: Literal["PASSWORD", "TOTP"]


class DeviceCodeIssued(Message, frozen=True):
    """Somebody may enrol one device with a one-time code, of which only the SHA-256 is kept.

    A device enrolled with it waits for its approval where `needs_approval`, and always with a code that was
    not issued at the server itself.
    """

    code_hash: Hash
    staff: Id
    expires_at_ms: Instant
    needs_approval: bool = False


class DeviceEnrolled(Message, frozen=True):
    """A device proved its key with an issued code; `contact_key` signs what it says without a PIN.

    `fingerprint` is what its screen shows until it is approved.
    """

    device: Id
    staff: Id
    public_key: PublicKey
    device_code: Code
    label: Label
    code_hash: Hash
    contact_key: Annotated[bytes, Meta(max_length=32)] = b""
    fingerprint: Label = ""


class DeviceApproved(Message, frozen=True):
    """Somebody above its owner has seen that a device is the owner's: its screen shows this fingerprint."""

    device: Id
    fingerprint: Label


class DeviceRevoked(Message, frozen=True):
    """A device may no longer record; what it still sends is kept and suspended."""

    device: Id
    reason: Name


class DeviceUnlocked(Message, frozen=True):
    """Somebody who typed ten wrong PINs may try again: the person was asked who they are."""

    device: Id
    reason: Name


class DeviceWiped(Message, frozen=True):
    """A device is to send its sealed journal and destroy everything else, at its next contact."""

    device: Id
    reason: Name


class UnionProfile(Message, frozen=True):
    """What a union is, its officer apart."""

    name: Name
    location: Label = ""
    address: Label = ""
    meeting_weekday: Weekday | None = None
    meeting_time: Annotated[str, Meta(pattern=r"\A([01]\d|2[0-3]):[0-5]\d\Z")] | None = None
    meeting_frequency: Frequency = "WEEKLY"
    meeting_place: Label = ""
    latitude_e7: Annotated[int, Meta(ge=-900000000, le=900000000)] | None = None
    longitude_e7: Annotated[int, Meta(ge=-1800000000, le=1800000000)] | None = None


class UnionCreated(Message, frozen=True):
    """A group of borrowers with exactly one credit officer."""

    union: Id
    officer: Id
    profile: UnionProfile


class UnionChanged(Message, frozen=True):
    """The union's profile from now on."""

    union: Id
    profile: UnionProfile


class UnionAssigned(Message, frozen=True):
    """The union gets another credit officer."""

    union: Id
    officer: Id
    reason: Name


class MemberProfile(Message, frozen=True):
    """What is known of a member; all but the names may be empty."""

    first_name: Name
    last_name: Name
    phone: Label = ""
    email: Label = ""
    address: Label = ""
    city: Label = ""
    state: Label = ""
    country: Label = ""
    zip_code: Label = ""
    date_of_birth: date | None = None
    gender: Label = ""
    marital_status: Label = ""
    profession: Label = ""
    company: Label = ""
    note: Note = ""


IDENTITY_FIELDS = frozenset({"first_name", "last_name", "date_of_birth"})
"""What a verification vouches for: when one of these changes, the member is to be verified anew."""


class MemberEnrolled(Message, frozen=True):
    """Somebody joins a union, unverified."""

    member: Id
    union: Id
    code: Code
    profile: MemberProfile


class FieldChange(Message, frozen=True):
    """One profile field: what the editor saw and what it becomes, as text (dates in ISO form)."""

    field: Code
    seen: Note
    value: Note


class MemberChanged(Message, frozen=True):
    """Profile fields changed; fields changed meanwhile by somebody else are merged by the server."""

    member: Id
    changes: Annotated[tuple[FieldChange, ...], Meta(min_length=1, max_length=32)]


class MemberSettled(Message, frozen=True):
    """Of two values that two people gave one field, somebody chose `value`, having seen both side by side."""

    member: Id
    field: Code
    stands: Note
    other: Note
    value: Note


class MemberVerified(Message, frozen=True):
    """Somebody other than the maker checked who the member is."""

    member: Id
    checklist: Annotated[tuple[Label, ...], Meta(max_length=32)] = ()
    note: Note = ""


class MemberMoved(Message, frozen=True):
    """The member belongs to another union from now on; open loans follow."""

    member: Id
    to_union: Id
    reason: Name
