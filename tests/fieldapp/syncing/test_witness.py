"""A tablet whose store was put back from an old copy is frozen, whatever the server says; nothing is lost."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fieldapp.store.author import Author, Desk
from fieldapp.store.chain.checking import BEGINNING, CHANGED, PUT_BACK, Broken, is_held
from fieldapp.store.database import Store, open_store
from fieldapp.store.outbox import append
from fieldapp.store.settle import settle
from fieldapp.store.sync_state import read_state
from fieldapp.syncing.witness import Looked, judge_store, keep_mark, look_through
from fieldapp.vault.identity import held_mark
from fieldapp.vault.journal import journal_of
from fieldapp.vault.keeping.head_mark import MarkedHead
from fieldapp.vault.keeping.keyring_access import FileKeyring
from fieldapp.vault.key_box import new_device_keys
from fieldapp.vault.vault import Vault
from shared.contract.bodies.lending import RepaymentRecorded
from shared.contract.custody.journal import Entry, read_entries
from shared.ids import IdMaker
from tests.fieldapp.store.world import START, FakeServer, StillClock
from tests.fieldapp.vault.tablet import PIN, QUICK, Tablet, identity

RECOVERY = X25519PrivateKey.from_private_bytes(bytes(range(1, 33))).public_key().public_bytes_raw()


@dataclass
class AtWork:
    """A tablet that is unlocked, works, and locks again."""

    tablet: Tablet
    vault: Vault
    desk: Desk | None = None

    def unlock(self) -> Desk:
        keys = self.vault.unlock(PIN)
        profile = self.vault.profile
        store = open_store(profile.folder / "store.db", keys.database_key, journal_of(profile))
        clock = StillClock()
        ids = IdMaker(clock.now_ms, os.urandom)
        who = profile.identity
        self.desk = Desk(store, Author(who.device_id, "K7", who.staff_id, keys.signing_key, ids, clock))
        judge_store(self.desk, self.vault)
        return self.desk

    @property
    def store(self) -> Store:
        assert self.desk is not None
        return self.desk.store

    def pay(self, times: int = 1) -> None:
        assert self.desk is not None
        author = self.desk.author
        for _ in range(times):
            with self.store.transaction() as tx:
                body = RepaymentRecorded(author.ids.make(), None, bytes(16), 5_000, "CASH", START, "K7-1")
                append(tx, author, body)

    def lock(self) -> None:
        assert self.desk is not None
        keep_mark(self.desk, self.vault)
        self.store.close()
        self.vault.lock()

    def state(self) -> tuple[str, str]:
        with self.store.read() as tx:
            state = read_state(tx)
        return state.device_state, state.device_reason

    def journaled(self) -> list[int]:
        found = read_entries((self.vault.profile.folder / "sealed.journal").read_bytes())
        return [one.seq for one in found if isinstance(one, Entry)]


@pytest.fixture
def at_work(tmp_path: Path) -> AtWork:
    tablet = Tablet(tmp_path / "data", FileKeyring(tmp_path / "keyring"))
    who = msgspec.structs.replace(identity(), recovery_key=RECOVERY)
    keys = new_device_keys(tablet.random_bytes)
    grant = tablet.grant(key=tablet.lease_key)
    vault = Vault.create(tablet.data_folder, who, keys, PIN, grant, tablet.around(), QUICK)
    return AtWork(tablet, vault)


def copied(at_work: AtWork) -> Path:
    """The whole profile as it is now, put aside."""
    aside = at_work.tablet.data_folder.parent / "aside"
    shutil.copytree(at_work.vault.profile.folder, aside)
    return aside


def put_back(at_work: AtWork, aside: Path, *names: str) -> None:
    for name in names:
        shutil.copy(aside / name, at_work.vault.profile.folder / name)


def test_an_honest_tablet_is_never_frozen(at_work):
    for _ in range(3):
        at_work.unlock()
        at_work.pay(2)
        assert at_work.state() == ("ACTIVE", "")
        at_work.lock()
    assert at_work.vault.head_mark.read().seq == 6


def test_killed_without_a_lock_it_is_not_frozen_either(at_work):
    at_work.unlock()
    at_work.pay(3)
    at_work.store.close()
    at_work.unlock()
    assert at_work.state() == ("ACTIVE", "")
    at_work.lock()


@pytest.mark.expects_errors
@pytest.mark.parametrize("also", [(), ("head",), ("head", "sealed.journal")], ids=str)
def test_an_old_store_is_frozen_and_stays_so_whatever_the_server_says(at_work, also):
    """Also where mark and journal were put back beside it: the keyring knows better."""
    at_work.unlock()
    at_work.pay()
    at_work.lock()
    aside = copied(at_work)
    at_work.unlock()
    at_work.pay(2)
    at_work.lock()
    put_back(at_work, aside, "store.db", *also)

    at_work.unlock()
    assert at_work.state() == ("FROZEN", PUT_BACK)
    assert held_mark(at_work.vault.profile.folder).exists()
    settle(at_work.store, FakeServer().answer([]), now_ms=1)
    assert at_work.state() == ("FROZEN", PUT_BACK)
    at_work.lock()
    assert at_work.vault.head_mark.read().seq == 3, "the mark is never lowered"
    if "sealed.journal" not in also:
        assert at_work.journaled() == [1, 2, 3], "what the store lost is kept"


@pytest.mark.expects_errors
def test_an_old_store_that_was_gone_on_with_is_told_by_its_hash(at_work):
    at_work.unlock()
    at_work.pay()
    at_work.lock()
    aside = copied(at_work)
    at_work.unlock()
    at_work.pay()
    at_work.lock()
    put_back(at_work, aside, "store.db")
    keys = at_work.vault.unlock(PIN)
    unwatched = open_store(at_work.vault.profile.folder / "store.db", keys.database_key)
    at_work.desk = Desk(unwatched, at_work.desk.author)
    at_work.pay(4)
    unwatched.close()

    at_work.unlock()
    assert at_work.state() == ("FROZEN", PUT_BACK)
    at_work.lock()


@pytest.mark.expects_errors
def test_what_was_never_marked_is_told_by_the_journal(at_work):
    at_work.unlock()
    at_work.pay()
    at_work.lock()
    aside = copied(at_work)
    at_work.unlock()
    at_work.pay()
    at_work.store.close()  # cut off before a minute was over
    put_back(at_work, aside, "store.db")
    at_work.unlock()
    assert at_work.state() == ("FROZEN", PUT_BACK)
    at_work.lock()


@pytest.mark.expects_errors
def test_the_right_store_put_back_again_is_in_order(at_work):
    at_work.unlock()
    at_work.pay()
    at_work.lock()
    old = copied(at_work)
    at_work.unlock()
    at_work.pay()
    at_work.lock()
    right = at_work.tablet.data_folder.parent / "right"
    shutil.copytree(at_work.vault.profile.folder, right)
    put_back(at_work, old, "store.db")
    at_work.unlock()
    at_work.lock()
    put_back(at_work, right, "store.db")
    at_work.unlock()
    assert at_work.state() == ("ACTIVE", "")
    assert not held_mark(at_work.vault.profile.folder).exists()
    at_work.lock()


@pytest.mark.expects_errors
def test_a_mark_that_was_taken_away_is_told(at_work):
    at_work.unlock()
    at_work.pay()
    at_work.lock()
    (at_work.vault.profile.folder / "head").unlink()
    at_work.tablet.keyring.delete(at_work.vault.profile.identity.device_id.hex() + ".head")
    at_work.unlock()
    assert at_work.state() == ("FROZEN", PUT_BACK)
    at_work.lock()


@pytest.mark.expects_errors
def test_an_operation_edited_in_the_file_is_found_by_looking_through(at_work):
    """By somebody who has the key of the store and can take its triggers away."""
    at_work.unlock()
    at_work.pay(1_200)
    with at_work.store.transaction() as tx:
        tx.execute("DROP TRIGGER outbox_bytes_stand")
        tx.execute("UPDATE outbox_operation SET value_minor = 1 WHERE seq = 700")
    looked = look_through(at_work.desk, at_work.vault)
    assert looked == Looked(MarkedHead(500, looked.at.hash if looked.at else b""), None)
    broken = look_through(at_work.desk, at_work.vault, looked.at or BEGINNING).broken
    assert broken == Broken(700, CHANGED)
    with at_work.store.read() as tx:
        assert is_held(tx)
    assert at_work.state() == ("FROZEN", CHANGED)
    at_work.lock()
