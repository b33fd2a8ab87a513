"""Devices as those who answer for them see them, and the keys they sign with, for everybody."""

from collections.abc import Mapping, Sequence

from shared.contract.codec import decode
from shared.contract.exchange import DeviceReport
from shared.contract.records import (
    ADMINISTRATION_BUCKET,
    INSTITUTION_BUCKET,
    CertificateRecord,
    DeviceRecord,
    team_bucket,
)
from shared.contract.version import LOCKED_AT
from shared.ids import INSTITUTION_ID
from syncserver.database.records import Published, Publisher
from syncserver.database.work import Work
from syncserver.people.devices.contact.queries import Contact, find_contact, order_of
from syncserver.people.devices.queries import DEVICES, Device
from syncserver.people.queries import INSTITUTION, STAFF
from syncserver.people.tasks import is_told

_DAY_MS = 24 * 60 * 60 * 1000
_NOTHING = DeviceReport(0, 0, 0, 0)
_NEVER = Contact(0, 0)


def publish_devices(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build device records; they live with the team of the person's supervisor and with administrators."""
    work.prefetch(DEVICES, ids)
    devices = [device for identifier in ids if (device := work.get(DEVICES, identifier)) is not None]
    work.prefetch(STAFF, (device.staff for device in devices))
    return {device.id: Published(_record(work, device), _buckets(work, device)) for device in devices}


def _record(work: Work, device: Device) -> DeviceRecord:
    report = _NOTHING if device.report is None else decode(DeviceReport, device.report)
    contact = find_contact(work.connection, device.id) or _NEVER
    held = is_told(work, kind="device_held", about_kind="device", about=device.id, staff=device.staff)
    return DeviceRecord(
        staff=device.staff,
        device_code=device.device_code,
        label=device.label,
        state=device.state,
        reason=device.reason,
        fingerprint=device.fingerprint,
        enrolled_at_ms=device.enrolled_at_ms,
        last_seen_ms=max(device.exchanged_at_ms, contact.contacted_at_ms),
        lease_until_ms=_lease_until_ms(work, device, contact),
        recorded=report.recorded,
        waiting=report.waiting,
        waiting_minor=report.waiting_minor,
        attention=report.attention,
        recorded_minor=report.recorded_minor,
        attention_minor=report.attention_minor,
        reported_ms=device.exchanged_at_ms,
        taken=device.taken,
        taken_minor=device.taken_minor,
        locked=contact.attempts >= LOCKED_AT,
        held=held,
        order=order_of(work.connection, device.id),
    )


def _lease_until_ms(work: Work, device: Device, contact: Contact) -> int:
    """As it was given when the device was last seen, or enrolled; 0 for one that is not trusted.

    One that ten wrong PINs have locked is given none where nobody types a PIN.
    """
    institution, owner = work.get(INSTITUTION, INSTITUTION_ID), work.get(STAFF, device.staff)
    if institution is None or owner is None or owner.status == "SUSPENDED" or device.state != "ACTIVE":
        return 0
    contacted_ms = 0 if contact.attempts >= LOCKED_AT else contact.contacted_at_ms
    since_ms = max(device.exchanged_at_ms, device.enrolled_at_ms, contacted_ms)
    return since_ms + institution.settings.lease_days * _DAY_MS


def _buckets(work: Work, device: Device) -> frozenset[str]:
    owner = work.get(STAFF, device.staff)
    if owner is None:  # the server's own
        return frozenset()
    team = () if owner.supervisor is None else (team_bucket(owner.supervisor),)
    return frozenset({ADMINISTRATION_BUCKET, *team})


def publish_certificates(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build certificates of devices that were let in, for everybody; the server's own signs no receipts."""
    work.prefetch(DEVICES, ids)
    devices = [device for identifier in ids if (device := work.get(DEVICES, identifier)) is not None]
    return {
        one.id: Published(
            CertificateRecord(one.staff, one.device_code, one.public_key, one.state),
            frozenset({INSTITUTION_BUCKET}),
        )
        for one in devices
        if one.staff != INSTITUTION_ID
    }


PUBLISHERS: Mapping[str, Publisher] = {"device": publish_devices, "certificate": publish_certificates}
