"""Operation bodies about union meetings and the custody of cash."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from shared.contract.codec import Amount, AmountOrZero, Count, Id, Instant, Label, Message, Note
from shared.fieldwork.ink import MOST_BYTES

Attendance = Literal["PRESENT", "LATE", "ABSENT", "EXCUSED"]


class Denomination(Message, frozen=True):
    """So many notes or coins of one value, in minor units."""

    value_minor: Amount
    pieces: Count


class MemberAttendance(Message, frozen=True):
    """How one member attended."""

    member: Id
    attendance: Attendance


Denominations = Annotated[tuple[Denomination, ...], Meta(max_length=32)]


Signer = Literal["OFFICER", "LEADER"]


class MeetingSignature(Message, frozen=True):
    """One person's signature under a closed meeting, or why there is none.

    `ink` are strokes as `shared.fieldwork.ink` packs them; it is empty where `refused` says why.
    """

    signer: Signer
    name: Label
    ink: Annotated[bytes, Meta(max_length=MOST_BYTES)] = b""
    refused: Label = ""
    signed_at_ms: Instant = 0


Signatures = Annotated[tuple[MeetingSignature, ...], Meta(max_length=4)]


class MeetingClosed(Message, frozen=True):
    """A meeting is over: who came, what was counted, why it differs from the sheet if it does, who signed.

    `signatures` came with version 2, `variance_code` with version 3; what was written before has none.
    """

    meeting: Id
    union: Id
    held_on: date
    attendance: Annotated[tuple[MemberAttendance, ...], Meta(max_length=500)]
    repayments: Annotated[tuple[Id, ...], Meta(max_length=1000)]
    expected_cash_minor: AmountOrZero
    counted_cash_minor: AmountOrZero
    denominations: Denominations = ()
    variance_reason: Note = ""
    opened_at_ms: Instant = 0
    note: Note = ""
    signatures: Signatures = ()
    variance_code: Label = ""


class CashFloatIssued(Message, frozen=True):
    """The branch hands an officer cash to start with."""

    movement: Id
    officer: Id
    amount_minor: Amount
    on: date


class CashHandedOver(Message, frozen=True):
    """An officer hands cash to somebody of the branch; a fact until the other side counts it."""

    movement: Id
    to_staff: Id
    amount_minor: Amount
    on: date
    denominations: Denominations = ()
    note: Label = ""


class CashReceived(Message, frozen=True):
    """The branch counted a handover."""

    movement: Id
    counted_minor: AmountOrZero
    on: date
    denominations: Denominations = ()
    note: Label = ""
