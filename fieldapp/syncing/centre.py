"""The sync centre: every operation of this tablet and where it stands.

The rule kept here: an operation is said to be posted only when what it did has arrived here, and nothing that
needs somebody's attention is counted as done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fieldapp.desk import queries as facts
from fieldapp.desk.standing import lease_left_ms
from fieldapp.store.author import Desk
from fieldapp.store.outbox import OutboxEntry, counts, listing, mark_seen, operation_at
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading
from shared.contract.bodies import cash, lending, people
from shared.contract.codec import Message
from shared.contract.exchange import DeviceState
from shared.contract.operations import decode_body
from shared.ids import ApprovalId, CashMovementId, LoanId, MemberId, RepaymentId, StaffId, UnionId

Stands = Literal["on_tablet", "sent", "posted", "attention"]
"""On this tablet alone; sent and answered; its effect is here; or the server said something to look at."""


@dataclass(frozen=True, slots=True)
class CentreRow:
    """One operation; `name` is whom or what it is about, `number` its receipt, loan or member number."""

    entry: OutboxEntry
    stands: Stands
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class SyncCentre:
    """What the sync centre shows, newest operation first; amounts in minor units.

    `lease_left_ms` is how long the tablet may work without the server.
    """

    attention: tuple[CentreRow, ...]
    rows: tuple[CentreRow, ...]
    waiting: int
    waiting_minor: int
    attention_count: int
    last_contact_ms: int
    lease_left_ms: int
    device_state: DeviceState
    device_reason: str
    rereading: bool


def load_centre(desk: Desk, *, before_seq: int | None = None, limit: int = 100) -> SyncCentre:
    """Return a page of the sync centre; page on with the last `seq` of `rows`."""
    with desk.store.read() as tx:
        state, waiting = read_state(tx), counts(tx)
        return SyncCentre(
            attention=tuple(_row(tx, entry) for entry in listing(tx, attention_only=True, limit=limit)),
            rows=tuple(_row(tx, entry) for entry in listing(tx, before_seq=before_seq, limit=limit)),
            waiting=waiting.waiting,
            waiting_minor=waiting.waiting_value_minor,
            attention_count=waiting.attention,
            last_contact_ms=state.last_contact_ms,
            lease_left_ms=lease_left_ms(state, desk.author.clock),
            device_state=state.device_state,
            device_reason=state.device_reason,
            rereading=state.rereading,
        )


def note_seen(desk: Desk, seq: int) -> None:
    """Note that the person has seen what the server said; the operation itself stays as it is."""
    with desk.store.transaction() as tx:
        mark_seen(tx, seq)


def stands(entry: OutboxEntry) -> Stands:
    """Say where an operation stands."""
    if entry.attention:
        return "attention"
    if entry.state == "waiting":
        return "on_tablet"
    return "sent" if entry.in_overlay else "posted"


def _row(tx: Reading, entry: OutboxEntry) -> CentreRow:
    operation = operation_at(tx, entry.seq)
    if operation is None:
        return CentreRow(entry, stands(entry), "", "")
    body = decode_body(operation.kind, operation.kind_version, operation.body)
    name, number = _about(tx, body)
    return CentreRow(entry, stands(entry), name, number)


def _about(tx: Reading, body: Message) -> tuple[str, str]:
    match body:
        case lending.RepaymentRecorded():
            return _member_name(tx, body.member), body.receipt_number
        case lending.RepaymentCorrected():
            found = facts.repayment(tx, RepaymentId(body.repayment))
            return _loan_names(tx, found.loan if found else None)[0], found.receipt_number if found else ""
        case lending.LoanDrafted(application=asked) | lending.LoanChanged(application=asked):
            return _member_name(tx, asked.member), asked.number
        case people.MemberEnrolled():
            return f"{body.profile.first_name} {body.profile.last_name}", body.code
        case people.MemberChanged(member=member) | people.MemberVerified(member=member):
            return _member_names(tx, member)
        case people.MemberMoved(member=member):
            return _member_names(tx, member)
        case cash.MeetingClosed(union=union):
            found_union = facts.union(tx, UnionId(union))
            return found_union.name if found_union else "", ""
        case cash.CashHandedOver(to_staff=staff) | cash.CashFloatIssued(officer=staff):
            person = facts.person(tx, StaffId(staff))
            return person.name if person else "", ""
        case _:
            return _about_loan_or_cash(tx, body)


def _about_loan_or_cash(tx: Reading, body: Message) -> tuple[str, str]:
    match body:
        case lending.LoanSubmitted(loan=loan) | lending.LoanWithdrawn(loan=loan):
            return _loan_names(tx, LoanId(loan))
        case lending.LoanCanceled(loan=loan) | lending.LoanDisbursed(loan=loan):
            return _loan_names(tx, LoanId(loan))
        case lending.LoanDefaulted(loan=loan) | lending.LoanCured(loan=loan):
            return _loan_names(tx, LoanId(loan))
        case lending.ApprovalDecided(approval=approval):
            found = facts.approval(tx, ApprovalId(approval))
            return found.title if found else "", ""
        case cash.CashReceived(movement=movement):
            moved = facts.movement(tx, CashMovementId(movement))
            giver = facts.person(tx, moved.from_staff) if moved and moved.from_staff else None
            return giver.name if giver else "", ""
        case _:
            return "", ""


def _member_name(tx: Reading, member: bytes) -> str:
    return _member_names(tx, member)[0]


def _member_names(tx: Reading, member: bytes) -> tuple[str, str]:
    found = facts.member(tx, MemberId(member))
    return (found.name, found.code) if found else ("", "")


def _loan_names(tx: Reading, loan: LoanId | None) -> tuple[str, str]:
    found = facts.loan(tx, loan) if loan else None
    return (_member_name(tx, found.member), found.number) if found else ("", "")
