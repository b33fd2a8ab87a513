"""Notes: kept, replaced and forgotten, and nobody's business but this tablet's."""

from __future__ import annotations

import pytest

from fieldapp.store.notes import Note, find, forget, keep, listing
from fieldapp.store.outbox import counts
from fieldapp.store.projection.refresh import rebuild


def test_a_note_is_found_as_it_was_put_last(store):
    with store.transaction() as tx:
        keep(tx, "draft", "sheet", b"one", 5)
        keep(tx, "draft", "sheet", b"two", 6)
        keep(tx, "preference", "sheet", b"dark", 7)

    with store.read() as tx:
        assert find(tx, "draft", "sheet") == Note("draft", "sheet", b"two", 6)
        assert find(tx, "draft", "other") is None
        assert [note.value for note in listing(tx)] == [b"two", b"dark"]


def test_a_note_that_is_forgotten_is_gone_and_may_be_forgotten_again(store):
    with store.transaction() as tx:
        keep(tx, "draft", "sheet", b"one", 5)
    for _ in range(2):
        with store.transaction() as tx:
            forget(tx, "draft", "sheet")

    with store.read() as tx:
        assert listing(tx) == ()


def test_notes_are_never_sent_and_outlive_a_rebuild_of_the_query_tables(store):
    with store.transaction() as tx:
        keep(tx, "draft", "sheet", b"one", 5)
        rebuild(tx)

    with store.read() as tx:
        assert counts(tx).waiting == 0
        assert find(tx, "draft", "sheet") is not None


def test_a_note_is_rolled_back_with_its_transaction(store):
    def interrupted():
        with store.transaction() as tx:
            keep(tx, "draft", "sheet", b"one", 5)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    with store.read() as tx:
        assert listing(tx) == ()
