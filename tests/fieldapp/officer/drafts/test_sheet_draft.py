"""The draft of a sheet: what is packed comes back, and what cannot be read is dropped."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.officer.drafts.sheet_draft import SheetDraft, draft_key, packed, unpacked
from shared.ids import LoanId, MemberId, RepaymentId, UnionId

ONE = MemberId(b"member-000000001"), LoanId(b"loan-00000000001")
TWO = MemberId(b"member-000000002"), None
RECEIPT = RepaymentId(b"repayment-000001")

ids = st.binary(min_size=16, max_size=16)
keys = st.tuples(ids.map(MemberId), st.none() | ids.map(LoanId))
marks = st.sampled_from(("PRESENT", "LATE", "ABSENT", "EXCUSED"))


@given(
    st.dictionaries(keys, st.text(min_size=1)),
    st.dictionaries(ids.map(MemberId), marks),
    st.integers(0, 2**53),
    st.data(),
)
def test_what_is_packed_comes_back(amounts, attendance, opened_at_ms, data):
    draft = SheetDraft(opened_at_ms, amounts, attendance)
    for key in amounts:
        if data.draw(st.booleans()):
            draft.saving[key] = RepaymentId(data.draw(ids))
    assert unpacked(packed(draft), 1) == draft


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x93\x01\x90", packed(SheetDraft(3)) + b"\x00"])
def test_what_cannot_be_read_is_dropped_and_logged(data, caplog):
    with caplog.at_level(logging.WARNING):
        assert unpacked(data, 7) == SheetDraft(7)
    assert "sheet_draft_dropped" in caplog.text


def test_without_a_note_the_draft_is_fresh():
    assert unpacked(None, 7) == SheetDraft(7)


def test_what_is_recorded_drops_out_and_what_was_typed_since_stays():
    draft = SheetDraft()
    draft.type(ONE, "500")
    draft.type(TWO, "300")
    draft.save_under({ONE: RECEIPT, TWO: RepaymentId(b"repayment-000002")})
    draft.type(TWO, "400")
    draft.drop(frozenset({RECEIPT, RepaymentId(b"repayment-000002")}))
    assert draft.amounts == {TWO: "400"}
    assert draft.saving == {}


def test_an_amount_wiped_out_is_no_amount():
    draft = SheetDraft()
    draft.type(ONE, "500")
    draft.type(ONE, " ")
    assert draft.amounts == {}


@pytest.mark.parametrize(
    ("text", "holds"), [("0", False), ("0.00", False), (" ", False), ("1", True), ("12..5", True)]
)
def test_a_zero_holds_no_money_and_what_cannot_be_read_may(text, holds):
    draft = SheetDraft()
    draft.type(ONE, text)
    assert bool(draft.unsaved) is holds


def test_every_union_and_day_has_a_key_of_its_own():
    union = UnionId(b"union-0000000001")
    assert draft_key(union, date(2026, 11, 20)) != draft_key(union, date(2026, 11, 27))
