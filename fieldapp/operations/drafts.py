"""What operations typed and did not save yet: a payment, and the count of a handover.

The rule kept here: a draft that does not decode exactly is dropped, never guessed at.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import get_args

from shared.contract.bodies.lending import PaymentMethod
from shared.contract.codec import Malformed, Message, decode, encode

_log = logging.getLogger(__name__)
PAYOUT, COUNT = "payout/", "count/"
"""How the keys of their notes begin."""


@dataclass(frozen=True, slots=True)
class PayoutDraft:
    """How a loan is about to be paid out; `on` is the day as it was typed, None for today."""

    method: PaymentMethod = "CASH"
    reference: str = ""
    on: str | None = None


@dataclass(frozen=True, slots=True)
class CountDraft:
    """What was counted of a handover so far, by the value of a note in minor units.

    `why` is the reason chosen for a difference and `words` what was added.
    """

    pieces: tuple[tuple[int, int], ...] = ()
    why: str = ""
    words: str = ""


class _Payout(Message, frozen=True):
    method: str
    reference: str
    on: str | None


class _Count(Message, frozen=True):
    pieces: tuple[tuple[int, int], ...]
    why: str
    words: str


def packed(draft: PayoutDraft | CountDraft) -> bytes:
    """Return the bytes of a draft."""
    if isinstance(draft, PayoutDraft):
        return encode(_Payout(draft.method, draft.reference, draft.on))
    return encode(_Count(draft.pieces, draft.why, draft.words))


def read_payout(data: bytes | None) -> PayoutDraft:
    """Return the draft in `data`; an empty one when there is none or it cannot be read."""
    if data is None:
        return PayoutDraft()
    try:
        found = decode(_Payout, data)
    except Malformed:
        _log.warning("draft_dropped kind=payout")
        return PayoutDraft()
    methods: dict[str, PaymentMethod] = {method: method for method in get_args(PaymentMethod)}
    return PayoutDraft(methods.get(found.method, "CASH"), found.reference, found.on)


def read_count(data: bytes | None) -> CountDraft:
    """Return the draft in `data`; an empty one when there is none or it cannot be read."""
    if data is None:
        return CountDraft()
    try:
        found = decode(_Count, data)
    except Malformed:
        _log.warning("draft_dropped kind=count")
        return CountDraft()
    return CountDraft(found.pieces, found.why, found.words)
