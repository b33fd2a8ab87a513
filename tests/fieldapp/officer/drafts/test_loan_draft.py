"""An application being typed survives as bytes, whole or not at all."""

from __future__ import annotations

import pytest

from fieldapp.officer.drafts.loan_draft import LoanDraft, about_of, draft_key, packed, unpacked
from shared.ids import LoanId, ProductId

DRAFT = LoanDraft(
    LoanId(b"l" * 16), ProductId(b"p" * 16), "120,0", "two", "20/11/2026", "next fri", "A kiosk\nand stock 🌺"
)


def test_a_draft_comes_back_as_it_was() -> None:
    assert unpacked(packed(DRAFT)) == DRAFT


@pytest.mark.parametrize("data", [None, b"", b"{}", b"\xc1\x00", packed(DRAFT)[:-1], packed(DRAFT) + b"\x00"])
def test_what_cannot_be_read_is_no_draft(data: bytes | None) -> None:
    assert unpacked(data) is None


def test_a_key_says_what_the_draft_is_about() -> None:
    assert about_of(draft_key(b"a" * 16)) == b"a" * 16
    for other in ("repayment/6161", "application/xyz", ""):
        assert about_of(other) is None
