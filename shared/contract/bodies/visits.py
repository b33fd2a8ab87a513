"""Operation bodies about visits: who was seen where and when, as the device tells it."""

from typing import Annotated, Literal

from msgspec import Meta

from shared.contract.codec import Count, Id, Instant, Message, Name, Note

FixSource = Literal["SATELLITES", "NETWORK", "TYPED"]
Latitude = Annotated[int, Meta(ge=-900_000_000, le=900_000_000)]
Longitude = Annotated[int, Meta(ge=-1_800_000_000, le=1_800_000_000)]


class Fix(Message, frozen=True):
    """Where a device says that it was: degrees × 10⁷ (WGS 84), and the radius in metres it may be off by.

    `satellite_at_ms` is the time that the receiver told, beside the device's own; `mocked` is what the system
    says of a place that a program made up.
    """

    latitude_e7: Latitude
    longitude_e7: Longitude
    accuracy_m: Count
    source: FixSource
    at_ms: Instant
    mocked: bool = False
    satellites: Count | None = None
    satellite_at_ms: Instant | None = None


class VisitRecorded(Message, frozen=True):
    """Somebody went to see a member; `fix` is None where the device knew no place."""

    visit: Id
    member: Id
    purpose: Name
    arrived_at_ms: Instant
    left_at_ms: Instant
    fix: Fix | None = None
    note: Note = ""
