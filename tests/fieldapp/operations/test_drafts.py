"""Drafts of operations come back as they were, and what cannot be read is an empty one."""

from __future__ import annotations

import pytest

from fieldapp.operations.drafts import CountDraft, PayoutDraft, packed, read_count, read_payout


def test_a_payment_comes_back_as_it_was() -> None:
    for on in ("2026-11-19", "someday", "", None):
        draft = PayoutDraft("TRANSFER", "GTB-1", on)
        assert read_payout(packed(draft)) == draft


def test_a_count_comes_back_as_it_was() -> None:
    draft = CountDraft(((100_000, 3), (500, 1)), "torn", "One of them")
    assert read_count(packed(draft)) == draft


@pytest.mark.parametrize("data", [None, b"", b"\xff", packed(CountDraft())[:-1]])
def test_what_cannot_be_read_is_an_empty_draft(data: bytes | None) -> None:
    assert read_payout(data) == PayoutDraft()
    assert read_count(data) == CountDraft()
