"""The draft of closing a meeting comes back as it was, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from fieldapp.officer.drafts.close_draft import CloseDraft, SignedFor, draft_key, packed, unpacked
from shared.contract.bodies.cash import MeetingSignature
from shared.fieldwork.ink import pack
from shared.ids import UnionId

INK = pack([[(10, 10), (400, 200), (900, 380)]])


def a_draft() -> CloseDraft:
    return CloseDraft(
        pieces={100_000: 96, 5_000: 22},
        why="Change not available",
        words="owed to Bolanle",
        leader="Alhaja Rukayat",
        signatures={
            "OFFICER": MeetingSignature("OFFICER", "Funmilayo", INK, signed_at_ms=7),
            "LEADER": MeetingSignature("LEADER", "Alhaja Rukayat", refused="Wants to count again"),
        },
        signed_for={"OFFICER": SignedFor(((100_000, 96),), 9_630_000, 0, 24, "Miscount", "Funmilayo")},
    )


def test_a_draft_comes_back_as_it_was() -> None:
    assert unpacked(packed(a_draft())) == a_draft()


@pytest.mark.parametrize("data", [None, b"", b"\x00", packed(a_draft())[:-1]])
def test_what_cannot_be_read_is_an_empty_draft(data: bytes | None) -> None:
    assert unpacked(data) == CloseDraft()


def test_each_meeting_has_a_key_of_its_own() -> None:
    union = UnionId(b"u" * 16)
    assert draft_key(union, date(2026, 11, 20)) != draft_key(union, date(2026, 11, 27))
