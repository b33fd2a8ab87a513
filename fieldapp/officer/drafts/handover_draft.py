"""A handover as it is being counted, kept until it is recorded.

The rule kept here: a draft keeps the id its handover will be recorded under, so that one recorded just before
a crash is known again and not recorded twice; one that does not decode exactly is dropped, never guessed at.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from shared.contract.codec import Id, Malformed, Message, decode, encode
from shared.ids import CashMovementId, StaffId

_log = logging.getLogger(__name__)
KEY = "handover"
"""Under which the one draft there is is kept."""


@dataclass(frozen=True, slots=True)
class HandoverDraft:
    """What was counted by the value of a note in minor units, for whom; `to_staff` is None until chosen."""

    movement: CashMovementId
    to_staff: StaffId | None = None
    pieces: tuple[tuple[int, int], ...] = ()
    note: str = ""


class _Draft(Message, frozen=True):
    movement: Id
    to_staff: Id | None
    pieces: tuple[tuple[int, int], ...]
    note: str


def packed(draft: HandoverDraft) -> bytes:
    """Return the bytes of a draft."""
    return encode(_Draft(draft.movement, draft.to_staff, draft.pieces, draft.note))


def unpacked(data: bytes | None) -> HandoverDraft | None:
    """Return the draft in `data`, None when there is none or it cannot be read."""
    if data is None:
        return None
    try:
        found = decode(_Draft, data)
    except Malformed:
        _log.warning("handover_draft_dropped bytes=%d", len(data))
        return None
    to_staff = StaffId(found.to_staff) if found.to_staff is not None else None
    return HandoverDraft(CashMovementId(found.movement), to_staff, found.pieces, found.note)
