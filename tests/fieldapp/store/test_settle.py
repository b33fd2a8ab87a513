"""The server's answers: stored whole, shown together, and never losing sight of what was recorded."""

from __future__ import annotations

import msgspec
import pytest

from fieldapp.store.outbox import counts, listing, waiting_batch
from fieldapp.store.settle import settle
from fieldapp.store.sync_state import cursors, read_state
from shared.contract.codec import Malformed
from shared.contract.exchange import BucketNumber
from tests.fieldapp.store.branch import DESK, WEEK, with_effects
from tests.fieldapp.store.dumps import dump
from tests.fieldapp.store.world import (
    a_loan,
    a_member,
    a_store,
    a_union,
    found_village,
    pull,
    pull_all,
    send_waiting,
)

# ---------------------------------------------------------------- the overlay


def test_a_receipt_stays_on_the_screen_from_saving_until_its_record_is_there(branch):
    """The failure feared most: the verdict comes with page one, the record with page three."""
    operation = branch.pay()
    assert branch.shown() == (1, WEEK)

    verdicts = send_waiting(branch.store, branch.server)
    effects = branch.post(operation, WEEK)
    verdicts = [with_effects(said, effects) for said in verdicts]
    settled = pull(branch.store, branch.server, verdicts, at_most=1)
    while not settled.finished:
        assert branch.shown() == (1, WEEK)
        assert branch.provisional() == 1
        settled = pull(branch.store, branch.server, at_most=1)

    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 0
    with branch.store.read() as tx:
        assert listing(tx)[0].in_overlay is False


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
    said = with_effects(said, [BucketNumber(branch.village.bucket, ahead)])
    pull(branch.store, branch.server, [said])

    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 1


def test_an_operation_without_effects_in_scope_leaves_at_once(branch):
    branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    elsewhere = with_effects(said, [BucketNumber("team/" + "0" * 32, 10**6)])
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
    settled = pull(branch.store, branch.server, [with_effects(said, effects)], at_most=1)

    assert not settled.finished
    assert branch.shown() == (1, WEEK)
    pull_all(branch.store, branch.server, at_most=1)
    assert branch.shown() == (1, WEEK)
    assert branch.provisional() == 0


def test_the_same_verdict_again_changes_nothing(branch):
    operation = branch.pay()
    (said,) = send_waiting(branch.store, branch.server)
    said = with_effects(said, branch.post(operation, WEEK))
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


@pytest.mark.parametrize("spoil", [{"bucket": 99}, {"version": -1}, {"body": b""}])
def test_a_page_that_contradicts_itself_is_not_even_staged(branch, spoil):
    for number in (2, 3):
        found_village(branch.server, number)
    with branch.store.read() as tx:
        sent = cursors(tx)
    answer = branch.server.answer(sent, at_most=2)
    spoiled = msgspec.structs.replace(answer.changes[0], **spoil)
    with pytest.raises(Malformed):
        answer = msgspec.structs.replace(answer, changes=(spoiled, *answer.changes[1:]))
        settle(branch.store, answer, now_ms=1)

    with branch.store.read() as tx:
        assert cursors(tx) == sent
    pull_all(branch.store, branch.server, at_most=2)


def test_a_record_the_rules_refuse_is_named_and_holds_up_nothing(branch):
    branch.pay()
    place = branch.village
    loan = a_loan(place.member, place.union)
    terms = msgspec.structs.replace(loan.terms, allocation_order=("fee", "fee"))
    branch.server.put("loan", place.loan, msgspec.structs.replace(loan, terms=terms), place.bucket)
    settled = pull(branch.store, branch.server)

    assert settled.unreadable == {("loan", place.loan)}
    assert settled.finished


def test_a_record_this_program_cannot_read_is_kept_named_and_not_shown(branch):
    newer = branch.server.put("member", b"member-newer-001", a_union(), branch.village.bucket)
    assert newer
    settled = pull(branch.store, branch.server)

    assert settled.unreadable == {("member", b"member-newer-001")}
    assert settled.mismatched == ()
    with branch.store.read() as tx:
        kept = "SELECT count(*) FROM base_record WHERE kind = 'member' AND id = ?"
        assert tx.one(int, kept, (b"member-newer-001",)) == 1
        assert tx.one(int, "SELECT count(*) FROM p_member") == 1
