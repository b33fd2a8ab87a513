"""Devices as their owner's supervisor sees them."""

from collections.abc import Mapping, Sequence

from shared.contract.records import DeviceRecord, team_bucket
from syncserver.database.records import Published, Publisher
from syncserver.database.work import Work
from syncserver.people.devices.queries import DEVICES, Device
from syncserver.people.queries import STAFF


def publish_devices(work: Work, ids: Sequence[bytes]) -> Mapping[bytes, Published]:
    """Build device records; they live with the team of the person's supervisor."""
    work.prefetch(DEVICES, ids)
    devices = [device for identifier in ids if (device := work.get(DEVICES, identifier)) is not None]
    work.prefetch(STAFF, (device.staff for device in devices))
    return {device.id: Published(_record(device), _buckets(work, device)) for device in devices}


def _record(device: Device) -> DeviceRecord:
    return DeviceRecord(device.staff, device.device_code, device.label, device.state, device.reason)


def _buckets(work: Work, device: Device) -> frozenset[str]:
    owner = work.get(STAFF, device.staff)
    if owner is None or owner.supervisor is None:
        return frozenset()
    return frozenset({team_bucket(owner.supervisor)})


PUBLISHERS: Mapping[str, Publisher] = {"device": publish_devices}
