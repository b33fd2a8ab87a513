"""How many PINs were tried in a row.

The rule kept here: a try is counted, durably and in two places, before anything is derived from it; so
cutting the power, killing the program or putting an old file back never gives another try. Ten in a row lock
the device.
"""

from __future__ import annotations

from fieldapp.vault.faults import PinLocked, PinMustWait, WrongPin
from fieldapp.vault.keeping.keyring_access import HighMark
from shared.contract.version import LOCKED_AT

MOST_TRIES = LOCKED_AT
_WAIT_S = {5: 30, 6: 60, 7: 120, 8: 300, 9: 900}
"""Seconds to wait after so many wrong tries."""


class Attempts:
    """The count of tries since the last right one, and the time of the last, in `mark` (two numbers)."""

    def __init__(self, mark: HighMark) -> None:
        self._mark = mark

    def made(self) -> int:
        """Return the count; a count that is gone from both places was removed by somebody and locks."""
        return self._read()[0]

    def check(self, now_ms: int) -> int:
        """Return how many were made; `PinLocked` or `PinMustWait` if no PIN may be tried at `now_ms`."""
        made, last_ms = self._read()
        if made >= MOST_TRIES:
            raise PinLocked("too many wrong PINs in a row")
        wait_ms = _wait_s(made) * 1000
        left_ms = min(wait_ms, last_ms + wait_ms - now_ms)
        if left_ms > 0:
            raise PinMustWait(MOST_TRIES - made, -(-left_ms // 1000))
        return made

    def count(self, made: int, now_ms: int) -> None:
        """Keep the count with the coming try in it; only when this has returned may the PIN be used."""
        self._mark.write(made, now_ms)

    def clear(self) -> None:
        """Forget the tries: after a right PIN, or when the server has unlocked the device."""
        self._mark.write(0, 0)

    def _read(self) -> tuple[int, int]:
        numbers = self._mark.read()
        return (numbers[0], numbers[1]) if numbers else (MOST_TRIES, 0)


def wrong_pin(made: int) -> WrongPin | PinLocked:
    """Return the fault to raise when the last of `made` tries was wrong."""
    if made >= MOST_TRIES:
        return PinLocked("too many wrong PINs in a row")
    return WrongPin(MOST_TRIES - made, _wait_s(made))


def _wait_s(made: int) -> int:
    return _WAIT_S.get(made, 0)
