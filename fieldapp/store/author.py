"""Who writes here: the person, the device and its key, the clock and the maker of ids.

The rule kept here: nothing below the screens looks at a clock or at randomness that was not handed to it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.store.carried.folder import FileFolder
from fieldapp.store.database import Store
from shared.ids import DeviceId, IdMaker, StaffId


class Clock(Protocol):
    """What time it is, as the device believes, and how much has passed, whatever it believes."""

    @property
    def boot(self) -> bytes:
        """16 bytes that name the start `mono_ms` counts from."""
        ...

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC, by the device's own clock."""
        ...

    def mono_ms(self) -> int:
        """Milliseconds since the start named by `boot`; never goes back."""
        ...

    def today(self, time_zone: str) -> date:
        """The date in an IANA time zone."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The device's own clocks; `boot` is 16 random bytes of this start of the program."""

    boot: bytes
    _started_s: float = field(default_factory=time.monotonic)

    def now_ms(self) -> int:
        """Milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        """Milliseconds since the program started."""
        return int((time.monotonic() - self._started_s) * 1000)

    def today(self, time_zone: str) -> date:
        """The date in an IANA time zone."""
        return datetime.fromtimestamp(self.now_ms() / 1000, tz=UTC).astimezone(ZoneInfo(time_zone)).date()


@dataclass(frozen=True, slots=True)
class Author:
    """One person on one device; `device_code` begins the numbers given out when no block is left."""

    device: DeviceId
    device_code: str
    staff: StaffId
    signing_key: Ed25519PrivateKey
    ids: IdMaker
    clock: Clock


@dataclass(frozen=True, slots=True)
class Desk:
    """What every job is handed: the store, who works at it, and where files are kept."""

    store: Store
    author: Author
    files: FileFolder | None = None
