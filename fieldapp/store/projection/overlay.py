"""Which records an operation shapes, and the operations laid over a record until their effect has arrived.

The rule kept here: an operation names every record whose rows it changes when it is signed, and by these
subjects it is found again, in the order of signing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fieldapp.store.transaction import Reading
from shared.contract.bodies import cash, documents, lending, people, visits
from shared.contract.codec import Message, decode
from shared.contract.operations import Operation, decode_body
from shared.ids import INSTITUTION_ID, OperationId, StaffId

Subject = tuple[str, bytes]
"""A kind of record and the id of one."""

_FEW = 32
"""Up to so many records are asked for one by one; beyond it one query says which have operations at all."""


@dataclass(frozen=True, slots=True)
class LaidOver:
    """One operation of the overlay, as far as folding needs it."""

    operation: OperationId
    staff: StaffId
    body: Message
    at_ms: int = 0


class Overlay:
    """The overlay as it stands in one transaction, for the records about to be refreshed."""

    def __init__(self, tx: Reading, touched: Collection[Subject]) -> None:
        self._tx = tx
        self._known = subjects_in_overlay(tx) if len(touched) > _FEW else None
        self.moved = _moved_members(tx)

    def with_replacements(self, repayments: Collection[bytes]) -> set[bytes]:
        """Return these repayments and those that replace them, for a replacement was received by whoever
        received the first.
        """
        found = set(repayments)
        for laid in self._corrections():
            body = laid.body
            if isinstance(body, lending.RepaymentCorrected) and body.replacement and body.repayment in found:
                found.add(body.replacement.repayment)
        return found

    def _corrections(self) -> list[LaidOver]:
        sql = "SELECT data FROM outbox_operation WHERE in_overlay = 1 AND kind = 'repayment.corrected'"
        return self._tx.rows(_laid_over, f"{sql} ORDER BY seq")

    def of(self, subject: Subject) -> tuple[LaidOver, ...]:
        """Return the operations laid over one record, oldest first."""
        if self._known is not None and subject not in self._known:
            return ()
        return tuple(
            self._tx.rows(
                _laid_over,
                "SELECT o.data FROM outbox_subject s CROSS JOIN outbox_operation o ON o.seq = s.seq"
                " WHERE s.kind = ? AND s.id = ? AND o.in_overlay = 1 ORDER BY s.seq",
                subject,
            )
        )


def subjects_in_overlay(tx: Reading) -> frozenset[Subject]:
    """Return every record that has an operation laid over it."""
    return frozenset(
        tx.rows(
            _subject,
            "SELECT DISTINCT s.kind, s.id FROM outbox_operation o"
            " CROSS JOIN outbox_subject s ON s.seq = o.seq WHERE o.in_overlay = 1",
        )
    )


def _moved_members(tx: Reading) -> dict[bytes, bytes]:
    """The unions that members were moved to, by operations not yet arrived; the last move counts."""
    moves = tx.rows(
        _laid_over,
        "SELECT data FROM outbox_operation WHERE in_overlay = 1 AND kind = 'member.moved' ORDER BY seq",
    )
    return {
        move.body.member: move.body.to_union for move in moves if isinstance(move.body, people.MemberMoved)
    }


def _laid_over(data: bytes) -> LaidOver:
    operation = decode(Operation, data)
    body = decode_body(operation.kind, operation.kind_version, operation.body)
    return LaidOver(OperationId(operation.id), StaffId(operation.staff), body, operation.at_ms)


def _subject(kind: str, identifier: bytes) -> Subject:
    return kind, identifier


def subjects_of(tx: Reading, body: Message) -> tuple[Subject, ...]:
    """Return the records whose rows this operation changes, each once.

    A correction names the loan of the repayment it reverses as that stands in the store now.
    """
    match body:
        case people.InstitutionCreated() | people.InstitutionChanged():
            return (("institution", INSTITUTION_ID),)
        case people.StaffAdded(staff=staff) | people.StaffChanged(staff=staff):
            return (("staff", staff),)
        case people.DeviceEnrolled(device=device) | people.DeviceRevoked(device=device):
            return (("device", device),)
        case people.DeviceApproved(device=device):
            return (("device", device),)
        case people.DeviceUnlocked(device=device) | people.DeviceWiped(device=device):
            return (("device", device),)
        case lending.ProductDefined(product=product):
            return (("product", product),)
        case people.UnionCreated(union=union) | people.UnionChanged(union=union):
            return (("union", union),)
        case people.UnionAssigned(union=union):
            return (("union", union),)
        case people.MemberEnrolled(member=member) | people.MemberChanged(member=member):
            return (("member", member),)
        case people.MemberSettled(member=member):
            return (("member", member),)
        case people.MemberVerified(member=member) | people.MemberMoved(member=member):
            return (("member", member),)
        case lending.ApprovalDecided(approval=approval):
            return (("approval", approval),)
        case lending.RepaymentRecorded():
            return _of_repayment(body)
        case lending.RepaymentCorrected():
            return _of_correction(tx, body)
        case cash.MeetingClosed(meeting=meeting):
            return (("meeting", meeting),)
        case documents.DocumentAttached(document=document):
            return (("document", document),)
        case visits.VisitRecorded(visit=visit):
            return (("visit", visit),)
        case _:
            return _of_loan_or_cash(body)


def _of_loan_or_cash(body: Message) -> tuple[Subject, ...]:
    match body:
        case lending.LoanDrafted(application=application) | lending.LoanChanged(application=application):
            return (("loan", application.loan),)
        case lending.LoanSubmitted(loan=loan) | lending.LoanWithdrawn(loan=loan):
            return (("loan", loan),)
        case lending.LoanCanceled(loan=loan) | lending.LoanDisbursed(loan=loan):
            return (("loan", loan),)
        case lending.LoanDefaulted(loan=loan) | lending.LoanCured(loan=loan):
            return (("loan", loan),)
        case cash.CashFloatIssued(movement=movement) | cash.CashHandedOver(movement=movement):
            return (("cash", movement),)
        case cash.CashReceived(movement=movement):
            return (("cash", movement),)
        case _:
            return ()


def _of_repayment(body: lending.RepaymentRecorded) -> tuple[Subject, ...]:
    subject = ("repayment", body.repayment)
    return (subject,) if body.loan is None else (subject, ("loan", body.loan))


def _of_correction(tx: Reading, body: lending.RepaymentCorrected) -> tuple[Subject, ...]:
    loan = tx.row(_or_nothing, "SELECT loan_id FROM p_repayment WHERE id = ?", (body.repayment,))
    subjects: list[Subject] = [("repayment", body.repayment)]
    if loan:
        subjects.append(("loan", loan))
    if body.replacement is not None:
        subjects.extend(_of_repayment(body.replacement))
    return tuple(dict.fromkeys(subjects))


def _or_nothing(loan: bytes | None) -> bytes:
    return loan or b""
