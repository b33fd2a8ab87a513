"""One sample of what is said of visits."""

from __future__ import annotations

from shared.contract.bodies.visits import Fix, VisitRecorded
from shared.contract.codec import Message
from shared.contract.records import VisitRecord

_ID = bytes([1]) * 16
_ARRIVED_MS, _LEFT_MS = 1_772_000_000_000, 1_772_000_900_000
_FIX = Fix(64_550_000, 33_840_000, 8, "SATELLITES", _ARRIVED_MS, False, 9, _ARRIVED_MS - 400)

VISITED = VisitRecorded(_ID, _ID, "Missed instalments", _ARRIVED_MS, _LEFT_MS, _FIX, "She pays on Friday")
VISITS: tuple[tuple[str, Message], ...] = (
    (
        "visit",
        VisitRecord(
            _ID, _ID, "Missed instalments", "She pays", _ARRIVED_MS, _LEFT_MS, _FIX, ("far_away",), 40
        ),
    ),
)
