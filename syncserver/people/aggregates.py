"""The institution, staff, unions, members and tasks as handlers see them: frozen values, put whole."""

from dataclasses import dataclass
from datetime import date

from shared.contract.bodies.people import InstitutionSettings, MemberProfile, StaffStatus, UnionProfile
from shared.contract.records import FieldConflict
from shared.permissions import Role


@dataclass(frozen=True, slots=True)
class Institution:
    """The one lender of this database."""

    settings: InstitutionSettings


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who works here; `email` is folded to small letters, a limit of None means no limit."""

    id: bytes
    name: str
    role: Role
    email: str
    supervisor: bytes | None
    phone: str
    status: StaffStatus
    approval_limit_minor: int | None

    @property
    def is_active(self) -> bool:
        """Whether the person works today as far as is known: neither suspended nor on leave."""
        return self.status == "ACTIVE"


@dataclass(frozen=True, slots=True)
class Union:
    """A group of borrowers and its one credit officer."""

    id: bytes
    officer: bytes
    profile: UnionProfile


@dataclass(frozen=True, slots=True)
class Assignment:
    """From this instant on, this officer had a union."""

    officer: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class Member:
    """A borrower; unverified until somebody other than `enrolled_by` checked who they are."""

    id: bytes
    union: bytes
    code: str
    profile: MemberProfile
    active: bool
    enrolled_by: bytes
    enrolled_at_ms: int
    verified_by: bytes | None = None
    verified_at_ms: int | None = None
    conflicts: tuple[FieldConflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """At this instant a member left one union for another."""

    from_union: bytes
    to_union: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class Task:
    """Something somebody must look at, about a record and because of a person's doing."""

    id: bytes
    kind: str
    title: str
    detail: str
    about_kind: str
    about: bytes
    staff: bytes
    opened_on: date
    is_open: bool = True
