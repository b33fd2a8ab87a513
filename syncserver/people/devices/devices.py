"""What happens to devices: a code is issued, a device is enrolled with it, approved, revoked or frozen.

The rule kept here: only the server's own device enrols others, each with a code that was issued for its
person, is not older than ten minutes and has never been used; a public key is good for one device only; who
did not come to the server's own machine for a code is approved by somebody above them, never by themselves.
"""

from dataclasses import replace

from shared.contract.bodies.people import (
    DeviceApproved,
    DeviceCodeIssued,
    DeviceEnrolled,
    DeviceRevoked,
)
from shared.contract.entering.codes import CODE_LIFE_MS
from shared.errors import RuleRefused
from shared.ids import INSTITUTION_ID
from shared.permissions import Role
from syncserver.database.ruling import APPLIED, Ruling
from syncserver.database.work import Work
from syncserver.people.caller import Caller
from syncserver.people.devices import queries
from syncserver.people.devices.queries import DEVICES, ENROLMENT_CODES, Device, EnrolmentCode
from syncserver.people.devices.tables import device_contact
from syncserver.people.queries import INSTITUTION, STAFF
from syncserver.people.scope import is_below
from syncserver.people.tasks import close_task, open_task


def issue_code(work: Work, caller: Caller, body: DeviceCodeIssued) -> Ruling:
    """Let one person enrol one device within ten minutes, which then waits for its approval unless the code
    was issued at the server itself.

    Refused: before there is an institution, a person unknown or not below the caller, a code that was issued
    before or is already too old.
    """
    if work.get(INSTITUTION, INSTITUTION_ID) is None:
        raise RuleRefused("institution.unknown", "No institution yet", "It has to be created first.")
    _require_person(work, caller, body.staff)
    if work.get(ENROLMENT_CODES, body.code_hash) is not None:
        raise RuleRefused(
            "code.known", "Code already issued", "Make a new code; each is good for one device."
        )
    if body.expires_at_ms <= work.now_ms:
        raise RuleRefused("code.expired", "Code too old", "The code had expired when it reached the server.")
    expires_at_ms = min(body.expires_at_ms, work.now_ms + CODE_LIFE_MS)
    needs_approval = body.needs_approval or caller.staff != INSTITUTION_ID
    code = EnrolmentCode(body.code_hash, body.staff, caller.staff, expires_at_ms, None, needs_approval)
    work.put(ENROLMENT_CODES, body.code_hash, code)
    return APPLIED


def enrol_device(work: Work, caller: Caller, body: DeviceEnrolled) -> Ruling:
    """Add a device that proved its key to the server; it waits where its code needs an approval.

    Refused: anybody but the server itself, a code that is unknown, used, expired or somebody else's, a public
    key, device or device code that exists.
    """
    if caller.staff != INSTITUTION_ID:
        raise RuleRefused("not_permitted", "Not permitted", "Devices are enrolled by the server itself.")
    code = usable_code(work, body.code_hash)
    if code.staff != body.staff:
        raise code_refused()
    if queries.device_with_key(work.connection, body.public_key) is not None:
        raise key_reused()
    if body.contact_key and body.contact_key == body.public_key:
        raise key_reused()
    if body.contact_key and queries.device_with_contact_key(work.connection, body.contact_key) is not None:
        raise key_reused()
    if work.get(DEVICES, body.device) is not None:
        raise RuleRefused(
            "device.known", "Device already enrolled", "The device has to enrol under a new id."
        )
    work.put(DEVICES, body.device, _new_device(work, body, code))
    work.put(ENROLMENT_CODES, body.code_hash, replace(code, used_by=body.device))
    if body.contact_key:
        work.append(device_contact, {"device": body.device, "contact_key": body.contact_key})
    work.publish("device", body.device)
    if not code.needs_approval:
        work.publish("certificate", body.device)
    return APPLIED


def usable_code(work: Work, code_hash: bytes) -> EnrolmentCode:
    """Return a code that may still enrol a device; every other is refused in the same words."""
    code = work.get(ENROLMENT_CODES, code_hash)
    if code is None or code.used_by is not None or code.expires_at_ms <= work.now_ms:
        raise code_refused()
    person = work.get(STAFF, code.staff)
    if person is None or not person.is_active:
        raise code_refused()
    return code


def code_refused() -> RuleRefused:
    """The one answer to any code that does not open: it tells a guesser nothing."""
    return RuleRefused(
        "code.unusable",
        "Code not accepted",
        "The code is wrong, used or older than ten minutes. Ask for another.",
    )


def key_reused() -> RuleRefused:
    """The answer to a public key that another device has, or that is to serve two ends."""
    return RuleRefused("key.reused", "Key already used", "The device has to make a new key of its own.")


def approve_device(work: Work, caller: Caller, body: DeviceApproved) -> Ruling:
    """Let a device begin: from now on it is given its certificate when it asks.

    Refused: a device unknown or of a person not below the caller, one's own, another fingerprint than the
    one it has, one that was revoked.
    """
    device = require_device(work, caller, body.device)
    if device.staff == caller.staff:
        raise RuleRefused("device.own", "Not by yourself", "Somebody else approves your device.")
    if device.state == "REVOKED":
        raise RuleRefused("device.revoked", "Already declined", "The device was revoked; it enrols anew.")
    if device.state != "PENDING":
        return Ruling("superseded", "device.approved", "Already approved", "Somebody approved it before.")
    if body.fingerprint != device.fingerprint:
        raise RuleRefused(
            "device.fingerprint",
            "Another fingerprint",
            "The digits on the device's screen are not those of this device. Revoke it, and ask who has it.",
        )
    work.put(DEVICES, device.id, replace(device, state="ACTIVE", enrolled_at_ms=work.now_ms))
    work.publish("device", device.id)
    work.publish("certificate", device.id)
    return APPLIED


def revoke_device(work: Work, caller: Caller, body: DeviceRevoked) -> Ruling:
    """Take a device's rights away; what it still sends is kept, its money suspended.

    Refused: a device unknown, the server's own, or of a person not below the caller.
    """
    device = require_device(work, caller, body.device)
    if device.state == "REVOKED":
        return Ruling("superseded", "device.revoked", "Already revoked", "Somebody revoked it before.")
    revoke(work, device, body.reason)
    return APPLIED


def revoke(work: Work, device: Device, reason: str) -> None:
    """Take a device's rights away; what its supervisor was to see to is seen to by that. One that was never
    let in has no certificate, and gets none by being declined.
    """
    work.put(DEVICES, device.id, replace(device, state="REVOKED", reason=reason))
    for kind in ("device_locked", "device_held", "device_frozen"):
        close_task(work, kind=kind, about_kind="device", about=device.id, staff=device.staff)
    work.publish("device", device.id)
    if device.state != "PENDING":
        work.publish("certificate", device.id)


def freeze_device(work: Work, device: Device, *, reason: str, detail: str) -> None:
    """Stop taking operations from a device whose chain does not hold, and tell the person's supervisor."""
    if device.state != "ACTIVE":
        return
    work.put(DEVICES, device.id, replace(device, state="FROZEN", reason=reason))
    work.publish("device", device.id)
    work.publish("certificate", device.id)
    open_task(
        work,
        kind="device_frozen",
        title=f"Device {device.device_code} was stopped",
        detail=detail,
        about_kind="device",
        about=device.id,
        staff=device.staff,
    )


def require_device(work: Work, caller: Caller, identifier: bytes) -> Device:
    """Return a device that the caller decides about.

    Refused, in the same words: a device unknown, the server's own, or of a person not below the caller.
    """
    device = work.get(DEVICES, identifier)
    if device is None or device.staff == INSTITUTION_ID or not _in_team(work, caller, device.staff):
        detail = "The device is not known or not in your team."
        raise RuleRefused("out_of_scope", "Not in your team", detail)
    return device


def _new_device(work: Work, body: DeviceEnrolled, code: EnrolmentCode) -> Device:
    return Device(
        body.device,
        body.staff,
        body.public_key,
        body.device_code,
        body.label,
        "PENDING" if code.needs_approval else "ACTIVE",
        "",
        work.now_ms,
        body.fingerprint,
    )


def _require_person(work: Work, caller: Caller, staff: bytes) -> None:
    if not _in_team(work, caller, staff):
        raise RuleRefused("out_of_scope", "Not in your team", "The person is not known or not below you.")


def _in_team(work: Work, caller: Caller, staff: bytes) -> bool:
    known = work.get(STAFF, staff) is not None
    return known and (caller.role == Role.ADMIN or is_below(work, staff, caller.staff))
