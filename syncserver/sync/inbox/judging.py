"""Finds the verdict on one operation: may this person ask for it, and what does its handler say.

The rules kept here: every operation gets a verdict and none blocks the next, save those that name it in
`depends_on`; money that was received is never refused, a doubt about who took it only suspends it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.contract.codec import Malformed, Message
from shared.contract.exchange import Difference, Verdict
from shared.contract.operations import MONEY_RECEIVED, Operation, decode_body
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from shared.permissions import Role, may_sign
from syncserver.database.ruling import Ruling
from syncserver.database.work import Work
from syncserver.people.caller import Caller
from syncserver.people.devices.queries import Device
from syncserver.people.queries import INSTITUTION, STAFF, writing_of
from syncserver.people.tasks import open_task
from syncserver.sync.handlers import Handlers
from syncserver.sync.inbox.envelopes import Envelope

_DAY_MS = 24 * 60 * 60 * 1000
_LABEL, _NOTE = 300, 4000


@dataclass(frozen=True, slots=True)
class Fault:
    """An incident: the handler failed on this operation before and is not asked again."""

    incident: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope with its body, or with the reason why there is none."""

    envelope: Envelope
    body: Message | None
    fault: str


@dataclass(frozen=True, slots=True)
class Author:
    """The device that sends, and the newest server time it is known to have known.

    A device says itself what server time it knew, and scope is judged as of then; so what it says never goes
    back behind its enrolment and its earlier operations, nor ahead of the server's own clock.
    """

    device: Device
    seen_ms: int

    def knowing(self, operation: Operation | None, now_ms: int) -> "Author":
        """The author as of its next operation."""
        said_ms = 0 if operation is None else min(operation.server_time_seen_ms, now_ms)
        return Author(self.device, max(self.device.enrolled_at_ms, self.seen_ms, said_ms))


@dataclass(frozen=True, slots=True)
class _Asked:
    """An operation that decoded, of a device that then knew the server's time `seen_ms`."""

    operation: Operation
    body: Message
    device: Device
    seen_ms: int


def open_body(envelope: Envelope) -> Opened:
    """Decode the body strictly."""
    operation = envelope.operation
    if operation is None:
        return Opened(envelope, None, envelope.fault)
    try:
        return Opened(envelope, decode_body(operation.kind, operation.kind_version, operation.body), "")
    except Malformed as fault:
        return Opened(envelope, None, str(fault))


def judge(
    work: Work,
    handlers: Handlers,
    author: Author,
    opened: Opened,
    outcomes: Mapping[bytes, str],
    fault: Fault | None,
) -> Verdict:
    """Return the verdict, without effects; the work holds what is to be kept for it.

    `outcomes` are those of earlier operations by id. Whatever else goes wrong is raised: the caller rolls
    back and comes again with a `fault`.
    """
    envelope = opened.envelope
    if opened.body is None or envelope.operation is None:
        return _malformed(work, author.device, opened)
    asked = _Asked(envelope.operation, opened.body, author.device, author.seen_ms)
    objections = list(_objections(work, asked, outcomes))
    try:
        ruling = _rule(work, handlers, asked, objections, fault)
    except RuleRefused as refused:
        work.discard()
        detail = refused.detail_in(writing_of(work))
        if asked.operation.kind not in MONEY_RECEIVED:
            return _verdict(envelope, Ruling("refused", refused.code, refused.title, detail))
        ruling = handlers.suspend(work, _caller(work, asked, detail), asked.body, refused)
    return _verdict(envelope, ruling)


def _rule(
    work: Work, handlers: Handlers, asked: _Asked, objections: list[RuleRefused], fault: Fault | None
) -> Ruling:
    operation = asked.operation
    if fault is not None:
        raise _server_fault(fault)
    if objections and operation.kind not in MONEY_RECEIVED:
        raise objections[0]
    handling = handlers.by_kind.get(operation.kind)
    if handling is None:
        raise RuleRefused("not_supported", "Not supported", f"This server does not take {operation.kind}.")
    doubt = " ".join(objection.detail for objection in objections)
    return handling.act(work, _caller(work, asked, doubt), asked.body)


def _objections(work: Work, asked: _Asked, outcomes: Mapping[bytes, str]) -> Iterator[RuleRefused]:
    """Yield every reason why this person's operation is not simply taken, the weightiest first."""
    operation, device = asked.operation, asked.device
    if operation.staff != device.staff:
        yield RuleRefused("staff_mismatch", "Not this person's device", "The device is somebody else's.")
    if device.state == "REVOKED":
        yield RuleRefused("device_revoked", "Device revoked", "The device may no longer record.")
    if device.state == "PENDING":
        yield RuleRefused("device_pending", "Device not approved", "Nobody has approved the device yet.")
    yield from _objections_to_person(work, asked)
    if any(outcomes.get(needed, "refused") == "refused" for needed in operation.depends_on):
        yield RuleRefused(
            "depends_on", "Depends on a refusal", "What it builds on was refused or never came."
        )


def _objections_to_person(work: Work, asked: _Asked) -> Iterator[RuleRefused]:
    if asked.device.staff == INSTITUTION_ID:
        return
    person = work.get(STAFF, asked.device.staff)
    if person is None or person.status == "SUSPENDED":
        yield RuleRefused("staff_suspended", "Person suspended", "The person may not record at present.")
    elif not may_sign(Role(person.role), asked.operation.kind):
        yield RuleRefused("not_permitted", "Not permitted", f"A {person.role} may not ask for this.")
    if _lease_had_run_out(work, asked):
        yield RuleRefused(
            "lease_expired", "Lease had run out", "Recorded after the offline lease had run out."
        )


def _lease_had_run_out(work: Work, asked: _Asked) -> bool:
    """Say whether, by the device's own clock, its lease and a day of grace were over.

    A device's clock proves nothing when it runs ahead of the server's, so then it is not held against it.
    """
    institution = work.get(INSTITUTION, INSTITUTION_ID)
    if institution is None or asked.operation.at_ms > work.now_ms:
        return False
    return asked.operation.at_ms - asked.seen_ms > (institution.settings.lease_days + 1) * _DAY_MS


def _caller(work: Work, asked: _Asked, doubt: str) -> Caller:
    operation, device = asked.operation, asked.device
    person = None if device.staff == INSTITUTION_ID else work.get(STAFF, device.staff)
    return Caller(
        operation=operation.id,
        device=device.id,
        staff=device.staff,
        role=Role.ADMIN if person is None else Role(person.role),
        at_ms=operation.at_ms,
        server_time_seen_ms=asked.seen_ms,
        seen=operation.seen,
        doubt=doubt,
    )


def _malformed(work: Work, device: Device, opened: Opened) -> Verdict:
    open_task(
        work,
        kind="malformed_operation",
        title=f"Device {device.device_code} sent something unreadable",
        detail=opened.fault[:_NOTE],
        about_kind="operation",
        about=opened.envelope.id,
        staff=device.staff,
    )
    return _verdict(opened.envelope, Ruling("refused", "malformed", "Not readable", opened.fault))


def _server_fault(fault: Fault) -> RuleRefused:
    return RuleRefused(
        "server_fault", "The server failed", f"The server could not work this out: incident {fault.incident}."
    )


def _verdict(envelope: Envelope, ruling: Ruling) -> Verdict:
    """Texts are cut to what the contract carries."""
    return Verdict(
        operation=envelope.id,
        seq=envelope.seq,
        outcome=ruling.outcome,
        code=ruling.code[:_LABEL],
        title=ruling.title[:_LABEL],
        detail=ruling.detail[:_NOTE],
        differences=tuple(
            Difference(d.field[:_LABEL], d.sent[:_NOTE], d.stands[:_NOTE]) for d in ruling.differences
        ),
    )
