"""Notes when a device was last here and what it says it still holds, for those who answer for it.

The rule kept here: it is told to people, never decided by; and it is written seldom, so that a device that
only looks whether there is something new writes nothing.
"""

from dataclasses import replace

from shared.contract.codec import decode, encode
from shared.contract.exchange import DeviceReport
from syncserver.database.engine import writing
from syncserver.database.records import record_version
from syncserver.people.devices.queries import DEVICES, Device
from syncserver.sync.feed.numbering import number_records
from syncserver.sync.inbox.batch import begin_work
from syncserver.sync.server import Server
from syncserver.sync.telling.counting import Taken, taken_since

_MINUTE_MS = 60 * 1000
_AT_LEAST_EVERY_MS = 15 * _MINUTE_MS


def note_seen(server: Server, device: Device, report: DeviceReport) -> None:
    """Note an exchange of a device as it was before it, if that is new enough to be told."""
    now_ms = server.inbox.clock_ms()
    if not _is_worth_telling(device, report, now_ms - device.exchanged_at_ms):
        return
    with writing(server.inbox.engine) as connection:
        work = begin_work(connection, now_ms)
        known = work.get(DEVICES, device.id)
        if known is None:
            return
        taken = taken_since(connection, device.id, Taken(known.taken, known.taken_minor))
        told = replace(
            known,
            exchanged_at_ms=now_ms,
            report=encode(report),
            taken=taken.count,
            taken_minor=taken.value_minor,
        )
        work.put(DEVICES, device.id, told)
        work.publish("device", device.id)
        let_in = known.state in ("ACTIVE", "FROZEN")
        if let_in and not record_version(work, "certificate", device.id):  # it was before there were any
            work.publish("certificate", device.id)
        work.keep()
        work.flush()
        number_records(work, server.inbox.handlers.publishers)


def _is_worth_telling(device: Device, report: DeviceReport, since_ms: int) -> bool:
    if device.report is None or since_ms >= _AT_LEAST_EVERY_MS:
        return True
    told = decode(DeviceReport, device.report)
    if (told.waiting == 0) != (report.waiting == 0) or (told.attention == 0) != (report.attention == 0):
        return True
    holds = (report.waiting, report.waiting_minor, report.attention)
    return since_ms >= _MINUTE_MS and holds != (told.waiting, told.waiting_minor, told.attention)
