"""How long a device may work without the server.

The rule kept here: time only goes forward. What counts is the highest of the wall clock, the highest time
ever seen and what the monotonic clock has measured since, so setting the clock back gains nothing; only the
server's own time, at a renewal, can put it right. When the lease has ended its key is deleted, and the box
stays shut until renewed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from fieldapp.vault.keeping.keyring_access import HighMark, Keyring

KEY_BYTES = 32
_DAY_MS = 24 * 60 * 60 * 1000
_NOT_WORTH_KEEPING_MS = 60 * 1000
_LOST_MS = 2**53
"""Later than any lease: what "now" is when the highest time seen is gone from both its places."""


class Clock(Protocol):
    """Milliseconds: since 1970 in UTC as the wall clock has it, and on a clock that nobody can set."""

    def now_ms(self) -> int: ...
    def monotonic_ms(self) -> int: ...


class LeaseStanding(StrEnum):
    """MISSING: the key is not on this tablet though its time is not over, as after ten wrong PINs."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class LeaseState:
    """`days_left` are whole days: 0 on the last day and afterwards."""

    standing: LeaseStanding
    until_ms: int
    days_left: int


@dataclass(frozen=True, slots=True)
class LeaseGrant:
    """What the server says of a lease; whoever passes it on has verified that the server said it.

    `key` is a new lease key, or None to go on with the present one; `escrowed_key` is the present one as the
    server keeps it, needed when it was deleted here. What a courier `carried` says nothing of the time now.
    """

    until_ms: int
    server_time_ms: int
    key: bytes | None = field(default=None, repr=False)
    escrowed_key: bytes | None = field(default=None, repr=False)
    carried: bool = False

    def __post_init__(self) -> None:
        if any(len(key) != KEY_BYTES for key in (self.key, self.escrowed_key) if key is not None):
            raise ValueError("a lease key has 32 bytes")


class HighestTime:
    """Time as far as it is known to have come, kept in `mark` (one number)."""

    def __init__(self, clock: Clock, mark: HighMark) -> None:
        self._clock = clock
        self._mark = mark
        self._seen_ms: int | None = None
        self._kept_ms: int | None = None
        self._measured_from_ms = 0

    def now_ms(self) -> int:
        """Return milliseconds since 1970, never less than any time returned or kept before."""
        monotonic_ms = self._clock.monotonic_ms()
        if self._seen_ms is None:
            kept = self._mark.read()
            self._kept_ms = kept[0] if kept else None
            self._seen_ms = kept[0] if kept else _LOST_MS
        else:
            self._seen_ms += max(0, monotonic_ms - self._measured_from_ms)
        self._measured_from_ms = monotonic_ms
        self._seen_ms = max(self._seen_ms, self._clock.now_ms())
        return self._seen_ms

    def keep(self) -> None:
        """Write down how far time has come, if that is more than a minute beyond what is written."""
        now_ms = self.now_ms()
        if self._kept_ms is not None and now_ms > self._kept_ms + _NOT_WORTH_KEEPING_MS:
            self._mark.write(now_ms)
            self._kept_ms = now_ms

    def set_by_server(self, server_time_ms: int) -> None:
        """Start again from the server's time: a clock that once was wrong must not end every lease."""
        kept = self._mark.read()
        if kept is None or abs(kept[0] - server_time_ms) > _NOT_WORTH_KEEPING_MS:
            self._mark.write(server_time_ms)
            kept = (server_time_ms,)
        self._kept_ms = kept[0]
        self._seen_ms, self._measured_from_ms = server_time_ms, self._clock.monotonic_ms()


class LeaseKeys:
    """The lease key in the keyring; during a renewal, the new one and the one before it."""

    def __init__(self, keyring: Keyring, entry: str) -> None:
        self._keyring = keyring
        self._entry = entry

    def held(self) -> tuple[bytes, ...]:
        """Return the keys to try, newest first; none when they were deleted."""
        data = self._keyring.get(self._entry) or b""
        if len(data) % KEY_BYTES:
            return ()
        return tuple(data[start : start + KEY_BYTES] for start in range(0, len(data), KEY_BYTES))

    def hold(self, *keys: bytes) -> None:
        """Keep exactly these, newest first."""
        self._keyring.set(self._entry, b"".join(dict.fromkeys(keys)))

    def drop(self) -> None:
        """Delete them: nothing on this tablet opens the box until the server returns one."""
        self._keyring.delete(self._entry)


def lease_state(until_ms: int, now_ms: int, key_is_held: bool) -> LeaseState:
    """Judge a lease at `now_ms`: it is over at `until_ms`, not after it."""
    if now_ms >= until_ms:
        return LeaseState(LeaseStanding.EXPIRED, until_ms, 0)
    standing = LeaseStanding.VALID if key_is_held else LeaseStanding.MISSING
    return LeaseState(standing, until_ms, (until_ms - now_ms) // _DAY_MS)
