"""The tablets of the small branch's people, each standing otherwise: what its supervisor is told of them."""

from __future__ import annotations

from datetime import date

import msgspec

from shared.contract.records import DeviceRecord, team_bucket
from tests.fieldapp.store.world import DEVICE
from tests.screens import people
from tests.screens.office import AT, DAY_MS

NOW_MS = int(AT.timestamp() * 1000)
DIGITS = "4821 0937 5516 2240 8873 0164"
NEW, IN_USE, LOCKED, MISSING, AWAY, GONE, FROZEN = (
    f"device-{name:-<9}".encode() for name in ("new", "inuse", "locked", "missing", "away", "gone", "frozen")
)


def found_with_devices(put: people.Put, today: date) -> None:
    """The branch, and the devices of its supervisor's people."""
    people.found_administered(put, today)
    for device, record in team().items():
        put("device", device, record, team_bucket(people.SUPERVISOR.id))


def team() -> dict[bytes, DeviceRecord]:
    """Return every device there is."""
    usual = DeviceRecord(
        staff=people.OFFICER.id,
        device_code="HT07",
        label="Blue Lenovo",
        state="ACTIVE",
        reason="",
        fingerprint=DIGITS,
        enrolled_at_ms=NOW_MS - 60 * DAY_MS,
        last_seen_ms=NOW_MS - 20 * 60_000,
        lease_until_ms=NOW_MS + 6 * DAY_MS,
        recorded=1_204,
        waiting=6,
        waiting_minor=2_712_000,
        attention=1,
        recorded_minor=412_650_000,
        attention_minor=448_000,
        reported_ms=NOW_MS - 20 * 60_000,
        taken=1_198,
        taken_minor=409_938_000,
    )
    other = msgspec.structs.replace(usual, staff=people.OTHER.id, attention=0, attention_minor=0)
    quiet = msgspec.structs.replace(
        other, waiting=0, waiting_minor=0, taken=1_204, taken_minor=412_650_000, label="Black Samsung"
    )
    return {
        NEW: DeviceRecord(
            people.OTHER.id, "KQ2", "New tablet of the branch", "PENDING", "", DIGITS, NOW_MS - 3 * 60_000
        ),
        IN_USE: usual,
        LOCKED: msgspec.structs.replace(quiet, device_code="HT11", locked=True),
        MISSING: msgspec.structs.replace(
            quiet, device_code="HT12", recorded=1_207, recorded_minor=413_150_000
        ),
        AWAY: msgspec.structs.replace(
            other,
            device_code="HT13",
            last_seen_ms=NOW_MS - 9 * DAY_MS,
            reported_ms=NOW_MS - 9 * DAY_MS,
            lease_until_ms=NOW_MS - 2 * DAY_MS,
        ),
        GONE: msgspec.structs.replace(
            quiet, device_code="HT05", state="REVOKED", reason="Left in a bus", order="wipe", lease_until_ms=0
        ),
        FROZEN: msgspec.structs.replace(quiet, device_code="HT04", state="FROZEN", reason="fork"),
        DEVICE: msgspec.structs.replace(quiet, staff=people.SUPERVISOR.id, device_code="HT01"),
    }
