"""Meetings and cash movements as handlers see them: frozen values, put whole."""

from dataclasses import dataclass
from datetime import date

from shared.contract.bodies.cash import Denomination, MeetingSignature, MemberAttendance
from shared.contract.records import MovementKind, MovementState


@dataclass(frozen=True, slots=True)
class Meeting:
    """A closed meeting of a union; amounts in minor units."""

    id: bytes
    operation: bytes
    union: bytes
    held_on: date
    closed_by: bytes
    attendance: tuple[MemberAttendance, ...]
    repayments: tuple[bytes, ...]
    expected_cash_minor: int
    counted_cash_minor: int
    denominations: tuple[Denomination, ...]
    variance_reason: str
    opened_at_ms: int
    closed_at_ms: int
    note: str
    signatures: tuple[MeetingSignature, ...] = ()
    variance_code: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of a handover, and by whom."""

    by: bytes
    amount_minor: int
    on: date
    denominations: tuple[Denomination, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Cash that changed hands; `made_by` signed it. From or to nobody means the branch itself."""

    id: bytes
    operation: bytes
    kind: MovementKind
    state: MovementState
    made_by: bytes
    from_staff: bytes | None
    to_staff: bytes | None
    amount_minor: int
    on: date
    denominations: tuple[Denomination, ...] = ()
    note: str = ""
    count: Count | None = None
