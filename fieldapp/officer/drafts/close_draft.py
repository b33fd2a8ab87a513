"""The end of a meeting as far as it is filled in: pieces counted, why the cash differs, who has signed.

The rule kept here: a draft that does not decode exactly is dropped, never guessed at; a signature stays with
what it was given for, and with the name it was given under.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import date

from shared.contract.bodies.cash import MeetingSignature, Signer
from shared.contract.codec import Malformed, Message, decode, encode
from shared.ids import UnionId

_log = logging.getLogger(__name__)


class SignedFor(Message, frozen=True):
    """What somebody signs: the pieces on the table, the receipts they stand beside, and why they differ.

    Amounts in minor units; `reason` is "" where the count agrees, `name` is who signs.
    """

    pieces: tuple[tuple[int, int], ...]
    expected_cash_minor: int
    other_minor: int
    receipts: int
    reason: str
    name: str = ""


@dataclass(slots=True)
class CloseDraft:
    """`pieces` by the value of a note in minor units; `why` is the reason chosen and `words` what was added.

    `signatures` holds who signed or refuses, and `signed_for` what each of them signed; `leader` is the name
    typed for the union's leader.
    """

    pieces: dict[int, int] = field(default_factory=dict)
    why: str = ""
    words: str = ""
    leader: str = ""
    signatures: dict[Signer, MeetingSignature] = field(default_factory=dict)
    signed_for: dict[Signer, SignedFor] = field(default_factory=dict)


class _Draft(Message, frozen=True):
    pieces: tuple[tuple[int, int], ...]
    why: str
    words: str
    leader: str
    signatures: tuple[MeetingSignature, ...]
    signed_for: tuple[tuple[Signer, SignedFor], ...] = ()


def draft_key(union: UnionId, on: date) -> str:
    """Return under which key the draft of closing a union's meeting of a day is kept."""
    return f"close/{union.hex()}/{on.isoformat()}"


def packed(draft: CloseDraft) -> bytes:
    """Return the bytes of a draft."""
    pieces = tuple(sorted(draft.pieces.items()))
    signatures = tuple(draft.signatures.values())
    signed_for = tuple(draft.signed_for.items())
    return encode(_Draft(pieces, draft.why, draft.words, draft.leader, signatures, signed_for))


def unpacked(data: bytes | None) -> CloseDraft:
    """Return the draft in `data`; an empty one when there is none or it cannot be read."""
    if data is None:
        return CloseDraft()
    try:
        found = decode(_Draft, data)
    except Malformed:
        _log.warning("close_draft_dropped bytes=%d", len(data))
        return CloseDraft()
    signatures = {each.signer: each for each in found.signatures}
    typed = dict(found.pieces), found.why, found.words, found.leader
    return CloseDraft(*typed, signatures, dict(found.signed_for))
