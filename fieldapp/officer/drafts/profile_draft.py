"""A profile as it is being typed, of somebody new or of a member, kept until it is saved or given up.

The rule kept here: a draft keeps the id a new member will have, so that one saved just before a crash is
known again; it keeps what its editor saw, so that what somebody else changed meanwhile is not undone unseen;
one that does not decode exactly is dropped, never guessed at.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from fieldapp.desk.profiles.reading import NOTHING
from shared.contract.bodies.people import MemberProfile
from shared.contract.codec import Id, Malformed, Message, decode, encode
from shared.ids import MemberId, UnionId

_log = logging.getLogger(__name__)
_PREFIX = "profile/"


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """What was typed, by field as its text, over what was `seen`; `union` is empty until one is chosen."""

    member: MemberId
    union: UnionId
    seen: MemberProfile
    typed: dict[str, str]


class _Draft(Message, frozen=True):
    member: Id
    union: bytes
    seen: MemberProfile | None
    typed: dict[str, str]


def draft_key(about: bytes, *, new: bool) -> str:
    """Return under which key it is kept; `about` is the member, or the union somebody new is to belong to."""
    return f"{_PREFIX}{'new/' if new else ''}{about.hex()}"


def packed(draft: ProfileDraft) -> bytes:
    """Return the bytes of a draft."""
    seen = None if draft.seen == NOTHING else draft.seen
    return encode(_Draft(draft.member, draft.union, seen, draft.typed))


def unpacked(data: bytes | None) -> ProfileDraft | None:
    """Return the draft in `data`, None when there is none or it cannot be read."""
    if data is None:
        return None
    try:
        found = decode(_Draft, data)
    except Malformed:
        _log.warning("profile_draft_dropped bytes=%d", len(data))
        return None
    return ProfileDraft(MemberId(found.member), UnionId(found.union), found.seen or NOTHING, found.typed)
