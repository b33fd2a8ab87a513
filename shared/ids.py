"""Identifiers: 16 bytes each, made where the act happens, time-ordered (UUIDv7).

The rule kept here: one type per kind of thing, and whoever makes an id is handed a clock and randomness.
"""

from collections.abc import Callable
from typing import NewType
from uuid import UUID

OperationId = NewType("OperationId", bytes)
DeviceId = NewType("DeviceId", bytes)
StaffId = NewType("StaffId", bytes)
ProductId = NewType("ProductId", bytes)
UnionId = NewType("UnionId", bytes)
MemberId = NewType("MemberId", bytes)
LoanId = NewType("LoanId", bytes)
RepaymentId = NewType("RepaymentId", bytes)
MeetingId = NewType("MeetingId", bytes)
ApprovalId = NewType("ApprovalId", bytes)
CashMovementId = NewType("CashMovementId", bytes)
TaskId = NewType("TaskId", bytes)
DocumentId = NewType("DocumentId", bytes)
VisitId = NewType("VisitId", bytes)

ID_BYTES = 16
INSTITUTION_ID = bytes(ID_BYTES)
"""An institution is one database, so its record needs no id of its own."""


class IdMaker:
    """Makes UUIDv7 bytes that rise within one maker, even when its clock stands still or steps back."""

    def __init__(self, clock_ms: Callable[[], int], random_bytes: Callable[[int], bytes]) -> None:
        self._clock_ms = clock_ms
        self._random_bytes = random_bytes
        self._last_ms = 0
        self._counter = 0

    def make(self) -> bytes:
        """Return 16 bytes: 48 bits of milliseconds, 12 bits of counter, 62 random bits."""
        now_ms = self._clock_ms()
        if now_ms > self._last_ms:
            self._last_ms, self._counter = now_ms, 0
        elif self._counter < 0xFFF:
            self._counter += 1
        else:  # the counter is full: borrow the next millisecond rather than repeat
            self._last_ms, self._counter = self._last_ms + 1, 0
        tail = int.from_bytes(self._random_bytes(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
        value = (self._last_ms << 80) | (0x7 << 76) | (self._counter << 64) | (0x2 << 62) | tail
        return value.to_bytes(ID_BYTES, "big")


def as_text(identifier: bytes) -> str:
    """Return the usual dashed form of a 16-byte id, for logs, addresses and people."""
    return str(UUID(bytes=identifier))


def from_text(text: str) -> bytes:
    """Return the 16 bytes of a dashed or plain hexadecimal id; ValueError if it is neither."""
    return UUID(text).bytes
