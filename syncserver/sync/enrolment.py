"""A device is let in: its code and its key are checked, and it is told whom to trust.

The rules kept here: a guess costs its source an attempt, and whoever asks again with the same code and the
same key, because the answer was lost or an approval was waited for, gets the answer that holds then; nothing
is given to a device before it is approved.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from shared.contract.bodies.people import DeviceCodeIssued, DeviceEnrolled
from shared.contract.entering.codes import CODE_LIFE_MS, hash_code, make_code, new_device_code
from shared.contract.entering.fingerprints import fingerprint
from shared.contract.exchange import (
    Certificate,
    EnrolmentPending,
    EnrolmentRequest,
    EnrolmentResponse,
    Verdict,
)
from shared.contract.signing import public_bytes, public_key, sign_certificate, verify_possession
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from syncserver.database.engine import reading, writing
from syncserver.people.devices import queries
from syncserver.people.devices.devices import code_refused
from syncserver.people.devices.queries import Device
from syncserver.people.queries import INSTITUTION, STAFF
from syncserver.sync.queries import epoch
from syncserver.sync.scope import lease_until_ms
from syncserver.sync.server import Server, act

_MOST_FAILURES = 10
_WINDOW_MINUTES = 10
RETRY_AFTER_S = _WINDOW_MINUTES * 60
_APPROVAL_WAITS_MS = 7 * 24 * 60 * 60 * 1000
_ASK_AGAIN_S = 10


class TooManyAttempts(Exception):
    """This source guessed too often; it may try again after `RETRY_AFTER_S` seconds."""


def issue_code(
    server: Server, staff: bytes, random_bytes: Callable[[int], bytes], *, needs_approval: bool = False
) -> str:
    """Issue a one-time code for a person in the institution's name and return it, to be shown once."""
    code = make_code(random_bytes)
    expires_at_ms = server.inbox.clock_ms() + CODE_LIFE_MS
    (verdict,) = act(server, [DeviceCodeIssued(hash_code(code), staff, expires_at_ms, needs_approval)])
    _require_applied(verdict)
    return code


def enrol(
    server: Server, request: EnrolmentRequest, *, source: bytes, random_bytes: Callable[[int], bytes]
) -> EnrolmentResponse | EnrolmentPending:
    """Enrol the device that presents a code and proves its key, or say that it has to be approved first.

    `source` is 32 bytes that stand for where the request came from. Raises `RuleRefused` for a code that does
    not open, `Malformed` or `BadSignature` for a key that is weak or not proved, and `TooManyAttempts`.
    """
    minute = server.inbox.clock_ms() // 60_000
    require_patience(server, source, minute)
    verify_possession(request.public_key, request.code.encode(), request.proof)
    if request.contact_key:
        public_key(request.contact_key)
    try:
        device = _enrolled_before(server, request) or _enrol_now(server, request, random_bytes)
        if device.state == "REVOKED":
            raise RuleRefused("device.revoked", "Not approved", "The office declined or revoked this device.")
    except RuleRefused:
        with writing(server.inbox.engine) as connection:
            queries.add_failure(connection, source, minute)
        raise
    with reading(server.inbox.engine) as connection:
        if device.state == "PENDING":
            return _pending(server, connection, device)
        return _answer(server, connection, device)


def enrolled(answer: EnrolmentResponse | EnrolmentPending) -> EnrolmentResponse:
    """Return what a device is given that waits for nobody, as with a code issued at the server itself."""
    if isinstance(answer, EnrolmentPending):
        raise LookupError("the device waits for its approval")
    return answer


def require_patience(server: Server, source: bytes, minute: int) -> None:
    """Raise `TooManyAttempts` for a source, or an account, of which too many attempts failed just now."""
    with reading(server.inbox.engine) as connection:
        if queries.failures_since(connection, source, minute - _WINDOW_MINUTES) >= _MOST_FAILURES:
            raise TooManyAttempts


def _enrolled_before(server: Server, request: EnrolmentRequest) -> Device | None:
    """Return the device that this very code enrolled with this very key, as long as a code lives, or as long
    as an approval is waited for and fetched.
    """
    with reading(server.inbox.engine) as connection:
        code = queries.find_code(connection, hash_code(request.code))
        device = (
            None if code is None or code.used_by is None else queries.find_device(connection, code.used_by)
        )
    if code is None or device is None or device.public_key != request.public_key:
        return None
    waits_until_ms = device.enrolled_at_ms + _APPROVAL_WAITS_MS if code.needs_approval else 0
    return device if max(code.expires_at_ms, waits_until_ms) > server.inbox.clock_ms() else None


def _enrol_now(server: Server, request: EnrolmentRequest, random_bytes: Callable[[int], bytes]) -> Device:
    with reading(server.inbox.engine) as connection:
        code = queries.find_code(connection, hash_code(request.code))
        taken = queries.device_codes(connection)
    if code is None:
        raise code_refused()
    body = DeviceEnrolled(
        device=server.ids.make(),
        staff=code.staff,
        public_key=request.public_key,
        device_code=new_device_code(taken, random_bytes),
        label=request.label,
        code_hash=code.code_hash,
        contact_key=request.contact_key,
        fingerprint=fingerprint(request.public_key, public_bytes(server.keys.institution)),
    )
    (verdict,) = act(server, [body])
    _require_applied(verdict)
    with reading(server.inbox.engine) as connection:
        device = queries.find_device(connection, body.device)
    if device is None:
        raise LookupError("a device was enrolled and is not there")
    return device


def _require_applied(verdict: Verdict) -> None:
    if verdict.outcome == "refused":
        raise RuleRefused(verdict.code, verdict.title, verdict.detail)


def _pending(server: Server, connection: Connection, device: Device) -> EnrolmentPending:
    institution = INSTITUTION.load(connection, [INSTITUTION_ID])[INSTITUTION_ID]
    person = STAFF.load(connection, [device.staff])[device.staff]
    key = public_bytes(server.keys.institution)
    return EnrolmentPending(key, institution.settings.name, person.name, _ASK_AGAIN_S)


def _answer(server: Server, connection: Connection, device: Device) -> EnrolmentResponse:
    institution = INSTITUTION.load(connection, [INSTITUTION_ID])[INSTITUTION_ID]
    person = STAFF.load(connection, [device.staff])[device.staff]
    now_ms, own_epoch = server.inbox.clock_ms(), epoch(connection)
    if own_epoch is None:
        raise LookupError("the server has no epoch")
    certificate = Certificate(
        device.id, device.staff, device.public_key, device.device_code, device.enrolled_at_ms
    )
    return EnrolmentResponse(
        certificate=certificate,
        certificate_signature=sign_certificate(certificate, server.keys.institution),
        server_public_key=public_bytes(server.keys.institution),
        epoch=own_epoch,
        server_time_ms=now_ms,
        lease_key=server.keys.lease_key(device.id),
        lease_until_ms=lease_until_ms(institution, device, person, now_ms),
        staff_name=person.name,
        role=person.role.value,
        institution_name=institution.settings.name,
        recovery_key=server.keys.recovery_key,
    )
