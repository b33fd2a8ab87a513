"""The encrypted file: its key, its durability, and what it does when the world fails."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from fieldapp.store.author import Author
from fieldapp.store.database import (
    DiskFailed,
    DiskFull,
    Store,
    StoreDamaged,
    StoreFault,
    StoreLocked,
    StoreTooNew,
    WrongKey,
    open_store,
)
from fieldapp.store.outbox import append, counts, outbox_head, waiting_batch
from fieldapp.store.projection.refresh import rebuild
from shared.contract.bodies.people import MemberEnrolled
from tests.fieldapp.store.dumps import dump
from tests.fieldapp.store.world import KEY, a_member, a_store

MEMBER = a_member(bytes(16), "K7-M000001", "Canaryname", "Okafor").profile


def enrol(store: Store, author: Author, note: str = "") -> None:
    with store.transaction() as tx:
        profile = MEMBER if not note else type(MEMBER)("Canaryname", "Okafor", note=note)
        append(tx, author, MemberEnrolled(author.ids.make(), bytes(16), "K7-M000001", profile))


def test_a_wrong_key_opens_nothing_and_harms_nothing(tmp_path, author, capfd):
    store = a_store(tmp_path)
    enrol(store, author)
    store.close()
    before = (tmp_path / "store.db").read_bytes()

    with pytest.raises(WrongKey):
        open_store(tmp_path / "store.db", bytes(32))

    assert (tmp_path / "store.db").read_bytes() == before
    assert capfd.readouterr() == ("", "")
    store = a_store(tmp_path)
    with store.read() as tx:
        assert counts(tx).waiting == 1
    store.close()


def test_a_key_that_is_too_short_is_a_bug_not_a_passphrase(tmp_path):
    with pytest.raises(ValueError, match="32 bytes"):
        open_store(tmp_path / "store.db", b"secret")


def test_nothing_recorded_lies_readable_on_the_disk(tmp_path, author):
    store = a_store(tmp_path)
    enrol(store, author)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    store.close()
    files |= {f"closed {path.name}": path.read_bytes() for path in tmp_path.iterdir()}

    assert "store.db-wal" in files
    for name, content in files.items():
        assert b"Canaryname" not in content, name
        assert b"SQLite format" not in content, name


def test_only_the_owner_may_read_the_file(tmp_path):
    a_store(tmp_path).close()

    assert (tmp_path / "store.db").stat().st_mode & 0o077 == 0


def test_a_second_program_is_kept_out(tmp_path, monkeypatch):
    monkeypatch.setattr("fieldapp.store.database._LOCK_WAIT_S", 0.05)
    store = a_store(tmp_path)

    with pytest.raises(StoreLocked):
        a_store(tmp_path)

    store.close()
    a_store(tmp_path).close()


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(DiskFailed):
        a_store(tmp_path / "nowhere")


def test_every_commit_waits_for_the_disk(store):
    with store.read() as tx:
        pragmas = ("synchronous", "foreign_keys", "secure_delete", "trusted_schema", "temp_store")
        found = {name: tx.one(int, f"PRAGMA {name}") for name in pragmas}
        assert tx.one(str, "PRAGMA journal_mode") == "wal"

    full, on, off, memory = 2, 1, 0, 2
    assert found == {
        "synchronous": full,
        "foreign_keys": on,
        "secure_delete": on,
        "trusted_schema": off,
        "temp_store": memory,
    }


def test_what_was_recorded_outlives_a_program_killed_at_once(tmp_path):
    """The child dies inside the next transaction, with what it wrote there still open."""
    child = f"""
        import os, signal
        from pathlib import Path
        from fieldapp.store.outbox import append
        from tests.fieldapp.store.test_database import MEMBER, MemberEnrolled, a_store, an_author_at, enrol
        store, author = a_store(Path({str(tmp_path)!r})), an_author_at()
        enrol(store, author)
        with store.transaction() as tx:
            append(tx, author, MemberEnrolled(author.ids.make(), bytes(16), "K7-M000002", MEMBER))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(child)], check=False, timeout=60, cwd=Path(__file__).parents[3]
    )
    assert done.returncode == -9

    store = a_store(tmp_path)
    with store.read() as tx:
        assert counts(tx).waiting == 1
        assert tx.rows(str, "SELECT code FROM p_member") == ["K7-M000001"]
    store.close()


def an_author_at() -> Author:
    """For the child process above."""
    from tests.fieldapp.store.world import an_author

    return an_author()


def test_a_transaction_that_raises_leaves_nothing(store, author):
    def job() -> None:
        with store.transaction() as tx:
            append(tx, author, MemberEnrolled(author.ids.make(), bytes(16), "K7-M000001", MEMBER))
            raise RuntimeError("the job failed")

    with pytest.raises(RuntimeError, match="the job failed"):
        job()

    with store.read() as tx:
        assert counts(tx).waiting == 0
        assert tx.tuples("SELECT * FROM p_member") == []


def test_transactions_do_not_nest(store):
    with store.transaction(), pytest.raises(RuntimeError, match="already open"), store.read():
        pass


def whole_or_not(store: Store, author: Author, job: Callable[[], None], fault: type[StoreFault]) -> None:
    """Run a job into a fault, and see that nothing of it is there and the store still works."""
    with store.read() as tx:
        before, head = dump(tx), outbox_head(tx)
    with pytest.raises(fault):
        job()
    with store.read() as tx:
        assert (dump(tx), outbox_head(tx)) == (before, head)


def test_a_full_disk_keeps_the_store_whole_and_usable(store, author):
    enrol(store, author)
    with store.transaction() as tx:
        pages = tx.one(int, "PRAGMA page_count")
        tx.one(int, f"PRAGMA max_page_count = {pages + 2}")

    def much() -> None:
        for _ in range(50):
            enrol(store, author, "x" * 3000)

    with pytest.raises(DiskFull):
        much()
    with store.read() as tx:
        before = counts(tx).waiting
    whole_or_not(store, author, lambda: enrol(store, author, "x" * 3000), DiskFull)

    with store.transaction() as tx:
        tx.one(int, "PRAGMA max_page_count = 100000")
    enrol(store, author)
    with store.read() as tx:
        assert counts(tx).waiting == before + 1
        assert len(waiting_batch(tx)) == before + 1
    with store.transaction() as tx:
        incremental = dump(tx)
        rebuild(tx)
        assert dump(tx) == incremental


def test_a_file_that_may_not_grow_is_a_named_fault(tmp_path, author):
    """The system refuses the write itself, in the middle of a commit: the limit on file sizes is real."""
    store = a_store(tmp_path)
    enrol(store, author)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((tmp_path / "store.db-wal").stat().st_size + 5000, limits[1]))
    try:
        whole_or_not(store, author, lambda: enrol(store, author, "x" * 3900), StoreFault)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    enrol(store, author)
    store.close()
    store = a_store(tmp_path)
    with store.read() as tx:
        assert counts(tx).waiting == 2
    store.close()


def test_a_store_of_a_newer_program_is_refused_unharmed(tmp_path):
    store = a_store(tmp_path)
    with store.transaction() as tx:
        tx.execute("INSERT INTO migration VALUES (999, 'from_the_future')")
    store.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    with pytest.raises(StoreTooNew) as refused:
        a_store(tmp_path)

    assert refused.value.found == 999
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("page", [1, 3])
def test_a_damaged_file_is_named_not_shown(tmp_path, author, page):
    store = a_store(tmp_path)
    for _ in range(30):
        enrol(store, author, "x" * 2000)
    store.close()
    with (tmp_path / "store.db").open("r+b") as file:
        file.seek(4096 * page + 200)
        file.write(os.urandom(64))

    def read_everything() -> None:
        opened = a_store(tmp_path)
        try:
            with opened.read() as tx:
                dump(tx)
                waiting_batch(tx)
                tx.tuples("PRAGMA integrity_check")
        finally:
            opened.close()

    with pytest.raises((StoreDamaged, WrongKey, DiskFailed)):
        read_everything()


def test_the_key_is_not_kept_in_the_file(tmp_path):
    a_store(tmp_path).close()

    assert KEY not in Path(tmp_path / "store.db").read_bytes()
