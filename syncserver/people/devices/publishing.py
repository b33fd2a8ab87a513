"""Devices as their owner's supervisor and administrators see them."""

from collections.abc import Mapping, Sequence

from shared.contract.codec import decode
from shared.contract.exchange import DeviceReport
from shared.contract.records import ADMINISTRATION_BUCKET, DeviceRecord, team_bucket
from shared.ids import INSTITUTION_ID
from syncserver.database.records import Published, Publisher
from syncserver.database.work import Work
from syncserver.people.devices.queries import DEVICES, Device
from syncserver.people.queries import INSTITUTION, STAFF

_DAY_MS = 24 * 60 * 60 * 1000
_NOTHING = DeviceReport(0, 0, 0, 0)


def publish_devices(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build device records; they live with the team of the person's supervisor and with administrators."""
    work.prefetch(DEVICES, ids)
    devices = [device for identifier in ids if (device := work.get(DEVICES, identifier)) is not None]
    work.prefetch(STAFF, (device.staff for device in devices))
    return {device.id: Published(_record(work, device), _buckets(work, device)) for device in devices}


def _record(work: Work, device: Device) -> DeviceRecord:
    report = _NOTHING if device.report is None else decode(DeviceReport, device.report)
    return DeviceRecord(
        staff=device.staff,
        device_code=device.device_code,
        label=device.label,
        state=device.state,
        reason=device.reason,
        fingerprint=device.fingerprint,
        enrolled_at_ms=device.enrolled_at_ms,
        last_seen_ms=device.exchanged_at_ms,
        lease_until_ms=_lease_until_ms(work, device),
        recorded=report.recorded,
        waiting=report.waiting,
        waiting_minor=report.waiting_minor,
        attention=report.attention,
    )


def _lease_until_ms(work: Work, device: Device) -> int:
    """As it was given when the device was last seen, or enrolled; 0 for one that is not trusted."""
    institution, owner = work.get(INSTITUTION, INSTITUTION_ID), work.get(STAFF, device.staff)
    if institution is None or owner is None or owner.status == "SUSPENDED" or device.state != "ACTIVE":
        return 0
    since_ms = max(device.exchanged_at_ms, device.enrolled_at_ms)
    return since_ms + institution.settings.lease_days * _DAY_MS


def _buckets(work: Work, device: Device) -> frozenset[str]:
    owner = work.get(STAFF, device.staff)
    if owner is None:  # the server's own
        return frozenset()
    team = () if owner.supervisor is None else (team_bucket(owner.supervisor),)
    return frozenset({ADMINISTRATION_BUCKET, *team})


PUBLISHERS: Mapping[str, Publisher] = {"device": publish_devices}
