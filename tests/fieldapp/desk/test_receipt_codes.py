"""A receipt recorded here has a code that names exactly the operation signed here; others have none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.desk.receipts import code_of
from fieldapp.everyone.receipts.verifying import check_receipt
from fieldapp.officer.collect_repayment import (
    collect_repayment,
    load_receipt_code,
)
from fieldapp.store.outbox import outbox_head
from shared.contract.printed.receipt_code import pseudonym_of, sign, verify
from shared.errors import RuleRefused
from shared.ids import RepaymentId
from tests.fieldapp.desk.branch import DUE, LOAN, MEMBER, NOBODY, TODAY, Branch, posted
from tests.fieldapp.desk.forms import due_form


@pytest.fixture
def taken(branch: Branch) -> RepaymentId:
    """A receipt recorded on this tablet a moment ago."""
    opened = due_form(branch.desk, LOAN)
    collect_repayment(branch.desk, replace(opened, amount_minor=DUE))
    return opened.repayment


def test_the_code_names_the_operation_that_was_signed(branch: Branch, taken: RepaymentId) -> None:
    found = load_receipt_code(branch.desk, taken)
    assert found is not None
    code = verify(found.text, branch.desk.author.signing_key.public_key())
    with branch.desk.store.read() as tx:
        head = outbox_head(tx)
    assert (code.sequence, code.head) == (head.seq, head.hash[:8])
    assert (code.device, code.amount_minor, code.short) == (branch.desk.author.device, DUE, found.short)
    assert code.member == pseudonym_of(MEMBER, code.device, code.sequence)
    assert MEMBER[:8] != code.member


def test_the_same_receipt_has_the_same_code_before_and_after_it_is_posted(
    branch: Branch, taken: RepaymentId
) -> None:
    before = load_receipt_code(branch.desk, taken)
    branch.put("repayment", taken, posted(LOAN, DUE, TODAY, "K7-000001"))
    branch.send()
    assert before is not None and load_receipt_code(branch.desk, taken) == before


@pytest.mark.parametrize("changed", [{"member": bytes(8)}, {"at_ms": 1_772_000_000_000}, {"amount_minor": 7}])
def test_what_this_tablet_signed_for_somebody_else_than_it_recorded_is_told(
    branch: Branch, taken: RepaymentId, changed: dict[str, object]
) -> None:
    found = load_receipt_code(branch.desk, taken)
    assert found is not None
    key = branch.desk.author.signing_key
    code = verify(found.text, key.public_key())
    other = sign(replace(code, **changed), key)  # type: ignore[arg-type]  # tests forge any field
    assert check_receipt(branch.desk, found.text).verdict == "genuine"
    assert check_receipt(branch.desk, other).verdict == "different"


def test_receipts_of_other_devices_have_no_code(branch: Branch) -> None:
    elsewhere = RepaymentId(b"repayment-000001")
    branch.put("repayment", elsewhere, posted(LOAN, DUE, TODAY, "K9-000001"))
    branch.sync()
    with branch.desk.store.read() as tx:
        assert code_of(tx, branch.desk, elsewhere) is None
        assert code_of(tx, branch.desk, RepaymentId(NOBODY)) is None


def test_another_key_did_not_sign_it(branch: Branch, taken: RepaymentId) -> None:
    found = load_receipt_code(branch.desk, taken)
    assert found is not None
    with pytest.raises(RuleRefused):
        verify(found.text, Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key())
