"""The one table that says which act answers which kind of operation, and who builds which kind of record.

The rule kept here: this is the only place that knows every feature. A feature never knows one above it, so
what a change means for the features above is added here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from shared.contract.bodies import cash as cash_bodies
from shared.contract.bodies import documents as document_bodies
from shared.contract.bodies import lending as lending_bodies
from shared.contract.bodies import people as people_bodies
from shared.contract.bodies import visits as visit_bodies
from shared.contract.bodies.cash import CashHandedOver
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.codec import Message
from shared.contract.operations import KIND_OF
from shared.errors import RuleRefused
from syncserver.database.records import Published, Publisher
from syncserver.database.ruling import Ruling
from syncserver.database.work import Work
from syncserver.fieldwork import cash, meetings
from syncserver.fieldwork import publishing as fieldwork_publishing
from syncserver.fieldwork.visits import recording
from syncserver.lending import applications, approvals, products, standing
from syncserver.lending import publishing as lending_publishing
from syncserver.lending.payments import corrections, disbursement, repayments
from syncserver.people import institution, staff
from syncserver.people import publishing as people_publishing
from syncserver.people.caller import Caller
from syncserver.people.devices import devices
from syncserver.people.devices import publishing as device_publishing
from syncserver.people.devices.contact import orders
from syncserver.people.devices.queries import devices_of
from syncserver.people.documents import attaching
from syncserver.people.members import changes, conflicts, enrolment, moves
from syncserver.people.unions import assignment, creation

_B = TypeVar("_B", bound=Message)
Act = Callable[[Work, Caller, _B], Ruling]
Prefetch = Callable[[Work, Sequence[_B]], None]
Suspend = Callable[[Work, Caller, Message, RuleRefused], Ruling]
"""Posts a money fact to suspense for the reason given, needing nothing else to be right."""


@dataclass(frozen=True, slots=True)
class Handling:
    """What is done about one kind of operation; bodies have been decoded to the kind's struct before."""

    kind: str
    act: Act[Message]
    prefetch: Prefetch[Message] | None


@dataclass(frozen=True, slots=True)
class Handlers:
    """All the inbox needs to know of the features."""

    by_kind: Mapping[str, Handling]
    publishers: Mapping[str, Publisher]
    suspend: Suspend


def on(body: type[_B], act: Act[_B], prefetch: Prefetch[_B] | None = None) -> Handling:
    """Bind an act to the kind its body is written as."""
    return Handling(KIND_OF[body][0], cast(Act[Message], act), cast(Prefetch[Message] | None, prefetch))


def all_handlers() -> Handlers:
    """Return every handler and publisher of the server."""
    handlings = (*_people(), *_lending(), *_fieldwork())
    return Handlers({handling.kind: handling for handling in handlings}, _publishers(), _suspend)


def _people() -> Iterator[Handling]:
    b = people_bodies
    yield on(b.InstitutionCreated, institution.create_institution)
    yield on(b.InstitutionChanged, institution.change_institution)
    yield on(b.StaffAdded, staff.add_staff)
    yield on(b.StaffChanged, _change_staff)
    yield on(b.StaffSecretSet, staff.note_secret)
    yield on(b.DeviceCodeIssued, devices.issue_code)
    yield on(b.DeviceEnrolled, devices.enrol_device)
    yield on(b.DeviceApproved, devices.approve_device)
    yield on(b.DeviceRevoked, devices.revoke_device)
    yield on(b.DeviceUnlocked, orders.unlock_device)
    yield on(b.DeviceWiped, orders.wipe_device)
    yield on(b.UnionCreated, creation.create_union)
    yield on(b.UnionChanged, creation.change_union)
    yield on(b.UnionAssigned, _assign_union)
    yield on(b.MemberEnrolled, enrolment.enrol_member, enrolment.prefetch_enrolments)
    yield on(b.MemberChanged, changes.change_member, changes.prefetch_changes)
    yield on(b.MemberSettled, conflicts.settle_member, conflicts.prefetch_settled)
    yield on(b.MemberVerified, changes.verify_member, changes.prefetch_members)
    yield on(b.MemberMoved, _move_member, changes.prefetch_members)
    attached = document_bodies.DocumentAttached
    yield on(attached, attaching.attach_document, attaching.prefetch_documents)


def _lending() -> Iterator[Handling]:
    b = lending_bodies
    yield on(b.ProductDefined, products.define_product)
    yield on(b.LoanDrafted, applications.draft_loan, applications.prefetch_applications)
    yield on(b.LoanChanged, applications.change_loan, applications.prefetch_applications)
    yield on(b.LoanSubmitted, applications.submit_loan, applications.prefetch_loans)
    yield on(b.LoanWithdrawn, applications.withdraw_loan, applications.prefetch_loans)
    yield on(b.LoanCanceled, applications.cancel_loan, applications.prefetch_loans)
    yield on(b.ApprovalDecided, approvals.decide_approval, approvals.prefetch_approvals)
    yield on(b.LoanDisbursed, disbursement.disburse_loan, applications.prefetch_loans)
    yield on(b.LoanDefaulted, standing.default_loan, applications.prefetch_loans)
    yield on(b.LoanCured, standing.cure_loan, applications.prefetch_loans)
    yield on(b.RepaymentRecorded, repayments.record_repayment, repayments.prefetch_repayments)
    yield on(b.RepaymentCorrected, corrections.correct_repayment)


def _fieldwork() -> Iterator[Handling]:
    b = cash_bodies
    yield on(b.MeetingClosed, meetings.close_meeting, meetings.prefetch_meetings)
    yield on(b.CashFloatIssued, cash.issue_float, cash.prefetch_movements)
    yield on(b.CashHandedOver, cash.hand_over_cash, cash.prefetch_movements)
    yield on(b.CashReceived, cash.receive_cash, cash.prefetch_movements)
    yield on(visit_bodies.VisitRecorded, recording.record_visit, recording.prefetch_visits)


def _publishers() -> Mapping[str, Publisher]:
    return {
        **people_publishing.PUBLISHERS,
        **device_publishing.PUBLISHERS,
        **attaching.PUBLISHERS,
        **lending_publishing.PUBLISHERS,
        **fieldwork_publishing.PUBLISHERS,
        **recording.PUBLISHERS,
        "member": _publish_members,
    }


def _change_staff(work: Work, caller: Caller, body: people_bodies.StaffChanged) -> Ruling:
    """The supervisor sees devices, open cash, approvals and suspense of a person, so a new one gets them."""
    ruling = staff.change_staff(work, caller, body)
    for device in devices_of(work.connection, body.staff):
        work.publish("device", device)
    for feature in (fieldwork_publishing, lending_publishing):
        for kind, identifier in feature.records_of_staff(work, body.staff):
            work.publish(kind, identifier)
    return ruling


def _assign_union(work: Work, caller: Caller, body: people_bodies.UnionAssigned) -> Ruling:
    """The officer who leaves still answers for the cash taken in the union."""
    ruling = assignment.assign_union(work, caller, body)
    for kind, identifier in lending_publishing.records_of_union(work, body.union):
        work.publish(kind, identifier)
    return ruling


def _move_member(work: Work, caller: Caller, body: people_bodies.MemberMoved) -> Ruling:
    """What hangs on a member lives in the bucket of the member's union, so all of it moves along."""
    ruling = moves.move_member(work, caller, body)
    for feature in (lending_publishing, attaching, recording):
        for kind, identifier in feature.records_of_member(work, body.member):
            work.publish(kind, identifier)
    return ruling


def _publish_members(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Some loans make others see their member too."""
    published = people_publishing.publish_members(work, ids)
    more = lending_publishing.more_buckets_of_members(work, ids)
    none: frozenset[str] = frozenset()
    return {i: replace(p, buckets=p.buckets | more.get(i, none)) for i, p in published.items()}


def _suspend(work: Work, caller: Caller, body: Message, refused: RuleRefused) -> Ruling:
    if isinstance(body, RepaymentRecorded):
        return repayments.suspend_repayment(work, caller, body, refused.code, caller.doubt)
    if isinstance(body, CashHandedOver):
        return cash.suspend_handover(work, caller, body, refused.code, caller.doubt)
    raise refused
