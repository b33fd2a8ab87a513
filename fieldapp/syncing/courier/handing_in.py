"""Hands in at the office what a courier brought from another tablet, and gets the answer for the way back.

The rule kept here: it goes on from where the office says it is, so a way that breaks costs one part; what
comes back is sealed to the other tablet and is not looked at here.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Protocol, TypeVar

from fieldapp.syncing.faults import RoundStalled
from shared.contract.codec import Malformed, Message
from shared.contract.custody.courier import read_carried
from shared.contract.custody.handing_in import (
    MAX_COURIER_PART_BYTES,
    MAX_HANDED_IN_BYTES,
    CourierPart,
    CourierPartTaken,
    CourierReturned,
    CourierWhole,
)
from shared.errors import RuleRefused

PART_PATH, TAKE_PATH = "/courier/part", "/courier/take"
_T = TypeVar("_T", bound=Message)
Tell = Callable[[int, int], bool]
"""Is told how many bytes of how many are at the office, and says whether to go on."""


class Posting(Protocol):
    """Posts a message as this device and returns the office's answer to it; raises a `SyncFault`."""

    def post(self, path: str, message: Message, wanted: type[_T], /) -> _T: ...


class HandedInStopped(Exception):
    """Somebody did not want to wait; what was sent stays with the office for the next time."""

    title = "Handing in was stopped"
    detail = "Nothing was taken in. Choose the file again to go on."


def hand_in(way: Posting, data: bytes, tell: Tell) -> bytes:
    """Send a courier's file and return its answer.

    Refusals: `courier.unreadable` for what is no bundle, `courier.too_large`; those of the office as
    `Refused`. Faults: those of the way, `HandedInStopped`.
    """
    _require_bundle(data)
    digest, at, stood = sha256(data).digest(), 0, 0
    while at < len(data):
        part = CourierPart(digest, len(data), at, data[at : at + MAX_COURIER_PART_BYTES])
        taken = way.post(PART_PATH, part, CourierPartTaken).taken
        stood = stood + 1 if taken <= at else 0
        if taken > len(data) or stood > 2:
            raise RoundStalled("courier")
        at = taken
        if not tell(at, len(data)):
            raise HandedInStopped
    return way.post(TAKE_PATH, CourierWhole(digest), CourierReturned).answer


def _require_bundle(data: bytes) -> None:
    if len(data) > MAX_HANDED_IN_BYTES:
        detail = "Have it taken in at the server itself."
        raise RuleRefused("courier.too_large", "The file is too large for this way", detail)
    try:
        carried = read_carried(data)
    except Malformed as fault:
        detail = "Choose the file that a tablet saved for the courier."
        raise RuleRefused("courier.unreadable", "This is no file of a courier", detail) from fault
    if carried.kind != "bundle":
        detail = "It is taken in on the tablet that it is for, in its own sync centre."
        raise RuleRefused("courier.answer", "This is an answer of the office", detail)
