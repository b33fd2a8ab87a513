"""A server restored from a backup, and a chain this tablet never signed."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from fieldapp.store.outbox import counts, waiting_batch
from fieldapp.store.settle import ChainBroken
from fieldapp.store.sync_state import cursors, read_state
from shared.contract.exchange import BucketNumber
from tests.fieldapp.store.branch import DESK, WEEK, with_effects
from tests.fieldapp.store.world import (
    FakeServer,
    found_village,
    pull,
    pull_all,
    send_waiting,
    verdict,
)


def test_a_restored_server_gets_again_what_it_lost_and_nothing_vanishes(branch):
    kept, lost = branch.pay(), branch.pay()
    (first, second) = send_waiting(branch.store, branch.server)
    head = (branch.server.head_seq, branch.server.head_hash)
    first = with_effects(first, branch.post(kept, WEEK))
    second = with_effects(second, branch.post(lost, 2 * WEEK))
    with branch.store.read() as tx:
        signed = waiting_batch(tx)
    pull(branch.store, branch.server, [first, second])
    assert branch.shown() == (2, 2 * WEEK)
    assert head[0] == 2

    restored = FakeServer(epoch=b"epoch-0000000002")
    village = found_village(restored)
    restored.scope.append(DESK)
    again = replace(branch, server=restored)
    restored.accept(signed[0])
    again.post(kept, WEEK)
    settled = pull(branch.store, restored)
    assert not settled.finished
    assert branch.shown() == (2, 2 * WEEK)
    with branch.store.read() as tx:
        assert waiting_batch(tx) == signed[1:]
        assert counts(tx).waiting_value_minor == WEEK
        assert {cursor.number for cursor in cursors(tx)} == {0}
        assert read_state(tx).epoch == restored.epoch
    pull_all(branch.store, restored, at_most=2)
    assert branch.shown() == (2, 2 * WEEK)
    assert branch.provisional() == 1
    assert village == branch.village


def test_a_head_below_the_acknowledged_one_is_a_restored_server_too(branch):
    branch.pay()
    with branch.store.read() as tx:
        signed = waiting_batch(tx)
    said = send_waiting(branch.store, branch.server)
    pull(branch.store, branch.server, said)
    branch.server.head_seq, branch.server.head_hash = 0, bytes(32)

    assert not pull(branch.store, branch.server).finished
    with branch.store.read() as tx:
        assert waiting_batch(tx) == signed
        assert read_state(tx).acknowledged_seq == 0


def test_what_was_acknowledged_but_had_not_arrived_is_shown_until_the_new_epoch_is_read(branch):
    operation = branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    far = BucketNumber(branch.village.bucket, 10**9)
    pull(branch.store, branch.server, [with_effects(said, [far])])
    branch.server.epoch = b"epoch-0000000002"
    pull(branch.store, branch.server)
    assert branch.shown() == (1, WEEK)
    branch.post(operation, WEEK)
    pull_all(branch.store, branch.server, at_most=1)

    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 0


def test_what_a_restored_server_judged_anew_is_what_the_tablet_shows(branch):
    branch.pay()
    with branch.store.read() as tx:
        (signed,) = waiting_batch(tx)
    (said,) = send_waiting(branch.store, branch.server)
    pull(branch.store, branch.server, [said])
    refused = msgspec.structs.replace(said, outcome="refused", code="loan.unknown", title="No such loan")
    pull(branch.store, branch.server, [refused])
    with branch.store.read() as tx:
        assert counts(tx).attention == 0, "within an epoch the first verdict stands"

    restored = FakeServer(epoch=b"epoch-0000000002")
    found_village(restored)
    restored.scope.append(DESK)
    restored.accept(signed)
    pull(branch.store, restored, [refused])
    with branch.store.read() as tx:
        assert (counts(tx).attention, waiting_batch(tx)) == (1, ())
    pull(branch.store, restored, [said])
    with branch.store.read() as tx:
        assert counts(tx).attention == 1, "and so it does in the next one"


@pytest.mark.parametrize("seq", [1, 5])
def test_operations_this_tablet_never_signed_stop_it(branch, seq):
    branch.pay()
    branch.server.head_seq, branch.server.head_hash = seq, b"\x01" * 32

    with pytest.raises(ChainBroken):
        pull(branch.store, branch.server)


def test_what_the_server_said_of_itself_is_remembered(branch):
    with branch.store.read() as tx:
        state = read_state(tx)

    assert state.server_offset_ms == 100_000
    assert state.lease_until_ms == 1_780_000_000_000
    assert state.scope_version == "scope-1"
    assert (state.acknowledged_seq, state.rereading) == (0, False)


def test_a_verdict_on_something_never_signed_here_is_passed_over(branch):
    operation = branch.pay()
    stranger = msgspec.structs.replace(operation, id=bytes(16))
    pull(branch.store, branch.server, [verdict(stranger)])

    with branch.store.read() as tx:
        assert counts(tx).waiting == 1
