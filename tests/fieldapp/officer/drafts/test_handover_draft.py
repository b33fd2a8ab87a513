"""The draft of a handover comes back as it was, with its id, or not at all."""

from __future__ import annotations

import pytest

from fieldapp.officer.drafts.handover_draft import HandoverDraft, packed, unpacked
from shared.ids import CashMovementId, StaffId

MOVEMENT = CashMovementId(b"cash-00000000001")


@pytest.mark.parametrize(
    "draft",
    [
        HandoverDraft(MOVEMENT),
        HandoverDraft(MOVEMENT, StaffId(b"staff-0000000003"), ((100_000, 3), (500, 1)), "evening"),
    ],
)
def test_it_comes_back_as_it_was(draft: HandoverDraft) -> None:
    assert unpacked(packed(draft)) == draft


@pytest.mark.parametrize("data", [None, b"", b"\xff\xff", packed(HandoverDraft(MOVEMENT))[:-2]])
def test_what_cannot_be_read_is_no_draft(data: bytes | None) -> None:
    assert unpacked(data) is None
