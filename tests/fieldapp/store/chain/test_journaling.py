"""Recorded means: in the store and in the sealed journal, whatever becomes of either file."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.store.chain.journaling import beyond
from fieldapp.store.database import Store, StoreGone, open_store
from fieldapp.store.outbox import append, waiting_batch
from fieldapp.vault.identity import wiping_mark
from fieldapp.vault.journal import SealedJournal
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.custody.journal import Entry, open_entry, read_entries
from shared.contract.operations import SignedOperation
from tests.fieldapp.store.world import DEVICE, KEY, START, an_author
from tests.fieldapp.vault.test_crashes import survived

RECOVERY = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = RECOVERY.public_key().public_bytes_raw()
AUTHOR = an_author()


def journal_in(folder: Path) -> SealedJournal:
    return SealedJournal(folder / "sealed.journal", DEVICE, PUBLIC)


def opened(folder: Path) -> Store:
    return open_store(folder / "store.db", KEY, journal_in(folder))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = opened(tmp_path)
    yield made
    made.close()


def pay(store: Store, times: int = 1) -> None:
    with store.transaction() as tx:
        for _ in range(times):
            body = RepaymentRecorded(AUTHOR.ids.make(), None, bytes(16), 5_000, "CASH", START, "K7-000001")
            append(tx, AUTHOR, body)


def recovered(folder: Path) -> list[SignedOperation]:
    """What head office reads, in the file's order."""
    file = folder / "sealed.journal"
    found = read_entries(file.read_bytes() if file.exists() else b"")
    return [open_entry(one, RECOVERY) for one in found if isinstance(one, Entry)]


def recorded(store: Store) -> list[SignedOperation]:
    with store.read() as tx:
        return list(waiting_batch(tx))


def test_what_was_recorded_is_in_the_journal_before_the_job_returns(store, tmp_path):
    pay(store)
    assert recovered(tmp_path) == recorded(store)
    pay(store, times=3)
    assert recovered(tmp_path) == recorded(store)
    assert len(recorded(store)) == 4
    assert store.journal_behind == 0


def test_what_was_rolled_back_is_in_no_journal(store, tmp_path):
    pay(store)
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        append(tx, AUTHOR, RepaymentRecorded(bytes(16), None, bytes(16), 1, "CASH", START, "K7-000002"))
        raise ZeroDivisionError
    assert recovered(tmp_path) == recorded(store)


@pytest.mark.parametrize("gone", ["wiping", "store.db"])
def test_nothing_is_told_as_recorded_where_it_is_about_to_be_wiped(store, tmp_path, gone):
    """A wipe may begin, and end, beneath whoever has just unlocked."""
    pay(store)
    if gone == "store.db":
        (tmp_path / gone).unlink()
    else:
        wiping_mark(tmp_path).write_bytes(b"")
    with pytest.raises(StoreGone):
        pay(store)
    assert len(recorded(store)) == 1
    assert len(recovered(tmp_path)) == 1


def test_a_journal_that_cannot_be_written_never_makes_it_unrecorded(store, tmp_path):
    """On /dev/full every write fails as on a full disk, after the store has committed."""
    pay(store)
    file, aside = tmp_path / "sealed.journal", tmp_path / "aside"
    file.rename(aside)
    file.symlink_to("/dev/full")

    pay(store)
    assert (len(recorded(store)), store.journal_behind) == (2, 1)
    pay(store, times=2)
    assert (len(recorded(store)), store.journal_behind) == (4, 3)

    file.unlink()
    aside.rename(file)
    pay(store)
    assert store.journal_behind == 0
    assert recovered(tmp_path) == recorded(store)
    assert len(recorded(store)) == 5


def test_what_is_lacking_is_made_up_for_without_anything_being_recorded(store, tmp_path):
    (tmp_path / "sealed.journal").symlink_to(tmp_path)
    pay(store)
    assert store.journal_behind == 1
    store.fill_journal()
    assert store.journal_behind == 1
    (tmp_path / "sealed.journal").unlink()
    store.fill_journal()
    assert store.journal_behind == 0
    assert recovered(tmp_path) == recorded(store)


def test_a_write_that_failed_half_way_leaves_nothing_of_itself(store, tmp_path, monkeypatch):
    pay(store)
    before = (tmp_path / "sealed.journal").read_bytes()
    real = os.write

    def half(descriptor: int, data: bytes) -> int:
        real(descriptor, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    pay(store)
    monkeypatch.undo()
    assert (tmp_path / "sealed.journal").read_bytes() == before
    store.fill_journal()
    assert recovered(tmp_path) == recorded(store)


def test_a_file_that_may_not_grow_is_a_full_disk_too(tmp_path):
    """RLIMIT_FSIZE: the journal is made longer than the store's files, so that it alone meets the limit."""
    file = tmp_path / "sealed.journal"
    file.write_bytes(bytes(8 * 1024 * 1024))
    store = opened(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 10, hard))
    try:
        pay(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (len(recorded(store)), store.journal_behind, recovered(tmp_path)) == (1, 1, [])
    pay(store)
    assert (store.journal_behind, recovered(tmp_path)) == (0, recorded(store))
    store.close()


def test_killed_anywhere_what_was_told_as_recorded_is_in_both(tmp_path):
    """The child notes, durably, each operation it was told of; it is killed at every step of the journal."""
    steps = 0
    for step in range(1, 40):
        folder = tmp_path / f"{step}"
        folder.mkdir()

        def record_and_tell(folder: Path = folder) -> None:
            store = opened(folder)
            for number in range(3):
                pay(store)
                (folder / f"told-{number}").touch()
            store.close()

        ended = survived(record_and_tell, step)
        told = len(list(folder.glob("told-*")))
        assert told <= len(recovered(folder)), "in the journal before anybody was told"
        store = opened(folder)
        assert recovered(folder) == recorded(store), step
        assert told <= len(recorded(store)) <= told + 1
        store.close()
        steps = step
        if ended:
            break
    assert 8 < steps < 39


def test_opening_fills_up_what_a_crash_left_out(tmp_path):
    plain = open_store(tmp_path / "store.db", KEY)
    pay(plain, times=450)
    plain.close()

    store = opened(tmp_path)
    assert store.journal_behind == 0
    assert len(recovered(tmp_path)) == 450
    pay(store)
    assert len(recovered(tmp_path)) == 451
    store.close()


@pytest.mark.parametrize("damage", ["torn", "flipped", "cut", "gone", "foreign"])
def test_a_damaged_journal_is_whole_again_after_opening(tmp_path, damage):
    store = opened(tmp_path)
    pay(store, times=3)
    pay(store)
    kept = recorded(store)
    store.close()
    file = tmp_path / "sealed.journal"
    data = file.read_bytes()
    if damage == "gone":
        file.unlink()
    elif damage == "foreign":
        other = SealedJournal(file, b"another-device-1", PUBLIC)
        file.unlink()
        other.add(enumerate(kept, start=1))
    else:
        changed = {
            "torn": data[:-9],
            "flipped": data[:100] + b"?" + data[101:],
            "cut": data[: len(data) // 3],
        }
        file.write_bytes(changed[damage])

    store = opened(tmp_path)
    assert store.journal is not None
    assert {one.signature for one in kept} <= {one.signature for one in recovered(tmp_path)}
    assert store.journal_behind == 0
    assert store.journal.damaged == (0 if damage == "gone" else store.journal.damaged)
    with store.read() as tx:
        assert beyond(tx, store.journal) == ()
    store.close()


def test_a_store_put_back_from_an_old_copy_is_told_by_its_journal(tmp_path):
    store = opened(tmp_path)
    pay(store)
    store.close()
    old = (tmp_path / "store.db").read_bytes()
    store = opened(tmp_path)
    pay(store, times=2)
    store.close()
    (tmp_path / "store.db").write_bytes(old)

    store = opened(tmp_path)
    assert store.journal is not None
    with store.read() as tx:
        assert [seq for seq, _ in beyond(tx, store.journal)] == [2, 3]
    assert len(recovered(tmp_path)) == 3
    pay(store)
    assert len(recovered(tmp_path)) == 4, "what was put back goes on beside it and overwrites nothing"
    store.close()
