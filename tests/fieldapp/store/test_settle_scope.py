"""What a device holds: its scope, the counts that prove it, and removals nobody asked for."""

from __future__ import annotations

import msgspec
import pytest

from fieldapp.store.base import counted_sums, kept_sums, read_again
from fieldapp.store.outbox import counts, listing, waiting_batch
from fieldapp.store.settle import SuspiciousRemoval, settle, start_over
from fieldapp.store.sync_state import cursors, read_state
from shared.contract.exchange import BucketNumber
from tests.fieldapp.store.branch import DESK, WEEK, Branch, with_effects
from tests.fieldapp.store.dumps import dump
from tests.fieldapp.store.world import (
    a_member,
    found_village,
    pull,
    pull_all,
    send_waiting,
)

# ---------------------------------------------------------------- scope


def test_a_bucket_that_left_takes_its_records_but_not_what_waits(branch):
    branch.pay()
    branch.server.scope.remove(branch.village.bucket)
    branch.server.scope_version = "scope-2"
    pull(branch.store, branch.server)

    with branch.store.read() as tx:
        assert tx.tuples("SELECT * FROM p_loan") == []
        assert tx.tuples("SELECT * FROM p_member") == []
        assert tx.one(int, "SELECT count(*) FROM p_repayment") == 1
        assert len(waiting_batch(tx)) == 1
        assert branch.village.bucket not in {cursor.bucket for cursor in cursors(tx)}


def test_a_record_two_buckets_hold_stays_until_the_last_one_leaves(branch):
    operation = branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    pull(branch.store, branch.server, [with_effects(said, branch.post(operation, WEEK))])
    branch.server.scope.remove(branch.village.bucket)
    branch.server.scope_version = "scope-2"
    pull(branch.store, branch.server)
    with branch.store.read() as tx:
        assert tx.one(int, "SELECT count(*) FROM p_repayment") == 1

    branch.server.scope.remove(DESK)
    branch.server.scope_version = "scope-3"
    pull(branch.store, branch.server)
    with branch.store.read() as tx:
        assert tx.tuples("SELECT * FROM p_repayment") == []


@pytest.mark.parametrize("state", ["FROZEN", "REVOKED"])
def test_a_device_that_may_not_read_keeps_what_it_has(branch, state):
    branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    branch.server.device_state = state
    branch.server.scope.clear()
    pull(branch.store, branch.server, [with_effects(said, [BucketNumber(DESK, 99)])])

    assert branch.shown() == (1, WEEK)
    with branch.store.read() as tx:
        assert read_state(tx).device_state == state
        assert counts(tx).waiting == 0


# ---------------------------------------------------------------- counts and digests


def test_counts_kept_along_the_way_are_those_of_the_rows(branch):
    for number in range(2, 5):
        found_village(branch.server, number)
    branch.server.scope_version = "scope-2"
    pull_all(branch.store, branch.server, at_most=3)
    branch.server.remove("loan", branch.village.loan)
    settled = pull_all(branch.store, branch.server)

    assert settled.mismatched == ()
    with branch.store.read() as tx:
        assert kept_sums(tx) == counted_sums(tx)
        sums = {kept.bucket: (kept.count, kept.digest) for kept in kept_sums(tx)}
    assert sums == {name: branch.server.sum_of(name) for name in branch.server.scope}


def test_a_lost_record_is_noticed_named_and_read_again(branch, caplog):
    operation = branch.pay()
    with branch.store.transaction() as tx:
        tx.execute("DELETE FROM base_membership WHERE kind = 'member'")
        tx.execute("DELETE FROM base_record WHERE kind = 'member'")
        sums = {kept.bucket: kept for kept in counted_sums(tx)}
        bucket = branch.village.bucket
        values = (sums[bucket].count, sums[bucket].digest, bucket)
        tx.execute("UPDATE base_bucket SET count = ?, digest = ? WHERE name = ?", values)
    settled = pull(branch.store, branch.server)

    assert settled.mismatched == (branch.village.bucket,)
    assert f"bucket_mismatch bucket={branch.village.bucket}" in caplog.text
    with branch.store.read() as tx:
        assert BucketNumber(branch.village.bucket, 0) in cursors(tx)
    assert pull(branch.store, branch.server).mismatched == ()
    with branch.store.read() as tx:
        assert tx.one(int, "SELECT count(*) FROM p_member") == 1
        assert waiting_batch(tx)[0].data
        assert listing(tx)[0].id == operation.id


def test_sums_that_went_wrong_by_themselves_are_healed_by_reading_again(branch):
    bucket = branch.village.bucket
    with branch.store.transaction() as tx:
        tx.execute("UPDATE base_bucket SET count = 0, digest = x'0102030405060708' WHERE name = ?", (bucket,))
        assert kept_sums(tx) != counted_sums(tx)
        read_again(tx, [bucket])
    assert pull(branch.store, branch.server).mismatched == ()
    with branch.store.read() as tx:
        assert kept_sums(tx) == counted_sums(tx)


def test_a_bucket_being_healed_lets_no_operation_leave(branch):
    operation = branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    said = with_effects(said, branch.post(operation, WEEK))
    with branch.store.read() as tx:
        answer = branch.server.answer(cursors(tx), [said])
    lossy = [change for change in answer.changes if change.kind != "repayment"]
    settled = settle(branch.store, msgspec.structs.replace(answer, changes=tuple(lossy)), now_ms=1)

    assert set(settled.mismatched) == {branch.village.bucket, DESK}
    assert branch.provisional() == 1
    pull(branch.store, branch.server)
    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 0


def test_a_bucket_can_be_read_again_on_demand(branch):
    with branch.store.transaction() as tx:
        read_again(tx, [branch.village.bucket])
        before = dump(tx)
    assert pull(branch.store, branch.server).mismatched == ()
    with branch.store.read() as tx:
        assert dump(tx) == before


def test_a_reread_sweeps_what_the_server_no_longer_names(branch):
    gone = found_village(branch.server, 2)
    branch.server.scope_version = "scope-2"
    pull(branch.store, branch.server)
    del branch.server.buckets[gone.bucket].entries["member", gone.member]
    with branch.store.read() as tx:
        answer = branch.server.answer(cursors(tx), reread=[gone.bucket])
    settled = settle(branch.store, answer, now_ms=1)

    assert settled.mismatched == ()
    with branch.store.read() as tx:
        assert tx.rows(bytes, "SELECT id FROM p_member") == [branch.village.member]
        assert kept_sums(tx) == counted_sums(tx)


# ---------------------------------------------------------------- removals nobody asked for


@pytest.fixture
def crowded(branch: Branch) -> Branch:
    for number in range(120):
        identifier = f"member-x-{number:07d}".encode()
        member = a_member(branch.village.union, f"X-{number:06d}")
        branch.server.put("member", identifier, member, branch.village.bucket)
    pull(branch.store, branch.server)
    return branch


def drop(branch: Branch, count: int) -> None:
    for number in range(count):
        branch.server.remove("member", f"member-x-{number:07d}".encode())


def test_few_removals_are_taken(crowded):
    drop(crowded, 10)

    assert pull(crowded.store, crowded.server).mismatched == ()


def test_an_answer_that_empties_the_store_is_not_taken_until_compared(crowded):
    crowded.pay()
    (said,) = send_waiting(crowded.store, crowded.server)
    drop(crowded, 30)
    with crowded.store.read() as tx:
        before, sent = dump(tx), cursors(tx)

    with pytest.raises(SuspiciousRemoval):
        pull(crowded.store, crowded.server, [said])
    with crowded.store.read() as tx:
        assert (dump(tx), cursors(tx)) == (before, sent)
        assert counts(tx).waiting == 1

    start_over(crowded.store)
    with crowded.store.read() as tx:
        assert {cursor.number for cursor in cursors(tx)} == {0}
        assert dump(tx) == before
    assert pull(crowded.store, crowded.server, [said]).mismatched == ()
    with crowded.store.read() as tx:
        assert tx.one(int, "SELECT count(*) FROM p_member") == 91
    drop(crowded, 60)
    with pytest.raises(SuspiciousRemoval):
        pull(crowded.store, crowded.server)


def test_a_change_of_scope_may_remove_much(crowded):
    crowded.server.scope.remove(crowded.village.bucket)
    crowded.server.scope_version = "scope-2"
    pull(crowded.store, crowded.server)

    with crowded.store.read() as tx:
        assert tx.tuples("SELECT * FROM p_member") == []


def test_an_answer_without_buckets_says_nothing(branch):
    branch.server.scope.clear()
    pull(branch.store, branch.server)

    assert branch.shown() == (0, 0)
    with branch.store.read() as tx:
        assert tx.one(int, "SELECT count(*) FROM p_loan") == 1
