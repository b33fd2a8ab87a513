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
from fieldapp.store.carried.bundles import Bundle, newest_bundle
from fieldapp.store.carried.files import FileToSend, files_not_sent
from fieldapp.store.outbox import OutboxEntry, Stands, Tally, listing, mark_seen, operation_at, tallies
from fieldapp.store.sync_state import read_state
from fieldapp.store.transaction import Reading
from shared.contract.bodies import cash, documents, lending, people
from shared.contract.codec import Message
from shared.contract.exchange import DeviceState
from shared.contract.operations import decode_body
from shared.ids import ApprovalId, CashMovementId, DeviceId, LoanId, MemberId, RepaymentId, StaffId, UnionId

RecordKind = Literal["repayment", "loan", "member", "union", "approval", "device", ""]


@dataclass(frozen=True, slots=True)
class About:
    """What an operation is about: whom or what by name, its number, and the record that can be looked at.

    `number` is a receipt, loan or member number; `kind` is empty where there is nothing to look at.
    """

    name: str = ""
    number: str = ""
    kind: RecordKind = ""
    id: bytes = b""


@dataclass(frozen=True, slots=True)
class CentreRow:
    """One operation and what it is about."""

    entry: OutboxEntry
    about: About


@dataclass(frozen=True, slots=True)
class SyncCentre:
    """What the sync centre shows, newest operation first; amounts in minor units.

    `tallies` count everything there is, `rows` are a page of it, `more` says whether there are further ones.
    `lease_left_ms` is how long the tablet may work without the server; `journal_behind` how many operations
    the sealed journal lacks. `files` are those the office does not have, `courier` what one was given last.
    """

    attention: tuple[CentreRow, ...]
    rows: tuple[CentreRow, ...]
    more: bool
    tallies: dict[Stands, Tally]
    last_contact_ms: int
    lease_left_ms: int
    device_state: DeviceState
    device_reason: str
    rereading: bool
    journal_behind: int = 0
    files: tuple[FileToSend, ...] = ()
    courier: Bundle | None = None


def load_centre(
    desk: Desk, stands: Stands | None = None, *, before_seq: int | None = None, limit: int = 100
) -> SyncCentre:
    """Return a page of the sync centre, all or what stands somewhere; page on from the last `seq`."""
    with desk.store.read() as tx:
        state = read_state(tx)
        found = listing(tx, stands=stands, before_seq=before_seq, limit=limit + 1)
        return SyncCentre(
            attention=tuple(_row(tx, entry) for entry in listing(tx, stands="attention", limit=limit)),
            rows=tuple(_row(tx, entry) for entry in found[:limit]),
            more=len(found) > limit,
            tallies=tallies(tx),
            last_contact_ms=state.last_contact_ms,
            lease_left_ms=lease_left_ms(state, desk.author.clock),
            device_state=state.device_state,
            device_reason=state.device_reason,
            rereading=state.rereading,
            journal_behind=desk.store.journal_behind,
            files=files_not_sent(tx),
            courier=newest_bundle(tx),
        )


def note_seen(desk: Desk, seq: int) -> None:
    """Note that the person has seen what the server said; the operation itself stays as it is."""
    with desk.store.transaction() as tx:
        mark_seen(tx, seq)


def _row(tx: Reading, entry: OutboxEntry) -> CentreRow:
    operation = operation_at(tx, entry.seq)
    if operation is None:
        return CentreRow(entry, About())
    body = decode_body(operation.kind, operation.kind_version, operation.body)
    return CentreRow(entry, _about(tx, body))


def _about(tx: Reading, body: Message) -> About:
    match body:
        case lending.RepaymentRecorded():
            name = _of_member(tx, body.member).name
            return About(name, body.receipt_number, "repayment", body.repayment)
        case lending.RepaymentCorrected():
            found = facts.repayment(tx, RepaymentId(body.repayment))
            name = _of_loan(tx, found.loan).name if found and found.loan else ""
            return About(name, found.receipt_number if found else "", "repayment", body.repayment)
        case lending.LoanDrafted(application=asked) | lending.LoanChanged(application=asked):
            return About(_of_member(tx, asked.member).name, asked.number, "loan", asked.loan)
        case people.MemberEnrolled():
            name = f"{body.profile.first_name} {body.profile.last_name}"
            return About(name, body.code, "member", body.member)
        case people.MemberChanged(member=member) | people.MemberVerified(member=member):
            return _of_member(tx, member)
        case people.MemberMoved(member=member) | documents.DocumentAttached(owner=member):
            return _of_member(tx, member)
        case people.MemberSettled(member=member):
            return _of_member(tx, member)
        case people.DeviceApproved(device=device) | people.DeviceRevoked(device=device):
            return _of_device(tx, device)
        case people.DeviceUnlocked(device=device) | people.DeviceWiped(device=device):
            return _of_device(tx, device)
        case cash.MeetingClosed(union=union):
            found_union = facts.union(tx, UnionId(union))
            return About(found_union.name if found_union else "", "", "union", union)
        case cash.CashHandedOver(to_staff=staff) | cash.CashFloatIssued(officer=staff):
            person = facts.person(tx, StaffId(staff))
            return About(person.name if person else "")
        case _:
            return _about_loan_or_cash(tx, body)


def _about_loan_or_cash(tx: Reading, body: Message) -> About:
    match body:
        case lending.LoanSubmitted(loan=loan) | lending.LoanWithdrawn(loan=loan):
            return _of_loan(tx, loan)
        case lending.LoanCanceled(loan=loan) | lending.LoanDisbursed(loan=loan):
            return _of_loan(tx, loan)
        case lending.LoanDefaulted(loan=loan) | lending.LoanCured(loan=loan):
            return _of_loan(tx, loan)
        case lending.ApprovalDecided(approval=approval):
            found = facts.approval(tx, ApprovalId(approval))
            return About(found.title if found else "", "", "approval", approval)
        case cash.CashReceived(movement=movement):
            moved = facts.movement(tx, CashMovementId(movement))
            giver = facts.person(tx, moved.from_staff) if moved and moved.from_staff else None
            return About(giver.name if giver else "")
        case _:
            return About()


def _of_member(tx: Reading, member: bytes) -> About:
    found = facts.member(tx, MemberId(member))
    return About(found.name, found.code, "member", member) if found else About()


def _of_loan(tx: Reading, loan: bytes) -> About:
    found = facts.loan(tx, LoanId(loan))
    return About(_of_member(tx, found.member).name, found.number, "loan", loan) if found else About()


def _of_device(tx: Reading, device: bytes) -> About:
    found = facts.device_named(tx, DeviceId(device))
    return About(found[0], found[1], "device", device) if found else About()
