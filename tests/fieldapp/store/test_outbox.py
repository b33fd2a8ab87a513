"""Operations appended, batched and counted."""

from __future__ import annotations

import pytest

from fieldapp.store.author import Author
from fieldapp.store.database import Store
from fieldapp.store.outbox import (
    append,
    counts,
    entries_about,
    listing,
    mark_seen,
    operation_at,
    outbox_head,
    waiting_batch,
)
from fieldapp.store.settle import settle
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.bodies.people import MemberEnrolled
from shared.contract.codec import Malformed, decode
from shared.contract.exchange import Difference
from shared.contract.operations import GENESIS, Operation, SeenVersion, decode_body
from shared.contract.signing import operation_hash, verify_operation
from shared.ids import OperationId
from tests.fieldapp.store.world import START, a_member, send_waiting, verdict


def pay(store: Store, author: Author, amount_minor: int = 5_000, *, loan: bytes | None = None) -> Operation:
    with store.transaction() as tx:
        body = RepaymentRecorded(author.ids.make(), loan, bytes(16), amount_minor, "CASH", START, "K7-000001")
        return append(tx, author, body)


def test_operations_form_a_signed_chain_without_gaps(store, author):
    made = [pay(store, author) for _ in range(5)]

    with store.read() as tx:
        batch = waiting_batch(tx)
        head = outbox_head(tx)
    previous = GENESIS
    for seq, (operation, signed) in enumerate(zip(made, batch, strict=True), start=1):
        verify_operation(signed, author.signing_key.public_key())
        assert decode(Operation, signed.data) == operation
        assert (operation.seq, operation.prev, operation.device) == (seq, previous, author.device)
        previous = operation_hash(signed)
    assert (head.seq, head.hash) == (5, previous)


def test_an_operation_says_who_when_and_on_what_it_stands(store, author):
    first = pay(store, author)
    seen = SeenVersion("loan", bytes(16), 3)
    with store.transaction() as tx:
        body = MemberEnrolled(author.ids.make(), bytes(16), "K7-M000001", a_member(bytes(16)).profile)
        second = append(tx, author, body, depends_on=[OperationId(first.id)], seen=[seen])

    assert (second.staff, second.depends_on, second.seen) == (author.staff, (first.id,), (seen,))
    assert second.boot == author.clock.boot
    assert second.at_ms > first.at_ms
    assert decode_body(second.kind, second.kind_version, second.body) == body
    with store.read() as tx:
        assert operation_at(tx, 2) == second
        assert operation_at(tx, 3) is None


def test_the_chain_goes_on_after_a_rollback_as_if_nothing_had_been(store, author):
    pay(store, author)
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        body = RepaymentRecorded(author.ids.make(), None, bytes(16), 1, "CASH", START, "K7-000002")
        append(tx, author, body)
        raise ZeroDivisionError
    after = pay(store, author)

    assert after.seq == 2


def test_a_body_no_server_could_read_is_never_signed(store, author):
    with pytest.raises(Malformed):
        pay(store, author, 0)

    with store.read() as tx:
        assert counts(tx).waiting == 0


def test_a_batch_keeps_both_bounds_and_never_stalls(store, author):
    for _ in range(7):
        pay(store, author)
    with store.read() as tx:
        size = sum(len(signed.data) + len(signed.signature) for signed in waiting_batch(tx, at_most=1))
        assert len(waiting_batch(tx, at_most=3)) == 3
        assert len(waiting_batch(tx, at_most_bytes=2 * size + 1)) == 2
        assert len(waiting_batch(tx, at_most_bytes=1)) == 1
        first = decode(Operation, waiting_batch(tx, at_most_bytes=1)[0].data)
    assert first.seq == 1


def test_counts_say_what_is_not_safe_yet(store, author, server):
    for amount in (5_000, 7_500):
        pay(store, author, amount)
    with store.read() as tx:
        assert (counts(tx).waiting, counts(tx).waiting_value_minor, counts(tx).attention) == (2, 12_500, 0)

    settle(store, server.answer([], send_waiting(store, server)), now_ms=1)
    with store.read() as tx:
        assert (counts(tx).waiting, counts(tx).waiting_value_minor, counts(tx).attention) == (0, 0, 0)
        assert waiting_batch(tx) == ()


def test_a_verdict_that_concerns_the_person_asks_for_attention_until_seen(store, author, server):
    operation = pay(store, author)
    send_waiting(store, server)
    said = verdict(operation, "applied_changed")
    said = type(said)(
        said.operation, said.seq, "applied_changed", "merged", "Changed", "Somebody was first",
        (Difference("phone", "1", "2"),),
    )  # fmt: skip
    settle(store, server.answer([], [said]), now_ms=1)

    with store.read() as tx:
        (entry,) = listing(tx, stands="attention")
        assert counts(tx).attention == 1
    assert (entry.outcome, entry.code, entry.detail) == ("applied_changed", "merged", "Somebody was first")
    assert entry.differences == (Difference("phone", "1", "2"),)
    assert entry.state == "acknowledged"

    with store.transaction() as tx:
        mark_seen(tx, entry.seq)
    with store.read() as tx:
        assert counts(tx).attention == 0
        assert listing(tx, stands="attention") == ()
        assert len(listing(tx)) == 1


def test_the_listing_is_paged_newest_first(store, author):
    for _ in range(5):
        pay(store, author)
    with store.read() as tx:
        first = listing(tx, limit=2)
        second = listing(tx, limit=2, before_seq=first[-1].seq)
    assert [entry.seq for entry in (*first, *second)] == [5, 4, 3, 2]


def test_operations_about_a_record_are_found_by_it(store, author):
    loan = author.ids.make()
    pay(store, author)
    pay(store, author, loan=loan)
    pay(store, author, loan=loan)
    with store.read() as tx:
        assert [entry.seq for entry in entries_about(tx, ("loan", loan))] == [2, 3]
