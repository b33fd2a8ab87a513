"""A repayment being typed survives as bytes, whole or not at all."""

from __future__ import annotations

import pytest

from fieldapp.officer.drafts.repayment_draft import RepaymentDraft, draft_key, packed, unpacked
from shared.ids import LoanId, RepaymentId

DRAFT = RepaymentDraft(
    RepaymentId(b"r" * 16), "16,0", "TRANSFER", "GTB-1", "18/11/2026", "flat tablet", "paid twice"
)


def test_a_draft_comes_back_as_it_was() -> None:
    assert unpacked(packed(DRAFT)) == DRAFT
    bare = RepaymentDraft(RepaymentId(b"r" * 16), "")
    assert unpacked(packed(bare)) == bare


@pytest.mark.parametrize("data", [None, b"", b"{}", b"\xc1\x00", packed(DRAFT)[:-1], packed(DRAFT) + b"\x00"])
def test_what_cannot_be_read_is_no_draft(data: bytes | None) -> None:
    assert unpacked(data) is None


def test_each_loan_has_a_draft_of_its_own() -> None:
    assert draft_key(LoanId(b"a" * 16)) != draft_key(LoanId(b"b" * 16))
