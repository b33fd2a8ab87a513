"""The server's answers: stored whole, shown together, and never losing sight of what was recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec
import pytest

from fieldapp.store.author import Author
from fieldapp.store.base import counted_sums, find_record, kept_sums, read_again
from fieldapp.store.database import Store
from fieldapp.store.outbox import append, counts, listing, waiting_batch
from fieldapp.store.settle import ChainBroken, SuspiciousRemoval, settle, start_over
from fieldapp.store.sync_state import cursors, read_state
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.codec import Malformed
from shared.contract.exchange import BucketNumber
from shared.contract.operations import Operation
from shared.contract.records import desk_bucket
from tests.fieldapp.store.dumps import dump
from tests.fieldapp.store.world import (
    STAFF,
    START,
    FakeServer,
    Village,
    a_loan,
    a_member,
    a_repayment,
    a_store,
    a_union,
    found_village,
    pull,
    pull_all,
    send_waiting,
    verdict,
)

WEEK = 550_000
DESK = desk_bucket(STAFF)


@dataclass(frozen=True, slots=True)
class Branch:
    """A tablet that has everything of one union."""

    store: Store
    author: Author
    server: FakeServer
    village: Village

    def pay(self, amount_minor: int = WEEK) -> Operation:
        with self.store.transaction() as tx:
            place = self.village
            body = RepaymentRecorded(
                self.author.ids.make(), place.loan, place.member, amount_minor, "CASH", START, "K7-000001"
            )
            return append(tx, self.author, body)

    def post(self, operation: Operation, paid_minor: int) -> tuple[BucketNumber, ...]:
        """The server applies a repayment: its record and the loan's, in the union and on the desk."""
        body = msgspec.msgpack.decode(operation.body, type=RepaymentRecorded)
        place = self.village
        posted = a_repayment(place.loan, body.amount_minor)
        effects = self.server.put("repayment", body.repayment, posted, place.bucket, DESK)
        loan = a_loan(place.member, place.union, paid_minor=paid_minor)
        return (*effects, *self.server.put("loan", place.loan, loan, place.bucket))

    def shown(self) -> tuple[int, int]:
        """How many receipts are shown, and what the loan shows as paid."""
        with self.store.read() as tx:
            receipts = tx.one(int, "SELECT count(*) FROM p_repayment")
            return receipts, tx.one(int, "SELECT paid_minor FROM p_loan WHERE id = ?", (self.village.loan,))

    def provisional(self) -> int:
        with self.store.read() as tx:
            return tx.one(int, "SELECT count(*) FROM p_repayment WHERE provisional = 1")


@pytest.fixture
def branch(store, author, server) -> Branch:
    village = found_village(server)
    server.scope.append(DESK)
    pull(store, server)
    return Branch(store, author, server, village)


# ---------------------------------------------------------------- the overlay


def test_a_receipt_stays_on_the_screen_from_saving_until_its_record_is_there(branch):
    """The failure feared most: the verdict comes with page one, the record with page three."""
    operation = branch.pay()
    assert branch.shown() == (1, WEEK)

    verdicts = send_waiting(branch.store, branch.server)
    effects = branch.post(operation, WEEK)
    verdicts = [replace_effects(said, effects) for said in verdicts]
    settled = pull(branch.store, branch.server, verdicts, at_most=1)
    while not settled.finished:
        assert branch.shown() == (1, WEEK)
        assert branch.provisional() == 1
        settled = pull(branch.store, branch.server, at_most=1)

    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 0
    with branch.store.read() as tx:
        assert listing(tx)[0].in_overlay is False


def replace_effects(said, effects):
    return msgspec.structs.replace(said, effects=tuple(effects))


def test_a_receipt_whose_record_came_before_its_verdict_counts_once(branch):
    operation = branch.pay()
    send_waiting(branch.store, branch.server)
    branch.post(operation, WEEK)
    pull(branch.store, branch.server)

    assert branch.shown() == (1, WEEK)


def test_an_effect_beyond_the_cursor_keeps_the_operation_shown(branch):
    branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    ahead = branch.server.buckets[branch.village.bucket].number + 1
    said = replace_effects(said, [BucketNumber(branch.village.bucket, ahead)])
    pull(branch.store, branch.server, [said])

    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 1


def test_an_operation_without_effects_in_scope_leaves_at_once(branch):
    branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    elsewhere = replace_effects(said, [BucketNumber("team/" + "0" * 32, 10**6)])
    pull(branch.store, branch.server, [elsewhere])

    assert branch.shown() == (0, 0)


def test_a_refused_operation_is_taken_off_the_screen_and_asks_for_attention(branch):
    branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    settled = pull(branch.store, branch.server, [msgspec.structs.replace(said, outcome="refused")])

    assert branch.shown() == (0, 0)
    assert ("loan", branch.village.loan) in settled.changed
    with branch.store.read() as tx:
        assert counts(tx).attention == 1
        assert len(waiting_batch(tx)) == 0


def test_a_bucket_that_enters_the_scope_with_the_verdict_is_waited_for(branch):
    """The effect lies in a bucket that is only staged so far: in scope, not reached."""
    branch.server.scope.remove(DESK)
    pull(branch.store, branch.server)
    operation = branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    effects = [place for place in branch.post(operation, WEEK) if place.bucket == DESK]
    branch.server.scope.append(DESK)
    branch.server.scope_version = "scope-2"
    settled = pull(branch.store, branch.server, [replace_effects(said, effects)], at_most=1)

    assert not settled.finished
    assert branch.shown() == (1, WEEK)
    pull_all(branch.store, branch.server, at_most=1)
    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 0


def test_the_same_verdict_again_changes_nothing(branch):
    operation = branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    said = replace_effects(said, branch.post(operation, WEEK))
    pull(branch.store, branch.server, [said])
    with branch.store.read() as tx:
        before = dump(tx), listing(tx)
    pull(branch.store, branch.server, [msgspec.structs.replace(said, outcome="refused", effects=())])

    with branch.store.read() as tx:
        assert (dump(tx), listing(tx)) == before


# ---------------------------------------------------------------- pages


def test_pages_are_shown_together_or_not_at_all(branch):
    """A member moves between unions: never in both, never in neither."""
    other = found_village(branch.server, 2)
    branch.server.scope_version = "scope-2"
    pull_all(branch.store, branch.server)
    moved = a_member(other.union)
    branch.server.put("member", branch.village.member, moved, other.bucket)
    branch.server.put("union", other.union, a_union("Renamed"), other.bucket)

    seen = set()
    finished = False
    while not finished:
        finished = pull(branch.store, branch.server, at_most=1).finished
        with branch.store.read() as tx:
            sql = "SELECT union_id FROM p_member WHERE id = ?"
            seen.add(tuple(tx.rows(bytes, sql, (branch.village.member,))))
    assert seen == {(branch.village.union,), (other.union,)}


def test_a_first_read_goes_on_after_a_crash_between_pages(tmp_path, server):
    for number in range(1, 6):
        found_village(server, number)
    store = a_store(tmp_path)
    asked = []
    finished = False
    while not finished:
        with store.read() as tx:
            asked.append(cursors(tx))
        finished = pull(store, server, at_most=4).finished
        store.close()
        store = a_store(tmp_path)

    assert len(asked) > 3
    assert len(set(asked)) == len(asked), "a page was read twice"
    with store.read() as tx:
        assert tx.one(int, "SELECT count(*) FROM p_member") == 5
        assert tx.tuples("SELECT * FROM staged_page") == []
        staged = dump(tx)
    store.close()
    (tmp_path / "whole").mkdir()
    whole = a_store(tmp_path / "whole")
    pull(whole, server)
    with whole.read() as tx:
        assert dump(tx) == staged
    whole.close()


def test_an_answer_that_fails_half_way_leaves_nothing_of_itself(branch):
    branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    member = a_member(branch.village.union, first="Changed")
    branch.server.put("member", branch.village.member, member, branch.village.bucket)
    with branch.store.read() as tx:
        before, sent, state = dump(tx), cursors(tx), read_state(tx)
    answer = branch.server.answer(sent, [said])
    hollow = tuple(msgspec.structs.replace(change, body=b"") for change in answer.changes)

    with pytest.raises(Malformed):
        settle(branch.store, msgspec.structs.replace(answer, changes=hollow), now_ms=1)

    with branch.store.read() as tx:
        assert (dump(tx), cursors(tx), read_state(tx)) == (before, sent, state)
        assert counts(tx).waiting == 1


def test_a_record_this_program_cannot_read_is_kept_named_and_not_shown(branch):
    newer = branch.server.put("member", b"member-newer-001", a_union(), branch.village.bucket)
    assert newer
    settled = pull(branch.store, branch.server)

    assert settled.unreadable == {("member", b"member-newer-001")}
    assert settled.mismatched == ()
    with branch.store.read() as tx:
        assert find_record(tx, "member", b"member-newer-001") is not None
        assert tx.one(int, "SELECT count(*) FROM p_member") == 1


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
    pull(branch.store, branch.server, [replace_effects(said, branch.post(operation, WEEK))])
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
    pull(branch.store, branch.server, [replace_effects(said, [BucketNumber(DESK, 99)])])

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
    said = replace_effects(said, branch.post(operation, WEEK))
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


# ---------------------------------------------------------------- a server restored, a chain broken


def test_a_restored_server_gets_again_what_it_lost_and_nothing_vanishes(branch):
    kept, lost = branch.pay(), branch.pay()
    (first, second) = send_waiting(branch.store, branch.server)
    head = (branch.server.head_seq, branch.server.head_hash)
    first = replace_effects(first, branch.post(kept, WEEK))
    second = replace_effects(second, branch.post(lost, 2 * WEEK))
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
    pull(branch.store, branch.server, [replace_effects(said, [far])])
    branch.server.epoch = b"epoch-0000000002"
    pull(branch.store, branch.server)
    assert branch.shown() == (1, WEEK)
    branch.post(operation, WEEK)
    pull_all(branch.store, branch.server, at_most=1)

    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 0


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
