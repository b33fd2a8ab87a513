"""A tablet keeps what the office signed of its history, and both where two contradict each other."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.store.chain import witness
from fieldapp.store.chain.witness import checkpoints, contradicted
from fieldapp.store.settle import settle
from fieldapp.store.sync_state import cursors
from shared.contract.audit.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    as_line,
    from_line,
    is_genuine,
    sign_checkpoint,
)
from shared.contract.codec import Malformed

KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
EPOCH = b"epoch-0000000001"


def signed(number: int, hashed: bytes = b"h" * 32) -> SignedCheckpoint:
    return sign_checkpoint(Checkpoint(EPOCH, number, hashed, 1_770_000_000_000 + number), KEY)


def given(branch, *some: SignedCheckpoint) -> tuple[SignedCheckpoint, ...]:
    """Settle an answer that brings these; return what is kept."""
    with branch.store.read() as tx:
        answer = branch.server.answer(cursors(tx))
    settle(branch.store, msgspec.structs.replace(answer, checkpoints=some), now_ms=1_770_000_400_000)
    with branch.store.read() as tx:
        return checkpoints(tx)


def test_checkpoints_are_kept_newest_first_and_once(branch):
    assert given(branch, signed(1)) == (signed(1),)
    assert given(branch, signed(2), signed(1)) == (signed(2), signed(1))


@pytest.mark.expects_errors
def test_two_that_contradict_each_other_are_both_kept(branch, caplog):
    given(branch, signed(1))
    with branch.store.read() as tx:
        assert not contradicted(tx)
    kept = given(branch, signed(1, b"x" * 32))
    assert set(kept) == {signed(1), signed(1, b"x" * 32)}
    with branch.store.read() as tx:
        assert contradicted(tx)
    assert "checkpoint_contradicts number=1" in caplog.text


def test_only_the_newest_are_kept(branch, monkeypatch):
    monkeypatch.setattr(witness, "MOST_KEPT", 3)
    for number in range(1, 8):
        kept = given(branch, signed(number))
    assert kept == (signed(7), signed(6), signed(5))


def test_a_line_says_it_all(branch):
    line = as_line(signed(9))
    assert from_line(line) == signed(9)
    assert is_genuine(from_line(line), KEY.public_key())
    for wrong in ("", "checkpoint/2" + line[12:], line[:-2], line.replace(" 9 ", " x "), line + " more"):
        with pytest.raises(Malformed):
            from_line(wrong)
    changed = from_line(line.replace(" 9 ", " 8 "))
    assert not is_genuine(changed, KEY.public_key())
